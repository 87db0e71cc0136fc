"""What the IT unit's pages send and show."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway

Browser = Callable[[str], FlaskClient]
USER = {
    "id": "u1",
    "membership_code": "19-3-00001",
    "full_name": "مریم کرمانی",
    "role": "inspector",
    "active": True,
    "must_change_password": False,
    "mobile": None,
    "created_at_jalali": "1405-09-01 10:00",
}


@pytest.fixture(autouse=True)
def _users(gateway: FakeGateway) -> None:
    longer = USER | {"id": "u2", "membership_code": "19-3-000011"}
    gateway.answers["GET", "/users"] = {"items": [longer, USER], "next_cursor": None}


def test_only_the_unit_sees_users(app: Flask, client: Browser) -> None:
    browser = client("office")
    for rule in [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/it/")]:
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        assert browser.open(rule.rule.replace("<code>", "x"), method=method).status_code == 404, rule


def test_a_refused_user_is_shown_again_with_what_was_typed(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["POST", "/users"] = Problem(409, "auth.duplicate_membership_code", "تکراری است.")
    typed = {
        "membership_code": "۱۹-۳-۰۰۰۰۱",
        "full_name": "نو",
        "role": "inspector",
        "birth_certificate_number": "۱۲",
    }
    answer = client("it").post("/it/users/new", data=typed)
    assert answer.status_code == 409
    assert "تکراری است." in answer.text
    assert 'value="نو"' in answer.text
    assert gateway.sent("POST", "/users") == [typed | {"mobile": None}]


def test_a_temporary_password_is_shown_once(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["POST", "/users/u1/password-reset"] = {"temporary_password": "Fkpp9mfTT4"}
    browser = client("it")
    reset = browser.post("/it/users/19-3-00001/password-reset")
    assert reset.location == "/it/users/19-3-00001"
    assert "Fkpp9mfTT4" not in browser.get("/it/users/19-3-000011").text
    browser.post("/it/users/19-3-00001/password-reset")
    assert "Fkpp9mfTT4" in browser.get(reset.location).text
    assert "Fkpp9mfTT4" not in browser.get(reset.location).text


def test_deactivation_says_so_to_the_api_and_nothing_else(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["PATCH", "/users/u1"] = USER | {"active": False}
    client("it").post("/it/users/19-3-00001/active", data={"active": "0"})
    assert gateway.sent("PATCH", "/users/u1") == [{"active": False}]


def test_there_is_no_page_for_a_code_that_only_begins_one(client: Browser) -> None:
    assert client("it").get("/it/users/19-3").status_code == 404
