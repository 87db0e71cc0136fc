"""The contractor's pages: what is sent for what was typed, and what is shown when it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway
from tests.unit.portal.papers import ACCOUNT, FILE, METER, REPORT

Browser = Callable[[str], FlaskClient]
TYPED = {
    "_key": "k1",
    "kind": "concealed",
    "owner_name": " زهرا محمدی ",
    "area": "kerman",
    "address": "خیابان استقلال",
    "label": ["همکف", "", "مغازه"],
    "area_m2": ["۱۱۰٫۵", "", "240"],
    "consumption_m3h": ["۵/۵", "", "۹"],
}
PAYMENT: dict[str, Any] = {
    "id": "p1",
    "file_id": "f1",
    "number": "1405-000008",
    "provider": "sandbox",
    "amount_rials": 780_000,
    "state": "started",
    "reason": None,
    "reference": None,
    "card": None,
    "started_at_jalali": "1405-09-03 15:30",
    "reversed_on": None,
    "reversed_on_jalali": None,
}
BANK = "https://bank.example/pay/1"


@pytest.fixture
def file(gateway: FakeGateway) -> FakeGateway:
    gateway.answers |= {
        ("GET", "/files"): {"items": [], "next_cursor": None},
        ("GET", "/files/f1"): FILE,
        ("GET", "/files/f1/reports"): {"items": [REPORT], "next_cursor": None},
        ("GET", "/files/f1/account"): ACCOUNT,
        ("GET", "/files/f1/payments"): {"items": [], "next_cursor": None},
        ("GET", "/payments/p1"): PAYMENT,
        ("GET", "/payments"): {"items": [PAYMENT], "next_cursor": "next"},
    }
    return gateway


def test_a_project_is_registered_as_typed_less_the_empty_rows(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files"] = {**FILE, "invoice": None}
    answer = client("contractor").post("/contractor/new", data=TYPED)
    assert answer.status_code == 302
    assert answer.location.startswith("/contractor/files/f1/invoice")
    (sent,) = file.sent("POST", "/files")
    assert sent == {
        "kind": "concealed",
        "block": False,
        "area": "kerman",
        "address": "خیابان استقلال",
        "owner_name": "زهرا محمدی",
        "meters": [
            {"label": "همکف", "area_m2": 110.5, "consumption_m3h": 5.5},
            {"label": "مغازه", "area_m2": 240.0, "consumption_m3h": 9.0},
        ],
    }
    assert [call["headers"].get("Idempotency-Key") for call in file.calls if call["method"] == "POST"] == [
        "k1"
    ]


def test_a_refused_meter_is_marked_at_its_row_and_everything_typed_is_kept(
    file: FakeGateway, client: Browser
) -> None:
    errors = {"meters": ["بزرگ است."], "meters.1.area_m2": ["بزرگ است."]}
    file.answers["POST", "/files"] = Problem(422, "referral.meter_beyond_catalogue", "بیش از رده‌ها", errors)
    answer = client("contractor").post("/contractor/new", data=TYPED)
    assert answer.status_code == 422
    assert 'id="m-area_m2-2-error"' in answer.text
    assert answer.text.count("بزرگ است.") == 1
    for typed in ("۱۱۰٫۵", "مغازه", "زهرا محمدی", "خیابان استقلال"):
        assert typed in answer.text


def test_what_is_left_empty_is_said_in_words_and_not_sent(file: FakeGateway, client: Browser) -> None:
    answer = client("contractor").post(
        "/contractor/new", data={"kind": "exposed", "label": "همکف", "area_m2": "1", "consumption_m3h": ""}
    )
    assert answer.status_code == 422
    assert "نام مالک را بنویسید." in answer.text
    assert 'id="m-consumption_m3h-1-error"' in answer.text
    assert not file.sent("POST", "/files")


def test_more_rows_without_scripts_register_nothing(file: FakeGateway, client: Browser) -> None:
    answer = client("contractor").post("/contractor/new", data={**TYPED, "more": "1"})
    assert answer.status_code == 200
    assert answer.text.split("<template")[0].count("data-row ") == 2 + 6
    assert not file.sent("POST", "/files")


def test_an_area_that_is_not_offered_is_typed(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files"] = {**FILE, "invoice": None}
    client("contractor").post("/contractor/new", data={**TYPED, "area": "other", "other_area": "Narmashir"})
    assert file.sent("POST", "/files")[0]["area"] == "narmashir"


def test_the_class_is_asked_for_while_it_is_typed(file: FakeGateway, client: Browser) -> None:
    file.answers["GET", "/meter-class"] = {
        "meter_class": "G6",
        "max_area_m2": 250,
        "max_consumption_m3h": 10,
    }
    said = client("contractor").get("/contractor/meter-class?area_m2=۱۲۰٫۵&consumption_m3h=۴").text
    assert "G6" in said
    assert file.asked("/meter-class") == [{"area_m2": "120.5", "consumption_m3h": "4"}]
    client("contractor").get("/contractor/meter-class?area_m2=120&consumption_m3h=")
    assert len(file.asked("/meter-class")) == 1


def test_a_payment_goes_by_a_page_of_ours_to_the_provider(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files/f1/payments"] = {"payment_id": "p1", "redirect_url": BANK}
    browser = client("contractor")
    answer = browser.post("/contractor/files/f1/pay", data={"amount_rials": "", "from": "file"})
    assert answer.location == "/contractor/payments/p1"
    assert file.sent("POST", "/files/f1/payments") == [{}]
    page = browser.get("/contractor/payments/p1").text
    assert f'href="{BANK}"' in page
    assert "every 4s" in page
    assert BANK not in client("contractor").get("/contractor/payments/p1").text


def test_a_part_is_paid_as_typed(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files/f1/payments"] = Problem(422, "billing.payment_too_small", "کم است")
    answer = client("contractor").post(
        "/contractor/files/f1/pay", data={"amount_rials": "۵۰۰٬۰۰۰", "from": "file"}
    )
    assert file.sent("POST", "/files/f1/payments") == [{"amount_rials": 500_000}]
    assert answer.status_code == 422
    assert "کم است" in answer.text
    assert "۵۰۰٬۰۰۰" in answer.text


@pytest.mark.parametrize(
    ("state", "reason", "asks_again"),
    [
        ("verifying", None, True),
        ("unknown", "provider_away", True),
        ("unknown", "amount_mismatch", False),
        ("verified", None, False),
        ("refused", "cancelled", False),
    ],
)
def test_a_payment_is_asked_about_until_nothing_more_can_come(
    file: FakeGateway, client: Browser, state: str, reason: str | None, asks_again: bool
) -> None:
    file.answers["GET", "/payments/p1"] = {**PAYMENT, "state": state, "reason": reason}
    part = client("contractor").get("/contractor/payments/p1", headers={"HX-Request": "true"}).text
    assert ("every 4s" in part) is asks_again
    assert "<html" not in part


def test_a_visit_is_confirmed_at_the_time_that_was_seen(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files/f1/appointment/confirmation"] = {}
    seen = "2026-11-27T09:30:00+00:00"
    client("contractor").post("/contractor/files/f1/confirmation", data={"starts_at": seen})
    assert file.sent("POST", "/files/f1/appointment/confirmation") == [{"starts_at": seen}]


def test_another_time_is_asked_for_in_jalali(file: FakeGateway, client: Browser) -> None:
    file.answers["POST", "/files/f1/appointment/change-request"] = {}
    browser = client("contractor")
    for typed in ({"proposed_at": "۱۴۰۵/۰۹/۱۰", "proposed_time": "۱۰:۳۰"}, {"proposed_at": ""}):
        browser.post("/contractor/files/f1/change-request", data={"reason": "سفر", **typed})
    assert [each["proposed_at"] for each in file.sent("POST", "/files/f1/appointment/change-request")] == [
        "1405-09-10 10:30",
        None,
    ]


def test_a_refused_correction_is_shown_at_its_meter_with_what_was_typed(
    file: FakeGateway, client: Browser
) -> None:
    file.answers["PATCH", "/files/f1/meters/m1"] = Problem(409, "referral.meter_closed", "بسته است")
    answer = client("contractor").post(
        "/contractor/files/f1/meters/m1", data={"area_m2": "۳۰۰", "consumption_m3h": "9"}
    )
    assert file.sent("PATCH", "/files/f1/meters/m1") == [{"area_m2": 300.0, "consumption_m3h": 9.0}]
    assert answer.status_code == 409
    assert "بسته است" in answer.text
    assert 'value="۳۰۰"' in answer.text


def test_only_what_can_be_objected_to_is_offered(file: FakeGateway, client: Browser) -> None:
    action = 'action="/contractor/files/f1/reports/r1/objection"'
    browser = client("contractor")
    assert action in browser.get("/files/f1").text
    for changes in (
        {"verdicts": [{"meter_id": "m1", "outcome": "absent_free"}]},
        {"charge": {"status": "voided", "amount_rials": 1, "debt_rials": 0}},
    ):
        file.answers["GET", "/files/f1/reports"] = {"items": [{**REPORT, **changes}], "next_cursor": None}
        assert action not in browser.get("/files/f1").text


def test_home_groups_files_by_what_needs_doing(file: FakeGateway, client: Browser) -> None:
    mismatched = {**FILE, "meters": [{**METER, "mismatch": "دو برابر است"}]}

    def files(_json: Any, asked: dict[str, Any]) -> dict[str, Any]:
        return {"items": [mismatched] if asked.get("status") == "referred" else [], "next_cursor": None}

    file.answers["GET", "/files"] = files
    file.answers["GET", "/me/appointments"] = {"items": [], "next_cursor": None}
    file.answers["GET", "/me/balance"] = {
        "debt_rials": 0,
        "invoice_due_rials": 80_000,
        "credit_rials": 0,
        "files": [
            {
                "file_id": "f1",
                "number": "1405-000008",
                "invoice_due_rials": 80_000,
                "debt_rials": 0,
                "credit_rials": 0,
            }
        ],
    }
    page = client("contractor").get("/contractor/").text
    assert "دو برابر است" in page
    assert "پرداخت صورت‌حساب تکمیلی" in page
    assert "پرداخت صورت‌حساب ثبت" not in page


def test_payments_of_all_files_are_one_question(file: FakeGateway, client: Browser) -> None:
    page = client("contractor").get("/contractor/payments?cursor=c1").text
    assert "۱۴۰۵-۰۰۰۰۰۸" in page
    assert "cursor=next" in page
    assert file.asked("/payments") == [{"limit": 25, "cursor": "c1"}]
    assert not file.asked("/files")


def test_every_page_is_the_contractors_only(file: FakeGateway, client: Browser) -> None:
    for path in (
        "/",
        "/new",
        "/visits",
        "/debts",
        "/payments",
        "/statement",
        "/files/f1/invoice",
        "/payments/p1",
    ):
        assert client("inspector").get(f"/contractor{path}").status_code == 404
    assert client("office").post("/contractor/files/f1/pay").status_code == 404
    assert not file.sent("POST", "/files/f1/payments")
