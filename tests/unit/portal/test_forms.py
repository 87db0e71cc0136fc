"""Fields of forms: their ids, what is said where one is refused, and the page that is shown again."""

import re
from typing import Any

import pytest
from flask import Flask, render_template_string
from werkzeug.test import TestResponse

from portal.api import Problem
from portal.forms import done, errors_of, incomplete, shown_again
from tests.unit.portal.conftest import make_app

REFUSED = Problem(422, "request.invalid", "", {"x": ["نادرست است."], "x.0": ["نادرست است."], "y": ["نیست."]})
FIELDS = {
    "field": "form.field('x', 'X', {}, problem)",
    "area": "form.area('x', 'X', {}, problem)",
    "select": "form.select('x', 'X', [('1', 'یک')], {}, problem)",
    "check": "form.check('x', 'X', false, problem)",
    "checks": "form.checks('x', 'X', [('1', 'یک'), ('2', 'دو')], [], problem)",
    "choices": "form.choices('x', 'X', [('1', 'یک', '')], '', problem)",
    "decision": "form.decision('x', 'X', [('1', 'یک', 'چنین می‌شود')], '', problem)",
}


def rendered(app: Flask, *fields: str, problem: Problem | None = None) -> str:
    """A page of nothing but fields."""
    page = "{% import 'common/_form.html' as form with context %}" + "".join(
        f"{{{{ {each} }}}}" for each in fields
    )
    with app.test_request_context():
        return render_template_string(page, problem=problem)


def marked(page: str) -> list[str]:
    """The elements that are said to be wrong."""
    tags = re.findall(r"<(?:input|select|textarea|fieldset)\b[^>]*>", page)
    return [tag for tag in tags if 'aria-invalid="true"' in tag]


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_what_is_wrong_with_a_field_is_said_at_it(app: Flask, field: str) -> None:
    page = rendered(app, field, problem=REFUSED)
    error = re.search(r'id="([^"]+)">(?:(?!</div>).)*نادرست است\.</div>', page, re.DOTALL)
    assert error
    assert marked(page)
    assert all(error[1] in tag for tag in marked(page))
    assert page.count("نادرست است.") == 1
    assert "نیست." not in page


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_a_field_that_is_right_says_nothing(app: Flask, field: str) -> None:
    page = rendered(app, field, problem=incomplete(y="نیست."))
    assert not marked(page)
    assert "-error" not in page


@pytest.mark.parametrize("field", FIELDS.values(), ids=FIELDS)
def test_two_fields_of_one_name_have_ids_of_their_own(app: Flask, field: str) -> None:
    page = rendered(app, field, field, problem=REFUSED)
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'\sfor="([^"]*)"', page)) <= set(ids)


def test_boxes_are_ticked_whatever_the_kind_of_their_values(app: Flask) -> None:
    page = rendered(app, "form.checks('x', 'X', [(0, 'شنبه'), (1, 'یکشنبه')], ['1'])")
    assert [("checked" in tag) for tag in re.findall(r"<input[^>]*>", page)] == [False, True]


def test_errors_are_said_once_and_of_parts_too() -> None:
    assert errors_of(REFUSED, "x") == ["نادرست است."]
    assert errors_of(REFUSED) == ["نادرست است.", "نیست."]
    assert errors_of(REFUSED, "z") == errors_of(None) == []


def taking(problem: Problem | None) -> TestResponse:
    """What follows when a form is sent that ``problem`` refuses, if anything does."""
    app = make_app()

    @app.post("/things/<thing>")
    @shown_again(lambda problem, thing: f"{thing}: {problem.detail}")
    def act(thing: str) -> Any:
        if problem:
            raise problem
        return done("شد.", "thing", thing=thing)

    app.add_url_rule("/things/<thing>", "thing", lambda thing: thing)
    return app.test_client().post("/things/t")


def test_a_refused_form_is_shown_again() -> None:
    answer = taking(Problem(409, "x", "نشد"))
    assert (answer.status_code, answer.text) == (409, "t: نشد")


def test_an_accepted_form_is_followed_by_another_page() -> None:
    answer = taking(None)
    assert (answer.status_code, answer.location) == (302, "/things/t")
