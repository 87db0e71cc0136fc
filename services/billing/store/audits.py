"""Asking the invariants, and what audits in the background found."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from chassis.db import is_too_slow
from services.billing.tables import Audit

_TOTAL = "offending_rows_in_all"


def offenders(
    session: Session, invariant: str, *, limit: int, milliseconds: int
) -> tuple[int, list[dict[str, Any]]] | None:
    """How many rows break an invariant, and the first of them; none if it took longer than that to find out."""
    session.execute(text(f"SET LOCAL statement_timeout = {max(int(milliseconds), 1)}"))
    asked = text(f"SELECT *, count(*) OVER () AS {_TOTAL} FROM ({invariant}) offending LIMIT {int(limit)}")
    try:
        with session.begin_nested():
            found = session.execute(asked)
            names = _distinct(list(found.keys())[:-1])
            rows = found.all()
    except DBAPIError as error:
        if is_too_slow(error):
            return None
        raise
    total = int(rows[0][-1]) if rows else 0
    return total, [dict(zip(names, row[:-1], strict=True)) for row in rows]


def _distinct(names: Iterable[str]) -> list[str]:
    """A query may call two columns the same."""
    seen: Counter[str] = Counter()
    distinct = []
    for name in names:
        seen[name] += 1
        distinct.append(f"{name}_{seen[name]}" if seen[name] > 1 else name)
    return distinct


def open_audit(session: Session, audit: Audit) -> None:
    """Have an audit made; if one is waiting or running already, that one will do."""
    row = {each.key: getattr(audit, each.key) for each in Audit.__table__.columns if each.identity is None}
    session.execute(insert(Audit).values(row).on_conflict_do_nothing())


def lock_open_audit(session: Session, *, skip_locked: bool = False) -> Audit | None:
    """The audit that waits or runs, held until the transaction ends."""
    return session.scalar(
        select(Audit).where(Audit.checked_at.is_(None)).with_for_update(skip_locked=skip_locked)
    )


def newest_audit(session: Session) -> Audit | None:
    """The audit in the background that was asked for last."""
    return session.scalar(select(Audit).order_by(Audit.number.desc()).limit(1))


def last_checked(session: Session) -> Audit | None:
    """The newest audit in the background that is done."""
    return session.scalar(
        select(Audit).where(Audit.checked_at.is_not(None)).order_by(Audit.number.desc()).limit(1)
    )


def forget_audits(session: Session, before: datetime) -> None:
    """Drop what was found so long ago."""
    session.execute(delete(Audit).where(Audit.checked_at < before))
