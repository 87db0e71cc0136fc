"""The feed that calendar programs read: by the parser of the standard, with Persian whole, and by nobody without it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog
from flask import Flask
from icalendar import Calendar

from contracts.errors import InspectionCode, NotFound
from contracts.inspection import CalendarFeed, FeedVisit, InspectionApi, NewCalendar
from contracts.shapes import Person as PersonView
from contracts.terms import AppointmentRemark, Phase, Role
from gateway.app import create_app
from gateway.calendar_feed import written
from gateway.settings import Settings
from tests.fakes.rpc import FakeRpc
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import Person

ADDRESS = "کرمان، خیابان شریعتی; کوچهٔ ۱۲, پلاک ۸\nطبقهٔ همکف \\ شرقی، " + "روبه‌روی مسجد جامع، " * 12
STARTS_AT = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
VISIT = FeedVisit(
    id="0198f2c6-7b1e-7c43-9d55-0c2f4a9b6e21",
    number="1405-000123",
    phase=Phase.PRE,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(minutes=90),
    owner_name="سارا امینی",
    address=ADDRESS,
    inspector=PersonView(id="i", membership_code="19-3-00001", full_name="مریم کرمانی"),
    contractor=PersonView(id="c", membership_code="19-7-00001", full_name="شرکت گازگستر"),
    remarks=[AppointmentRemark.OUTSIDE_HOURS],
    confirmed=False,
    cancelled=False,
    sequence=2,
    changed_at=datetime(2026, 11, 20, 9, 30, 15, tzinfo=UTC),
    remind_at=datetime(2026, 11, 21, 13, 30, tzinfo=UTC),
)


def parsed(*visits: FeedVisit, role: Role = Role.INSPECTOR) -> Any:
    return Calendar.from_ical(written(CalendarFeed(role=role, visits=list(visits))))


def event_of(visit: FeedVisit, role: Role = Role.INSPECTOR) -> Any:
    (event,) = parsed(visit, role=role).walk("VEVENT")
    return event


def test_the_calendar_says_what_it_is() -> None:
    calendar = parsed()
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert (calendar["x-wr-calname"], calendar["x-wr-timezone"]) == ("بازدیدهای گازبان", "Asia/Tehran")
    raw = written(CalendarFeed(role=Role.INSPECTOR, visits=[]))
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in raw
    assert b"X-PUBLISHED-TTL:PT1H\r\n" in raw


def test_a_visit_is_read_back_as_it_was() -> None:
    event = event_of(VISIT)
    assert event["uid"] == "0198f2c6-7b1e-7c43-9d55-0c2f4a9b6e21@gazban"
    assert (event["sequence"], event["status"]) == (2, "TENTATIVE")
    assert (event["dtstart"].dt, event["dtend"].dt) == (VISIT.starts_at, VISIT.ends_at)
    assert event["last-modified"].dt == event["dtstamp"].dt == VISIT.changed_at
    assert event["summary"] == "پیش‌بازرسی پروندهٔ \u20661405-000123\u2069"
    assert event["location"] == ADDRESS
    assert event["description"].split("\n") == [
        "زمان: ۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰ (به وقت تهران)",
        "مجری: شرکت گازگستر",
        "مالک: سارا امینی",
        "مجری هنوز این زمان را تأیید نکرده است.",
        "این بازدید بیرون از ساعت کاری است.",
    ]


def test_each_side_reads_who_the_other_is() -> None:
    assert "بازرس: مریم کرمانی" in event_of(VISIT, Role.CONTRACTOR)["description"]
    assert "شرکت گازگستر" not in event_of(VISIT, Role.CONTRACTOR)["description"]


def test_people_are_reminded_on_the_evening_before() -> None:
    (alarm,) = event_of(VISIT).walk("VALARM")
    assert (alarm["action"], alarm["trigger"].dt) == ("DISPLAY", VISIT.remind_at)
    assert b"TRIGGER;VALUE=DATE-TIME:20261121T133000Z" in written(
        CalendarFeed(role=Role.INSPECTOR, visits=[VISIT])
    )


def test_what_was_confirmed_is_confirmed() -> None:
    event = event_of(replace(VISIT, confirmed=True))
    assert event["status"] == "CONFIRMED"
    assert "مجری این زمان را تأیید کرده است." in event["description"]


def test_what_was_called_off_is_cancelled_and_says_no_more() -> None:
    gone = replace(VISIT, cancelled=True, owner_name="", address="", remind_at=None, sequence=3)
    event = event_of(gone)
    assert (event["status"], event["sequence"]) == ("CANCELLED", 3)
    assert str(event["summary"]).startswith("لغو شد: ")
    assert "location" not in event
    assert event.walk("VALARM") == []
    assert "امینی" not in event["description"]


def test_lines_are_folded_within_characters_and_at_seventy_five_octets() -> None:
    raw = written(CalendarFeed(role=Role.INSPECTOR, visits=[VISIT]))
    assert raw.endswith(b"END:VCALENDAR\r\n")
    lines = raw.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert "شریعتی\\; کوچهٔ ۱۲\\, پلاک ۸\\nطبقهٔ".encode() in raw.replace(b"\r\n ", b"")


# ------------------------------------------------------------------------------------------------------ over HTTP


def test_the_feed_needs_no_sign_in(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(InspectionApi.read_calendar, CalendarFeed(role=Role.CONTRACTOR, visits=[VISIT]))
    answer = somebody().ask("GET", "/calendar/some-secret.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"].startswith("private")
    assert len(Calendar.from_ical(answer.data).walk("VEVENT")) == 1
    (call,) = rpc.calls_of(InspectionApi.read_calendar)
    assert (call.arguments, call.caller, call.idempotency_key) == ({"token": "some-secret"}, None, None)


def test_an_unknown_secret_is_not_found(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(InspectionApi.read_calendar, NotFound(InspectionCode.CALENDAR_NOT_FOUND))
    for path in ("/calendar/unknown.ics", f"/calendar/{'x' * 65}.ics", "/calendar/%00.ics"):
        answer = somebody().ask("GET", path)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "inspection.calendar_not_found")
    assert somebody().ask("GET", "/calendar/unknown").status_code == 404


def test_a_secret_is_never_logged(rpc: FakeRpc) -> None:
    client = create_app(rpc, Settings(amqp_url="")).test_client()
    with structlog.testing.capture_logs() as lines:
        client.get("/api/v1/calendar/some-secret.ics")
    assert "some-secret" not in repr(lines)
    assert lines[-1]["path"] == "/api/v1/calendar/<token>.ics"


def opened(app: Flask, rpc: FakeRpc, issuer: TokenIssuer) -> Any:
    rpc.answer(InspectionApi.open_calendar, NewCalendar(token="some-secret", created_at=STARTS_AT))
    headers = {"Authorization": f"Bearer {issuer.token(Role.INSPECTOR)}", "Idempotency-Key": "key-1"}
    answer = app.test_client().post("/api/v1/me/calendar", headers=headers, base_url="https://gazban.example")
    assert answer.status_code == 201
    return answer.get_json()


def test_the_address_is_the_one_that_was_asked(app: Flask, rpc: FakeRpc, issuer: TokenIssuer) -> None:
    made = opened(app, rpc, issuer)
    assert made["path"] == "/api/v1/calendar/some-secret.ics"
    assert made["url"] == "https://gazban.example/api/v1/calendar/some-secret.ics"
    # Shown once: a caller's key does not bring it back.
    assert rpc.calls_of(InspectionApi.open_calendar)[0].idempotency_key != "key-1"


@pytest.mark.parametrize("public", ["https://people.example", "https://people.example/"])
def test_the_address_can_be_set(rpc: FakeRpc, issuer: TokenIssuer, public: str) -> None:
    app = create_app(rpc, Settings(amqp_url="", access_log=False, public_url=public))
    made = opened(app, rpc, issuer)
    assert made["url"] == "https://people.example/api/v1/calendar/some-secret.ics"
