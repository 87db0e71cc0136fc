"""Tariffs, and the money side of files."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables.base import Base, Id


class TariffVersion(Base):
    """A tariff in force from a day on, until the next one; frozen once used. A draft has no days yet.

    ``used_from`` and ``used_through`` are the first and the last day whose registrations or reports it has priced:
    none of them ever gets another version. What was given up stays as a row, with ``withdrawn_at``.
    """

    __tablename__ = "tariff_versions"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    data: Mapped[dict[str, Any]]
    used_at: Mapped[datetime | None]
    used_from: Mapped[date | None]
    used_through: Mapped[date | None]
    created_by: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime | None]
    activated_by: Mapped[dict[str, Any] | None]
    activated_at: Mapped[datetime | None]
    withdrawn_by: Mapped[dict[str, Any] | None]
    withdrawn_at: Mapped[datetime | None]


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


class Restoration(Base):
    """A time when this database turned out to be an older copy: since then every version is higher by ``leap``."""

    __tablename__ = "restorations"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    noticed_at: Mapped[datetime]
    leap: Mapped[int]


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
    """What was decided about one revision of a report, the free ones too; ``voided_on``: when it became void.

    ``written_off_rials`` of its debt the organization has given up.
    """

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
    written_off_rials: Mapped[int] = mapped_column(server_default="0")

    @property
    def due_rials(self) -> int:
        """What is still to be paid of it."""
        return self.outstanding_rials
