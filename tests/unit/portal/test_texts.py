"""Whether everything that pages say is there in both languages."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from portal.texts import ENGLISH, PARTS, TERMS

PORTAL = Path(__file__).resolve().parents[3] / "portal"
TEMPLATES = sorted((PORTAL / "templates").rglob("*.html"))
MODULES = sorted(path for folder in (PORTAL, PORTAL / "pages") for path in folder.glob("*.py"))
PERSIAN = re.compile(r"[\u0600-\u06ff]")
SPOKEN = re.compile(r"""(?:_|plural)\(\s*(?:"([^"]+)"|'([^']+)')(?:\s*,\s*"([^"]+)")?""")
TRANSLATED = {"_", "plural", "Item", "Group"}  # the functions whose words are shown in the reader's language
EXPECTED_IN_PERSIAN = {"فارسی"}  # the name of the language, for who cannot read the other
# Blanks where a half-space belongs, Arabic letters for Persian ones, and spellings of which we use the other.
MISSPELT = re.compile(r"(?<!\w)ن?می [آ-ی]| (ها|های|هایی|ترین)(?!\w)|ه‌ی(?!\w)|[يكۀ]|تایید")


def spoken() -> Iterator[str]:
    """Every text that a template or a view hands to the translator."""
    for path in TEMPLATES:
        for double, single, other in SPOKEN.findall(path.read_text()):
            yield double or single
            if other and PERSIAN.search(other):
                yield other
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
                for given in node.args:
                    if isinstance(given, ast.Constant) and PERSIAN.search(str(given.value)):
                        yield str(given.value)


def in_persian() -> list[str]:
    """Everything that is said in Persian."""
    return [*ENGLISH, *(persian for persian, _ in TERMS.values())]


def test_every_text_has_its_english() -> None:
    assert not {text for text in spoken() if PERSIAN.search(text)} - ENGLISH.keys()


def test_no_english_is_left_over() -> None:
    said = "\n".join(path.read_text() for path in [*TEMPLATES, *MODULES])
    assert not {text for text in ENGLISH if text not in said}


def test_a_text_is_translated_in_one_place() -> None:
    """Of two modules the last would win, silently; what several parts say is in ``common`` and ``terms``."""
    times = Counter(text for part in PARTS for text in (*getattr(part, "ENGLISH", {}), *part.TERMS))
    assert not [text for text, count in times.items() if count > 1]


def test_persian_is_spelt_in_one_way() -> None:
    assert not [text for text in in_persian() if MISSPELT.search(text)]


def test_who_inspects_has_one_name() -> None:
    assert not [text for text in in_persian() if "ناظر" in text]


def test_both_languages_take_the_same_values() -> None:
    names = re.compile(r"%\((\w+)\)")
    assert not {fa for fa, en in ENGLISH.items() if not set(names.findall(en)) <= set(names.findall(fa))}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PORTAL / "templates")))
def test_a_template_says_nothing_untranslated(path: Path) -> None:
    tokens = Environment(extensions=["jinja2.ext.loopcontrols"]).lex(path.read_text())
    loose = {value.strip() for _, kind, value in tokens if kind == "data" and PERSIAN.search(value)}
    assert not {text for text in loose if not any(known in text for known in EXPECTED_IN_PERSIAN)}
