"""What the office does to a file, on the file's own page."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from tests.unit.portal.conftest import FakeGateway
from tests.unit.portal.papers import ACCOUNT
from tests.unit.portal.test_office import INSPECTOR, OTHER, PERSON, REFUSED

Browser = Callable[[str], FlaskClient]
FILE: dict[str, Any] = {
    "id": "f1",
    "number": "1405-000003",
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "نشانی",
    "owner_name": "سکینه بهرامی",
    "status": "awaiting_referral",
    "phase": "pre",
    "debtor": False,
    "debt_rials": 0,
    "contractor": OTHER,
    "inspector": None,
    "registered_at_jalali": "1405-09-01 10:00",
    "waiting_since_jalali": "1405-09-01 10:00",
    "referred_at_jalali": None,
    "completed_at_jalali": None,
    "appointment": None,
    "meters": [],
    "deadlines": [],
}
PREPAID = [
    {"unit": "pre", "bought": 1, "used": 1, "unit_price_rials": 690_000},
    {"unit": "final", "bought": 1, "used": 0, "unit_price_rials": 690_000},
]


@pytest.fixture
def office(client: Browser, gateway: FakeGateway) -> FlaskClient:
    gateway.answers |= {
        ("GET", "/files/f1"): FILE,
        ("GET", "/files/f1/reports"): {"items": [], "next_cursor": None},
        ("GET", "/files/f1/referrals"): {"items": [], "next_cursor": None},
        ("GET", "/files/f1/timeline"): {"items": [], "next_cursor": None},
        ("GET", "/files/f1/account"): {**ACCOUNT, "prepaid": PREPAID},
        ("GET", "/inspectors"): {"items": [INSPECTOR], "next_cursor": None},
    }
    return client("office")


def test_by_the_rule_or_by_hand(office: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/files/f1/referral"] = {"inspector": PERSON}
    office.post("/office/files/f1/referral", data={"_key": "k1", "inspector_id": "i1", "reason": "x"})
    office.post(
        "/office/files/f1/referral-by-hand",
        data={"_key": "k2", "inspector_id": "i1", "reason": "نزدیک‌تر"},
    )
    assert gateway.sent("POST", "/files/f1/referral") == [
        {},
        {"inspector_id": "i1", "reason": "نزدیک‌تر"},
    ]
    keys = [each["headers"]["Idempotency-Key"] for each in gateway.calls if each["method"] == "POST"]
    assert keys == ["k1", "k2"]


def test_a_refusal_leaves_the_other_forms_as_they_are(office: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/files/f1/referral"] = REFUSED
    page = office.post("/office/files/f1/referral", data={"_key": "k1"})
    assert page.status_code == 409
    assert page.text.count(REFUSED.detail) == 1
    assert 'value="k1"' not in page.text


def test_by_hand_needs_somebody(office: FlaskClient, gateway: FakeGateway) -> None:
    page = office.post("/office/files/f1/referral-by-hand", data={"reason": "نزدیک‌تر"})
    assert page.status_code == 422
    assert gateway.sent("POST", "/files/f1/referral") == []  # or the rule would have chosen
    assert "نزدیک‌تر</textarea>" in page.text


def test_cancelling_says_what_is_credited(office: FlaskClient, gateway: FakeGateway) -> None:
    page = office.get("/files/f1").text
    assert "۶۹۰٬۰۰۰" in page
    assert "۱ × بازرسی نهایی" in page
    assert "× پیش‌بازرسی" not in page
    gateway.answers["POST", "/files/f1/cancellation"] = REFUSED
    refused = office.post("/office/files/f1/cancellation", data={"reason": "به خواست مالک"})
    assert refused.status_code == 409
    assert gateway.sent("POST", "/files/f1/cancellation") == [{"reason": "به خواست مالک"}]
    assert "به خواست مالک</textarea>" in refused.text
    assert REFUSED.detail in refused.text


def test_a_refused_dismissal_names_its_own_field(office: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["GET", "/files/f1"] = {**FILE, "status": "referred", "inspector": PERSON}
    gateway.answers["POST", "/files/f1/dismissal"] = Problem(
        422, "request.invalid", "نادرست است.", {"reason": ["دلیل لازم است."]}
    )
    page = office.post("/office/files/f1/dismissal", data={"reason": "چرا"})
    assert page.status_code == 422
    assert page.text.count("دلیل لازم است.</div>") == 1
    assert page.text.count("چرا</textarea>") == 1


def test_the_page_does_without_the_money(office: FlaskClient, gateway: FakeGateway) -> None:
    gateway.answers["GET", "/files/f1/account"] = Problem(503, "service.unavailable", "")
    assert office.get("/files/f1").status_code == 200
