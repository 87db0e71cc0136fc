"""A file as it is now: referral decides, billing and inspection refine."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from contracts.billing import BillingApi, GateSnapshot, GateView, InvoiceView
from contracts.errors import (
    BillingCode,
    CommonCode,
    DeadlineExceeded,
    Forbidden,
    InspectionCode,
    InternalError,
    NotFound,
    ReferralCode,
    Refusal,
    Unavailable,
)
from contracts.inspection import AppointmentView, DeadlineView, FileProgress, InspectionApi, MeterProgress
from contracts.referral import FileAppointment, FileView, ReferralApi
from contracts.shapes import Person as PersonView
from contracts.terms import AppointmentRemark, DeadlineKind, FileStatus, MeterState, Phase, Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.unit.gateway.conftest import Person

INSPECTOR = PersonView(id="inspector-1", membership_code="19-3-00001", full_name="مریم کرمانی")
METER = sample(FileView).meters[0].id
OPEN, APPROVED = MeterState.OPEN, MeterState.APPROVED
BODY = {
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "x",
    "owner_name": "y",
    "meters": [{"label": "1", "area_m2": 100, "consumption_m3h": 4}],
}


def file(**changes: Any) -> FileView:
    usual: dict[str, Any] = {"inspector": INSPECTOR, "appointment": None, "status": FileStatus.REFERRED}
    return sample(FileView, **{**usual, **changes})


def gate(debt_rials: int) -> GateView:
    snapshot = GateSnapshot(file_id="f", version=1, settled_sequence=1, debt_rials=debt_rials)
    return GateView(gate=snapshot, last_settled=None)


def progress(**changes: Any) -> FileProgress:
    usual: dict[str, Any] = {
        "file_id": "f",
        "phase": Phase.PRE,
        "completed": False,
        "appointment": None,
        "meters": [],
    }
    return FileProgress(**{**usual, **changes})


@pytest.fixture
def show(rpc: FakeRpc, office: Person) -> Callable[..., dict[str, Any]]:
    """The file that people see, given what each service says."""

    def shown(known: object, owed: object, done: object) -> dict[str, Any]:
        rpc.answer(ReferralApi.get_file, known)
        rpc.answer(BillingApi.get_gate, owed)
        rpc.answer(InspectionApi.get_progress, done)
        answer = office.ask("GET", "/files/f")
        assert answer.status_code == 200, answer.get_json()
        return dict(answer.get_json())

    return shown


def test_the_three_are_asked_about_the_same_file(rpc: FakeRpc, show: Callable[..., dict[str, Any]]) -> None:
    show(file(), gate(0), progress())
    asked = [call for call in rpc.calls if call.service != "auth"]
    assert {call.method for call in asked} == {"get_file", "get_gate", "get_progress"}
    assert {call.arguments["file_id"] for call in asked} == {"f"}
    assert {call.caller.role for call in asked if call.caller} == {Role.OFFICE}
    patience = {call.method: call.deadline_seconds for call in asked}
    assert patience["get_gate"] == patience["get_progress"] == 2 < patience["get_file"] <= 9


def test_inspection_knows_the_deadlines(show: Callable[..., dict[str, Any]]) -> None:
    due_at = datetime(2026, 11, 26, 20, 30, tzinfo=UTC)
    deadline = DeadlineView(kind=DeadlineKind.NO_APPOINTMENT, due_at=due_at, missed=True)
    shown = show(file(), gate(0), progress(deadlines=[deadline]))
    assert shown["deadlines"] == [
        {
            "kind": "no_appointment",
            "due_at": "2026-11-26T20:30:00+00:00",
            "due_at_jalali": "1405-09-06 00:00",
            "missed": True,
        }
    ]
    away = Unavailable(CommonCode.UNAVAILABLE)
    assert show(file(), gate(0), away)["deadlines"] == []


def test_billing_knows_the_debt(show: Callable[..., dict[str, Any]]) -> None:
    shown = show(file(debtor=False, debt_rials=0), gate(390_000), progress())
    assert (shown["debtor"], shown["debt_rials"]) == (True, 390_000)
    shown = show(file(debtor=True, debt_rials=390_000), gate(0), progress())
    assert (shown["debtor"], shown["debt_rials"]) == (False, 0)


def test_inspection_knows_the_verdicts(show: Callable[..., dict[str, Any]]) -> None:
    done = progress(phase=Phase.FINAL, meters=[MeterProgress(id=METER, pre=APPROVED, final=OPEN)])
    shown = show(file(phase=Phase.PRE), gate(0), done)
    assert shown["phase"] == "final"
    assert (shown["meters"][0]["pre"], shown["meters"][0]["final"]) == ("approved", "open")


def test_nothing_goes_backwards_when_inspection_is_behind(show: Callable[..., dict[str, Any]]) -> None:
    meter = sample(FileView).meters[0]
    known = file(phase=Phase.FINAL, meters=[sample(type(meter), id=METER, pre=APPROVED)])
    shown = show(known, gate(0), progress(meters=[MeterProgress(id=METER, pre=OPEN, final=OPEN)]))
    assert shown["phase"] == "final"
    assert shown["meters"][0]["pre"] == "approved"


def test_a_file_is_completed_as_soon_as_inspection_says(show: Callable[..., dict[str, Any]]) -> None:
    for status in (FileStatus.REFERRED, FileStatus.AWAITING_REFERRAL):
        shown = show(file(status=status), gate(0), progress(completed=True))
        assert shown["status"] == "completed"


def test_a_cancelled_file_stays_cancelled(show: Callable[..., dict[str, Any]]) -> None:
    known = file(status=FileStatus.CANCELLED)
    assert show(known, gate(0), progress(completed=True))["status"] == "cancelled"


def test_inspection_knows_the_appointment(show: Callable[..., dict[str, Any]]) -> None:
    agreed = sample(AppointmentView, id="a-2", inspector=INSPECTOR)
    assert show(file(), gate(0), progress(appointment=agreed))["appointment"]["id"] == "a-2"
    old = FileAppointment(id="a-1", starts_at=agreed.starts_at, duration_minutes=60)
    assert show(file(appointment=old), gate(0), progress())["appointment"] is None


def test_what_is_said_of_the_appointment_is_shown_with_it(show: Callable[..., dict[str, Any]]) -> None:
    agreed = sample(AppointmentView, inspector=INSPECTOR, remarks=[AppointmentRemark.DAY_OFF])
    assert agreed.change_request is not None
    shown = show(file(), gate(0), progress(appointment=agreed))["appointment"]
    assert shown["remarks"] == ["day_off"]
    assert shown["change_request"]["reason"] == agreed.change_request.reason
    assert shown["confirmed_at_jalali"]


def test_an_appointment_of_the_previous_inspector_is_not_shown(show: Callable[..., dict[str, Any]]) -> None:
    agreed = sample(AppointmentView, inspector=PersonView(id="another", membership_code="", full_name=""))
    assert show(file(), gate(0), progress(appointment=agreed))["appointment"] is None


@pytest.mark.parametrize(
    "trouble",
    [
        Unavailable(CommonCode.UNAVAILABLE),
        DeadlineExceeded(CommonCode.DEADLINE),
        NotFound(BillingCode.FILE_NOT_FOUND),
        Forbidden(CommonCode.FORBIDDEN),
        InternalError(CommonCode.INTERNAL),
    ],
)
def test_without_the_others_referrals_copy_is_shown(
    show: Callable[..., dict[str, Any]], trouble: Refusal
) -> None:
    agreed = FileAppointment(id="a-1", starts_at=sample(FileView).registered_at, duration_minutes=60)
    shown = show(file(debtor=True, debt_rials=5, appointment=agreed), trouble, trouble)
    assert (shown["debtor"], shown["debt_rials"]) == (True, 5)
    assert shown["appointment"]["id"] == "a-1"


def test_referral_decides_whether_there_is_a_file(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.get_file, NotFound(ReferralCode.FILE_NOT_FOUND))
    rpc.answer(BillingApi.get_gate, gate(5))
    rpc.answer(InspectionApi.get_progress, progress())
    answer = office.ask("GET", "/files/f")
    assert (answer.status_code, answer.get_json()["code"]) == (404, ReferralCode.FILE_NOT_FOUND)


def test_without_referral_there_is_no_answer(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(BillingApi.get_gate, gate(5))
    rpc.answer(InspectionApi.get_progress, progress())
    assert office.ask("GET", "/files/f").status_code == 503


def test_a_registered_file_comes_with_its_invoice(rpc: FakeRpc, contractor: Person) -> None:
    rpc.answer(ReferralApi.register_file, file(id="new-file"))
    rpc.answer(BillingApi.get_invoice, sample(InvoiceView, amount_rials=6_900_000, paid_rials=0))
    answer = contractor.ask("POST", "/files", BODY)
    assert answer.status_code == 201
    shown = answer.get_json()
    assert shown["id"] == "new-file"
    assert (shown["invoice"]["amount_rials"], shown["invoice"]["paid_rials"]) == (6_900_000, 0)
    (asked,) = rpc.calls_of(BillingApi.get_invoice)
    assert asked.arguments == {"file_id": "new-file", "wait_milliseconds": 3000}
    assert asked.deadline_seconds <= 9


@pytest.mark.parametrize(
    "trouble",
    [
        Unavailable(CommonCode.UNAVAILABLE),
        NotFound(BillingCode.FILE_NOT_FOUND),
        DeadlineExceeded(CommonCode.DEADLINE),
    ],
)
def test_a_file_is_registered_without_billing(rpc: FakeRpc, contractor: Person, trouble: Refusal) -> None:
    rpc.answer(ReferralApi.register_file, file())
    rpc.answer(BillingApi.get_invoice, trouble)
    answer = contractor.ask("POST", "/files", BODY)
    assert (answer.status_code, answer.get_json()["invoice"]) == (201, None)


def test_inspection_not_found_is_not_the_files(rpc: FakeRpc, show: Callable[..., dict[str, Any]]) -> None:
    shown = show(file(status=FileStatus.AWAITING_PAYMENT), gate(0), NotFound(InspectionCode.NOT_YOUR_FILE))
    assert shown["status"] == "awaiting_payment"
