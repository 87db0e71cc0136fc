"""Proposals to dismiss an inspector who missed a deadline: made by that fact, decided by nobody but the office."""

from datetime import datetime

from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.errors import NotFound, ReferralCode
from contracts.inspection import DeadlineMissed
from contracts.referral import DismissalDeclined, DismissalProposal, DismissalProposed, MissedDeadline
from contracts.shapes import Caller, Page
from contracts.terms import DeadlineKind, FileStatus, ProposalState, ReferralEnd, Role
from services.referral import store
from services.referral.domain import check_decidable, check_dismissable
from services.referral.tables import FileRow, GroundRow, ProposalRow
from services.referral.use_cases.access import allow, note_caller
from services.referral.use_cases.handover import take_back
from services.referral.use_cases.recording import record
from services.referral.use_cases.views import person_view

# What each step of an inspector makes good; a report is of a visit, so there was an appointment.
APPOINTED = (DeadlineKind.NO_APPOINTMENT, DeadlineKind.IDLE)
REPORTED = tuple(DeadlineKind)


def propose_dismissal(work: Work, file: FileRow, missed: DeadlineMissed) -> None:
    """Ask the office whether to take a file from the inspector who missed a deadline and still has it.

    A second miss under the same referral joins the proposal that is open. While the file owes, it is its contractor
    who keeps it waiting, and nothing is proposed.
    """
    still_theirs = file.status == FileStatus.REFERRED and file.referral_id == missed.referral_id
    if missed.inspector is None or not still_theirs or file.debt_rials > 0:
        return
    assert file.inspector is not None
    assert file.referral_id is not None
    proposal = store.find_open_proposal(work.session, file.referral_id)
    if proposal is None:
        proposal = _propose(work, file, missed)
    work.session.add(
        GroundRow(
            deadline_id=missed.deadline_id,
            proposal_id=proposal.id,
            kind=str(missed.kind),
            due_at=missed.due_at,
            missed_at=missed.missed_at,
        )
    )


def _propose(work: Work, file: FileRow, missed: DeadlineMissed) -> ProposalRow:
    assert file.inspector is not None
    inspector = person_view(file.inspector)
    proposal = ProposalRow(
        id=work.new_id(),
        file_id=file.id,
        referral_id=file.referral_id,
        inspector_id=inspector.id,
        state=str(ProposalState.OPEN),
        proposed_at=work.now,
    )
    work.session.add(proposal)
    work.session.flush()
    record(
        work,
        file,
        lambda snapshot: DismissalProposed(
            file=snapshot,
            proposal_id=proposal.id,
            inspector=inspector,
            deadline=missed.kind,
            due_at=missed.due_at,
        ),
    )
    return proposal


def make_good(work: Work, file: FileRow, kinds: tuple[DeadlineKind, ...], done_at: datetime) -> None:
    """What its inspector missed was done after all; the office reads it beside the proposal, and decides."""
    if file.referral_id is not None:
        store.make_good(work.session, file.referral_id, kinds, done_at)


def list_dismissal_proposals(
    look: Look,
    *,
    caller: Caller,
    state: ProposalState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[DismissalProposal]:
    """Office: proposals, newest first."""
    allow(caller, Role.OFFICE)
    rows = store.list_proposals(look.session, state, decode_place(cursor), limit + 1)
    return page(rows, limit, lambda row: (row.proposed_at.isoformat(), row.id), proposal_view)


def get_dismissal_proposal(look: Look, *, caller: Caller, proposal_id: str) -> DismissalProposal:
    """Office: one proposal."""
    allow(caller, Role.OFFICE)
    proposal = store.find_proposal(look.session, proposal_id)
    if proposal is None:
        raise NotFound(ReferralCode.PROPOSAL_NOT_FOUND)
    return proposal_view(proposal)


def decide_dismissal(
    work: Work, *, caller: Caller, proposal_id: str, accept: bool, reason: str
) -> DismissalProposal:
    """Office: dismiss the inspector just as without a proposal (R11), or leave the file with them."""
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    file_id = store.file_of_proposal(work.session, proposal_id)
    if accept:
        store.lock_engine(work.session)
    file = store.lock_file(work.session, file_id) if file_id else None
    proposal = store.find_proposal(work.session, proposal_id) if file else None
    if file is None or proposal is None:
        raise NotFound(ReferralCode.PROPOSAL_NOT_FOUND)
    check_decidable(ProposalState(proposal.state))
    if accept:
        check_dismissable(FileStatus(file.status))
    proposal.state = str(ProposalState.ACCEPTED if accept else ProposalState.DECLINED)
    proposal.ended_at, proposal.decided_by, proposal.reason = work.now, office, reason
    # Decided in the database before its referral ends, with which whatever is open lapses.
    work.session.flush()
    if accept:
        take_back(work, file, ReferralEnd.DISMISSED, reason)
    else:
        _decline(work, file, proposal, reason)
    return proposal_view(proposal)


def _decline(work: Work, file: FileRow, proposal: ProposalRow, reason: str) -> None:
    first = min(proposal.grounds, key=lambda ground: ground.missed_at)
    record(
        work,
        file,
        lambda snapshot: DismissalDeclined(
            file=snapshot,
            proposal_id=proposal.id,
            inspector=person_view(proposal.inspector),
            deadline=DeadlineKind(first.kind),
            reason=reason,
        ),
    )


def proposal_view(row: ProposalRow) -> DismissalProposal:
    """A proposal as the office sees it."""
    return DismissalProposal(
        id=row.id,
        file_id=row.file.id,
        number=row.file.number,
        inspector=person_view(row.inspector),
        referred_at=row.referral.referred_at,
        state=ProposalState(row.state),
        deadlines=[
            MissedDeadline(
                deadline_id=ground.deadline_id,
                kind=DeadlineKind(ground.kind),
                due_at=ground.due_at,
                missed_at=ground.missed_at,
                made_good_at=ground.made_good_at,
            )
            for ground in row.grounds
        ],
        proposed_at=row.proposed_at,
        ended_at=row.ended_at,
        decided_by=person_view(row.decided_by) if row.decided_by else None,
        reason=row.reason,
    )
