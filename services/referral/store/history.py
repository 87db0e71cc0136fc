"""The timeline: what happened to a file, numbered without gaps under the lock of the file's row."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contracts.shapes import Caller
from contracts.terms import Role
from services.referral.domain import ORGANIZATION_ONLY
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
    entry.file, entry.position = file, file.timeline_length
    session.add(entry)


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
