"""Visits: set, moved, called off; confirmed by the contractor, or asked to be at another time."""

from datetime import datetime

from chassis import policies
from chassis.work import Look, Work
from contracts.errors import Conflict, InspectionCode
from contracts.inspection import (
    AnotherTimeRequested,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentDetails,
    AppointmentSet,
    AppointmentView,
)
from contracts.shapes import Caller
from contracts.terms import AppointmentRemark, UnusualVisits
from services.inspection import domain, store
from services.inspection.settings import settings
from services.inspection.tables import AppointmentMoveRow, AppointmentRow, AppointmentState, FileRow
from services.inspection.use_cases.deadlines import follow
from services.inspection.use_cases.holding import lock_held_file, lock_own_file
from services.inspection.use_cases.policies import VISITS, working_time
from services.inspection.use_cases.reading import find_visible_file
from services.inspection.use_cases.views import appointment_details, appointment_view, inspector_of

# ---------------------------------------------------------------------------------------------------- the inspector's


def set_appointment(
    work: Work,
    *,
    caller: Caller,
    file_id: str,
    starts_at: datetime,
    duration_minutes: int = 60,
    reason: str | None = None,
) -> AppointmentView:
    """Set the next visit, or move the one that is set (R12, R14). A debtor's file may be visited, too (R21).

    Setting it to what it already is changes nothing and tells nobody. At an unusual time it is remarked upon, or
    refused, as the organization likes it; where the inspector is to visit another file it is refused.
    """
    file = lock_held_file(work, caller, file_id)
    domain.check_starts_at(starts_at, now=work.now, years_ahead=settings().appointment_years)
    appointment = store.find_open_appointment(work.session, file.id)
    if appointment is not None and (appointment.starts_at, appointment.duration_minutes) == (
        starts_at,
        duration_minutes,
    ):
        return appointment_view(appointment)
    visit = domain.Period.lasting(starts_at, duration_minutes)
    remarks = _judge_time(work, visit)
    _require_free(work, caller, file, visit)
    moved = appointment is not None
    if appointment is None:
        appointment = _new(work, caller, file)
    else:
        _remember(work, appointment, reason or None)
    appointment.starts_at, appointment.duration_minutes = starts_at, duration_minutes
    appointment.set_at, appointment.remarks = work.now, [remark.value for remark in remarks]
    _forget_answers(appointment)
    if not store.hold_time(work.session, appointment):
        raise Conflict(InspectionCode.APPOINTMENT_OVERLAPS)
    _tell(work, file, appointment, remarks, moved=moved, reason=reason or None)
    follow(work, file)
    return appointment_view(appointment)


def cancel_appointment(work: Work, *, caller: Caller, file_id: str, reason: str) -> AppointmentView:
    """Call the visit off; its time is free at once, and the file stays with its inspector."""
    file = lock_held_file(work, caller, file_id)
    appointment = _require_open(work, file)
    call_off(work, file, appointment, reason)
    follow(work, file)
    return appointment_view(appointment)


def call_off(work: Work, file: FileRow, appointment: AppointmentRow, reason: str | None = None) -> None:
    """A visit will not take place: its inspector says so, or has the file no longer (then without a reason)."""
    appointment.state = AppointmentState.CANCELLED
    appointment.cancelled_at, appointment.cancel_reason = work.now, reason
    work.emit(
        AppointmentCancelled(
            file_id=file.id,
            number=file.number,
            appointment_id=appointment.id,
            contractor=store.contractor_of(file),
            inspector=inspector_of(appointment),
            starts_at=appointment.starts_at,
            reason=reason,
        )
    )


# --------------------------------------------------------------------------------------------------- the contractor's


def confirm_appointment(
    work: Work, *, caller: Caller, file_id: str, starts_at: datetime | None = None
) -> AppointmentView:
    """The contractor will be there; once said, saying it again changes nothing. It takes a wish for another time back.

    With ``starts_at`` it is refused when the visit has been moved meanwhile: nobody confirms a time unseen.
    """
    file = lock_own_file(work, caller, file_id)
    appointment = _require_open(work, file)
    if starts_at is not None and starts_at != appointment.starts_at:
        raise Conflict(InspectionCode.APPOINTMENT_MOVED)
    if appointment.confirmed_at is not None:
        return appointment_view(appointment)
    _forget_answers(appointment)
    appointment.confirmed_at = work.now
    work.emit(
        AppointmentConfirmed(
            file_id=file.id,
            number=file.number,
            appointment_id=appointment.id,
            contractor=store.contractor_of(file),
            inspector=inspector_of(appointment),
            starts_at=appointment.starts_at,
            confirmed_at=work.now,
        )
    )
    follow(work, file)
    return appointment_view(appointment)


def request_another_time(
    work: Work, *, caller: Caller, file_id: str, reason: str, proposed_at: datetime | None = None
) -> AppointmentView:
    """The contractor asks for another time, and no longer confirms this one; the visit stands until it is moved.

    Asking the same again changes nothing and tells nobody.
    """
    file = lock_own_file(work, caller, file_id)
    appointment = _require_open(work, file)
    if proposed_at is not None:
        domain.check_starts_at(
            proposed_at, now=work.now, years_ahead=settings().appointment_years, field="proposed_at"
        )
    if (appointment.change_reason, appointment.change_proposed_at) == (reason, proposed_at):
        return appointment_view(appointment)
    _forget_answers(appointment)
    appointment.change_reason, appointment.change_proposed_at = reason, proposed_at
    appointment.change_requested_at = work.now
    work.emit(
        AnotherTimeRequested(
            file_id=file.id,
            number=file.number,
            appointment_id=appointment.id,
            contractor=store.contractor_of(file),
            inspector=inspector_of(appointment),
            starts_at=appointment.starts_at,
            proposed_at=proposed_at,
            reason=reason,
            requested_at=work.now,
        )
    )
    follow(work, file)
    return appointment_view(appointment)


# -------------------------------------------------------------------------------------------------------- everybody's


def get_appointment(look: Look, *, caller: Caller, file_id: str) -> AppointmentDetails:
    """The visit that the file waits for, and the times that it had before."""
    file = find_visible_file(look, caller, file_id)
    appointment = store.find_open_appointment(look.session, file.id)
    if appointment is None:
        raise Conflict(InspectionCode.NO_APPOINTMENT)
    return appointment_details(appointment, store.list_moves(look.session, appointment.id))


def _require_open(work: Work, file: FileRow) -> AppointmentRow:
    appointment = store.find_open_appointment(work.session, file.id)
    if appointment is None:
        raise Conflict(InspectionCode.NO_APPOINTMENT)
    return appointment


def _judge_time(work: Work, visit: domain.Period) -> list[AppointmentRemark]:
    policy = policies.in_force(work.session, VISITS)
    day = visit.starts_at.astimezone(domain.TEHRAN).date()
    calendar = working_time(work, day, day)
    remarks = domain.remarks_on(
        visit, now=work.now, calendar=calendar, notice_minutes=policy.minimum_notice_minutes
    )
    if policy.unusual_visits is UnusualVisits.REFUSE:
        domain.refuse_unusual(remarks, calendar=calendar, notice_minutes=policy.minimum_notice_minutes)
    return remarks


def _require_free(work: Work, caller: Caller, file: FileRow, visit: domain.Period) -> None:
    store.lock_time_of(work.session, caller.id)
    other = store.find_overlapping(work.session, caller.id, visit, but_of=file.id)
    if other is not None:
        raise Conflict(InspectionCode.APPOINTMENT_OVERLAPS, number=other.number)


def _new(work: Work, caller: Caller, file: FileRow) -> AppointmentRow:
    return AppointmentRow(
        id=work.new_id(),
        file_id=file.id,
        phase=file.phase,
        inspector_id=caller.id,
        inspector_code=caller.membership_code,
        inspector_name=caller.full_name,
        state=AppointmentState.SET,
    )


def _remember(work: Work, appointment: AppointmentRow, reason: str | None) -> None:
    """Keep the time that a visit had before it is moved."""
    before = AppointmentMoveRow(
        id=work.new_id(),
        appointment_id=appointment.id,
        starts_at=appointment.starts_at,
        duration_minutes=appointment.duration_minutes,
        set_at=appointment.set_at,
        moved_at=work.now,
        reason=reason,
    )
    work.session.add(before)


def _forget_answers(appointment: AppointmentRow) -> None:
    """What the contractor said was about another time, or is taken back by what they say now."""
    appointment.confirmed_at = None
    appointment.change_reason = appointment.change_proposed_at = appointment.change_requested_at = None


def _tell(
    work: Work,
    file: FileRow,
    appointment: AppointmentRow,
    remarks: list[AppointmentRemark],
    *,
    moved: bool,
    reason: str | None,
) -> None:
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
            address=file.address,
            reason=reason,
            remarks=remarks,
        )
    )
