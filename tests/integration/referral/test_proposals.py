"""Who missed a deadline is proposed for dismissal; the office decides, and nothing happens by itself (R11)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chassis.db import Database
from chassis.ids import new_id
from chassis.work import NotYet
from contracts.errors import CommonCode, Conflict, Forbidden, InvalidRequest, NotFound, ReferralCode
from contracts.inspection import DeadlineMissed
from contracts.referral import (
    DismissalDeclined,
    DismissalProposal,
    DismissalProposed,
    FileReferred,
    FileView,
    InspectorDismissed,
)
from contracts.shapes import Caller
from contracts.terms import DeadlineKind, FileStatus, Phase, ProposalState, ReferralEnd, Role
from services.referral import use_cases
from tests.integration.desk import Desk
from tests.integration.referral.conftest import ReferralDesk, as_person, person

NO_APPOINTMENT, NO_REPORT, IDLE = (
    DeadlineKind.NO_APPOINTMENT,
    DeadlineKind.NO_REPORT,
    DeadlineKind.IDLE,
)


@pytest.fixture
def inspector(referral: ReferralDesk) -> Caller:
    return referral.inspector(1)


@pytest.fixture
def file(referral: ReferralDesk, inspector: Caller) -> FileView:
    return referral.pay(referral.register())


def missed(
    referral: ReferralDesk,
    file: FileView,
    kind: DeadlineKind = NO_APPOINTMENT,
    *,
    referral_id: str | None = None,
) -> DeadlineMissed:
    """The fact that a deadline of a file passed just now, not applied yet."""
    (active,) = referral.desk.rows(
        "SELECT referral_id::text FROM files WHERE id = CAST(:id AS uuid)", id=file.id
    )
    return DeadlineMissed(
        file_id=file.id,
        number=file.number,
        deadline_id=new_id(),
        kind=kind,
        subject_id=active[0] or file.id,
        contractor=file.contractor,
        inspector=file.inspector,
        referral_id=referral_id or active[0],
        due_at=referral.desk.now - timedelta(seconds=30),
        missed_at=referral.desk.now,
    )


def miss(referral: ReferralDesk, file: FileView, kind: DeadlineKind = NO_APPOINTMENT) -> DeadlineMissed:
    """A deadline passes, a minute after whatever came before."""
    referral.desk.pass_time(minutes=1)
    event = missed(referral, file, kind)
    referral.desk.command(use_cases.apply_deadline_missed, event)
    return event


def proposals(referral: ReferralDesk, state: ProposalState | None = None) -> list[DismissalProposal]:
    return referral.desk.query(use_cases.list_dismissal_proposals, caller=referral.office, state=state).items


def decide(referral: ReferralDesk, proposal: DismissalProposal, *, accept: bool) -> DismissalProposal:
    return referral.desk.command(
        use_cases.decide_dismissal,
        caller=referral.office,
        proposal_id=proposal.id,
        accept=accept,
        reason="به تماس‌ها پاسخ نداد",
    )


def test_a_miss_proposes_and_changes_nothing(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    event = miss(referral, file)
    (proposal,) = proposals(referral)
    assert (proposal.file_id, proposal.number, proposal.inspector) == (
        file.id,
        file.number,
        as_person(inspector),
    )
    assert (proposal.state, proposal.proposed_at, proposal.referred_at) == (
        ProposalState.OPEN,
        referral.desk.now,
        file.referred_at,
    )
    assert (proposal.ended_at, proposal.decided_by, proposal.reason) == (None, None, None)
    (ground,) = proposal.deadlines
    assert (ground.deadline_id, ground.kind, ground.due_at, ground.missed_at, ground.made_good_at) == (
        event.deadline_id,
        NO_APPOINTMENT,
        event.due_at,
        event.missed_at,
        None,
    )
    (told,) = referral.desk.told(DismissalProposed)
    assert isinstance(told, DismissalProposed)
    assert (told.proposal_id, told.inspector, told.deadline, told.due_at) == (
        proposal.id,
        as_person(inspector),
        NO_APPOINTMENT,
        event.due_at,
    )
    assert told.file.id == file.id


def test_nothing_is_taken_from_anybody_by_itself(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    referral.inspector(2)
    for kind in (NO_APPOINTMENT, NO_REPORT, IDLE):
        miss(referral, file, kind)
        referral.desk.pass_time(days=400)
        referral.desk.command(use_cases.refer_waiting)
    after = referral.look_at(file)
    assert (after.status, after.inspector) == (FileStatus.REFERRED, as_person(inspector))
    assert referral.desk.told(InspectorDismissed) == []


def test_a_fact_told_twice_proposes_once(referral: ReferralDesk, file: FileView) -> None:
    event = miss(referral, file)
    referral.desk.command(use_cases.apply_deadline_missed, event)
    (proposal,) = proposals(referral)
    assert len(proposal.deadlines) == 1
    assert len(referral.desk.told(DismissalProposed)) == 1


def test_a_second_miss_joins_the_open_proposal(referral: ReferralDesk, file: FileView) -> None:
    miss(referral, file)
    miss(referral, file, NO_REPORT)
    (proposal,) = proposals(referral)
    assert [ground.kind for ground in proposal.deadlines] == [NO_APPOINTMENT, NO_REPORT]
    assert len(referral.desk.told(DismissalProposed)) == 1


def test_a_miss_of_an_unknown_file_waits(referral: ReferralDesk, file: FileView) -> None:
    event = missed(referral, file)
    with pytest.raises(NotYet):
        referral.desk.command(
            use_cases.apply_deadline_missed, DeadlineMissed(**{**vars(event), "file_id": new_id()})
        )


def test_a_miss_of_who_has_lost_the_file_proposes_nothing(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    event = missed(referral, file)
    referral.inspector(2)
    referral.withdraw(file, inspector)
    referral.desk.command(use_cases.apply_deadline_missed, event)
    assert proposals(referral) == []
    assert _timeline(referral, file, referral.office)[-1] == "deadline_missed"


def test_a_file_that_nobody_has_proposes_nothing(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    waiting = referral.withdraw(file, inspector)
    assert waiting.inspector is None
    miss(referral, waiting, IDLE)
    assert proposals(referral) == []


def test_a_file_that_owes_proposes_nothing(referral: ReferralDesk, file: FileView) -> None:
    referral.desk.command(use_cases.apply_gate, referral.gate(file, 2, 390_000))
    miss(referral, file, IDLE)
    assert proposals(referral) == []


# ---------------------------------------------------------------------------------------------------------- accepting


def test_an_accepted_proposal_is_a_dismissal(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    successor = referral.inspector(2)
    referral.set_appointment(file, inspector)
    miss(referral, file, NO_REPORT)
    (proposal,) = proposals(referral)
    referral.desk.pass_time(hours=1)
    decided = decide(referral, proposal, accept=True)
    assert (decided.state, decided.ended_at, decided.reason) == (
        ProposalState.ACCEPTED,
        referral.desk.now,
        "به تماس‌ها پاسخ نداد",
    )
    assert decided.decided_by == as_person(referral.office)
    assert decided == proposals(referral, ProposalState.ACCEPTED)[0]
    (told,) = referral.desk.told(InspectorDismissed)
    assert isinstance(told, InspectorDismissed)
    assert (told.inspector, told.reason) == (as_person(inspector), "به تماس‌ها پاسخ نداد")
    after = referral.look_at(file)
    assert (after.inspector, after.appointment) == (as_person(successor), None)
    assert len(referral.desk.told(FileReferred)) == 2
    ends = [
        each.ended_by
        for each in referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    ]
    assert ends == [ReferralEnd.DISMISSED, None]


def test_a_declined_proposal_leaves_the_file_where_it_is(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    miss(referral, file)
    miss(referral, file, NO_REPORT)
    (proposal,) = proposals(referral)
    decided = decide(referral, proposal, accept=False)
    assert (decided.state, decided.decided_by) == (ProposalState.DECLINED, as_person(referral.office))
    after = referral.look_at(file)
    assert (after.status, after.inspector) == (FileStatus.REFERRED, as_person(inspector))
    (told,) = referral.desk.told(DismissalDeclined)
    assert isinstance(told, DismissalDeclined)
    assert (told.proposal_id, told.deadline, told.reason) == (
        proposal.id,
        NO_APPOINTMENT,
        "به تماس‌ها پاسخ نداد",
    )


def test_after_a_declined_one_the_next_miss_is_proposed_anew(referral: ReferralDesk, file: FileView) -> None:
    miss(referral, file)
    decide(referral, proposals(referral)[0], accept=False)
    miss(referral, file, NO_REPORT)
    assert [each.state for each in proposals(referral)] == [ProposalState.OPEN, ProposalState.DECLINED]


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("second", [True, False])
def test_a_proposal_is_decided_once(
    referral: ReferralDesk, file: FileView, first: bool, second: bool
) -> None:
    referral.inspector(2)
    miss(referral, file)
    (proposal,) = proposals(referral)
    decide(referral, proposal, accept=first)
    before = referral.look_at(file)
    with pytest.raises(Conflict) as refused:
        decide(referral, proposal, accept=second)
    assert refused.value.code == ReferralCode.PROPOSAL_DECIDED
    assert referral.look_at(file) == before


# ------------------------------------------------------------------------------------------------- lapsing, made good


@pytest.mark.parametrize(
    "end",
    [
        lambda referral, file, inspector: referral.withdraw(file, inspector),
        lambda referral, file, _: referral.dismiss(file),
        lambda referral, file, _: referral.cancel(file),
        lambda referral, file, inspector: referral.approve(file, inspector, Phase.PRE, Phase.FINAL),
    ],
    ids=["withdrawn", "dismissed", "cancelled", "completed"],
)
def test_a_proposal_lapses_with_its_referral(
    referral: ReferralDesk,
    file: FileView,
    inspector: Caller,
    end: Callable[[ReferralDesk, FileView, Caller], object],
) -> None:
    miss(referral, file)
    end(referral, file, inspector)
    (proposal,) = proposals(referral)
    assert (proposal.state, proposal.decided_by) == (ProposalState.LAPSED, None)
    with pytest.raises(Conflict) as refused:
        decide(referral, proposal, accept=True)
    assert refused.value.code == ReferralCode.PROPOSAL_DECIDED


def test_what_was_done_after_all_stands_beside_the_proposal(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    miss(referral, file)
    miss(referral, file, NO_REPORT)
    miss(referral, file, IDLE)
    referral.desk.pass_time(days=1)
    appointed_at = referral.desk.now
    referral.set_appointment(file, inspector)
    (proposal,) = proposals(referral)
    assert proposal.state is ProposalState.OPEN
    assert {ground.kind: ground.made_good_at for ground in proposal.deadlines} == {
        NO_APPOINTMENT: appointed_at,
        NO_REPORT: None,
        IDLE: appointed_at,
    }
    referral.desk.pass_time(days=1)
    referral.report(file, inspector)
    (proposal,) = proposals(referral)
    assert {ground.kind: ground.made_good_at for ground in proposal.deadlines} == {
        NO_APPOINTMENT: appointed_at,
        NO_REPORT: referral.desk.now,
        IDLE: appointed_at,
    }
    assert decide(referral, proposal, accept=True).state is ProposalState.ACCEPTED


# ----------------------------------------------------------------------------------------------------------- who reads


def _timeline(referral: ReferralDesk, file: FileView, caller: Caller) -> list[str]:
    shown = referral.desk.query(use_cases.get_timeline, caller=caller, file_id=file.id)
    return [entry.event for entry in shown.items]


def test_what_is_proposed_is_the_organizations_matter(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    miss(referral, file)
    decide(referral, proposals(referral)[0], accept=False)
    theirs = ["deadline_missed", "dismissal_proposed", "dismissal_declined"]
    for reader in (referral.office, referral.finance):
        assert _timeline(referral, file, reader)[-3:] == theirs
    for reader in (inspector, referral.contractor):
        seen = _timeline(referral, file, reader)
        assert seen[-1] == "deadline_missed"
        assert not {"dismissal_proposed", "dismissal_declined"} & set(seen)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.CONTRACTOR, Role.FINANCE, Role.IT])
def test_proposals_are_the_offices_matter(referral: ReferralDesk, file: FileView, role: Role) -> None:
    miss(referral, file)
    (proposal,) = proposals(referral)
    stranger = person(role, 5)
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.list_dismissal_proposals, caller=stranger)
    with pytest.raises(Forbidden):
        referral.desk.query(use_cases.get_dismissal_proposal, caller=stranger, proposal_id=proposal.id)
    with pytest.raises(Forbidden):
        referral.desk.command(
            use_cases.decide_dismissal, caller=stranger, proposal_id=proposal.id, accept=True, reason="ر"
        )


@pytest.mark.parametrize("proposal_id", ["", "x", "01a20c77-fb24-77a3-8be8-ada19df17311"])
def test_a_proposal_that_is_not_there_is_not_found(referral: ReferralDesk, proposal_id: str) -> None:
    with pytest.raises(NotFound) as refused:
        referral.desk.query(use_cases.get_dismissal_proposal, caller=referral.office, proposal_id=proposal_id)
    assert refused.value.code == ReferralCode.PROPOSAL_NOT_FOUND
    with pytest.raises(NotFound):
        referral.desk.command(
            use_cases.decide_dismissal,
            caller=referral.office,
            proposal_id=proposal_id,
            accept=False,
            reason="ر",
        )


def test_proposals_are_listed_newest_first_in_pages(referral: ReferralDesk, inspector: Caller) -> None:
    files = [referral.pay(referral.register()) for _ in range(5)]
    for each in files:
        miss(referral, each)
    found: list[str] = []
    cursor = None
    for _ in range(3):
        shown = referral.desk.query(
            use_cases.list_dismissal_proposals,
            caller=referral.office,
            state=ProposalState.OPEN,
            limit=2,
            cursor=cursor,
        )
        found += [each.file_id for each in shown.items]
        cursor = shown.next_cursor
    assert cursor is None
    assert found == [each.id for each in reversed(files)]
    assert proposals(referral, ProposalState.DECLINED) == []
    with pytest.raises(InvalidRequest) as refused:
        referral.desk.query(use_cases.list_dismissal_proposals, caller=referral.office, cursor="x")
    assert refused.value.code == CommonCode.CURSOR


# --------------------------------------------------------------------------------------------------------- many at once


def test_of_many_decisions_at_once_one_counts(referral: ReferralDesk, file: FileView) -> None:
    referral.inspector(2)
    miss(referral, file)
    (proposal,) = proposals(referral)
    url = referral.desk.database.writer.url.render_as_string(hide_password=False)
    database = Database(url, pool_size=20)
    crowd = ReferralDesk(Desk(database), office=referral.office, contractor=referral.contractor)

    def attempt(accept: bool) -> bool:
        try:
            decide(crowd, proposal, accept=accept)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        counted = list(pool.map(attempt, [True, False] * 10))
    database.close()
    assert sum(counted) == 1
    referred = len(referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id))
    accepted = counted.index(True) % 2 == 0
    assert referred == (2 if accepted else 1)
