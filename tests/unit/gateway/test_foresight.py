"""What inspection knows before referral does: looked at before a command that would contradict it."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.errors import (
    CommonCode,
    DeadlineExceeded,
    Forbidden,
    InspectionCode,
    NotFound,
    ReferralCode,
    Refusal,
    Unavailable,
)
from contracts.inspection import FileProgress, InspectionApi, MeterProgress
from contracts.referral import DismissalProposal, FileView, MeterView, ReferralApi
from contracts.terms import MeterState, Phase, Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.unit.gateway.conftest import Person

OPEN, APPROVED = MeterState.OPEN, MeterState.APPROVED
ENDINGS: list[tuple[Role, str, dict[str, str], Callable[..., Any]]] = [
    (Role.INSPECTOR, "/files/f/withdrawal", {}, ReferralApi.withdraw),
    (Role.OFFICE, "/files/f/dismissal", {"reason": "r"}, ReferralApi.dismiss_inspector),
    (Role.OFFICE, "/files/f/cancellation", {"reason": "r"}, ReferralApi.cancel_file),
]
SILENCE = [
    Unavailable(CommonCode.UNAVAILABLE),
    DeadlineExceeded(CommonCode.DEADLINE),
    NotFound(InspectionCode.NOT_YOUR_FILE),
    Forbidden(CommonCode.FORBIDDEN),
]


def progress(*, completed: bool = False, phase: Phase = Phase.PRE, **meter: MeterState) -> FileProgress:
    states = {"pre": OPEN, "final": OPEN, **meter}
    return FileProgress(
        file_id="f",
        phase=phase,
        completed=completed,
        appointment=None,
        meters=[MeterProgress(id="m", **states), MeterProgress(id="other", pre=APPROVED, final=APPROVED)],
    )


@pytest.mark.parametrize(("role", "path", "body", "verb"), ENDINGS, ids=lambda value: str(value)[:20])
class TestEndings:
    """Withdrawal, dismissal, cancellation."""

    def test_a_completed_file_is_refused_before_referral_is_asked(
        self,
        rpc: FakeRpc,
        somebody: Callable[..., Person],
        role: Role,
        path: str,
        body: Any,
        verb: Callable[..., Any],
    ) -> None:
        rpc.answer(InspectionApi.get_progress, progress(completed=True))
        rpc.answer(verb, sample(FileView))
        refused = somebody(role).ask("POST", path, body)
        assert (refused.status_code, refused.get_json()["code"]) == (409, ReferralCode.ALREADY_ENDED)
        assert rpc.calls_of(verb) == []
        (asked,) = rpc.calls_of(InspectionApi.get_progress)
        assert (asked.arguments, asked.deadline_seconds) == ({"file_id": "f"}, 1.0)

    @pytest.mark.parametrize("answer", [progress(), *SILENCE], ids=lambda value: type(value).__name__)
    def test_otherwise_referral_decides(
        self,
        rpc: FakeRpc,
        somebody: Callable[..., Person],
        role: Role,
        path: str,
        body: Any,
        verb: Callable[..., Any],
        answer: FileProgress | Refusal,
    ) -> None:
        rpc.answer(InspectionApi.get_progress, answer)
        rpc.answer(verb, sample(FileView))
        assert somebody(role).ask("POST", path, body).status_code == 200
        (asked,) = rpc.calls_of(verb)
        assert asked.idempotency_key


@pytest.mark.parametrize(
    ("known", "status"),
    [
        (progress(pre=APPROVED), 409),
        (progress(pre=OPEN), 200),
        (progress(pre=APPROVED, phase=Phase.FINAL), 200),
        (progress(pre=APPROVED, final=APPROVED, phase=Phase.FINAL), 409),
        *((silence, 200) for silence in SILENCE),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_meter_is_corrected_while_inspection_has_it_open(
    rpc: FakeRpc, contractor: Person, known: object, status: int
) -> None:
    rpc.answer(InspectionApi.get_progress, known)
    rpc.answer(ReferralApi.correct_meter, sample(MeterView))
    answer = contractor.ask("PATCH", "/files/f/meters/m", {"area_m2": 90})
    assert answer.status_code == status
    assert bool(rpc.calls_of(ReferralApi.correct_meter)) is (status == 200)
    if status == 409:
        assert answer.get_json()["code"] == ReferralCode.METER_CLOSED


class TestProposedDismissal:
    """Accepting one dismisses, so inspection is asked about its file; declining one contradicts nothing."""

    PATH = "/dismissal-proposals/p/decision"

    @pytest.fixture
    def proposal(self, rpc: FakeRpc) -> DismissalProposal:
        proposal = sample(DismissalProposal, file_id="f")
        rpc.answer(ReferralApi.get_dismissal_proposal, proposal)
        rpc.answer(ReferralApi.decide_dismissal, proposal)
        return proposal

    @pytest.mark.usefixtures("proposal")
    def test_a_completed_file_is_refused_before_referral_decides(self, rpc: FakeRpc, office: Person) -> None:
        rpc.answer(InspectionApi.get_progress, progress(completed=True))
        answer = office.ask("POST", self.PATH, {"accept": True, "reason": "r"})
        assert (answer.status_code, answer.get_json()["code"]) == (409, ReferralCode.ALREADY_ENDED)
        (call,) = rpc.calls_of(InspectionApi.get_progress)
        assert call.arguments == {"file_id": "f"}
        assert rpc.calls_of(ReferralApi.decide_dismissal) == []

    @pytest.mark.usefixtures("proposal")
    @pytest.mark.parametrize("said", [progress(completed=False), *SILENCE], ids=str)
    def test_otherwise_referral_decides(self, rpc: FakeRpc, office: Person, said: object) -> None:
        rpc.answer(InspectionApi.get_progress, said)
        answer = office.ask("POST", self.PATH, {"accept": True, "reason": "r"})
        assert answer.status_code == 200
        (call,) = rpc.calls_of(ReferralApi.decide_dismissal)
        assert call.arguments == {"proposal_id": "p", "accept": True, "reason": "r"}

    @pytest.mark.usefixtures("proposal")
    def test_inspection_has_no_say_in_leaving_a_file_where_it_is(self, rpc: FakeRpc, office: Person) -> None:
        rpc.answer(InspectionApi.get_progress, progress(completed=True))
        assert office.ask("POST", self.PATH, {"accept": False, "reason": "r"}).status_code == 200
        assert rpc.calls_of(InspectionApi.get_progress) == []

    def test_a_proposal_that_is_not_there_is_said_so(self, rpc: FakeRpc, office: Person) -> None:
        rpc.answer(ReferralApi.get_dismissal_proposal, NotFound(ReferralCode.PROPOSAL_NOT_FOUND))
        answer = office.ask("POST", self.PATH, {"accept": True, "reason": "r"})
        assert (answer.status_code, answer.get_json()["code"]) == (404, ReferralCode.PROPOSAL_NOT_FOUND)
