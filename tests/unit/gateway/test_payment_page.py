"""Coming back from the payment provider: a page for people, JSON for programs, and nothing believed of the query."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contracts.billing import BillingApi, ReturnedPayment, StartedPayment
from contracts.errors import BillingCode, NotFound, Unavailable
from contracts.terms import OnlinePaymentReason, OnlinePaymentState, Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.unit.gateway.conftest import Person

CALLBACK = "/api/v1/payments/callback/sandbox?Authority=A1&Status=OK"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def payment(state: OnlinePaymentState, reason: OnlinePaymentReason | None = None) -> ReturnedPayment:
    return ReturnedPayment(
        payment_id="the-payment",
        number="1405-000123",
        amount_rials=6_900_000,
        state=state,
        reason=reason,
        reference="8841" if state is OnlinePaymentState.VERIFIED else None,
    )


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def come_back(client: FlaskClient, path: str = CALLBACK, accept: str = BROWSER) -> TestResponse:
    return client.get(path, headers={"Accept": accept})


def test_it_is_a_persian_page_that_needs_nothing_from_anywhere(rpc: FakeRpc, client: FlaskClient) -> None:
    rpc.answer(BillingApi.confirm_payment, payment(OnlinePaymentState.VERIFIED))
    answer = come_back(client)
    assert (answer.status_code, answer.content_type) == (200, "text/html; charset=utf-8")
    for part in ('dir="rtl"', "پرداخت انجام شد", "۶٬۹۰۰٬۰۰۰ ریال", "۱۴۰۵-۰۰۰۱۲۳", "۸۸۴۱"):
        assert part in answer.text
    assert "http" not in answer.text
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'sha256-")
    (call,) = rpc.calls_of(BillingApi.confirm_payment)
    assert call.arguments == {"provider": "sandbox", "authority": "A1", "returned": "OK"}
    assert call.caller is None


@pytest.mark.parametrize(
    ("state", "reason", "says"),
    [
        (OnlinePaymentState.REFUSED, OnlinePaymentReason.CANCELLED, "پرداخت انجام نشد"),
        (OnlinePaymentState.UNKNOWN, OnlinePaymentReason.PROVIDER_AWAY, "دوباره پرداخت نکنید"),
        (OnlinePaymentState.UNKNOWN, OnlinePaymentReason.AMOUNT_MISMATCH, "امور مالی"),
        (OnlinePaymentState.VERIFYING, None, "دوباره پرداخت نکنید"),
        (OnlinePaymentState.STARTED, None, "هنوز انجام نشده"),
    ],
)
def test_what_is_unknown_is_not_called_refused(
    rpc: FakeRpc,
    client: FlaskClient,
    state: OnlinePaymentState,
    reason: OnlinePaymentReason | None,
    says: str,
) -> None:
    rpc.answer(BillingApi.confirm_payment, payment(state, reason))
    text = come_back(client).text
    assert says in text
    assert ("پرداخت انجام نشد" in text) == (state is OnlinePaymentState.REFUSED)


def test_a_program_gets_json(rpc: FakeRpc, client: FlaskClient) -> None:
    rpc.answer(BillingApi.confirm_payment, payment(OnlinePaymentState.VERIFIED))
    answer = come_back(client, accept="application/json")
    assert answer.get_json() == {
        "payment_id": "the-payment",
        "number": "1405-000123",
        "amount_rials": 6_900_000,
        "state": "verified",
        "reason": None,
        "reference": "8841",
    }


@pytest.mark.parametrize("query", ["", "?Authority=A1", "?Status=OK", "?Authority=&Status=OK"])
def test_a_callback_that_names_nothing_is_refused(client: FlaskClient, query: str) -> None:
    answer = come_back(client, f"/api/v1/payments/callback/sandbox{query}")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "این نشانی کامل نیست" in answer.text
    assert "errors" not in answer.text


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (NotFound(BillingCode.PAYMENT_NOT_FOUND), 404),
        (Unavailable(BillingCode.PROVIDER_AWAY), 503),
    ],
)
def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(
    rpc: FakeRpc, client: FlaskClient, refusal: NotFound | Unavailable, status: int
) -> None:
    rpc.answer(BillingApi.confirm_payment, refusal)
    assert (come_back(client).status_code, come_back(client).mimetype) == (status, "text/html")
    problem = come_back(client, accept="application/json")
    assert (problem.status_code, problem.get_json()["code"]) == (status, refusal.code)


def test_the_provider_sends_people_back_to_where_they_came_from(
    rpc: FakeRpc, app: Flask, somebody: Callable[..., Person]
) -> None:
    rpc.answer(BillingApi.start_payment, sample(StartedPayment))
    somebody(Role.CONTRACTOR).ask("POST", "/files/f/payments", {"amount_rials": 50_000})
    (call,) = rpc.calls_of(BillingApi.start_payment)
    assert call.arguments["callback_base"] == "http://localhost/api/v1/payments/callback"
    answer = somebody(Role.CONTRACTOR).ask("POST", "/files/f/payments", {"callback_base": "http://evil"})
    assert answer.status_code == 422
