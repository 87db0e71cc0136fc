"""Deadlines of files, standing and missed.

A running deadline is one that is not missed, a standing one runs or was missed and not resolved since. One that stops
in time leaves no row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_, union_all
from sqlalchemy.orm import Session, joinedload

from contracts.terms import DeadlineKind
from services.inspection.tables import DeadlineRow, FileRow

After = tuple[datetime, str]


@dataclass(frozen=True, kw_only=True)
class DeadlineFilter:
    """What a list of deadlines is narrowed to; none means any."""

    missed: bool
    kind: DeadlineKind | None = None
    resolved: bool | None = None


def list_standing_deadlines(session: Session, file_id: str) -> Sequence[DeadlineRow]:
    """A file's standing deadlines, soonest first; at most one of a kind."""
    statement = select(DeadlineRow).where(DeadlineRow.file_id == file_id, DeadlineRow.resolved_at.is_(None))
    return session.scalars(statement.order_by(DeadlineRow.due_at, DeadlineRow.id)).all()


def list_standing_deadlines_of(session: Session, file_ids: Sequence[str]) -> dict[str, list[DeadlineRow]]:
    """The standing deadlines of several files, by file."""
    found: dict[str, list[DeadlineRow]] = {}
    statement = select(DeadlineRow).where(
        DeadlineRow.file_id.in_(file_ids), DeadlineRow.resolved_at.is_(None)
    )
    for row in session.scalars(statement):
        found.setdefault(row.file_id, []).append(row)
    return found


def lock_files_to_watch(
    session: Session, *, now: datetime, rules_version: int, limit: int
) -> Sequence[FileRow]:
    """Files of which a deadline has passed, or rests on rules that were changed since; at most ``limit`` of each.

    One that somebody else has locked is being changed, and left for the next time.
    """
    running = select(DeadlineRow.file_id).where(DeadlineRow.missed_at.is_(None))
    passed = running.where(DeadlineRow.due_at <= now).order_by(DeadlineRow.due_at).limit(limit)
    outdated = running.where(DeadlineRow.rules_version < rules_version).limit(limit)
    statement = (
        select(FileRow)
        .where(FileRow.id.in_(union_all(passed, outdated)))
        .order_by(FileRow.id)
        .with_for_update(skip_locked=True)
    )
    return session.scalars(statement, execution_options={"populate_existing": True}).all()


def list_deadlines_of_inspector(
    session: Session, inspector_id: str, after: After | None, limit: int
) -> Sequence[DeadlineRow]:
    """An inspector's standing deadlines, soonest first, with their files."""
    statement = select(DeadlineRow).where(
        DeadlineRow.inspector_id == inspector_id, DeadlineRow.resolved_at.is_(None)
    )
    if after is not None:
        statement = statement.where(tuple_(DeadlineRow.due_at, DeadlineRow.id) > tuple_(*after))
    statement = statement.order_by(DeadlineRow.due_at, DeadlineRow.id).limit(limit)
    return session.scalars(statement.options(joinedload(DeadlineRow.file))).all()


def list_deadlines(
    session: Session, wanted: DeadlineFilter, *, ascending: bool, after: After | None, limit: int
) -> Sequence[DeadlineRow]:
    """Running or missed deadlines of all files, by when they are or were due, with their files."""
    missed_at, resolved_at = DeadlineRow.missed_at, DeadlineRow.resolved_at
    place = tuple_(DeadlineRow.due_at, DeadlineRow.id)
    statement = select(DeadlineRow).where(missed_at.is_not(None) if wanted.missed else missed_at.is_(None))
    if wanted.kind is not None:
        statement = statement.where(DeadlineRow.kind == wanted.kind)
    if wanted.resolved is not None:
        statement = statement.where(resolved_at.is_not(None) if wanted.resolved else resolved_at.is_(None))
    if after is not None:
        statement = statement.where(place > tuple_(*after) if ascending else place < tuple_(*after))
    if ascending:
        statement = statement.order_by(DeadlineRow.due_at, DeadlineRow.id)
    else:
        statement = statement.order_by(DeadlineRow.due_at.desc(), DeadlineRow.id.desc())
    return session.scalars(statement.limit(limit).options(joinedload(DeadlineRow.file))).all()
