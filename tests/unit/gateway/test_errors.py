"""Refusals on the wire."""

from collections.abc import Callable

import pytest

from contracts.auth import AuthApi
from contracts.errors import (
    AuthCode,
    BillingCode,
    CommonCode,
    Conflict,
    DeadlineExceeded,
    InspectionCode,
    InternalError,
    InvalidRequest,
    LimitExceeded,
    NotFound,
    Refusal,
    Unauthenticated,
    Unavailable,
)
from contracts.inspection import InspectionApi
from contracts.referral import ReferralApi
from tests.fakes.rpc import Call, FakeRpc
from tests.unit.gateway.conftest import Person

REPORT = {"outcome": "approved", "text": "خوب است"}


@pytest.mark.parametrize(
    ("refusal", "status", "retry_after"),
    [
        (InvalidRequest(InspectionCode.OUTCOME_NOT_ALLOWED), 422, None),
        (NotFound(InspectionCode.NOT_YOUR_FILE), 404, None),
        (Conflict(BillingCode.FILE_IN_DEBT, debt_rials=390_000), 409, None),
        (Conflict(InspectionCode.CHARGE_PENDING), 409, "1"),
        (Conflict(InspectionCode.CHARGE_PENDING, retry_after_seconds=3), 409, "3"),
        (Conflict(CommonCode.IN_PROGRESS), 409, "1"),
        (LimitExceeded(CommonCode.INVALID), 429, "1"),
        (Unavailable(CommonCode.UNAVAILABLE), 503, "2"),
        (DeadlineExceeded(CommonCode.DEADLINE), 504, "1"),
        (InternalError(CommonCode.INTERNAL), 500, None),
        (InvalidRequest(CommonCode.KEY_REUSED), 422, None),
        (InvalidRequest(CommonCode.CURSOR), 422, None),
    ],
)
def test_a_refusal_is_a_problem_document(
    rpc: FakeRpc, inspector: Person, refusal: Refusal, status: int, retry_after: str | None
) -> None:
    rpc.answer(InspectionApi.file_report, refusal)
    answer = inspector.ask("POST", "/files/f/reports", REPORT)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    body = answer.get_json()
    assert body["status"] == status
    assert body["code"] == refusal.code
    assert body["type"] == f"/api/v1/docs#{refusal.code}"
    assert body["title"]
    assert body["detail"]
    assert body["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert answer.headers.get("Retry-After") == retry_after


def test_people_are_answered_in_persian_by_default(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(InspectionApi.file_report, Conflict(BillingCode.FILE_IN_DEBT, debt_rials=1_725_000))
    answer = inspector.ask("POST", "/files/f/reports", REPORT)
    assert "۱٬۷۲۵٬۰۰۰ ریال" in answer.get_json()["detail"]
    assert answer.headers["Content-Language"] == "fa"


@pytest.mark.parametrize("language", ["en", "en-GB,en;q=0.9", "de, en;q=0.5"])
def test_people_are_answered_in_english_on_request(rpc: FakeRpc, inspector: Person, language: str) -> None:
    rpc.answer(InspectionApi.file_report, Conflict(BillingCode.FILE_IN_DEBT, debt_rials=1_725_000))
    answer = inspector.ask("POST", "/files/f/reports", REPORT, Accept_Language=language)
    assert "1,725,000 rials" in answer.get_json()["detail"]
    assert answer.headers["Content-Language"] == "en"


def test_a_language_we_lack_is_answered_in_persian(inspector: Person) -> None:
    answer = inspector.ask("POST", "/files/f/reports", {}, Accept_Language="de")
    assert answer.headers["Content-Language"] == "fa"


def test_field_messages_are_in_the_same_language(inspector: Person) -> None:
    persian = inspector.ask("POST", "/files/f/reports", {"outcome": "approved"}).get_json()
    assert persian["errors"] == {"text": ["این مورد باید پر شود."]}
    english = inspector.ask(
        "POST", "/files/f/reports", {"outcome": "approved"}, Accept_Language="en"
    ).get_json()
    assert english["errors"] == {"text": ["Missing data for required field."]}


def test_errors_of_a_service_are_passed_on(rpc: FakeRpc, contractor: Person) -> None:
    rpc.answer(
        ReferralApi.correct_meter,
        InvalidRequest(CommonCode.INVALID, errors={"meters": {"0": {"area_m2": ["بسیار بزرگ"]}}}),
    )
    answer = contractor.ask("PATCH", "/files/f/meters/m", {"area_m2": 5})
    assert answer.get_json()["errors"] == {
        "meters": ["بسیار بزرگ"],
        "meters.0.area_m2": ["بسیار بزرگ"],
    }


def test_an_unknown_address_is_a_problem(somebody: Callable[..., Person]) -> None:
    answer = somebody().ask("GET", "/nothing/here")
    assert (answer.status_code, answer.get_json()["code"]) == (404, CommonCode.NOT_FOUND)


def test_a_wrong_method_is_a_problem(somebody: Callable[..., Person]) -> None:
    answer = somebody().ask("DELETE", "/files")
    assert (answer.status_code, answer.get_json()["code"]) == (405, CommonCode.METHOD_NOT_ALLOWED)
    assert "POST" in answer.headers["Allow"]


def test_no_token_asks_for_one(somebody: Callable[..., Person]) -> None:
    answer = somebody().ask("GET", "/me")
    assert (answer.status_code, answer.get_json()["code"]) == (401, CommonCode.UNAUTHENTICATED)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_wrong_credentials_are_not_told_apart(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(AuthApi.login, Unauthenticated(AuthCode.INVALID_CREDENTIALS))
    answer = somebody().ask("POST", "/auth/login", {"membership_code": "19-3-1", "password": "x"})
    assert (answer.status_code, answer.get_json()["code"]) == (401, AuthCode.INVALID_CREDENTIALS)


def test_a_bug_shows_no_trace(
    rpc: FakeRpc, inspector: Person, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def explode(_self: object, _service: str, *_args: object) -> object:
        raise RuntimeError("the secret reason")

    inspector.ask("GET", "/me/worksheet")  # keys are known by now
    monkeypatch.setattr(FakeRpc, "send", explode)
    answer = inspector.ask("GET", "/me/worksheet")
    assert (answer.status_code, answer.get_json()["code"]) == (500, CommonCode.INTERNAL)
    assert "secret" not in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)
    assert "the secret reason" in "".join(capsys.readouterr())


def test_a_service_that_is_away_is_503(rpc: FakeRpc, inspector: Person) -> None:
    rpc.away.add("referral")
    answer = inspector.ask("GET", "/me/worksheet")
    assert (answer.status_code, answer.get_json()["code"]) == (503, CommonCode.UNAVAILABLE)
    assert int(answer.headers["Retry-After"]) > 0


def test_every_answer_is_protected(rpc: FakeRpc, inspector: Person) -> None:
    def refuse(_call: Call) -> Refusal:
        return NotFound(CommonCode.NOT_FOUND)

    rpc.answer(ReferralApi.get_worksheet, refuse)
    headers = inspector.ask("GET", "/me/worksheet").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
