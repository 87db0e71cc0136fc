"""Bodies and queries from the wire."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from contracts.billing import BillingApi, FinancialReport, PaymentView
from contracts.errors import CommonCode
from contracts.inspection import AppointmentView, InspectionApi
from contracts.messaging import MessageView, MessagingApi
from contracts.referral import FileView, ReferralApi, Worksheet
from contracts.shapes import Page
from contracts.terms import FileStatus, Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import SETTINGS, Person

WORKSHEET = {
    "accepting": True,
    "areas": ["kerman"],
    "kinds": ["concealed"],
    "blocks": False,
    "weekdays": [0, 1],
    "capacity": 20,
}


@pytest.fixture
def send(app: Flask, rpc: FakeRpc, issuer: TokenIssuer) -> Callable[..., TestResponse]:
    """Put a raw body where a worksheet is expected."""
    rpc.answer(ReferralApi.put_worksheet, sample(Worksheet))
    token = issuer.token(Role.INSPECTOR)

    def put(body: bytes, content_type: str | None = "application/json") -> TestResponse:
        return app.test_client().put(
            "/api/v1/me/worksheet",
            data=body,
            content_type=content_type,
            headers={"Authorization": f"Bearer {token}"},
        )

    return put


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"nothing",
        b'{"capacity": NaN}',
        b'{"capacity": Infinity}',
        b'{"areas": ["\\ud800"]}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"capacity": ' + b"9" * 5000 + b"}",
    ],
)
def test_what_cannot_be_read_is_400(send: Callable[..., TestResponse], body: bytes) -> None:
    answer = send(body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, CommonCode.UNREADABLE)


@pytest.mark.parametrize("content_type", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_a_body_that_does_not_say_json_is_400(
    send: Callable[..., TestResponse], content_type: str | None
) -> None:
    answer = send(b'{"capacity": 1}', content_type)
    assert (answer.status_code, answer.get_json()["code"]) == (400, CommonCode.UNREADABLE)


@pytest.mark.parametrize("body", [b"[]", b'"text"', b"7", b"null"])
def test_a_body_that_is_no_object_is_422(send: Callable[..., TestResponse], body: bytes) -> None:
    answer = send(body)
    assert (answer.status_code, answer.get_json()["code"]) == (422, CommonCode.INVALID)
    assert list(answer.get_json()["errors"]) == ["_schema"]


def test_a_body_beyond_the_limit_is_413(send: Callable[..., TestResponse]) -> None:
    answer = send(b'{"a": "' + b"x" * SETTINGS.body_limit_bytes + b'"}')
    assert (answer.status_code, answer.get_json()["code"]) == (413, CommonCode.TOO_LARGE)


def test_a_vendor_json_type_is_json(send: Callable[..., TestResponse]) -> None:
    assert send(b"{}", "application/merge-patch+json").status_code == 422


def test_unknown_members_are_refused(inspector: Person, rpc: FakeRpc) -> None:
    answer = inspector.ask("PUT", "/me/worksheet", {**WORKSHEET, "colour": "red"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"colour": ["چنین موردی شناخته نیست."]}
    assert rpc.calls_of(ReferralApi.put_worksheet) == []


def test_members_of_the_path_are_unknown_in_the_body(inspector: Person) -> None:
    answer = inspector.ask("PUT", "/files/f/appointment", {"starts_at": "1405-09-01 10:30", "file_id": "g"})
    assert list(answer.get_json()["errors"]) == ["file_id"]


def test_a_route_without_a_body_takes_none(inspector: Person) -> None:
    answer = inspector.ask("POST", "/me/messages/m/read", {"x": 1})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["x"])


def test_every_wrong_field_is_named(contractor: Person) -> None:
    body = {
        "kind": "underwater",
        "block": "perhaps",
        "area": "کرمان",
        "address": "",
        "owner_name": "x" * 201,
        "meters": [{"label": "1", "area_m2": -1, "consumption_m3h": "much"}],
    }
    answer = contractor.ask("POST", "/files", body)
    assert answer.status_code == 422
    assert set(answer.get_json()["errors"]) == {
        "kind",
        "block",
        "area",
        "address",
        "owner_name",
        "meters",
        "meters.0.area_m2",
        "meters.0.consumption_m3h",
    }


def test_quantities_arrive_exactly(rpc: FakeRpc, contractor: Person) -> None:
    rpc.answer(ReferralApi.correct_meter, sample(FileView).meters[0])
    contractor.ask("PATCH", "/files/f/meters/m", {"area_m2": 120.1, "consumption_m3h": "۴٫۵"})
    arguments = rpc.calls_of(ReferralApi.correct_meter)[0].arguments
    assert (arguments["area_m2"], arguments["consumption_m3h"]) == (Decimal("120.1"), Decimal("4.5"))
    assert (arguments["file_id"], arguments["meter_id"]) == ("f", "m")


@pytest.mark.parametrize(
    "written",
    [
        "1405-09-01 10:30",
        "1405-09-01T10:30",
        "۱۴۰۵-۰۹-۰۱ ۱۰:۳۰",
        "2026-11-22T10:30:00+03:30",
        "2026-11-22T07:00:00Z",
        "2026-11-22 10:30",
    ],
)
def test_a_time_in_either_calendar(rpc: FakeRpc, inspector: Person, written: str) -> None:
    rpc.answer(InspectionApi.set_appointment, sample(AppointmentView))
    answer = inspector.ask("PUT", "/files/f/appointment", {"starts_at": written})
    assert answer.status_code == 200, answer.get_json()
    assert rpc.calls_of(InspectionApi.set_appointment)[0].arguments["starts_at"] == datetime(
        2026, 11, 22, 7, 0, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "written", ["", "soon", "1405-13-01 10:30", "1405-09-01", 5, None, "9999-12-31T23:59:59-23:00"]
)
def test_what_is_no_time_is_422(inspector: Person, written: object) -> None:
    answer = inspector.ask("PUT", "/files/f/appointment", {"starts_at": written})
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["starts_at"])


@pytest.mark.parametrize("written", ["1405-09-01", "1405/9/1", "۱۴۰۵/۰۹/۰۱", "2026-11-22"])
def test_a_date_in_either_calendar(rpc: FakeRpc, finance: Person, written: str) -> None:
    rpc.answer(BillingApi.record_receipt, sample(PaymentView))
    body = {"amount_rials": 5, "reference": "۱۲", "paid_on": written}
    assert finance.ask("POST", "/files/f/receipts", body).status_code == 201
    arguments = rpc.calls_of(BillingApi.record_receipt)[0].arguments
    assert (arguments["paid_on"], arguments["reference"]) == (date(2026, 11, 22), "12")


@pytest.mark.parametrize("written", ["1405-13-01", "yesterday", 14050901, None, True])
def test_what_is_no_date_is_422(finance: Person, written: object) -> None:
    body = {"amount_rials": 5, "reference": "12", "paid_on": written}
    answer = finance.ask("POST", "/files/f/receipts", body)
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["paid_on"])


@pytest.mark.parametrize("amount", [0, -1, 1.5, "many", True, 10**16, None, 1e400])
def test_an_amount_is_a_positive_whole_number(finance: Person, amount: object) -> None:
    body = {"amount_rials": amount, "reference": "12", "paid_on": "1405-09-01"}
    answer = finance.ask("POST", "/files/f/receipts", body)
    assert answer.status_code in (400, 422)  # infinity is not even JSON


def test_names_that_python_keeps_for_itself(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(BillingApi.get_financial_report, sample(FinancialReport))
    answer = inspector.ask("GET", "/me/financial-report?from=1405-09-01&to=2026-11-30")
    assert rpc.calls_of(BillingApi.get_financial_report)[0].arguments == {
        "from_date": date(2026, 11, 22),
        "to_date": date(2026, 11, 30),
    }
    assert {"from", "to", "from_jalali", "to_jalali"} <= set(answer.get_json())
    assert "from_date" not in answer.get_json()


def test_filters_are_passed_on(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.list_files, Page[FileView](items=[], next_cursor=None))
    answer = office.ask("GET", "/files?status=referred&phase=&debtor=true&q=علي&limit=۷&unknown=1")
    assert answer.get_json() == {"items": [], "next_cursor": None}
    assert rpc.calls_of(ReferralApi.list_files)[0].arguments == {
        "status": FileStatus.REFERRED,
        "debtor": True,
        "q": "علی",
        "limit": 7,
    }


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=-1", "limit=x", "status=lost", "debtor=maybe", "q=%00", "limit=1.5"],
)
def test_wrong_filters_are_422(office: Person, query: str) -> None:
    answer = office.ask("GET", f"/files?{query}")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, [query.partition("=")[0]])


def test_arabic_letters_are_folded(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(MessagingApi.send_message, sample(MessageView))
    office.ask("POST", "/messages", {"audience": "all", "subject": "كنتور", "body": "تعطيلي ۵ روز"})
    arguments = rpc.calls_of(MessagingApi.send_message)[0].arguments
    assert (arguments["subject"], arguments["body"]) == ("کنتور", "تعطیلی ۵ روز")


def test_an_empty_body_is_an_empty_object(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(ReferralApi.withdraw, sample(FileView))
    assert inspector.ask("POST", "/files/f/withdrawal").status_code == 200
    assert rpc.calls_of(ReferralApi.withdraw)[0].arguments == {"file_id": "f"}
