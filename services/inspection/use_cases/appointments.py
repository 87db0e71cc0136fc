"""Visits: set, moved."""

from datetime import datetime

from chassis.work import Work
from contracts.inspection import AppointmentSet, AppointmentView
from contracts.shapes import Caller
from services.inspection import domain, store
from services.inspection.settings import settings
from services.inspection.tables import AppointmentMoveRow, AppointmentRow, AppointmentState, FileRow
from services.inspection.use_cases.deadlines import follow
from services.inspection.use_cases.holding import lock_held_file
from services.inspection.use_cases.views import appointment_view, inspector_of


def set_appointment(
    work: Work, *, caller: Caller, file_id: str, starts_at: datetime, duration_minutes: int = 60
) -> AppointmentView:
    """Set the next visit, or move the one that is set (R12, R14). A debtor's file may be visited, too (R21).

    Setting it to what it already is changes nothing and tells nobody.
    """
    file = lock_held_file(work, caller, file_id)
    domain.check_starts_at(starts_at, now=work.now, years_ahead=settings().appointment_years)
    appointment = store.find_open_appointment(work.session, file.id)
    if appointment is None:
        appointment = _add(work, caller, file, starts_at, duration_minutes)
        _tell(work, file, appointment, moved=False)
        follow(work, file)
    elif (appointment.starts_at, appointment.duration_minutes) != (starts_at, duration_minutes):
        _move(work, appointment, starts_at, duration_minutes)
        _tell(work, file, appointment, moved=True)
        follow(work, file)
    return appointment_view(appointment)


def _add(
    work: Work, caller: Caller, file: FileRow, starts_at: datetime, duration_minutes: int
) -> AppointmentRow:
    appointment = AppointmentRow(
        id=work.new_id(),
        file_id=file.id,
        phase=file.phase,
        inspector_id=caller.id,
        inspector_code=caller.membership_code,
        inspector_name=caller.full_name,
        starts_at=starts_at,
        duration_minutes=duration_minutes,
        set_at=work.now,
        state=AppointmentState.SET,
    )
    work.session.add(appointment)
    return appointment


def _move(work: Work, appointment: AppointmentRow, starts_at: datetime, duration_minutes: int) -> None:
    before = AppointmentMoveRow(
        id=work.new_id(),
        appointment_id=appointment.id,
        starts_at=appointment.starts_at,
        duration_minutes=appointment.duration_minutes,
        set_at=appointment.set_at,
        moved_at=work.now,
    )
    work.session.add(before)
    appointment.starts_at, appointment.duration_minutes = starts_at, duration_minutes
    appointment.set_at = work.now


def _tell(work: Work, file: FileRow, appointment: AppointmentRow, *, moved: bool) -> None:
    work.emit(
        AppointmentSet(
            file_id=file.id,
            number=file.number,
            appointment_id=appointment.id,
            contractor=store.contractor_of(file),
            inspector=inspector_of(appointment),
            phase=appointment.phase,
            starts_at=appointment.starts_at,
            duration_minutes=appointment.duration_minutes,
            moved=moved,
            set_at=appointment.set_at,
        )
    )
