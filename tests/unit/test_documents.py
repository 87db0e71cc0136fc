"""The documents speak of what is there: files they link to, and functions they name."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("contracts", "chassis", "services", "gateway", "launcher", "tests", "docs", "deploy")
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(path for name in OURS for path in (ROOT / name).rglob("*.md"))])
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_NAME = re.compile(r"`([\w/]+\.py)::([\w.]+)`")


def names_in(path: Path) -> set[str]:
    """The functions and classes of a module, methods as ``Class.method``."""

    def walk(body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from walk(node.body, f"{prefix}{node.name}.")

    return set(walk(ast.parse(path.read_text(encoding="utf-8")).body, ""))


def missing_names(text: str) -> list[str]:
    return [
        f"{path}::{name}"
        for path, name in sorted(set(_NAME.findall(text)))
        if not (ROOT / path).is_file() or name not in names_in(ROOT / path)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(document: Path) -> None:
    links = [link.partition("#")[0] for link in _LINK.findall(document.read_text(encoding="utf-8"))]
    local = [link for link in links if link and "://" not in link]
    assert [link for link in local if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_functions_exist(document: Path) -> None:
    assert missing_names(document.read_text(encoding="utf-8")) == []


def test_the_five_requests_name_functions_of_every_service() -> None:
    text = (ROOT / "docs" / "requests.md").read_text(encoding="utf-8")
    rooms = {"/".join(path.split("/")[:2]) for path, _ in _NAME.findall(text) if path.startswith("services/")}
    assert rooms == {
        f"services/{name}" for name in ("auth", "referral", "inspection", "billing", "messaging")
    }


def test_a_name_that_is_gone_is_noticed() -> None:
    assert missing_names("`gateway/app.py::create_app` `gateway/app.py::gone` `gateway/gone.py::x`") == [
        "gateway/app.py::gone",
        "gateway/gone.py::x",
    ]


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert sorted(set(_LINK.findall(index))) == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    for name in pages:
        text = (folder / name).read_text(encoding="utf-8")
        assert "**Status:**" in text
        assert "**Consequences.**" in text
