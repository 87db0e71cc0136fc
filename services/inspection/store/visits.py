"""A person's visits in a time, and those of whose time people are still to be reminded."""

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from contracts.terms import FileStatus, Role
from services.inspection.domain import Period
from services.inspection.tables import AppointmentRow, AppointmentState, FileRow

Visit = tuple[AppointmentRow, FileRow]
AfterVisit = tuple[datetime, str]


def list_visits(
    session: Session,
    person_id: str,
    role: Role,
    *,
    since: datetime,
    until: datetime | None,
    after: AfterVisit | None,
    limit: int,
) -> list[Visit]:
    """At most ``limit`` of a person's visits that begin in a time, in order; those that are off are left out."""
    query = _visits_of(person_id, role, since, until).where(_stands(person_id, role))
    if after is not None:
        query = query.where(tuple_(AppointmentRow.starts_at, AppointmentRow.id) > tuple_(*after))
    return [(row, file) for row, file in session.execute(query.limit(limit))]


def list_calendar(
    session: Session,
    person_id: str,
    role: Role,
    *,
    since: datetime,
    until: datetime,
    cancelled_since: datetime,
    limit: int,
) -> list[Visit]:
    """A person's visits of a time, in order, with those that were called off lately."""
    called_off = and_(
        AppointmentRow.state == AppointmentState.CANCELLED, AppointmentRow.cancelled_at >= cancelled_since
    )
    query = _visits_of(person_id, role, since, until).where(or_(_stands(person_id, role), called_off))
    return [(row, file) for row, file in session.execute(query.limit(limit))]


def _visits_of(
    person_id: str, role: Role, since: datetime, until: datetime | None
) -> Select[AppointmentRow, FileRow]:
    theirs = FileRow.contractor_id if role is Role.CONTRACTOR else AppointmentRow.inspector_id
    query = (
        select(AppointmentRow, FileRow)
        .join(FileRow, FileRow.id == AppointmentRow.file_id)
        .where(theirs == person_id, AppointmentRow.starts_at >= since)
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
    )
    return query if until is None else query.where(AppointmentRow.starts_at < until)


def _stands(person_id: str, role: Role) -> ColumnElement[bool]:
    """A visit that will be, or was, and whose file the person may still see (``domain.holds``, as a query)."""
    stands = AppointmentRow.state != AppointmentState.CANCELLED
    if role is Role.CONTRACTOR:
        return stands
    in_hand = and_(
        FileRow.completed_by.is_(None),
        FileRow.inspector_id == person_id,
        FileRow.status.in_((FileStatus.REFERRED, FileStatus.COMPLETED)),
    )
    return and_(stands, or_(FileRow.completed_by == person_id, in_hand))


def list_unreminded(session: Session, day: Period, limit: int) -> list[Visit]:
    """Visits of a day of whose time nobody was reminded, held until the transaction ends; others' are passed over."""
    query = (
        select(AppointmentRow, FileRow)
        .join(FileRow, FileRow.id == AppointmentRow.file_id)
        .where(
            AppointmentRow.state == AppointmentState.SET,
            AppointmentRow.starts_at >= day.starts_at,
            AppointmentRow.starts_at < day.ends_at,
            AppointmentRow.reminded_for.is_distinct_from(AppointmentRow.starts_at),
        )
        .order_by(AppointmentRow.starts_at, AppointmentRow.id)
        .limit(limit)
        .with_for_update(of=AppointmentRow, skip_locked=True)
    )
    return [(row, file) for row, file in session.execute(query)]
