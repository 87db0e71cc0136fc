"""Queries about the periods of the books, by posting date."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import case, func, select, text
from sqlalchemy.orm import Session

from services.billing.tables import ClosedPeriod, LedgerEntry, LedgerPosting

_DEBIT = func.coalesce(func.sum(case((LedgerPosting.amount_rials > 0, LedgerPosting.amount_rials))), 0)
_CREDIT = func.coalesce(func.sum(case((LedgerPosting.amount_rials < 0, -LedgerPosting.amount_rials))), 0)


def lock_books(session: Session) -> None:
    """Wait for whoever posts, and let nobody post, until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('books'))"))


def closed_through(session: Session) -> date | None:
    """The last day that takes no entry; None while no period is closed."""
    return session.scalar(select(func.max(ClosedPeriod.last_day)))


def closed_periods(session: Session) -> Sequence[ClosedPeriod]:
    """The closed periods that held anything, and those that were closed by name, oldest first."""
    return session.scalars(select(ClosedPeriod).order_by(ClosedPeriod.last_day)).all()


def add_closed_period(session: Session, closed: ClosedPeriod) -> None:
    """Close a period; the database refuses one that is not after the last closed one."""
    session.add(closed)
    session.flush()


def posted_range(session: Session) -> tuple[date | None, date | None]:
    """The first and the last posting date."""
    first, last = session.execute(
        select(func.min(LedgerEntry.posting_date), func.max(LedgerEntry.posting_date))
    ).one()
    return first, last


def totals_by_day(session: Session, first: date, last: date) -> list[tuple[date, int, int, int]]:
    """What was posted on each day between two, both included: (day, entries, debits, credits)."""
    query = (
        select(LedgerEntry.posting_date, func.count(LedgerEntry.id.distinct()), _DEBIT, _CREDIT)
        .join(LedgerPosting, LedgerPosting.entry_id == LedgerEntry.id)
        .where(LedgerEntry.posting_date.between(first, last))
        .group_by(LedgerEntry.posting_date)
    )
    return [(day, entries, int(debit), int(credit)) for day, entries, debit, credit in session.execute(query)]


def totals_by_account(session: Session, first: date, last: date) -> list[tuple[str, int, int]]:
    """What was posted to each account between two days, both included: (account, debits, credits)."""
    query = (
        select(LedgerPosting.account, _DEBIT, _CREDIT)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerEntry.posting_date.between(first, last))
        .group_by(LedgerPosting.account)
        .order_by(LedgerPosting.account)
    )
    return [(account, int(debit), int(credit)) for account, debit, credit in session.execute(query)]


def account_names(session: Session) -> dict[str, str]:
    """The chart: names by code."""
    return {row.code: row.name for row in session.execute(text("SELECT code, name FROM accounts"))}
