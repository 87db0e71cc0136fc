"""Templates: filled in safely, documented, in Persian."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.messaging.domain import (
    TEMPLATES,
    Template,
    TemplateError,
    Wording,
    mistakes_in,
    render,
    sms_text,
)
from services.messaging.domain.templates import BAD_BRACES, NO_PLACEHOLDERS, fill

PERSIAN = re.compile(r"[\u0600-\u06ff]")
every_template = pytest.mark.parametrize("template", TEMPLATES.values(), ids=TEMPLATES.keys())


@every_template
def test_the_systems_own_wording_works_with_its_examples(template: Template) -> None:
    assert mistakes_in(template.default, template.examples) == {}
    shown = render(template.default, template.examples)
    for text in (shown.subject, shown.body, shown.sms, template.title):
        assert PERSIAN.search(text)
        assert "{" not in text
    assert len(shown.subject) <= 200
    assert len(shown.sms) <= 300, "a few parts at most"


@every_template
def test_every_placeholder_is_explained_and_used(template: Template) -> None:
    assert len(set(template.names)) == len(template.names)
    for placeholder in template.placeholders:
        assert PERSIAN.search(placeholder.explanation)
        assert placeholder.example
        texts = f"{template.default.subject} {template.default.body} {template.default.sms}"
        assert f"{{{placeholder.name}}}" in texts


@every_template
def test_a_key_says_fact_and_recipient(template: Template) -> None:
    assert re.fullmatch(r"[a-z_]{2,60}\.(contractor|inspector|office|finance|user)", template.key)


def test_what_goes_by_sms_by_itself() -> None:
    assert {key for key, template in TEMPLATES.items() if template.default.send_sms} == {
        "appointment_set.contractor",
        "appointment_moved.contractor",
        "appointment_cancelled.contractor",
        "appointment_came_near.contractor",
        "appointment_came_near.inspector",
        "charge_made_debt.contractor",
        "file_referred.inspector",
        "inspector_dismissed.contractor",
        "inspector_dismissed.inspector",
        "objection_decided.contractor",
        "objection_decided.inspector",
    }


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("پروندهٔ {file}", "پروندهٔ ۱"),
        ("{file}{file}", "۱۱"),
        ("{{file}}", "{file}"),
        ("{{{file}}}", "{۱}"),
        ("الف. {reason} ب", "الف. ب"),
        ("الف. {reason}", "الف."),
        ("الف\n{reason}\n\n\nب", "الف\n\nب"),
        ("", ""),
    ],
)
def test_filling_in(text: str, filled: str) -> None:
    assert fill(text, {"file": "۱", "reason": ""}) == filled


def test_a_value_is_never_read_as_a_template() -> None:
    assert fill("{file}", {"file": "{reason} {{"}) == "{reason} {{"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "}",
        "{file",
        "file}",
        "{}",
        "{0}",
        "{file.__class__}",
        "{file[0]}",
        "{file!r}",
        "{file:>10}",
        "{file:{file}}",
        "{ file }",
        "{File}",
        "{پرونده}",
    ],
)
def test_nothing_cleverer_than_a_name(text: str) -> None:
    with pytest.raises(TemplateError, match=re.escape(BAD_BRACES)):
        fill(text, {"file": "۱"})


def test_an_unknown_placeholder_is_refused_with_those_that_are_known() -> None:
    wording = Wording(subject="{file}", body="{files}", sms="{")
    assert mistakes_in(wording, {"file": "", "reason": ""}) == {
        "body": ["Unknown placeholder files; use any of: file, reason."],
        "sms": [BAD_BRACES],
    }
    assert mistakes_in(wording, {})["subject"] == [NO_PLACEHOLDERS]


@given(st.text(alphabet=string.ascii_lowercase[:4] + "{}.[]!: ", max_size=30))
def test_any_text_is_filled_in_or_refused(text: str) -> None:
    try:
        filled = fill(text, {"a": "الف", "b": ""})
    except TemplateError:
        return
    if "{" not in text and "}" not in text:
        assert filled == re.sub(" {2,}", " ", text).strip()


def test_a_wording_of_which_nothing_is_left_is_broken() -> None:
    with pytest.raises(TemplateError):
        render(Wording(subject="س", body="{reason}"), {"reason": ""})


def test_an_sms_is_the_body_unless_it_has_words_of_its_own() -> None:
    assert render(Wording(subject="س", body="متن"), {}).sms == "متن"
    assert render(Wording(subject="س", body="متن", sms="کوتاه"), {}).sms == "کوتاه"


@given(st.text(max_size=2000))
def test_an_sms_is_never_endless(text: str) -> None:
    short = sms_text(text)
    assert len(short) <= 670
    assert short[:-1] in text.translate({0x2066: "\u200e", 0x2069: "\u200e"})
