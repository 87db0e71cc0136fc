"""Every query of the inspection service, named by its intent, and the way between its rows and the domain's values.

Whatever changes a file locks its row first. Its meters are read after that, in a statement of their own: joined to
the locked row they would be those of before the wait for the lock.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import Range, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload

from contracts.referral import FileSnapshot, MeterSpec
from contracts.shapes import Person
from contracts.terms import FileStatus, MeterState, ObjectionState, Phase, Role
from services.inspection.domain import Gate, Meter, Period, Progress
from services.inspection.tables import (
    AppointmentMoveRow,
    AppointmentRow,
    AppointmentState,
    CalendarRow,
    FileRow,
    MeterRow,
    ObjectionRow,
    ReportRow,
)

Visit = tuple[AppointmentRow, FileRow]
AfterVisit = tuple[datetime, str]

_NO_OVERLAP = "appointments_no_overlap"
_LOCK_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('visits/' || :inspector_id, 3))")

# ------------------------------------------------------------------------------------------------------------ files


def find_file(session: Session, file_id: str) -> FileRow | None:
    """The file, to look at."""
    return session.scalars(select(FileRow).where(FileRow.id == file_id)).one_or_none()


def lock_file(session: Session, file_id: str) -> FileRow | None:
    """The file, with its row locked until the transaction ends."""
    statement = select(FileRow).where(FileRow.id == file_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one_or_none()


def add_file_unless_known(session: Session, snapshot: FileSnapshot) -> None:
    """Make room for a file of which nothing has been applied yet (its version is 0), in the ``pre`` phase."""
    gate = Gate()
    statement = insert(FileRow).values(
        id=snapshot.id,
        number=snapshot.number,
        kind=snapshot.kind,
        block=snapshot.block,
        contractor_id=snapshot.contractor.id,
        contractor_code=snapshot.contractor.membership_code,
        contractor_name=snapshot.contractor.full_name,
        referral_version=0,
        status=snapshot.status,
        phase=Phase.PRE,
        completed=False,
        reports_sequence=gate.reports_sequence,
        settled_sequence=gate.settled_sequence,
        billing_version=gate.billing_version,
        debt_rials=gate.debt_rials,
        fence_version=gate.fence_version,
    )
    session.execute(statement.on_conflict_do_nothing())


def keep_snapshot(session: Session, file: FileRow, snapshot: FileSnapshot) -> None:
    """Write down what referral tells of a file."""
    _take_over(file, snapshot)
    _keep_meters(session, file.id, snapshot.meters)


def foresee_snapshot(
    session: Session, file: FileRow, meters: Sequence[MeterRow], snapshot: FileSnapshot
) -> None:
    """Show a file as the snapshot would make it. The rows leave the session first: nothing of it is stored."""
    session.expunge_all()
    _take_over(file, snapshot)
    classes = {meter.id: meter.meter_class for meter in snapshot.meters}
    for row in meters:
        row.meter_class = classes.get(row.id, row.meter_class)


def _take_over(file: FileRow, snapshot: FileSnapshot) -> None:
    """Its phase is not among it: that one is decided here."""
    contractor, inspector = snapshot.contractor, snapshot.inspector
    file.number, file.kind, file.block = snapshot.number, snapshot.kind, snapshot.block
    file.contractor_id = contractor.id
    file.contractor_code, file.contractor_name = contractor.membership_code, contractor.full_name
    file.inspector_id = inspector.id if inspector else None
    file.inspector_code = inspector.membership_code if inspector else None
    file.inspector_name = inspector.full_name if inspector else None
    file.address, file.owner_name = snapshot.address, snapshot.owner_name
    file.referred_at, file.meters_revision = snapshot.referred_at, snapshot.meters_revision
    file.status, file.referral_id, file.referral_version = (
        snapshot.status,
        snapshot.referral_id,
        snapshot.version,
    )


def _keep_meters(session: Session, file_id: str, meters: Sequence[MeterSpec]) -> None:
    if not meters:
        return
    statement = insert(MeterRow).values(
        [
            {
                "id": meter.id,
                "file_id": file_id,
                "position": position,
                "label": meter.label,
                "meter_class": meter.meter_class,
                "pre": MeterState.OPEN,
                "final": MeterState.OPEN,
            }
            for position, meter in enumerate(meters)
        ]
    )
    told = {name: statement.excluded[name] for name in ("position", "label", "meter_class")}
    session.execute(statement.on_conflict_do_update(index_elements=[MeterRow.id], set_=told))


def list_meters(session: Session, file_id: str) -> Sequence[MeterRow]:
    """The meters of a file, in their order."""
    statement = select(MeterRow).where(MeterRow.file_id == file_id).order_by(MeterRow.position, MeterRow.id)
    return session.scalars(statement).all()


def contractor_of(file: FileRow) -> Person:
    """The file's contractor."""
    return Person(id=file.contractor_id, membership_code=file.contractor_code, full_name=file.contractor_name)


def gate_of(file: FileRow) -> Gate:
    """The file's report gate."""
    return Gate(
        reports_sequence=file.reports_sequence,
        settled_sequence=file.settled_sequence,
        billing_version=file.billing_version,
        debt_rials=file.debt_rials,
        fence_version=file.fence_version,
        meters_revision=file.meters_revision,
        priced_revision=file.priced_revision,
        invoice_due_rials=file.invoice_due_rials,
    )


def keep_gate(file: FileRow, gate: Gate) -> None:
    """Write down the file's report gate."""
    file.reports_sequence, file.settled_sequence = gate.reports_sequence, gate.settled_sequence
    file.billing_version, file.debt_rials = gate.billing_version, gate.debt_rials
    file.fence_version = gate.fence_version
    file.priced_revision, file.invoice_due_rials = gate.priced_revision, gate.invoice_due_rials


def progress_of(file: FileRow, meters: Sequence[MeterRow]) -> Progress:
    """How far the file is."""
    return Progress(
        kind=file.kind,
        phase=file.phase,
        completed=file.completed,
        meters=tuple(Meter(meter.id, meter.meter_class, meter.pre, meter.final) for meter in meters),
    )


def keep_progress(file: FileRow, meters: Sequence[MeterRow], progress: Progress) -> None:
    """Write down how far the file is."""
    file.phase, file.completed = progress.phase, progress.completed
    for row, meter in zip(meters, progress.meters, strict=True):
        row.pre, row.final = meter.pre, meter.final


# ----------------------------------------------------------------------------------------------------- appointments


def find_open_appointment(session: Session, file_id: str) -> AppointmentRow | None:
    """The visit that the file waits for; there is at most one."""
    statement = select(AppointmentRow).where(
        AppointmentRow.file_id == file_id, AppointmentRow.state == AppointmentState.SET
    )
    return session.scalars(statement).one_or_none()


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


# -------------------------------------------------------------------------------------------------------- calendars


def find_calendar(session: Session, person_id: str) -> CalendarRow | None:
    """By what a person's visits can be read, if by anything."""
    return session.get(CalendarRow, person_id)


def find_calendar_by_hash(session: Session, token_hash: str) -> CalendarRow | None:
    """Whose visits are read by a secret, if it is anybody's."""
    return session.scalars(select(CalendarRow).where(CalendarRow.token_hash == token_hash)).one_or_none()


def replace_calendar(
    session: Session, *, person_id: str, role: Role, token_hash: str, created_at: datetime
) -> None:
    """Give a person's visits a new secret; the old one is gone."""
    new = {"role": role, "token_hash": token_hash, "created_at": created_at, "last_used_at": None}
    statement = insert(CalendarRow).values(person_id=person_id, **new)
    session.execute(statement.on_conflict_do_update(index_elements=[CalendarRow.person_id], set_=new))


# ---------------------------------------------------------------------------------------------------------- reports


def find_report(session: Session, report_id: str) -> ReportRow | None:
    """A report, without its verdicts."""
    return session.get(ReportRow, report_id)


def list_reports(session: Session, file_id: str, *, after_sequence: int, limit: int) -> Sequence[ReportRow]:
    """At most ``limit`` reports of a file with their verdicts and mismatches, oldest first."""
    statement = (
        select(ReportRow)
        .where(ReportRow.file_id == file_id, ReportRow.sequence > after_sequence)
        .order_by(ReportRow.sequence)
        .limit(limit)
        .options(selectinload(ReportRow.verdicts), selectinload(ReportRow.mismatches))
    )
    return session.scalars(statement).all()


# ------------------------------------------------------------------------------------------------------- objections

_WITH_REPORT = (ObjectionRow, ReportRow, FileRow)


def find_judged_report(session: Session, report_id: str) -> ReportRow | None:
    """A report with its verdicts."""
    statement = select(ReportRow).where(ReportRow.id == report_id).options(selectinload(ReportRow.verdicts))
    return session.scalars(statement).one_or_none()


def find_objection(session: Session, objection_id: str) -> ObjectionRow | None:
    """An objection, to see whose it is."""
    return session.get(ObjectionRow, objection_id)


def lock_objection(session: Session, objection_id: str) -> ObjectionRow:
    """An objection as it is now; its file is locked already."""
    statement = select(ObjectionRow).where(ObjectionRow.id == objection_id).with_for_update()
    return session.scalars(statement, execution_options={"populate_existing": True}).one()


def objections_to(session: Session, report_ids: Sequence[str]) -> dict[str, ObjectionRow]:
    """The objections to these reports, by report."""
    statement = select(ObjectionRow).where(ObjectionRow.report_id.in_(report_ids))
    return {row.report_id: row for row in session.scalars(statement)}


def list_objections(
    session: Session,
    *,
    contractor_id: str | None,
    inspector_id: str | None,
    state: ObjectionState | None,
    after: tuple[bool, datetime, str] | None,
    limit: int,
) -> Sequence[tuple[ObjectionRow, ReportRow, FileRow]]:
    """At most ``limit`` objections, each with its report and file: open ones first, the oldest first."""
    order = (ObjectionRow.state != ObjectionState.OPEN, ObjectionRow.filed_at, ObjectionRow.id)
    statement = (
        select(*_WITH_REPORT)
        .join(ReportRow, ReportRow.id == ObjectionRow.report_id)
        .join(FileRow, FileRow.id == ObjectionRow.file_id)
        .order_by(*order)
        .limit(limit)
    )
    if contractor_id is not None:
        statement = statement.where(FileRow.contractor_id == contractor_id)
    if inspector_id is not None:
        statement = statement.where(ReportRow.inspector_id == inspector_id)
    if state is not None:
        statement = statement.where(ObjectionRow.state == state)
    if after is not None:
        statement = statement.where(tuple_(*order) > tuple_(*after))
    return [(objection, report, file) for objection, report, file in session.execute(statement)]
