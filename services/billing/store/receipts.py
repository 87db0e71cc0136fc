"""Queries about receipts: the payments that they are given for, and what these have paid."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.billing.tables import Allocation, FileAccount, Payment


def find_receipt(session: Session, number: str) -> tuple[Payment, FileAccount] | None:
    """The payment with this receipt number, and its file's account."""
    row = session.execute(
        select(Payment, FileAccount)
        .join(FileAccount, FileAccount.file_id == Payment.file_id)
        .where(Payment.receipt_number == number)
    ).one_or_none()
    return (row[0], row[1]) if row is not None else None


def allocations_of_payment(session: Session, payment_id: str) -> Sequence[Allocation]:
    """What a payment pays now, in the order in which it came to."""
    return session.scalars(
        select(Allocation)
        .where(Allocation.payment_id == payment_id, Allocation.released_at.is_(None))
        .order_by(Allocation.id)
    ).all()
