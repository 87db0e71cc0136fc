"""A file's page and the list of files: who gets what, and what is said to be next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from portal.api import Problem
from portal.pages.files_words import next_steps, numbers_apart, rules_in_words
from tests.unit.portal.conftest import FakeGateway
from tests.unit.portal.papers import ACCOUNT, FILE, METER, REPORT

Browser = Callable[[str], FlaskClient]


@pytest.fixture
def file(gateway: FakeGateway) -> FakeGateway:
    gateway.answers |= {
        ("GET", "/files/f1"): FILE,
        ("GET", "/files/f1/reports"): {"items": [REPORT], "next_cursor": None},
        ("GET", "/files/f1/account"): ACCOUNT,
    }
    return gateway


def test_its_people_see_the_report_with_its_rule_in_words(file: FakeGateway, client: Browser) -> None:
    page = client("contractor").get("/files/f1").text
    assert "به بهای بازدید دوبارهٔ کنتورهای دارای اشکال" in page
    assert "R20" not in page
    assert "&lt;span" not in page


def test_an_inspector_is_shown_no_account_and_none_is_asked_for(file: FakeGateway, client: Browser) -> None:
    page = client("inspector").get("/files/f1").text
    assert "حساب پرونده" not in page
    assert not file.asked("/files/f1/account")


@pytest.mark.parametrize("status", [403, 404, 503])
def test_the_page_does_without_an_account_that_is_not_to_be_had(
    file: FakeGateway, client: Browser, status: int
) -> None:
    file.answers["GET", "/files/f1/account"] = Problem(status, "x", "نه")
    answer = client("contractor").get("/files/f1")
    assert answer.status_code == 200
    assert "نشتی دارد." in answer.text
    assert "صورت‌حساب پرداخت‌نشده" not in answer.text


def test_a_file_is_no_business_of_the_it_unit(file: FakeGateway, client: Browser) -> None:
    for path in ("/files/", "/files/f1", "/files/f1/timeline", "/files/receipts/p1.pdf"):
        assert client("it").get(path).status_code == 404
    assert not [call for call in file.calls if call["path"].startswith(("/files", "/payments"))]


def test_htmx_gets_the_next_events_alone(file: FakeGateway, client: Browser) -> None:
    entry = {
        "summary": "پرونده ثبت شد.",
        "occurred_at_jalali": "1405-09-01 10:00",
        "service": "referral",
        "details": {},
    }
    file.answers["GET", "/files/f1/timeline"] = {"items": [entry], "next_cursor": "c3"}
    part = client("office").get("/files/f1/timeline?cursor=c2", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith("<li>")
    assert "cursor=c3" in part
    assert file.asked("/files/f1/timeline") == [{"limit": 30, "cursor": "c2"}]


def test_the_list_is_asked_for_as_it_was_typed(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/files"] = {"items": [], "next_cursor": None}
    answer = client("office").get("/files/?q=رضا&from=۱۴۰۵/۰۹/۰۱&debtor=true&sort=debt&status=")
    assert answer.status_code == 200
    assert gateway.asked("/files") == [
        {"q": "رضا", "from": "1405-09-01", "debtor": "true", "sort": "debt", "limit": 25}
    ]


def test_a_filter_that_the_api_refuses_is_shown_again(gateway: FakeGateway, client: Browser) -> None:
    gateway.answers["GET", "/files"] = Problem(422, "request.invalid", "x", {"from": ["تاریخ نادرست است."]})
    answer = client("finance").get("/files/?from=فردا")
    assert answer.status_code == 422
    assert "تاریخ نادرست است." in answer.text
    assert 'value="فردا"' in answer.text


def _steps(app: Flask, role: str, account: Any = None, **changes: Any) -> list[str]:
    with app.test_request_context():
        return [str(step.text) for step in next_steps({**FILE, **changes}, [], account, role)]


def _visit(hours: int, **changes: Any) -> dict[str, Any]:
    starts = datetime.now(UTC) + timedelta(hours=hours)
    return {
        "starts_at": starts.isoformat(),
        "starts_at_jalali": "1405-09-10 10:00",
        "confirmed_at": None,
        "change_request": None,
        **changes,
    }


def test_the_next_step_is_said_to_whom_it_concerns(app: Flask) -> None:
    settled = {**ACCOUNT, "debt_rials": 0}
    clear = {"debtor": False, "debt_rials": 0, "appointment": _visit(5)}
    assert "تأیید کنید" in _steps(app, "contractor", settled, **clear)[0]
    assert "هنوز حضورش را تأیید نکرده" in _steps(app, "inspector", None, **clear)[0]
    past = {**clear, "appointment": _visit(-5)}
    assert "گزارش آن را ثبت کنید" in _steps(app, "inspector", None, **past)[0]
    asked = {**clear, "appointment": _visit(5, change_request={"reason": "x"})}
    assert "مجری زمان دیگری" in _steps(app, "office", settled, **asked)[0]


def test_a_debt_comes_first_and_is_not_hidden_by_what_is_next(app: Flask) -> None:
    said = _steps(app, "contractor", ACCOUNT)
    assert "۷۸۰٬۰۰۰" in said[0]
    assert "همهٔ آن را نپردازید" in said[0]
    assert len(said) == 2


def test_a_mismatch_is_told_with_the_name_of_the_meter_escaped(
    app: Flask, file: FakeGateway, client: Browser
) -> None:
    meters = [{**METER, "label": "<b>", "mismatch": "بزرگ‌تر است"}]
    file.answers["GET", "/files/f1"] = {**FILE, "meters": meters}
    assert any("«<b>»" in said for said in _steps(app, "contractor", ACCOUNT, meters=meters))
    assert "<b>" not in client("contractor").get("/files/f1").text


def test_rules_of_the_books_are_said_in_words(app: Flask) -> None:
    with app.test_request_context():
        said = rules_in_words("هزینه (R20: concealed_stage prepaid)")
        assert said == "هزینه (مرحلهٔ زیرکار، از محل مراحل پیش‌پرداخت‌شده)"
        assert rules_in_words("صورت‌حساب ثبت") == "صورت‌حساب ثبت"


def test_numbers_of_a_sentence_are_read_from_left_to_right(app: Flask) -> None:
    with app.test_request_context():
        said = numbers_apart("صورت‌حساب ۱۴۰۵-۰۰۰۰۰۸ <b> در ۱۴۰۵-۰۹-۰۴ ۱۵:۰۰")
    assert '<bdi dir="ltr" class="code">۱۴۰۵-۰۰۰۰۰۸</bdi> &lt;b&gt;' in said
    assert said.endswith("در ۴ آذر ۱۴۰۵، ساعت ۱۵:۰۰")
