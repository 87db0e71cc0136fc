"""The inspector's pages: what is sent for what was typed, what is shown again when it is refused, and to whom."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from portal.wording import jalali, today
from tests.unit.portal.conftest import FakeGateway

Browser = Callable[[str], FlaskClient]
JSON = {"Accept": "application/json"}
VISIT = {
    "id": "v",
    "starts_at": "2026-11-22T07:00:00+00:00",
    "starts_at_jalali": "1405-09-01 10:30",
    "duration_minutes": 60,
    "remarks": [],
    "confirmed_at": None,
    "change_request": None,
    "cancelled_at": None,
}
COST = {
    "chargeable": True,
    "covered_by": None,
    "amount_rials": 390000,
    "debt_rials": 390000,
    "would_make_debtor": True,
    "tariff_version": 1,
    "lines": [
        {
            "outcome": "defective",
            "rule": "R20",
            "meter_ids": ["m2"],
            "covered_by": None,
            "amount_rials": 390000,
        }
    ],
}
TYPED = {
    "_key": "key-1",
    "outcome": "approved",
    "text": " آزمون فشار انجام شد. ",
    "comments": "",
    "exception-m1": "",
    "exception-m2": "defective",
    "exception-m3": "approved",
    "mismatch-m1": "کنتور G6",
    "mismatch-m2": " ",
}
SENT = {
    "outcome": "approved",
    "text": "آزمون فشار انجام شد.",
    "comments": None,
    "exceptions": [{"meter_id": "m2", "outcome": "defective"}],
    "meter_mismatches": [{"meter_id": "m1", "seen": "کنتور G6"}],
}


def meter(name: str) -> dict[str, Any]:
    return {
        "id": name,
        "label": f"واحد {name}",
        "area_m2": 95,
        "consumption_m3h": 4,
        "meter_class": "G4",
        "pre": "open",
        "final": "open",
        "mismatch": None,
        "history": None,
    }


@pytest.fixture
def file() -> dict[str, Any]:
    person = {"id": "me", "membership_code": "19-3-00001", "full_name": "نام"}
    return {
        "id": "f",
        "number": "1405-000001",
        "kind": "concealed",
        "block": False,
        "area": "kerman",
        "address": "نشانی",
        "owner_name": "مالک",
        "status": "referred",
        "phase": "pre",
        "debtor": False,
        "debt_rials": 0,
        "contractor": {**person, "id": "c"},
        "inspector": person,
        "registered_at": "2026-11-22T07:00:00+00:00",
        "registered_at_jalali": "1405-09-01 10:30",
        "waiting_since": None,
        "waiting_since_jalali": None,
        "referred_at": "2026-11-22T07:00:00+00:00",
        "referred_at_jalali": "1405-09-01 10:30",
        "completed_at": None,
        "completed_at_jalali": None,
        "appointment": None,
        "meters": [meter("m1"), meter("m2"), meter("m3")],
        "deadlines": [],
    }


@pytest.fixture
def inspector(client: Browser, gateway: FakeGateway, file: dict[str, Any]) -> FlaskClient:
    """An inspector with one file in hand, for which a visit is set."""
    gateway.answers |= {
        ("GET", "/files/f"): file,
        ("GET", "/files/f/reports"): {"items": [], "next_cursor": None},
        ("GET", "/files/f/appointment"): VISIT,
        ("GET", "/files/f/appointment-slots"): {"days": []},
    }
    return client("inspector")


@pytest.mark.parametrize(
    "path",
    ["/inspector/", "/inspector/files/pre", "/inspector/financial-report", "/inspector/files/f/withdrawal"],
)
def test_the_pages_are_inspectors_alone(client: Browser, path: str) -> None:
    assert client("contractor").get(path).status_code == 404
    assert "/login" in client("").get(path).headers["Location"]


def test_a_part_of_the_home_that_is_away_does_not_take_the_rest_with_it(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    away = Problem(503, "service.unavailable", "")
    for path in (
        "/me/appointments",
        "/me/deadlines",
        "/me/financial-report",
        "/me/worksheet",
        "/me/referrals",
    ):
        gateway.answers["GET", path] = away
    gateway.answers["GET", "/me/messages/unread-count"] = {"unread": 3}
    page = inspector.get("/inspector/")
    assert page.status_code == 200
    assert "۳" in page.text


def test_what_the_day_needs_is_marked_to_be_kept(inspector: FlaskClient, gateway: FakeGateway) -> None:
    def visit(file_id: str, days: int, **more: Any) -> dict[str, Any]:
        day = jalali(today() + timedelta(days=days))
        return {
            "file_id": file_id,
            "number": "1405-000001",
            "owner_name": "مالک",
            "address": "نشانی",
            "phase": "pre",
            "starts_at_jalali": f"{day} 10:00",
            "confirmed_at": None,
            "change_request": None,
            "cancelled_at": None,
            "reported": False,
            **more,
        }

    away = Problem(503, "service.unavailable", "")
    for path in ("/me/deadlines", "/me/financial-report", "/me/worksheet"):
        gateway.answers["GET", path] = away
    gateway.answers["GET", "/me/referrals"] = {"items": [], "next_cursor": None}
    visits = [visit("today", 0), visit("next", 2), visit("off", 1, cancelled_at="2026-11-22T07:00:00+00:00")]
    gateway.answers["GET", "/me/appointments"] = {"items": visits, "next_cursor": None}
    page = inspector.get("/inspector/").text
    kept = re.findall(r'<a [^>]*href="([^"]+)" data-keep-offline>', page)
    assert kept == [
        "/inspector/files/pre",
        "/inspector/files/final",
        "/messages/",
        "/files/today",
        "/files/next",
    ]


# -- worksheet


def test_a_worksheet_is_sent_as_ticked_and_typed(inspector: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["PUT", "/me/worksheet"] = {}
    typed = {
        "accepting": "1",
        "areas": ["kerman", "bam"],
        "other_areas": "Narmashir، kerman",
        "kinds": "exposed",
        "weekdays": ["6", "0"],
        "capacity": "۱۲",
    }
    assert inspector.post("/inspector/worksheet", data=typed).status_code == 302
    assert gateway.sent("PUT", "/me/worksheet") == [
        {
            "accepting": True,
            "areas": ["kerman", "bam", "narmashir"],
            "kinds": ["exposed"],
            "blocks": False,
            "weekdays": [0, 6],
            "capacity": 12,
        }
    ]


def test_a_refused_worksheet_is_shown_as_it_was_typed(inspector: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["PUT", "/me/worksheet"] = Problem(
        422, "request.invalid", "نادرست", {"capacity": ["زیاد است."]}
    )
    page = inspector.post(
        "/inspector/worksheet", data={"areas": "bam", "other_areas": "qqq", "capacity": "۵۰۰۰"}
    )
    assert page.status_code == 422
    assert "زیاد است." in page.text
    assert 'value="۵۰۰۰"' in page.text
    assert 'value="qqq"' in page.text
    assert 'value="bam" checked' in page.text
    assert 'value="kerman" checked' not in page.text


# -- visits


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ({"starts_at": "2026-11-22T07:00:00+00:00"}, "2026-11-22T07:00:00+00:00"),
        ({"date": "۱۴۰۵/۹/۱", "time": "۸"}, "1405-09-01 08:00"),
        ({"date": "1405-09-01", "time": "10:30"}, "1405-09-01 10:30"),
        ({"date": "1405/09/01", "time": "۱۰٫۳۰"}, "1405-09-01 10:30"),
    ],
)
def test_a_visit_is_set_to_what_was_pressed_or_typed(
    inspector: FlaskClient, gateway: FakeGateway, typed: dict[str, str], sent: str
) -> None:
    gateway.answers["PUT", "/files/f/appointment"] = VISIT
    answer = inspector.post("/inspector/files/f/visit", data={**typed, "duration_minutes": "90"})
    assert answer.headers["Location"] == "/files/f"
    assert gateway.sent("PUT", "/files/f/appointment") == [
        {"starts_at": sent, "duration_minutes": 90, "reason": None}
    ]


@pytest.mark.parametrize(
    "typed", [{"date": "فردا", "time": "10:30"}, {"date": "1405/09/01", "time": "25:00"}]
)
def test_what_is_no_time_is_not_sent(
    inspector: FlaskClient, gateway: FakeGateway, typed: dict[str, str]
) -> None:
    page = inspector.post("/inspector/files/f/visit", data=typed)
    assert page.status_code == 422
    assert typed["date"] in page.text
    assert not gateway.sent("PUT", "/files/f/appointment")


@pytest.mark.parametrize("typed", [{"reason": "دور است"}, {"sure": "1"}, {"sure": "1", "reason": "  "}])
def test_a_withdrawal_needs_a_tick_and_a_reason(
    inspector: FlaskClient, gateway: FakeGateway, typed: dict[str, str]
) -> None:
    assert inspector.post("/inspector/files/f/withdrawal", data=typed).status_code == 422
    assert not gateway.sent("POST", "/files/f/withdrawal")


def test_a_withdrawal_is_sent_once_meant(inspector: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/files/f/withdrawal"] = {}
    inspector.post("/inspector/files/f/withdrawal", data={"sure": "1", "reason": "دور است"})
    assert gateway.sent("POST", "/files/f/withdrawal") == [{"reason": "دور است"}]


# -- reports


def test_a_concealed_stage_is_offered_in_the_pre_phase_of_a_concealed_file_alone(
    inspector: FlaskClient, file: dict[str, Any]
) -> None:
    button = 'name="outcome" value="concealed_stage"'
    assert button in inspector.get("/files/f").text
    file["phase"] = "final"
    assert button not in inspector.get("/files/f").text
    file.update(phase="pre", kind="exposed")
    assert button not in inspector.get("/files/f").text


@pytest.mark.parametrize(
    ("change", "charge"), [({"debtor": True, "debt_rials": 390000}, "debt"), ({}, "pending")]
)
def test_no_report_is_offered_where_none_is_taken(
    inspector: FlaskClient, gateway: FakeGateway, file: dict[str, Any], change: dict[str, Any], charge: str
) -> None:
    file.update(change)
    gateway.answers["GET", "/files/f/reports"] = {"items": [report(charge)], "next_cursor": None}
    page = inspector.get("/files/f")
    assert 'name="outcome"' not in page.text
    assert "گزارش تازه‌ای پذیرفته نمی‌شود" in page.text


def test_a_file_in_other_hands_offers_nothing(inspector: FlaskClient, file: dict[str, Any]) -> None:
    file["inspector"] = {**file["inspector"], "id": "somebody else"}
    page = inspector.get("/files/f").text
    assert 'name="outcome"' not in page
    assert "/inspector/files/f/withdrawal" not in page


def test_the_cost_is_shown_before_anything_is_filed(inspector: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/files/f/reports/preview"] = COST
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "preview"})
    assert page.status_code == 200
    assert "این گزارش ۳۹۰٬۰۰۰ ریال بدهی ایجاد می‌کند" in page.text
    assert 'name="_key" value="key-1"' in page.text
    assert gateway.sent("POST", "/files/f/reports/preview") == [{**SENT, "text": None}]
    assert not gateway.sent("POST", "/files/f/reports")


def test_a_report_can_be_filed_while_nobody_knows_what_it_costs(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/files/f/reports/preview"] = Problem(503, "service.unavailable", "")
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "preview"})
    assert page.status_code == 200
    assert 'value="file"' in page.text
    assert "برآورد کرد" in page.text


def test_a_confirmed_report_is_filed_under_the_key_of_its_form(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/files/f/reports"] = {"id": "r"}
    answer = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "file"})
    assert answer.headers["Location"] == "/inspector/files/f/reports/r"
    assert gateway.sent("POST", "/files/f/reports") == [SENT]
    assert gateway.calls[-1]["headers"]["Idempotency-Key"] == "key-1"


def test_a_refused_report_comes_back_as_typed_under_a_new_key(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/files/f/reports"] = Problem(409, "billing.file_in_debt", "پرونده بدهکار است.")
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "file"})
    assert page.status_code == 409
    assert "پرونده بدهکار است." in page.text
    assert "آزمون فشار انجام شد." in page.text
    assert '<option value="defective" selected>' in page.text
    assert 'value="کنتور G6"' in page.text
    assert 'value="key-1"' not in page.text


def test_a_report_that_nobody_answered_for_is_sent_again_under_the_same_key(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/files/f/reports"] = Problem(504, "service.deadline_exceeded", "دیر شد.")
    gateway.answers["GET", "/files/f"] = Problem(503, "service.unavailable", "")
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "file"})
    assert page.status_code == 504
    for name, value in TYPED.items():
        assert f'name="{name}" value="{value}"' in page.text


def test_a_form_that_was_sent_before_is_told_plainly(inspector: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/files/f/reports"] = Problem(422, "idempotency.key_reused", "کلید")
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "file"})
    assert page.status_code == 422
    assert "این فرم پیش‌تر با متن یا نتیجهٔ دیگری فرستاده شده است." in page.text


def test_a_report_needs_words(inspector: FlaskClient, gateway: FakeGateway) -> None:
    page = inspector.post("/inspector/files/f/report", data={**TYPED, "text": " ", "step": "preview"})
    assert page.status_code == 422
    assert "متن گزارش را بنویسید." in page.text
    assert not gateway.sent("POST", "/files/f/reports/preview")


def test_what_was_written_without_a_connection_is_filed_at_once(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/files/f/reports"] = {"id": "r"}
    answer = inspector.post("/inspector/files/f/report", data={**TYPED, "step": "preview"}, headers=JSON)
    assert answer.status_code == 201
    assert answer.json == {"state": "accepted", "location": "/inspector/files/f/reports/r"}
    assert gateway.sent("POST", "/files/f/reports") == [SENT]


@pytest.mark.parametrize(
    ("problem", "status", "state"),
    [
        (Problem(409, "billing.file_in_debt", "بدهکار"), 409, "refused"),
        (Problem(409, "inspection.charge_pending", "", retry_after=1), 503, "waiting"),
        (Problem(504, "service.deadline_exceeded", ""), 504, "waiting"),
        (Problem(429, "request.too_many", "", retry_after=9), 429, "waiting"),
    ],
)
def test_the_queue_is_told_whether_to_try_again(
    inspector: FlaskClient, gateway: FakeGateway, problem: Problem, status: int, state: str
) -> None:
    gateway.answers["POST", "/files/f/reports"] = problem
    answer = inspector.post("/inspector/files/f/report", data=TYPED, headers=JSON)
    assert answer.status_code == status
    assert answer.json is not None
    assert answer.json["state"] == state


def report(charge: str) -> dict[str, Any]:
    return {
        "id": "r",
        "file_id": "f",
        "sequence": 1,
        "phase": "pre",
        "outcome": "defective",
        "text": "متن",
        "comments": None,
        "verdicts": [{"meter_id": "m1", "outcome": "defective"}],
        "meter_mismatches": [],
        "inspector": {"id": "me", "membership_code": "19-3-00001", "full_name": "نام"},
        "filed_at": "2026-11-22T07:00:00+00:00",
        "filed_at_jalali": "1405-09-01 10:30",
        "charge": {
            "status": charge,
            "amount_rials": None if charge == "pending" else 390000,
            "debt_rials": None if charge == "pending" else 390000,
        },
        "objection": None,
    }


@pytest.mark.parametrize(("charge", "asks_again"), [("pending", True), ("debt", False)])
def test_a_filed_report_asks_for_its_cost_until_that_is_decided(
    inspector: FlaskClient, gateway: FakeGateway, charge: str, asks_again: bool
) -> None:
    pages = {
        "": {"items": [], "next_cursor": "more"},
        "more": {"items": [report(charge)], "next_cursor": None},
    }
    gateway.answers["GET", "/files/f/reports"] = lambda _, params: pages[params.get("cursor", "")]
    page = inspector.get("/inspector/files/f/reports/r").text
    assert ('hx-get="/inspector/files/f/reports/r/charge"' in page) is asks_again
    assert 'data-draft-done="report:f"' in page
    assert inspector.get("/inspector/files/f/reports/another").status_code == 404


def test_the_financial_report_takes_days_as_people_write_them(
    inspector: FlaskClient, gateway: FakeGateway
) -> None:
    gateway.answers["GET", "/me/financial-report"] = Problem(422, "request.invalid", "", {"to": ["نادرست"]})
    page = inspector.get("/inspector/financial-report?from=۱۴۰۵/۰۹/۰۱&to=دیروز")
    assert page.status_code == 422
    assert gateway.asked("/me/financial-report") == [{"from": "1405-09-01", "to": "دیروز"}]
    assert 'value="دیروز"' in page.text
