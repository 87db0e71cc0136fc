"""Proposals to dismiss an inspector, and what each rests on. They change under the lock of their file's row."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select, tuple_, update
from sqlalchemy.orm import Session, joinedload, selectinload

from chassis.ids import is_id
from chassis.paging import Place
from contracts.terms import DeadlineKind, ProposalState
from services.referral.tables import GroundRow, ProposalRow

_WHOLE = (
    joinedload(ProposalRow.file),
    joinedload(ProposalRow.referral),
    joinedload(ProposalRow.inspector),
    joinedload(ProposalRow.decided_by),
    selectinload(ProposalRow.grounds),
)


def file_of_proposal(session: Session, proposal_id: str) -> str | None:
    """The file that a proposal is about: to be locked before the proposal is looked at."""
    if not is_id(proposal_id):
        return None
    return session.scalars(select(ProposalRow.file_id).where(ProposalRow.id == proposal_id)).one_or_none()


def find_proposal(session: Session, proposal_id: str) -> ProposalRow | None:
    """A proposal, whole."""
    if not is_id(proposal_id):
        return None
    query = select(ProposalRow).where(ProposalRow.id == proposal_id).options(*_WHOLE)
    return session.scalars(query).one_or_none()


def find_open_proposal(session: Session, referral_id: str) -> ProposalRow | None:
    """The proposal about a referral that is still to be decided; there is at most one."""
    query = select(ProposalRow).where(
        ProposalRow.referral_id == referral_id, ProposalRow.state == ProposalState.OPEN
    )
    return session.scalars(query).one_or_none()


def list_proposals(
    session: Session, state: ProposalState | None, after: Place | None, limit: int
) -> Sequence[ProposalRow]:
    """Proposals, newest first, whole."""
    query = select(ProposalRow)
    if state is not None:
        query = query.where(ProposalRow.state == state)
    if after is not None:
        query = query.where(tuple_(ProposalRow.proposed_at, ProposalRow.id) < tuple_(*after))
    query = query.order_by(ProposalRow.proposed_at.desc(), ProposalRow.id.desc()).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()


def lapse_proposal(session: Session, referral_id: str, now: datetime) -> None:
    """End the proposal about a referral that has ended, if it is still open."""
    statement = update(ProposalRow).where(
        ProposalRow.referral_id == referral_id, ProposalRow.state == ProposalState.OPEN
    )
    session.execute(statement.values(state=str(ProposalState.LAPSED), ended_at=now))


def make_good(session: Session, referral_id: str, kinds: Collection[DeadlineKind], done_at: datetime) -> None:
    """Remember beside an open proposal that what was missed was done after all."""
    of_open = select(ProposalRow.id).where(
        ProposalRow.referral_id == referral_id, ProposalRow.state == ProposalState.OPEN
    )
    statement = update(GroundRow).where(
        GroundRow.proposal_id.in_(of_open), GroundRow.kind.in_(kinds), GroundRow.made_good_at.is_(None)
    )
    session.execute(statement.values(made_good_at=done_at))
