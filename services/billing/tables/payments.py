"""Money that came in, what it paid, and what was done by hand about it."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Identity, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables.base import Base, Id


class Payment(Base):
    """Money that came in for a file. ``allocated_rials`` of it have paid something.

    One that was reversed keeps its reference and what it paid, for which the contractor was debited anew.
    """

    """Money that came in for a file. ``allocated_rials`` of it have paid something.

    Its receipt has a number without gaps, and a code without which nobody can verify it.
    """

    __tablename__ = "payments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    provider: Mapped[str]
    reference: Mapped[str]
    amount_rials: Mapped[int]
    allocated_rials: Mapped[int]
    paid_on: Mapped[date]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
    reversed_on: Mapped[date | None]
    receipt_number: Mapped[str]
    verification_code: Mapped[str]


class Allocation(Base):
    """What a payment, or other credit (no payment), paid: an adjustment, a report's debt, a debit, or the invoice.

    Or it went into a refund. ``released_at`` is when what it paid for became void: since then it pays nothing.
    """

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    file_id: Mapped[str] = mapped_column(Id)
    payment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("payments.id"))
    report_id: Mapped[str | None] = mapped_column(Id)
    adjustment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("adjustments.id"))
    debit_id: Mapped[str | None] = mapped_column(Id, ForeignKey("debits.id"))
    refund_id: Mapped[str | None] = mapped_column(Id, ForeignKey("refunds.id"))
    amount_rials: Mapped[int]
    allocated_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class Debit(Base):
    """What a contractor owes without a report: a manual debit, or what a reversed payment had paid.

    While it is ``announced``, the report gate is being shut at ``fence_version``, which is looked after by whoever
    takes it next at ``next_attempt_at``. ``effective_on`` is the day on which finance asked for it.
    """

    __tablename__ = "debits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    kind: Mapped[str]
    state: Mapped[str]
    payment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("payments.id"))
    amount_rials: Mapped[int]
    outstanding_rials: Mapped[int]
    written_off_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    requested_at: Mapped[datetime]
    effective_on: Mapped[date]
    fence_version: Mapped[int | None]
    next_attempt_at: Mapped[datetime | None]
    posted_at: Mapped[datetime | None]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.outstanding_rials


class WriteOff(Base):
    """Debts that were given up; ``on_invoices_rials`` of it were of invoices, the rest of reports and debits."""

    __tablename__ = "write_offs"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    amount_rials: Mapped[int]
    on_invoices_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    written_off_at: Mapped[datetime]


class Refund(Base):
    """Credit on its way back to a contractor; ``reference`` is the bank's once it has paid, and counts once."""

    __tablename__ = "refunds"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    state: Mapped[str]
    amount_rials: Mapped[int]
    reason: Mapped[str]
    author_id: Mapped[str]
    author_code: Mapped[str]
    author_name: Mapped[str]
    sent_at: Mapped[datetime]
    reference: Mapped[str | None]
    failure: Mapped[str | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]


class OnlinePayment(Base):
    """A payment at a provider, whatever becomes of it; one that is verified is a ``Payment`` of the same id, too.

    ``look_at`` is when it is asked about next (None: never); ``attempts`` counts the questions. ``ended_at`` is when
    it was verified or refused, and is kept while a refused one is asked about once more.
    """

    __tablename__ = "online_payments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    number: Mapped[str]
    provider: Mapped[str]
    authority: Mapped[str | None]
    amount_rials: Mapped[int]
    state: Mapped[str]
    reason: Mapped[str | None]
    reference: Mapped[str | None]
    card: Mapped[str | None]
    started_by: Mapped[str]
    started_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(Integer)
    look_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ProviderLook(Base):
    """When a provider is next asked for what was paid and never verified."""

    __tablename__ = "provider_looks"

    provider: Mapped[str] = mapped_column(primary_key=True)
    look_at: Mapped[datetime]


class ProviderSettlement(Base):
    """What a provider paid to the bank of what it had of ours, and kept as its fee; append-only."""

    __tablename__ = "provider_settlements"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    provider: Mapped[str]
    reference: Mapped[str]
    amount_rials: Mapped[int]
    fee_rials: Mapped[int]
    settled_on: Mapped[date]
    recorded_by: Mapped[str]
    recorded_at: Mapped[datetime]
