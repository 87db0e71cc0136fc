"""The books: entries and postings, their numbers in the feed, closed months, the own chart, audits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import FetchedValue, ForeignKey, Identity
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables.base import Base, Id


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


class LedgerPosting(Base):
    """One line of an entry; append-only."""

    __tablename__ = "postings"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    account: Mapped[str]
    holder: Mapped[str]
    amount_rials: Mapped[int]


class ClosedPeriod(Base):
    """A Jalali month, such as ``1405-08``, that takes no entry any more; ``last_day`` is its last.

    The totals are what it held when it was closed.
    """

    __tablename__ = "closed_periods"

    period: Mapped[str] = mapped_column(primary_key=True)
    last_day: Mapped[date]
    closed_by: Mapped[str]
    closed_at: Mapped[datetime]
    entries: Mapped[int]
    debit_rials: Mapped[int]
    credit_rials: Mapped[int]


class UnnumberedEntry(Base):
    """An entry that is committed and has no number in the feed yet; filled and emptied by the database itself."""

    __tablename__ = "unnumbered_entries"

    entry_id: Mapped[int] = mapped_column(primary_key=True)
    queued_at: Mapped[datetime]


class NumberedEntry(Base):
    """The number of an entry in the feed, from 1 without gaps, and the hash of the chain with it; append-only."""

    __tablename__ = "entry_sequence"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entries.id"))
    chain_hash: Mapped[str]
    numbered_at: Mapped[datetime]


class AccountMapping(Base):
    """What an account of ours is in the organization's own chart, since somebody said so; the last one counts."""

    __tablename__ = "account_mappings"

    id: Mapped[int] = mapped_column(Identity(), primary_key=True)
    account: Mapped[str]
    external_code: Mapped[str]
    external_name: Mapped[str]
    changed_by_id: Mapped[str]
    changed_by_code: Mapped[str]
    changed_by_name: Mapped[str]
    changed_at: Mapped[datetime]


class Audit(Base):
    """An audit that runs in the background, every night or because somebody asked; one waits at a time.

    ``number`` is their order, whatever the clocks of the processes say that asked for them. ``taken_at`` is when a
    process began it; one that dies leaves it to be taken again.
    """

    __tablename__ = "audits"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    number: Mapped[int] = mapped_column(Identity(always=True))
    requested_by: Mapped[str | None]
    requested_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]
    checked_at: Mapped[datetime | None]
    sound: Mapped[bool | None]
    milliseconds: Mapped[int]
    invariants: Mapped[list[Any]]
