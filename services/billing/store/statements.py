"""Queries for accountants: balances through a day, what a person's accounts moved by, what is owed for how long."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from services.billing.domain import CREDIT, INSPECTOR_PAYABLE, RECEIVABLE, Movement
from services.billing.tables import FileAccount

CONTRACTORS_ACCOUNTS = (RECEIVABLE, CREDIT)
INSPECTORS_ACCOUNTS = (INSPECTOR_PAYABLE,)
_NO_LIMIT = 2**63 - 1

# Closed months come from their totals; only what was posted since is summed up. Which entries these are is asked first:
# of days and numbers that it knows, the database can tell that they are few, and leaves all other postings unread.
_SINCE = text(
    """
    SELECT closed.day, newer.first_entry, newer.last_entry
    FROM (SELECT max(last_day) AS day FROM closed_periods WHERE last_day <= :last) closed,
    LATERAL (
        SELECT min(id) AS first_entry, max(id) AS last_entry FROM (
            SELECT id FROM entries WHERE posting_date > closed.day AND posting_date <= :last OFFSET 0
        ) each_of_them
    ) newer
    """
)
_BALANCES = text(
    """
    WITH moved AS (
        SELECT account, debit_rials, credit_rials FROM period_totals WHERE last_day <= :closed
        UNION ALL
        SELECT p.account, sum(greatest(p.amount_rials, 0)), -sum(least(p.amount_rials, 0))
        FROM entries e JOIN postings p ON p.entry_id = e.id
        WHERE e.posting_date > :closed AND e.posting_date <= :last
          AND p.entry_id BETWEEN :first_entry AND :last_entry
          AND (CAST(:through AS bigint) IS NULL OR e.id <= :through)
        GROUP BY p.account
    )
    SELECT a.code, a.name, a.kind, m.external_code, m.external_name,
           coalesce(sum(moved.debit_rials), 0) AS debit, coalesce(sum(moved.credit_rials), 0) AS credit
    FROM accounts a LEFT JOIN moved ON moved.account = a.code
    LEFT JOIN LATERAL (
        SELECT external_code, external_name FROM account_mappings
        WHERE account = a.code ORDER BY id DESC LIMIT 1
    ) m ON true
    GROUP BY a.code, m.external_code, m.external_name ORDER BY a.code
    """
)
_MOVEMENTS = """
    WITH lines AS (
        SELECT e.posting_date, e.id, e.effective_date, e.key, e.description, e.file_id,
               sum(p.amount_rials) AS amount
        FROM postings p JOIN entries e ON e.id = p.entry_id
        WHERE p.account = ANY(:accounts) AND p.holder = ANY(:holders) AND e.posting_date <= :last
        GROUP BY e.id HAVING sum(p.amount_rials) <> 0
    )
"""
_SUMS = text(
    _MOVEMENTS
    + """
    SELECT coalesce(sum(amount) FILTER (WHERE posting_date < :first), 0),
           coalesce(sum(amount) FILTER (WHERE posting_date >= :first AND amount > 0), 0),
           coalesce(-sum(amount) FILTER (WHERE posting_date >= :first AND amount < 0), 0)
    FROM lines
    """
)
_LINES = text(
    _MOVEMENTS
    + """
    , running AS (
        SELECT lines.*, sum(amount) OVER (ORDER BY posting_date, id) AS balance FROM lines
    )
    SELECT running.*, f.number FROM running LEFT JOIN file_accounts f USING (file_id)
    WHERE posting_date >= :first AND (posting_date, id) > (:after_day, :after_id)
    ORDER BY posting_date, id LIMIT :count
    """
)
_OPEN_FILES = text(
    """
    SELECT p.holder FROM postings p JOIN entries e ON e.id = p.entry_id
    WHERE p.account = :account AND p.holder > :after AND e.posting_date <= :as_of
    GROUP BY p.holder HAVING sum(p.amount_rials) <> 0 ORDER BY p.holder LIMIT :count
    """
)
# The same through a day after which nothing is posted, without adding up.
_OPEN_FILES_NOW = text(
    """
    SELECT holder FROM balances WHERE account = :account AND holder > :after AND balance_rials <> 0
    ORDER BY holder LIMIT :count
    """
)
_LAST_POSTED = text("SELECT max(posting_date) FROM entries")
# An undone entry and its reversal take each other's place; the reversal is never posted before what it undoes.
_OWED = text(
    """
    SELECT p.holder, e.key, e.effective_date, p.amount_rials
    FROM postings p JOIN entries e ON e.id = p.entry_id
    WHERE p.account = :account AND p.holder = ANY(:holders) AND e.posting_date <= :as_of
      AND e.reverses IS NULL
      AND NOT EXISTS (SELECT FROM entries u WHERE u.reverses = e.id AND u.posting_date <= :as_of)
    ORDER BY p.id
    """
)


@dataclass(frozen=True, kw_only=True)
class AccountSum:
    """What an account moved by through a day, with what it is called here and in the organization's chart."""

    code: str
    name: str
    kind: str
    external_code: str | None
    external_name: str | None
    debit_rials: int
    credit_rials: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry as it concerns one person: what it changed, and the balance after it."""

    posting_date: date
    entry_id: int
    effective_date: date
    key: str
    description: str
    file_id: str | None
    number: str | None
    amount_rials: int
    balance_rials: int


def balances_through(session: Session, last: date, *, through: int | None = None) -> list[AccountSum]:
    """Every account's movements posted on or before a day; with ``through``, none of a later entry's."""
    closed, first_entry, last_entry = session.execute(_SINCE, {"last": last}).one()
    values = {
        "closed": closed or date.min,
        "first_entry": first_entry or 0,
        "last_entry": _NO_LIMIT if closed is None else last_entry or 0,
        "last": last,
        "through": through,
    }
    rows = session.execute(_BALANCES, values).all()
    return [
        AccountSum(
            code=row.code,
            name=row.name,
            kind=row.kind,
            external_code=row.external_code,
            external_name=row.external_name,
            debit_rials=int(row.debit),
            credit_rials=int(row.credit),
        )
        for row in rows
    ]


def sums_of(
    session: Session, accounts: Sequence[str], holders: Sequence[str], first: date, last: date
) -> tuple[int, int, int]:
    """What holders' accounts held before a range of days, and their debits and credits in it, in rials."""
    values = {"accounts": list(accounts), "holders": list(holders), "first": first, "last": last}
    opening, debit, credit = session.execute(_SUMS, values).one()
    return int(opening), int(debit), int(credit)


def lines_of(
    session: Session,
    accounts: Sequence[str],
    holders: Sequence[str],
    first: date,
    last: date,
    after: tuple[date, int],
    count: int,
) -> list[Line]:
    """The entries that moved holders' accounts in a range of days, after a place in it, oldest first."""
    values = {
        "accounts": list(accounts),
        "holders": list(holders),
        "first": first,
        "last": last,
        "after_day": after[0],
        "after_id": after[1],
        "count": count,
    }
    return [
        Line(
            posting_date=row.posting_date,
            entry_id=row.id,
            effective_date=row.effective_date,
            key=row.key,
            description=row.description,
            file_id=None if row.file_id is None else str(row.file_id),
            number=row.number,
            amount_rials=int(row.amount),
            balance_rials=int(row.balance),
        )
        for row in session.execute(_LINES, values)
    ]


def files_owing(session: Session, as_of: date, *, after: str = "", count: int | None = None) -> list[str]:
    """The files whose 1210 is not zero through a day, in the order of their ids; None counts as all."""
    values: dict[str, object] = {"account": RECEIVABLE, "as_of": as_of, "after": after, "count": count}
    last_posted = session.scalar(_LAST_POSTED)
    if last_posted is None or last_posted <= as_of:
        del values["as_of"]
        return list(session.scalars(_OPEN_FILES_NOW, values))
    return list(session.scalars(_OPEN_FILES, values))


def owed_by(session: Session, holders: Sequence[str], as_of: date) -> dict[str, list[Movement]]:
    """What changed the 1210 of each of these files through a day, without what was undone by then."""
    found: defaultdict[str, list[Movement]] = defaultdict(list)
    values = {"account": RECEIVABLE, "holders": list(holders), "as_of": as_of}
    for holder, key, day, amount in session.execute(_OWED, values):
        found[holder].append(Movement(key=key, effective_date=day, amount_rials=int(amount)))
    return found


def accounts_by_id(session: Session, file_ids: Sequence[str]) -> dict[str, FileAccount]:
    """Files' accounts, by their ids."""
    rows = session.scalars(select(FileAccount).where(FileAccount.file_id.in_(file_ids)))
    return {row.file_id: row for row in rows}
