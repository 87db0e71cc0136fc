"""Withdrawals, and what the office ruled of them."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from chassis.ids import is_id
from chassis.paging import Place
from contracts.terms import ReferralEnd
from services.referral.tables import FileRow, ReferralRow

_WHOLE = (
    selectinload(ReferralRow.file).selectinload(FileRow.contractor),
    selectinload(ReferralRow.inspector),
    selectinload(ReferralRow.ruled_by),
)


def find_withdrawal(session: Session, referral_id: str) -> ReferralRow | None:
    """A referral that its inspector withdrew from."""
    if not is_id(referral_id):
        return None
    query = select(ReferralRow).where(
        ReferralRow.id == referral_id, ReferralRow.ended_by == ReferralEnd.WITHDRAWN
    )
    return session.scalars(query.options(*_WHOLE)).one_or_none()


def list_withdrawals(
    session: Session, ruled: bool | None, after: Place | None, limit: int
) -> Sequence[ReferralRow]:
    """Withdrawals, newest first."""
    query = select(ReferralRow).where(ReferralRow.ended_by == ReferralEnd.WITHDRAWN)
    if ruled is not None:
        query = query.where(ReferralRow.excused.is_not(None) if ruled else ReferralRow.excused.is_(None))
    if after is not None:
        query = query.where(tuple_(ReferralRow.ended_at, ReferralRow.id) < tuple_(*after))
    query = query.order_by(ReferralRow.ended_at.desc(), ReferralRow.id.desc()).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()
