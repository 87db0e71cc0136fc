"""The journal as it is read, and the chart that its accounts are mapped to."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.billing.domain import Posting
from services.billing.tables import AccountMapping

_ENTRIES = text(
    """
    SELECT e.id, e.key, e.posting_date, e.effective_date, e.description, e.file_id, f.number,
           undone.key AS reverses
    FROM entries e LEFT JOIN file_accounts f ON f.file_id = e.file_id
    LEFT JOIN entries undone ON undone.id = e.reverses
    WHERE e.posting_date BETWEEN :first AND :last AND e.id <= :through
      AND (e.posting_date, e.id) > (:after_day, :after_id)
    ORDER BY e.posting_date, e.id LIMIT :count
    """
)
_POSTINGS = text(
    "SELECT entry_id, account, holder, amount_rials FROM postings WHERE entry_id = ANY(:ids) ORDER BY entry_id, id"
)
_CHART = text(
    """
    SELECT a.code, a.name, a.kind, m.external_code, m.external_name,
           m.changed_by_id, m.changed_by_code, m.changed_by_name, m.changed_at
    FROM accounts a LEFT JOIN LATERAL (
        SELECT * FROM account_mappings WHERE account = a.code ORDER BY id DESC LIMIT 1
    ) m ON true
    WHERE CAST(:code AS text) IS NULL OR a.code = :code ORDER BY a.code
    """
)


@dataclass(frozen=True, kw_only=True)
class PostedEntry:
    """An entry as it stands in the books."""

    id: int
    key: str
    posting_date: date
    effective_date: date
    description: str
    file_id: str | None
    number: str | None
    reverses: str | None
    postings: tuple[Posting, ...]


@dataclass(frozen=True, kw_only=True)
class MappedAccount:
    """An account of ours, and what it is in the organization's chart, since when and by whom."""

    code: str
    name: str
    kind: str
    external_code: str | None
    external_name: str | None
    changed_by_id: str | None
    changed_by_code: str | None
    changed_by_name: str | None
    changed_at: datetime | None


def last_entry(session: Session) -> int:
    """The number of the newest entry; an older one may still be on its way to being committed."""
    return int(session.scalar(text("SELECT coalesce(max(id), 0) FROM entries")) or 0)


def entries_between(
    session: Session, first: date, last: date, *, through: int, after: tuple[date, int], count: int
) -> list[PostedEntry]:
    """The entries posted in a range of days, after a place in it, in the order of days, then numbers."""
    values = {
        "first": first,
        "last": last,
        "through": through,
        "after_day": after[0],
        "after_id": after[1],
        "count": count,
    }
    rows = session.execute(_ENTRIES, values).all()
    postings = _postings_of(session, [row.id for row in rows])
    return [
        PostedEntry(
            id=row.id,
            key=row.key,
            posting_date=row.posting_date,
            effective_date=row.effective_date,
            description=row.description,
            file_id=None if row.file_id is None else str(row.file_id),
            number=row.number,
            reverses=row.reverses,
            postings=tuple(postings[row.id]),
        )
        for row in rows
    ]


def _postings_of(session: Session, ids: Sequence[int]) -> dict[int, list[Posting]]:
    found: defaultdict[int, list[Posting]] = defaultdict(list)
    for entry_id, account, holder, amount in session.execute(_POSTINGS, {"ids": list(ids)}):
        found[entry_id].append(Posting(account=account, holder=holder, amount_rials=amount))
    return found


def chart(session: Session, code: str | None = None) -> list[MappedAccount]:
    """All accounts, or the one, with the newest mapping of each."""
    return [MappedAccount(**row._mapping) for row in session.execute(_CHART, {"code": code})]


def record_mapping(session: Session, mapping: AccountMapping) -> None:
    """Add what an account is mapped to from now on; what it was before stays on record."""
    session.add(mapping)
    session.flush()
