"""The visit that a file waits for: the time it holds of its inspector's, and the times it had before."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from services.inspection.domain import Period
from services.inspection.tables import AppointmentMoveRow, AppointmentRow, AppointmentState, FileRow

_NO_OVERLAP = "appointments_no_overlap"
_LOCK_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('visits/' || :inspector_id, 3))")


def find_open_appointment(session: Session, file_id: str) -> AppointmentRow | None:
    """The visit that the file waits for; there is at most one."""
    statement = select(AppointmentRow).where(
        AppointmentRow.file_id == file_id, AppointmentRow.state == AppointmentState.SET
    )
    return session.scalars(statement).one_or_none()


def find_open_appointments(session: Session, file_ids: Sequence[str]) -> dict[str, AppointmentRow]:
    """The visits that several files wait for, by file."""
    statement = select(AppointmentRow).where(
        AppointmentRow.file_id.in_(file_ids), AppointmentRow.state == AppointmentState.SET
    )
    return {row.file_id: row for row in session.scalars(statement)}


def lock_time_of(session: Session, inspector_id: str) -> None:
    """Let nobody else give this inspector's time away until the transaction ends. The file's lock comes before it."""
    session.execute(_LOCK_TIME, {"inspector_id": inspector_id})


def find_overlapping(session: Session, inspector_id: str, visit: Period, *, but_of: str) -> FileRow | None:
    """A file, other than ``but_of``, that the inspector is to visit at an overlapping time."""
    statement = (
        select(FileRow)
        .join(AppointmentRow, AppointmentRow.file_id == FileRow.id)
        .where(*_taking(inspector_id, visit, but_of))
        .order_by(AppointmentRow.starts_at)
        .limit(1)
    )
    return session.scalars(statement).one_or_none()


def list_taken(session: Session, inspector_id: str, within: Period, *, but_of: str) -> list[Period]:
    """The times at which the inspector is to visit other files."""
    rows = session.scalars(select(AppointmentRow).where(*_taking(inspector_id, within, but_of)))
    return [period_of(row) for row in rows]


def _taking(inspector_id: str, within: Period, but_of: str) -> tuple[ColumnElement[bool], ...]:
    # By the columns, not by the span: visits of earlier times may have none.
    minute = text("interval '1 minute'")
    return (
        AppointmentRow.inspector_id == inspector_id,
        AppointmentRow.state == AppointmentState.SET,
        AppointmentRow.file_id != but_of,
        AppointmentRow.starts_at < within.ends_at,
        AppointmentRow.starts_at + AppointmentRow.duration_minutes * minute > within.starts_at,
    )


def period_of(row: AppointmentRow) -> Period:
    """When a visit begins and ends."""
    return Period.lasting(row.starts_at, row.duration_minutes)


def hold_time(session: Session, row: AppointmentRow) -> bool:
    """Write a visit down with the time that it holds; false if another took that time, and then nothing is kept."""
    visit = period_of(row)
    row.span = Range(visit.starts_at, visit.ends_at)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        if getattr(getattr(error.orig, "diag", None), "constraint_name", None) != _NO_OVERLAP:
            raise
        return False
    return True


def list_moves(session: Session, appointment_id: str) -> Sequence[AppointmentMoveRow]:
    """The times that a visit had before, oldest first."""
    statement = (
        select(AppointmentMoveRow)
        .where(AppointmentMoveRow.appointment_id == appointment_id)
        .order_by(AppointmentMoveRow.moved_at, AppointmentMoveRow.id)
    )
    return session.scalars(statement).all()


def count_moves(session: Session, appointment_ids: Sequence[str]) -> dict[str, int]:
    """How often each visit was moved, if ever."""
    statement = (
        select(AppointmentMoveRow.appointment_id, func.count())
        .where(AppointmentMoveRow.appointment_id.in_(appointment_ids))
        .group_by(AppointmentMoveRow.appointment_id)
    )
    return {row[0]: row[1] for row in session.execute(statement)}
