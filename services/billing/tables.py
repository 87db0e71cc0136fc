"""How billing's rows map to objects. What may never change is guarded by triggers, made in the migrations."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, FetchedValue, ForeignKey, Identity, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of billing's mappings."""

    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own way to say it
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        date: Date(),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


Id = Uuid(as_uuid=False)


class TariffVersion(Base):
    """A tariff in force from a day on, until the next one; frozen once used."""

    __tablename__ = "tariff_versions"

    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    effective_from: Mapped[date]
    effective_to: Mapped[date | None]
    data: Mapped[dict[str, Any]]
    used_at: Mapped[datetime | None]


class FileAccount(Base):
    """The money side of a file. Its row lock orders everything that happens to the file's money.

    ``settled_sequence`` is the last report that was settled, ``meters_revision`` the last correction of a meter that
    was priced; ``version`` counts the snapshots told to the gate. ``invoice_due_rials`` is what is open of the
    registration invoice and of the invoices after it.
    """

    __tablename__ = "file_accounts"

    file_id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[str]
    kind: Mapped[str]
    block: Mapped[bool]
    contractor_id: Mapped[str]
    contractor_code: Mapped[str]
    contractor_name: Mapped[str]
    version: Mapped[int]
    settled_sequence: Mapped[int]
    meters_revision: Mapped[int] = mapped_column(Integer)
    invoice_due_rials: Mapped[int]
    debt_rials: Mapped[int]
    credit_rials: Mapped[int]
    registration_paid: Mapped[bool]
    state: Mapped[str]
    opened_at: Mapped[datetime]


class Invoice(Base):
    """The registration invoice of a file. ``credited_rials`` of it need not be paid: its units cost less, or ended."""

    __tablename__ = "invoices"

    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"), primary_key=True)
    number: Mapped[str]
    tariff_version: Mapped[int] = mapped_column(Integer)
    amount_rials: Mapped[int]
    vat_rials: Mapped[int]
    paid_rials: Mapped[int]
    credited_rials: Mapped[int]
    lines: Mapped[list[Any]]
    issued_at: Mapped[datetime]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.amount_rials - self.paid_rials - self.credited_rials


class Adjustment(Base):
    """The difference that a corrected meter made to the price of unused units, tax included.

    A positive one has an ``invoice_number`` and is paid like an invoice; a negative one was given back at once. One
    with a ``report_id`` is of units that came back from a void charge at an older price.
    """

    __tablename__ = "adjustments"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    meters_revision: Mapped[int] = mapped_column(Integer)
    report_id: Mapped[str | None] = mapped_column(Id)
    invoice_number: Mapped[str | None]
    tariff_version: Mapped[int] = mapped_column(Integer)
    net_rials: Mapped[int]
    vat_rials: Mapped[int]
    amount_rials: Mapped[int]
    paid_rials: Mapped[int]
    credited_rials: Mapped[int]
    lines: Mapped[list[Any]]
    adjusted_on: Mapped[date]
    adjusted_at: Mapped[datetime]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return max(self.amount_rials, 0) - self.paid_rials - self.credited_rials


class PrepaidUnit(Base):
    """Units of one kind that a file's contractor bought; ``closed`` are those left over when the file ended.

    ``unit_price_rials`` is what each unused one is worth; what a used one cost is in the report that used it.
    """

    __tablename__ = "prepaid_units"

    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"), primary_key=True)
    unit: Mapped[str] = mapped_column(primary_key=True)
    bought: Mapped[int] = mapped_column(Integer)
    used: Mapped[int] = mapped_column(Integer)
    closed: Mapped[int] = mapped_column(Integer)
    unit_price_rials: Mapped[int]

    @property
    def left(self) -> int:
        """How many can still be used."""
        return self.bought - self.used - self.closed


class SettledReport(Base):
    """What was decided about one revision of a report, the free ones too; ``voided_on``: when it became void."""

    __tablename__ = "settled_reports"

    report_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[str] = mapped_column(Id, ForeignKey("file_accounts.file_id"))
    sequence: Mapped[int]
    phase: Mapped[str]
    outcome: Mapped[str]
    status: Mapped[str]
    rule: Mapped[str]
    tariff_version: Mapped[int] = mapped_column(Integer)
    amount_rials: Mapped[int]
    covered_rials: Mapped[int]
    vat_rials: Mapped[int]
    debt_rials: Mapped[int]
    outstanding_rials: Mapped[int]
    recognised_rials: Mapped[int]
    fee_rials: Mapped[int]
    inspector_id: Mapped[str]
    effective_on: Mapped[date]
    filed_at: Mapped[datetime]
    lines: Mapped[list[Any]]
    outcomes: Mapped[list[Any]]
    meter_ids: Mapped[list[Any]]
    settled_at: Mapped[datetime]
    voided_on: Mapped[date | None]

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.outstanding_rials


class Payment(Base):
    """Money that came in for a file. ``allocated_rials`` of it have paid something."""

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


class Allocation(Base):
    """What a payment, or credit from unused units (no payment), paid: an adjustment, a report's debt, or the invoice.

    ``released_at`` is when what it paid for became void: since then it pays nothing.
    """

    __tablename__ = "allocations"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    file_id: Mapped[str] = mapped_column(Id)
    payment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("payments.id"))
    report_id: Mapped[str | None] = mapped_column(Id)
    adjustment_id: Mapped[str | None] = mapped_column(Id, ForeignKey("adjustments.id"))
    amount_rials: Mapped[int]
    allocated_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class LedgerEntry(Base):
    """A fact in the books; append-only.

    ``posting_date`` is given by the database: the effective date, or the day after the last closed period.
    """

    __tablename__ = "entries"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    key: Mapped[str]
    effective_date: Mapped[date]
    posting_date: Mapped[date] = mapped_column(server_default=FetchedValue())
    posted_at: Mapped[datetime]
    description: Mapped[str]
    file_id: Mapped[str | None] = mapped_column(Id)
    reverses: Mapped[int | None] = mapped_column(ForeignKey("entries.id"))


class ClosedPeriod(Base):
    """A Jalali month, such as ``1405-08``, that takes no entry any more; ``last_day`` is its last."""

    __tablename__ = "closed_periods"

    period: Mapped[str] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]


class LedgerPosting(Base):
    """One line of an entry; append-only."""

    __tablename__ = "postings"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    account: Mapped[str]
    holder: Mapped[str]
    amount_rials: Mapped[int]


class Audit(Base):
    """An audit that runs in the background, every night or because somebody asked; one waits at a time.

    ``taken_at`` is when a process began it; one that dies leaves it to be taken again.
    """

    __tablename__ = "audits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    requested_by: Mapped[str | None]
    requested_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    sound: Mapped[bool | None]
    milliseconds: Mapped[int]
    invariants: Mapped[list[Any]]
