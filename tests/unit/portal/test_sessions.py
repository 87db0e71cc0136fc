"""Where one is signed in, and signing out there."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from portal.pages.sessions import describe
from tests.unit.portal.conftest import FakeGateway

Client = Callable[[str], FlaskClient]
PHONE = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605 Version/17.5 Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0.2592.87"


def device(name: str, *, current: bool = False) -> dict[str, object]:
    times = {"signed_in_at_jalali": "1405-09-01 10:30", "last_used_at_jalali": "1405-09-02 11:00"}
    return {"id": name, "user_agent": PHONE, "current": current, **times}


@pytest.mark.parametrize(
    ("user_agent", "shown"),
    [
        (PHONE, ("Chrome در Android", "phone")),
        (IPHONE, ("Safari در iPhone", "phone")),
        (EDGE, ("Edge در Windows", "laptop")),
        ("accounting/2.1", ("accounting/2.1", "question-circle")),
        (None, ("دستگاهی ناشناخته", "question-circle")),
    ],
)
def test_a_device_in_words(user_agent: str | None, shown: tuple[str, str]) -> None:
    assert describe(user_agent) == shown


def test_one_does_not_end_the_session_that_asks(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/sessions"] = {
        "items": [device("here", current=True), device("there")],
        "next_cursor": None,
    }
    page = client("contractor").get("/sessions/").text
    assert "/sessions/there/end" in page
    assert "/sessions/here/end" not in page


def test_ending_a_session(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["DELETE", "/me/sessions/there"] = None
    answer = client("finance").post("/sessions/there/end")
    assert (answer.status_code, answer.location) == (302, "/sessions/")
    assert [call["path"] for call in gateway.calls] == ["/me/sessions/there"]


def test_a_refusal_is_shown(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/sessions"] = {"items": [device("here", current=True)], "next_cursor": None}
    gateway.answers["DELETE", "/me/sessions/gone"] = Problem(
        404, "auth.session_not_found", "چنین نشستی نیست."
    )
    answer = client("it").post("/sessions/gone/end")
    assert answer.status_code == 404
    assert "چنین نشستی نیست." in answer.text


def test_all_others_are_ended_under_the_key_of_the_form(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["POST", "/me/sessions/end-others"] = None
    assert client("office").post("/sessions/end-others", data={"_key": "k-1"}).status_code == 302
    (call,) = gateway.calls
    assert call["headers"]["Idempotency-Key"] == "k-1"


def test_a_sign_in_says_which_browser_it_is(gateway: FakeGateway, client: Client) -> None:
    tokens = {"access_token": "a", "refresh_token": "r", "expires_in": 900, "must_change_password": True}
    gateway.answers["POST", "/auth/login"] = tokens
    form = {"membership_code": "19-3-00001", "password": "x"}
    client("").post("/login", data=form, headers={"User-Agent": PHONE})
    assert gateway.calls[0]["headers"]["User-Agent"] == PHONE
