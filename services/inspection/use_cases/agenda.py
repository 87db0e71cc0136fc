"""What a person has before them: their visits in order, and the times that are still free."""

from datetime import date, timedelta

from chassis import policies
from chassis.paging import decode_place, page
from chassis.work import Look
from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.inspection import AppointmentSlots, Slot, SlotDay, VisitView
from contracts.shapes import Caller, Page
from contracts.terms import Role
from services.inspection import domain, store
from services.inspection.settings import settings
from services.inspection.use_cases.asking import look_ahead
from services.inspection.use_cases.holding import (
    is_held_by,
    not_your_file,
    require_in_work,
    require_inspector,
)
from services.inspection.use_cases.policies import VISITS, working_time
from services.inspection.use_cases.views import visit_view

_VISITORS = (Role.INSPECTOR, Role.CONTRACTOR)


def list_my_appointments(
    look: Look,
    *,
    caller: Caller,
    from_date: date | None = None,
    to_date: date | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[VisitView]:
    """One's own visits whose beginnings lie between two days, both included; from today on by default."""
    require_visitor(caller)
    first = from_date or look.now.astimezone(domain.TEHRAN).date()
    if to_date is not None and to_date < first:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})
    visits = store.list_visits(
        look.session,
        caller.id,
        caller.role,
        since=domain.start_of_day(first),
        until=None if to_date in (None, date.max) else domain.end_of_day(to_date),
        after=decode_place(cursor),
        limit=limit + 1,
    )
    return page(visits, limit, lambda visit: (visit[0].starts_at.isoformat(), visit[0].id), visit_view)


def list_appointment_slots(
    look: Look,
    *,
    caller: Caller,
    file_id: str,
    from_date: date | None = None,
    days: int = 7,
    duration_minutes: int = 60,
    step_minutes: int = 30,
) -> AppointmentSlots:
    """When the file could be visited at usual times; the time that its own visit has now counts as free."""
    require_inspector(caller)
    file, _ = look_ahead(look, file_id)
    if not is_held_by(file, caller):
        raise not_your_file()
    require_in_work(file)
    first = _first_day(look, from_date)
    within = domain.Period(domain.start_of_day(first), domain.start_of_day(first + timedelta(days=days)))
    taken = store.list_taken(look.session, caller.id, within, but_of=file.id)
    calendar = working_time(look, first, first + timedelta(days=days))
    notice = timedelta(minutes=policies.in_force(look.session, VISITS).minimum_notice_minutes)
    shown = []
    for day in (first + timedelta(days=number) for number in range(days)):
        free = domain.free_slots(
            day,
            calendar=calendar,
            taken=taken,
            earliest=look.now + notice,
            duration_minutes=duration_minutes,
            step_minutes=step_minutes,
        )
        slots = [Slot(starts_at=slot.starts_at, ends_at=slot.ends_at) for slot in free]
        shown.append(SlotDay(day=day, off=domain.why_off(day, calendar), slots=slots))
    return AppointmentSlots(
        file_id=file.id, duration_minutes=duration_minutes, step_minutes=step_minutes, days=shown
    )


def require_visitor(caller: Caller) -> None:
    """Refuse whoever neither visits nor is visited."""
    if caller.role not in _VISITORS:
        raise Forbidden(CommonCode.FORBIDDEN)


def _first_day(look: Look, wanted: date | None) -> date:
    """Never before today, and never where no visit could be set."""
    today = look.now.astimezone(domain.TEHRAN).date()
    first = max(wanted or today, today)
    years = settings().appointment_years
    if first > today + timedelta(days=366 * years):
        raise InvalidRequest(CommonCode.INVALID, errors={"from": [domain.appointment_too_far(years)]})
    return first
