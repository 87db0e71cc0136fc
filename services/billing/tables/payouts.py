"""Inspectors, and the batches that pay them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables.base import Base, Id


class Inspector(Base):
    """Somebody who was heard to report, and where finance says that they are paid."""

    __tablename__ = "inspectors"

    id: Mapped[str] = mapped_column(primary_key=True)
    membership_code: Mapped[str]
    full_name: Mapped[str]
    iban: Mapped[str | None]
    iban_changed_at: Mapped[datetime | None]
    iban_changed_by: Mapped[str | None]


class Payout(Base):
    """A batch that pays inspectors what they earned; its lines are fixed once it is frozen."""

    __tablename__ = "payouts"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    state: Mapped[str]
    from_date: Mapped[date | None]
    to_date: Mapped[date]
    tariff_version: Mapped[int] = mapped_column(Integer)
    withholding_basis_points: Mapped[int] = mapped_column(Integer)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    frozen_by: Mapped[str | None]
    frozen_on: Mapped[date | None]
    cancelled_by: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]


class PayoutLine(Base):
    """What one inspector gets of a batch. A line is live unless it has failed or was cancelled with its draft."""

    __tablename__ = "payout_lines"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    payout_id: Mapped[str] = mapped_column(Id, ForeignKey("payouts.id"))
    line_number: Mapped[int] = mapped_column(Integer)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspectors.id"))
    membership_code: Mapped[str]
    full_name: Mapped[str]
    iban: Mapped[str | None]
    gross_rials: Mapped[int]
    withholding_rials: Mapped[int]
    state: Mapped[str]
    reference: Mapped[str | None]
    paid_on: Mapped[date | None]
    failure_reason: Mapped[str | None]
    ended_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]

    @property
    def net_rials(self) -> int:
        """What the bank pays."""
        return self.gross_rials - self.withholding_rials


class PayoutItem(Base):
    """The fee that a line pays, or the void of a paid one that it takes back; each in one live line at most."""

    __tablename__ = "payout_items"

    line_id: Mapped[str] = mapped_column(Id, ForeignKey("payout_lines.id"), primary_key=True)
    report_id: Mapped[str] = mapped_column(Id, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    amount_rials: Mapped[int]
    live: Mapped[bool]
