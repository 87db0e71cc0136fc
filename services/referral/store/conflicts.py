"""The declared conflicts, which inspectors are connected with which contractors, and what they hold nevertheless."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from chassis.ids import is_id
from chassis.paging import Place
from services.referral.tables import ConflictRow, FileRow, ReferralRow

Pair = tuple[str, str]
_WHOLE = (
    selectinload(ConflictRow.inspector),
    selectinload(ConflictRow.contractor),
    selectinload(ConflictRow.declared_by),
    selectinload(ConflictRow.ended_by),
)


@dataclass(frozen=True, kw_only=True)
class ConflictFilter:
    """What a list of conflicts is narrowed to; none means any."""

    inspector_id: str | None = None
    contractor_id: str | None = None
    ended: bool | None = None


def list_connected(session: Session, contractor_ids: Collection[str]) -> dict[str, frozenset[str]]:
    """By contractor, the inspectors who are declared to be connected with them."""
    query = select(ConflictRow.contractor_id, ConflictRow.inspector_id).where(
        ConflictRow.contractor_id.in_(contractor_ids), ConflictRow.ended_at.is_(None)
    )
    found: dict[str, set[str]] = {}
    for contractor_id, inspector_id in session.execute(query):
        found.setdefault(contractor_id, set()).add(inspector_id)
    return {contractor_id: frozenset(inspectors) for contractor_id, inspectors in found.items()}


def find_conflict(session: Session, conflict_id: str) -> ConflictRow | None:
    """A conflict, ended or not."""
    if not is_id(conflict_id):
        return None
    query = select(ConflictRow).where(ConflictRow.id == conflict_id).options(*_WHOLE)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def list_conflicts(
    session: Session, wanted: ConflictFilter, after: Place | None, limit: int
) -> Sequence[ConflictRow]:
    """Conflicts, the newest declaration first."""
    query = select(ConflictRow)
    for column, person_id in (
        (ConflictRow.inspector_id, wanted.inspector_id),
        (ConflictRow.contractor_id, wanted.contractor_id),
    ):
        if person_id is not None:
            if not is_id(person_id):
                return []
            query = query.where(column == person_id)
    if wanted.ended is not None:
        query = query.where(ConflictRow.ended_at.is_not(None) == wanted.ended)
    if after is not None:
        query = query.where(tuple_(ConflictRow.declared_at, ConflictRow.id) < tuple_(*after))
    query = query.order_by(ConflictRow.declared_at.desc(), ConflictRow.id.desc()).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()


def list_held_files(session: Session, pairs: Collection[Pair]) -> dict[Pair, list[FileRow]]:
    """By inspector and contractor, the files of the one in the hands of the other, the oldest referral first."""
    query = (
        select(ReferralRow.inspector_id, FileRow)
        .join(FileRow, FileRow.id == ReferralRow.file_id)
        .where(
            ReferralRow.ended_at.is_(None),
            tuple_(ReferralRow.inspector_id, FileRow.contractor_id).in_(pairs),
        )
        .order_by(ReferralRow.referred_at, ReferralRow.id)
    )
    found: dict[Pair, list[FileRow]] = {}
    for inspector_id, file in session.execute(query):
        found.setdefault((inspector_id, file.contractor_id), []).append(file)
    return found
