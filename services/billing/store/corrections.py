"""Queries about what finance corrects by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from chassis.paging import Place
from contracts.terms import DebitState, RefundState
from services.billing.tables import Allocation, Debit, FileAccount, Payment, Refund, WriteOff


def find_payment(session: Session, payment_id: str) -> Payment | None:
    """A payment by id, whatever file it is of."""
    return session.get(Payment, payment_id)


def reversal_announced(session: Session, payment_id: str) -> bool:
    """Whether a payment is to be reversed once the report gate is shut."""
    found = select(Debit.id).where(Debit.payment_id == payment_id, Debit.state == DebitState.ANNOUNCED)
    return session.scalar(found) is not None


def announced_rials(session: Session, file_id: str) -> int:
    """What announced debits take of the file's credit at most: manual ones, and all of payments that never came."""
    takes = func.coalesce(Payment.amount_rials, Debit.amount_rials)
    found = (
        select(func.sum(takes))
        .select_from(Debit)
        .outerjoin(Payment, Payment.id == Debit.payment_id)
        .where(Debit.file_id == file_id, Debit.state == DebitState.ANNOUNCED)
    )
    return int(session.scalar(found) or 0)


def debits_of(session: Session, file_id: str) -> Sequence[Debit]:
    """The file's debits, the oldest first."""
    return session.scalars(
        select(Debit).where(Debit.file_id == file_id).order_by(Debit.requested_at, Debit.id)
    ).all()


def debits_owing(session: Session, file_id: str) -> Sequence[Debit]:
    """The file's debits that are not paid, the oldest first."""
    return session.scalars(
        select(Debit)
        .where(Debit.file_id == file_id, Debit.outstanding_rials > 0)
        .order_by(Debit.effective_on, Debit.posted_at, Debit.id)
    ).all()


def next_announced(session: Session, now: datetime) -> Debit | None:
    """The announced debit that has waited longest for its turn, to look at."""
    return session.scalar(
        select(Debit)
        .where(Debit.state == DebitState.ANNOUNCED, Debit.next_attempt_at <= now)
        .order_by(Debit.next_attempt_at)
        .limit(1)
    )


def lock_debit(session: Session, debit_id: str) -> Debit:
    """A debit as it is now; its file's account is locked already."""
    statement = select(Debit).where(Debit.id == debit_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def write_offs_of(session: Session, file_id: str) -> Sequence[WriteOff]:
    """What was written off of the file, the oldest first."""
    return session.scalars(
        select(WriteOff).where(WriteOff.file_id == file_id).order_by(WriteOff.written_off_at, WriteOff.id)
    ).all()


def refunds_of(session: Session, file_id: str) -> Sequence[Refund]:
    """The file's refunds, the oldest first."""
    return session.scalars(
        select(Refund).where(Refund.file_id == file_id).order_by(Refund.sent_at, Refund.id)
    ).all()


def find_refund(session: Session, refund_id: str) -> Refund | None:
    """A refund, to look at."""
    return session.get(Refund, refund_id)


def lock_refund(session: Session, refund_id: str) -> Refund:
    """A refund as it is now; its file's account is locked already."""
    statement = select(Refund).where(Refund.id == refund_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def refund_reference_exists(session: Session, reference: str) -> bool:
    """Whether a refund was confirmed by this reference before."""
    return session.scalar(select(Refund.id).where(Refund.reference == reference)) is not None


def list_refunds(
    session: Session, *, state: RefundState | None, after: Place | None, limit: int
) -> Sequence[tuple[Refund, FileAccount]]:
    """At most ``limit`` refunds, the oldest first, each with its file."""
    order = (Refund.sent_at, Refund.id)
    statement = (
        select(Refund, FileAccount)
        .join(FileAccount, FileAccount.file_id == Refund.file_id)
        .order_by(*order)
        .limit(limit)
    )
    if state is not None:
        statement = statement.where(Refund.state == state)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(*after))
    return [(refund, account) for refund, account in session.execute(statement)]


def allocations_to_refund(session: Session, refund_id: str) -> Sequence[tuple[Allocation, Payment | None]]:
    """Of what credit a refund was made, in order, each with the payment that it came from, if from any."""
    rows = session.execute(
        select(Allocation, Payment)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.refund_id == refund_id, Allocation.released_at.is_(None))
        .order_by(Allocation.id)
    ).all()
    return [(allocation, payment) for allocation, payment in rows]
