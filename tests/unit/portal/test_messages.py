"""Reading one's messages."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway

Client = Callable[[str], FlaskClient]
MESSAGE = {
    "id": "m1",
    "subject": "ارجاع پرونده",
    "body": "سطر نخست\n<b>سطر دوم</b>",
    "sender": None,
    "file_id": "f1",
    "sent_at_jalali": "1405-09-01 10:30",
    "read_at": None,
}


def test_a_message_that_is_opened_is_read(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/messages/m1"] = MESSAGE
    gateway.answers["POST", "/me/messages/m1/read"] = None
    page = client("inspector").get("/messages/m1").text
    assert gateway.sent("POST", "/me/messages/m1/read") == [{}]
    assert "سطر نخست<br>&lt;b&gt;سطر دوم" in page
    assert "/files/f1" in page


def test_one_that_was_read_is_not_marked_again(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/messages/m1"] = {**MESSAGE, "read_at": "2026-11-22T07:00:00Z"}
    assert client("contractor").get("/messages/m1").status_code == 200
    assert gateway.sent("POST", "/me/messages/m1/read") == []


def test_the_it_unit_is_sent_to_no_file(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/messages/m1"] = {**MESSAGE, "read_at": "2026-11-22T07:00:00Z"}
    assert "/files/f1" not in client("it").get("/messages/m1").text


def test_only_what_waits_to_be_read(gateway: FakeGateway, client: Client) -> None:
    gateway.answers["GET", "/me/messages"] = {"items": [MESSAGE], "next_cursor": "next"}
    page = client("office").get("/messages/?unread=1").text
    assert gateway.asked("/me/messages") == [{"unread": "true", "limit": 20}]
    assert "/messages/?unread=1&amp;cursor=next" in page


@pytest.mark.parametrize(
    "refusal", [Problem(503, "portal.gateway_away", ""), Problem(401, "auth.invalid_token", "")]
)
def test_the_count_never_disturbs(gateway: FakeGateway, client: Client, refusal: Problem) -> None:
    gateway.answers["GET", "/me/messages/unread-count"] = {"unread": 12}
    browser = client("finance")
    asked = {"HX-Request": "true"}
    assert "۱۲" in browser.get("/messages/unread", headers=asked).text
    gateway.answers["GET", "/me/messages/unread-count"] = refusal
    for each in (browser, client("")):
        answer = each.get("/messages/unread", headers=asked)
        assert (answer.status_code, answer.text, answer.headers.get("HX-Redirect")) == (204, "", None)
