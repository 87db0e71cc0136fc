"""What finance's pages send for what was typed, and what they show when it is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import requests
from flask import Flask, render_template
from flask.testing import FlaskClient

from portal.api import Problem
from portal.pages import files
from portal.pages.files import MORE
from portal.pages.finance_tariffs import classes_of
from tests.unit.portal.conftest import FakeGateway

Browser = Callable[[str], FlaskClient]
EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}


@pytest.fixture(autouse=True)
def _file(gateway: FakeGateway, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that owes something; its page is what finance can do with it, and no more."""
    file = {"id": "f1", "status": "referred"}
    account = {
        "debt_rials": 390_000,
        "invoice_due_rials": 0,
        "credit_rials": 0,
        "payments": [{"id": "p1", "reference": "R-1", "amount_rials": 5, "reversed_on": None}],
    }

    def file_page(_file_id: str, **shown: Any) -> str:
        more = MORE["finance"](file)
        return render_template("finance/_file_actions.html", file=file, account=account, **more, **shown)

    monkeypatch.setattr(files, "file_page", file_page)


def test_only_finance_sees_finances_pages(app: Flask, client: Browser) -> None:
    browser = client("contractor")
    rules = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/finance")]
    assert len(rules) > 40
    for rule in rules:
        path = rule.rule
        for name, value in (("<int:version>", "1"), ("<any(contractor, inspector):role>", "contractor")):
            path = path.replace(name, value)
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "x")
        method = "POST" if "POST" in (rule.methods or ()) else "GET"
        assert browser.open(path, method=method).status_code == 404, rule


def test_a_receipt_is_sent_as_it_was_meant(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["POST", "/files/f1/receipts"] = {}
    typed = {"_key": "k1", "amount_rials": "۳٬۰۰۰٬۰۰۰", "reference": " R-2 ", "paid_on": "۱۴۰۵/۰۹/۰۲"}
    answer = client("finance").post("/finance/files/f1/receipts", data=typed)
    assert (answer.status_code, answer.location) == (302, "/files/f1")
    assert gateway.sent("POST", "/files/f1/receipts") == [
        {"amount_rials": 3_000_000, "reference": "R-2", "paid_on": "۱۴۰۵/۰۹/۰۲"}
    ]
    assert gateway.calls[-1]["headers"]["Idempotency-Key"] == "k1"


def test_a_refused_receipt_is_shown_again_with_what_was_typed(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["POST", "/files/f1/receipts"] = Problem(
        409, "billing.duplicate_reference", "پیش‌تر ثبت شده است."
    )
    typed = {"amount_rials": "1000", "reference": "R-TWICE", "paid_on": "1405-09-02"}
    answer = client("finance").post("/finance/files/f1/receipts", data=typed)
    assert answer.status_code == 409
    assert 'id="receipt" open' in answer.text
    assert answer.text.count("پیش‌تر ثبت شده است.") == 1
    assert answer.text.count('value="R-TWICE"') == 1


def test_a_write_off_without_an_amount_is_of_everything(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["POST", "/files/f1/write-off"] = {}
    browser = client("finance")
    browser.post("/finance/files/f1/write-off", data={"amount_rials": "", "reason": "کم است"})
    browser.post("/finance/files/f1/write-off", data={"amount_rials": "۵", "reason": "کم است"})
    assert gateway.sent("POST", "/files/f1/write-off") == [
        {"reason": "کم است"},
        {"reason": "کم است", "amount_rials": 5},
    ]


def test_the_income_of_a_month_is_what_the_accounts_grew_by(gateway: FakeGateway, client: Browser) -> None:
    through = {"2026-11-21": 1_000_000, "2026-12-21": 3_500_000}
    gateway.answers["GET", "/accounting/periods"] = {
        "items": [
            {"period": "1405-09", "last_day": "2026-12-21"},
            {"period": "1405-08", "last_day": "2026-11-21"},
        ]
    }
    gateway.answers["GET", "/accounting/trial-balance"] = lambda _json, params: {
        "items": [
            {"account": "4010", "balance_rials": -through[params["as_of"]]},
            {"account": "1020", "balance_rials": through[params["as_of"]]},
        ]
    }
    text = client("finance").get("/finance/income", headers={"HX-Request": "true"}).text
    assert "<html" not in text
    assert text.index("آبان") < text.index("آذر")
    assert "۱٬۰۰۰٬۰۰۰" in text
    assert "۲٬۵۰۰٬۰۰۰" in text


def test_a_file_comes_as_the_gateway_serves_it(gateway: FakeGateway, client: Browser) -> None:
    served = requests.Response()
    served.status_code, served._content = 200, "ردیف".encode()
    served.headers.update(
        {
            "Content-Type": "text/csv; charset=utf-8",
            "Content-Disposition": 'attachment; filename="a.csv"',
        }
    )
    gateway.answers["GET", "/accounting/aging"] = served
    answer = client("finance").get("/finance/aging.csv?as_of=1405-09-01")
    assert gateway.asked("/accounting/aging") == [{"as_of": "1405-09-01", "format": "csv"}]
    assert (answer.text, answer.content_type) == ("ردیف", "text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.csv"'


def test_a_day_that_is_none_is_shown_again(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/accounting/aging"] = Problem(
        422, "request.invalid", "", {"as_of": ["تاریخ نادرست است."]}
    )
    answer = client("finance").get("/finance/aging?as_of=xx")
    assert answer.status_code == 422
    assert 'value="xx"' in answer.text
    assert "تاریخ نادرست است." in answer.text


def test_entries_begin_with_the_last_of_them(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/accounting/periods"] = {
        "items": [{"entries": 30}, {"entries": 15}],
        "next_cursor": None,
    }
    page: dict[str, Any] = {
        "items": [],
        "more": False,
        "next_after": 45,
        "previous_hash": None,
        "chain_hash": None,
    }
    gateway.answers["GET", "/accounting/entries"] = page
    browser = client("finance")
    browser.get("/finance/books/entries")
    browser.get("/finance/books/entries?after=۷")
    assert [each["after"] for each in gateway.asked("/accounting/entries")] == [25, 7]


def test_people_are_found_by_their_words(gateway: FakeGateway, client: Browser) -> None:
    person = {"id": "i1", "membership_code": "19-3-00001", "full_name": "مریم"}
    gateway.answers["GET", "/people"] = {"items": [person], "next_cursor": None}
    text = client("finance").get("/finance/books/statements?role=inspector&q=م").text
    assert text.count("/finance/books/statements/inspector/i1") == 1
    assert gateway.asked("/people") == [{"role": "inspector", "q": "م", "limit": 30}]


TARIFF = {
    "version": 1,
    "state": "in_force",
    "stage_fees_rials": {"G4": 690_000},
    "revisit_fees_rials": {"G4": 390_000},
    "rounding_rials": 1,
    "concealed_surcharge_basis_points": 2_525,
    "inspector_share_basis_points": 7_000,
    "vat_basis_points": 0,
    "withholding_basis_points": 0,
    "registration": {"exposed": {"pre": 1, "final": 1}, "concealed": {"final": 1, "concealed_stage": 3}},
    "coverage": {"concealed_stage": "concealed_stage"},
    "block_pricing": "per_meter",
    "unused_units": "kept",
}


def test_a_tariff_begins_with_todays_in_the_readers_digits(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/tariffs"] = {"items": [TARIFF], "next_cursor": None}
    text = client("finance").get("/finance/tariffs/new").text
    assert 'value="۶۹۰٬۰۰۰"' in text
    assert 'value="۲۵٫۲۵"' in text


def test_a_tariff_is_sent_in_basis_points(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/tariffs"] = {"items": [TARIFF], "next_cursor": None}
    gateway.answers["POST", "/tariffs"] = Problem(
        422,
        "request.invalid",
        "",
        {"vat_basis_points": ["باید درست باشد."], "stage_fees_rials.G4": ["کم است."]},
    )
    typed = {
        "stage_G4": "۷۵۰٬۰۰۰", "revisit_G4": "390000", "concealed_surcharge": "۲۵٫۲۵", "inspector_share": "70",
        "vat": "ده", "withholding": "0", "rounding_rials": "۱٬۰۰۰", "count_concealed_concealed_stage": "۳",
        "count_concealed_pre": "0", "count_concealed_final": "1", "count_exposed_pre": "1", "count_exposed_final": "1",
        "covers_concealed_stage": "concealed_stage", "covers_defective": "", "block_pricing": "per_visit",
        "unused_units": "kept", "effective_from": "",
    }  # fmt: skip
    answer = client("finance").post("/finance/tariffs/new", data=typed)
    assert gateway.sent("POST", "/tariffs") == [
        {
            "stage_fees_rials": {"G4": 750_000},
            "revisit_fees_rials": {"G4": 390_000},
            "concealed_surcharge_basis_points": 2_525,
            "inspector_share_basis_points": 7_000,
            "vat_basis_points": "ده",
            "withholding_basis_points": 0,
            "rounding_rials": 1_000,
            "registration": {
                "concealed": {"concealed_stage": 3, "final": 1},
                "exposed": {"pre": 1, "final": 1},
            },
            "coverage": {"concealed_stage": "concealed_stage"},
            "block_pricing": "per_visit",
            "unused_units": "kept",
            "effective_from": None,
        }
    ]
    assert answer.status_code == 422
    assert 'id="f-vat-error"' in answer.text
    assert 'id="f-stage_G4-error"' in answer.text
    assert 'value="۷۵۰٬۰۰۰"' in answer.text


def test_meter_classes_are_read_as_people_write_them() -> None:
    assert classes_of("g4×۲، G10") == ["G4", "G4", "G10"]
    assert classes_of(" , ") == []


def test_the_secret_of_a_webhook_is_shown_once(gateway: FakeGateway, client: Browser) -> None:
    webhook = {
        "id": "w1", "url": "https://example.com", "description": "", "state": "active", "events": ["ping"],
        "failing_since": None, "old_secret_until": None, "disabled_why": None, "created_at_jalali": "1405-09-01 10:00",
    }  # fmt: skip
    gateway.answers |= {
        ("POST", "/webhooks"): {"id": "w1", "secret": "whsec_x"},
        ("GET", "/webhooks"): {"items": [webhook], "next_cursor": None},
        ("GET", "/webhooks/w1/deliveries"): EMPTY,
    }
    browser = client("finance")
    made = browser.post(
        "/finance/webhooks/", data={"url": "https://example.com", "events": ["period.closed"]}
    )
    assert gateway.sent("POST", "/webhooks") == [
        {"url": "https://example.com", "description": "", "events": ["period.closed"]}
    ]
    assert "whsec_x" in browser.get(made.location).text
    assert "whsec_x" not in browser.get(made.location).text


def test_of_whom_billing_has_not_heard_no_iban_is_asked(gateway: FakeGateway, client: Browser) -> None:
    page = client("finance").get("/finance/payouts/accounts/newcomer")
    assert page.status_code == 200
    assert "پس از نخستین ارجاع" in page.text
    assert "iban" not in page.text

    gateway.answers["GET", "/accounting/statements/inspectors/i1"] = {"person": {"full_name": "مریم کرمانی"}}
    assert "iban" in client("finance").get("/finance/payouts/accounts/i1").text


# -- settlements of providers

SETTLED: dict[str, Any] = {
    "id": "s1",
    "provider": "zarinpal",
    "amount_rials": 980_000,
    "fee_rials": 20_000,
    "reference": "S-1",
    "settled_on_jalali": "1405-09-02",
}


def _providers(gateway: FakeGateway) -> None:
    clearing = [{"provider": "sandbox", "clearing_rials": 5_000_000}, {"provider": "x", "clearing_rials": -7}]
    gateway.answers["GET", "/accounting/clearing"] = {"items": clearing, "next_cursor": None}
    gateway.answers["GET", "/accounting/settlements"] = {"items": [SETTLED], "next_cursor": None}


def test_a_settlement_is_recorded_with_its_fee(gateway: FakeGateway, client: Browser) -> None:
    _providers(gateway)
    gateway.answers["POST", "/accounting/settlements"] = SETTLED
    browser = client("finance")
    page = browser.get("/finance/settlements/").text
    for shown in ("۵٬۰۰۰٬۰۰۰", "درگاه آزمایشی", "زرین‌پال", "۹۸۰٬۰۰۰", "S-۱"):
        assert shown in page
    typed = {
        "_key": "k1",
        "provider": "sandbox",
        "amount_rials": "۴٬۰۰۰٬۰۰۰",
        "fee_rials": "",
        "reference": " S-2 ",
        "settled_on": "۱۴۰۵/۰۹/۰۲",
    }
    assert browser.post("/finance/settlements/", data=typed).status_code == 302
    assert gateway.sent("POST", "/accounting/settlements") == [
        {
            "provider": "sandbox",
            "amount_rials": 4_000_000,
            "fee_rials": 0,
            "reference": "S-2",
            "settled_on": "۱۴۰۵/۰۹/۰۲",
        }
    ]
    assert gateway.calls[-1]["headers"]["Idempotency-Key"] == "k1"


def test_a_refused_settlement_is_shown_again(gateway: FakeGateway, client: Browser) -> None:
    _providers(gateway)
    gateway.answers["POST", "/accounting/settlements"] = Problem(
        409, "billing.settled_too_much", "بیش از آن است."
    )
    answer = client("finance").post(
        "/finance/settlements/", data={"provider": "x", "amount_rials": "9", "reference": "S-3"}
    )
    assert answer.status_code == 409
    assert "بیش از آن است." in answer.text
    assert '<option value="x" selected>' in answer.text
    assert 'value="S-3"' in answer.text


def test_before_any_payment_there_is_nothing_to_settle(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/accounting/clearing"] = EMPTY
    gateway.answers["GET", "/accounting/settlements"] = EMPTY
    page = client("finance").get("/finance/settlements/").text
    assert "هنوز از هیچ درگاهی پولی نیامده است" in page
    assert "<form" not in page.partition("<main")[2]
