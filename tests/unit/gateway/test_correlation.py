"""One identifier per request, one line per request, one run per key."""

import json
from collections.abc import Callable

import pytest
import structlog

from contracts.billing import BillingApi, InvoiceView, PaymentView
from contracts.inspection import InspectionApi, ReportView
from contracts.referral import FileView, ReferralApi, Worksheet
from contracts.terms import Role
from gateway.app import create_app
from gateway.settings import Settings
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import Person

REPORT = {"outcome": "approved", "text": "خوب است"}
RECEIPT = {"amount_rials": 5, "reference": "12", "paid_on": "1405-09-01"}


def test_the_callers_identifier_goes_everywhere(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(ReferralApi.get_worksheet, sample(Worksheet))
    answer = inspector.ask("GET", "/me/worksheet", X_Correlation_Id="my-request.1_A")
    assert answer.headers["X-Correlation-Id"] == "my-request.1_A"
    assert rpc.calls_of(ReferralApi.get_worksheet)[0].correlation_id == "my-request.1_A"


@pytest.mark.parametrize("given", [None, "", "has space", "x" * 65, "é", "a;b"])
def test_otherwise_there_is_one_of_ours(rpc: FakeRpc, inspector: Person, given: str | None) -> None:
    rpc.answer(ReferralApi.get_worksheet, sample(Worksheet))
    headers = {} if given is None else {"X_Correlation_Id": given}
    first = inspector.ask("GET", "/me/worksheet", **headers).headers["X-Correlation-Id"]
    second = inspector.ask("GET", "/me/worksheet", **headers).headers["X-Correlation-Id"]
    assert len(first) == 36
    assert first not in (given, second)
    assert [call.correlation_id for call in rpc.calls_of(ReferralApi.get_worksheet)] == [first, second]


def test_refusals_carry_it_too(somebody: Callable[..., Person]) -> None:
    answer = somebody().ask("GET", "/me", X_Correlation_Id="abc")
    assert answer.headers["X-Correlation-Id"] == answer.get_json()["correlation_id"] == "abc"


def test_one_line_per_request(rpc: FakeRpc, issuer: TokenIssuer) -> None:
    client = create_app(rpc, Settings(amqp_url="")).test_client()
    headers = {"Authorization": f"Bearer {issuer.token(Role.OFFICE)}", "X-Correlation-Id": "line-1"}
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get("/api/v1/files/some-file", headers=headers)
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["route"] == "/api/v1/files/<id>"
    assert (line["method"], line["status"], line["user"]) == ("GET", 503, "19-3-00001")
    assert line["milliseconds"] >= 0


def test_calls_take_no_longer_than_what_is_left(
    rpc: FakeRpc, inspector: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    rpc.answer(ReferralApi.get_worksheet, sample(Worksheet))
    monkeypatch.setattr("gateway.correlation.elapsed_seconds", lambda: 6.5)
    inspector.ask("GET", "/me/worksheet")
    assert rpc.calls_of(ReferralApi.get_worksheet)[0].deadline_seconds == pytest.approx(2.5)


def test_the_callers_key_is_passed_on(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(InspectionApi.file_report, sample(ReportView))
    answer = inspector.ask("POST", "/files/f/reports", REPORT, Idempotency_Key="key-1")
    assert answer.status_code == 201
    assert rpc.calls_of(InspectionApi.file_report)[0].idempotency_key == "key-1"
    assert "Idempotent-Replayed" not in answer.headers


def test_without_a_key_each_request_has_its_own(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(InspectionApi.file_report, sample(ReportView))
    for _ in range(2):
        inspector.ask("POST", "/files/f/reports", REPORT)
    keys = [call.idempotency_key for call in rpc.calls_of(InspectionApi.file_report)]
    assert all(keys)
    assert keys[0] != keys[1]


def test_commands_by_other_methods_have_a_key_too(rpc: FakeRpc, contractor: Person) -> None:
    rpc.answer(ReferralApi.correct_meter, sample(FileView).meters[0])
    contractor.ask("PATCH", "/files/f/meters/m", {"area_m2": 5})
    assert rpc.calls_of(ReferralApi.correct_meter)[0].idempotency_key


def test_questions_have_none(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(ReferralApi.get_worksheet, sample(Worksheet))
    inspector.ask("GET", "/me/worksheet", Idempotency_Key="key-1")
    assert rpc.calls_of(ReferralApi.get_worksheet)[0].idempotency_key is None


@pytest.mark.parametrize("key", ["", "two words", "x" * 201, "کلید"])
def test_a_key_that_is_none_is_422(rpc: FakeRpc, finance: Person, key: str) -> None:
    answer = finance.ask("POST", "/files/f/receipts", RECEIPT, Idempotency_Key=key)
    assert answer.status_code == 422
    assert list(answer.get_json()["errors"]) == ["Idempotency-Key"]
    assert rpc.calls_of(BillingApi.record_receipt) == []


def test_a_key_of_the_greatest_length(rpc: FakeRpc, finance: Person) -> None:
    rpc.answer(BillingApi.record_receipt, sample(PaymentView))
    assert finance.ask("POST", "/files/f/receipts", RECEIPT, Idempotency_Key="x" * 200).status_code == 201


def test_a_stored_answer_says_so(rpc: FakeRpc, finance: Person) -> None:
    rpc.answer(BillingApi.record_receipt, sample(PaymentView))
    rpc.replay(BillingApi.record_receipt)
    answer = finance.ask("POST", "/files/f/receipts", RECEIPT, Idempotency_Key="key-1")
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")


def test_a_stored_registration_still_has_its_invoice(rpc: FakeRpc, contractor: Person) -> None:
    rpc.answer(ReferralApi.register_file, sample(FileView))
    rpc.answer(BillingApi.get_invoice, sample(InvoiceView))
    rpc.replay(ReferralApi.register_file)
    body = {
        "kind": "exposed",
        "block": False,
        "area": "kerman",
        "address": "x",
        "owner_name": "y",
        "meters": [{"label": "1", "area_m2": 100, "consumption_m3h": 4}],
    }
    answer = contractor.ask("POST", "/files", body, Idempotency_Key="key-1")
    assert (answer.status_code, answer.headers["Idempotent-Replayed"]) == (201, "true")
    assert json.loads(answer.data)["invoice"]["amount_rials"] > 0
    assert rpc.calls_of(BillingApi.get_invoice)[0].idempotency_key is None
