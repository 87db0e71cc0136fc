"""Two-step sign-in: its pages, and the second step itself."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway

Client = Callable[[str], FlaskClient]
TOKENS = {
    "access_token": "a",
    "refresh_token": "r",
    "expires_in": 900,
    "must_change_password": False,
    "must_set_up_second_factor": False,
    "device_token": "device-1",
}
ME = {"id": "u1", "role": "office", "full_name": "نام", "membership_code": "19-9-00002"}
ACTIVE = {
    "active_since": "2026-11-22T07:00:00+00:00",
    "active_since_jalali": "1405-09-01 10:30",
    "required": False,
    "recovery_codes_left": 7,
}
NONE = {"active_since": None, "active_since_jalali": None, "required": True, "recovery_codes_left": 0}
KEY = {
    "secret": "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
    "otpauth_uri": "otpauth://totp/Gazban:19-9-00002?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Gazban",
}
SIGN_IN = {"membership_code": "19-9-00002", "password": "p", "next": "/messages/"}
CODE_WANTED = Problem(401, "auth.second_factor_required", "", challenge="c.h.a")


def signing_in(gateway: FakeGateway, client: Client) -> FlaskClient:
    """A browser that has shown the password."""
    gateway.answers["POST", "/auth/login"] = CODE_WANTED
    gateway.answers["GET", "/me"] = ME
    browser = client("")
    answer = browser.post("/login", data=SIGN_IN)
    assert (answer.status_code, answer.location) == (302, "/login/code?next=/messages/")
    return browser


def test_the_second_step_takes_one_to_where_one_wanted_to_go(gateway: FakeGateway, client: Client) -> None:
    browser = signing_in(gateway, client)
    page = browser.get("/login/code?next=/messages/").text
    assert 'autocomplete="one-time-code"' in page
    gateway.answers["POST", "/auth/login/second-factor"] = TOKENS
    answer = browser.post("/login/code", data={"code": " ۱۲۳۴۵۶ ", "next": "/messages/"})
    assert (answer.status_code, answer.location) == (302, "/messages/")
    (sent,) = gateway.sent("POST", "/auth/login/second-factor")
    assert (sent["challenge"], sent["code"]) == ("c.h.a", "۱۲۳۴۵۶")


def test_a_wrong_code_may_be_mended(gateway: FakeGateway, client: Client) -> None:
    browser = signing_in(gateway, client)
    gateway.answers["POST", "/auth/login/second-factor"] = Problem(401, "auth.invalid_code", "کد درست نیست.")
    answer = browser.post("/login/code", data={"code": "1", "next": "/messages/"})
    assert answer.status_code == 401
    assert "کد درست نیست." in answer.text
    assert 'value="/messages/"' in answer.text
    gateway.answers["POST", "/auth/login/second-factor"] = TOKENS
    assert browser.post("/login/code", data={"code": "123456"}).status_code == 302


def test_who_comes_too_late_begins_anew(gateway: FakeGateway, client: Client) -> None:
    browser = signing_in(gateway, client)
    gateway.answers["POST", "/auth/login/second-factor"] = Problem(401, "auth.challenge_over", "")
    assert browser.post("/login/code", data={"code": "1"}).location == "/login"
    assert browser.get("/login/code").location == "/login"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_a_password_there_is_no_second_step(client: Client, method: str) -> None:
    assert client("").open("/login/code", method=method).location == "/login"


def test_a_device_is_known_again(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["POST", "/auth/login"], gateway.answers["GET", "/me"] = TOKENS, ME
    browser = client("")
    answer = browser.post("/login", data=SIGN_IN)
    (cookie,) = [each for each in answer.headers.getlist("Set-Cookie") if each.startswith("gazban_device=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    browser.post("/logout")
    browser.post("/login", data=SIGN_IN)
    assert [each["device_token"] for each in gateway.sent("POST", "/auth/login")] == [None, "device-1"]


@pytest.mark.parametrize(
    ("forwarded", "address"), [("", "127.0.0.1"), ("1.1.1.1, 203.0.113.9", "203.0.113.9")]
)
def test_the_gateway_is_told_where_somebody_is(
    gateway: FakeGateway, client: Client, forwarded: str, address: str
) -> None:
    client("").post("/login", data=SIGN_IN, headers={"X-Forwarded-For": forwarded})
    assert gateway.calls[0]["headers"]["X-Forwarded-For"] == address


def test_whoever_must_set_it_up_does_that_first(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["POST", "/auth/login"] = {**TOKENS, "must_set_up_second_factor": True}
    gateway.answers["GET", "/me"] = ME
    gateway.answers["GET", "/me/second-factor"] = NONE
    browser = client("")
    assert browser.post("/login", data=SIGN_IN).location == "/second-factor/"
    assert browser.get("/office/").location == "/second-factor/"
    assert "پیش از هر کار دیگر" in browser.get("/second-factor/").text


def test_a_token_that_does_not_know_of_the_duty_leads_there(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/sessions"] = Problem(403, "auth.second_factor_setup_required", "")
    assert client("office").get("/sessions/").location == "/second-factor/"


def test_setting_it_up_shows_a_picture_and_the_key_and_codes_once(
    gateway: FakeGateway, client: Client
) -> None:
    gateway.answers["GET", "/me/second-factor"] = NONE
    gateway.answers["POST", "/me/second-factor"] = KEY
    browser = client("office")
    assert browser.post("/second-factor/", data={"current_password": "p", "do": "begin"}).status_code == 302
    page = browser.get("/second-factor/set-up").text
    assert "<svg" in page
    assert "<path" in page
    assert "JBSW Y3DP EHPK 3PXP" in page
    gateway.answers["POST", "/me/second-factor/confirmation"] = {"codes": ["0-mk7wq-y4tpx"]}
    gateway.answers["POST", "/auth/refresh"], gateway.answers["GET", "/me"] = TOKENS, ME
    answer = browser.post("/second-factor/set-up", data={"code": "123456"})
    assert answer.location == "/second-factor/recovery-codes"
    assert "0-mk7wq-y4tpx" in browser.get("/second-factor/recovery-codes").text
    assert browser.get("/second-factor/recovery-codes").location == "/second-factor/"
    assert browser.get("/second-factor/set-up").location == "/second-factor/"


def test_a_wrong_first_code_keeps_the_picture(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["POST", "/me/second-factor"] = KEY
    browser = client("office")
    browser.post("/second-factor/", data={"current_password": "p", "do": "begin"})
    gateway.answers["POST", "/me/second-factor/confirmation"] = Problem(
        422, "auth.wrong_code", "", {"code": ["نه"]}
    )
    answer = browser.post("/second-factor/set-up", data={"code": "1"})
    assert answer.status_code == 422
    assert "<svg" in answer.text


def test_a_set_up_that_took_too_long_begins_anew(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/second-factor"], gateway.answers["POST", "/me/second-factor"] = NONE, KEY
    browser = client("office")
    browser.post("/second-factor/", data={"current_password": "p", "do": "begin"})
    gateway.answers["POST", "/me/second-factor/confirmation"] = Problem(409, "auth.no_second_factor", "گذشت.")
    assert "گذشت." in browser.post("/second-factor/set-up", data={"code": "1"}).text
    assert browser.get("/second-factor/set-up").location == "/second-factor/"


@pytest.mark.parametrize(
    ("do", "path", "answer", "target"),
    [
        ("codes", "/me/second-factor/recovery-codes", {"codes": ["x"]}, "/second-factor/recovery-codes"),
        ("begin", "/me/second-factor", KEY, "/second-factor/set-up"),
        ("remove", "/me/second-factor/removal", None, "/second-factor/"),
    ],
)
def test_whatever_is_changed_takes_password_and_code(
    gateway: FakeGateway, client: Client, do: str, path: str, answer: Any, target: str
) -> None:
    gateway.answers["POST", path] = answer
    form = {"do": do, "current_password": "p", "code": "123456"}
    assert client("finance").post("/second-factor/", data=form).location == target
    assert gateway.sent("POST", path) == [{"current_password": "p", "code": "123456"}]


def test_a_refusal_is_shown(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/second-factor"] = ACTIVE
    gateway.answers["POST", "/me/second-factor/removal"] = Problem(
        422, "auth.wrong_code", "", {"code": ["کد کنونی نیست."]}
    )
    answer = client("contractor").post("/second-factor/", data={"do": "remove"})
    assert answer.status_code == 422
    assert "کد کنونی نیست." in answer.text


@pytest.mark.parametrize("required", [True, False])
def test_who_must_have_one_is_not_offered_to_go_without(
    gateway: FakeGateway, client: Client, required: bool
) -> None:
    gateway.answers["GET", "/me/second-factor"] = {**ACTIVE, "required": required}
    page = client("it").get("/second-factor/").text
    assert ('value="remove"' in page) is not required
    assert "۷" in page
