"""The timeline: what happened to a file, numbered without gaps and chained under the lock of the file's row."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contracts.shapes import Caller
from contracts.terms import Role
from services.referral.domain import ORGANIZATION_ONLY, Link, chain_hash
from services.referral.tables import FileRow, TimelineRow


def is_known(session: Session, file_id: str, event_id: str, event_key: str) -> bool:
    """Whether this fact is on the timeline already, under this or another event id."""
    query = select(TimelineRow.id).where(
        TimelineRow.file_id == file_id, or_(TimelineRow.event_key == event_key, TimelineRow.id == event_id)
    )
    return session.scalars(query.limit(1)).first() is not None


def append_entry(session: Session, file: FileRow, entry: TimelineRow) -> None:
    """Put an entry at the end of the timeline of a file whose row is locked."""
    file.timeline_length += 1
    entry.file, entry.file_id, entry.position = file, file.id, file.timeline_length
    entry.hash = file.timeline_head = chain_hash(file.timeline_head, link_of(entry))
    session.add(entry)


def link_of(entry: TimelineRow) -> Link:
    """An entry as it is hashed."""
    return Link(
        file_id=entry.file_id,
        position=entry.position,
        id=entry.id,
        service=entry.service,
        event=entry.event,
        event_key=entry.event_key,
        private_to=entry.private_to_id,
        occurred_at=entry.occurred_at,
        summary=entry.summary,
        details=entry.details,
    )


def whole_timeline(session: Session, file_id: str) -> tuple[int, str, Sequence[TimelineRow]]:
    """How long a file's timeline is to be and its last hash, with all its entries in order, all of the same moment."""
    query = (
        select(FileRow.timeline_length, FileRow.timeline_head, TimelineRow)
        .outerjoin(TimelineRow, TimelineRow.file_id == FileRow.id)
        .where(FileRow.id == file_id)
        .order_by(TimelineRow.position)
    )
    rows = session.execute(query).all()
    length, head, _ = rows[0]
    return length, head, [entry for _, _, entry in rows if entry is not None]


def list_timeline(
    session: Session, caller: Caller, file_id: str, after: int | None, limit: int
) -> Sequence[TimelineRow]:
    """What the caller may see of a file's timeline, in order."""
    query = select(TimelineRow).where(TimelineRow.file_id == file_id)
    if caller.role not in (Role.OFFICE, Role.FINANCE):
        query = query.where(or_(TimelineRow.private_to_id.is_(None), TimelineRow.private_to_id == caller.id))
        query = query.where(TimelineRow.event.not_in(ORGANIZATION_ONLY))
    if after is not None:
        query = query.where(TimelineRow.position > after)
    return session.scalars(query.order_by(TimelineRow.position).limit(limit)).all()
