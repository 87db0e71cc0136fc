"""When a file may be visited: in the future, rather at usual times, and nowhere while its inspector is elsewhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.errors import CommonCode, InspectionCode, InvalidRequest
from contracts.terms import AppointmentRemark, DayOff, FileStatus
from services.inspection.domain.working_time import TEHRAN, WorkingTime, weekday_of

# What a person reads beside the field; programs go by the code.
APPOINTMENT_IN_PAST = "Must be in the future."
DAY_OFF = "Nobody works on this day."

_DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Period:
    """A time from one moment to another; the last is no part of it, so that visits may follow on each other."""

    starts_at: datetime
    ends_at: datetime

    @classmethod
    def lasting(cls, starts_at: datetime, minutes: int) -> "Period":
        """The time from a moment on, for so many minutes."""
        return cls(starts_at, starts_at + timedelta(minutes=minutes))

    def overlaps(self, other: "Period") -> bool:
        """Whether nobody can be at both."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def ends_appointment(
    *, held_by: str, inspector_id: str | None, status: FileStatus, referred_anew: bool
) -> bool:
    """Whether a visit agreed with the inspector ``held_by`` is off, given what the file has become."""
    return status is not FileStatus.REFERRED or inspector_id != held_by or referred_anew


def check_starts_at(
    starts_at: datetime, *, now: datetime, years_ahead: int, field: str = "starts_at"
) -> None:
    """A visit lies ahead (R12), at most so many years: beyond it is a slip of the pen, or beyond every calendar.

    Raises ``inspection.appointment_in_past`` or ``request.invalid``, with a message under ``field``.
    """
    if starts_at <= now:
        errors = {field: [APPOINTMENT_IN_PAST]}
        raise InvalidRequest(InspectionCode.APPOINTMENT_IN_PAST, errors=errors)
    if starts_at > now + timedelta(days=_DAYS_A_YEAR * years_ahead):
        errors = {field: [appointment_too_far(years_ahead)]}
        raise InvalidRequest(CommonCode.INVALID, errors=errors)


def appointment_too_far(years_ahead: int) -> str:
    """What a person reads beside a visit that is set too far ahead."""
    return f"Must be within the next {years_ahead} years."


# --------------------------------------------------------------------------------------------------- unusual times


def remarks_on(
    visit: Period, *, now: datetime, calendar: WorkingTime, notice_minutes: int
) -> list[AppointmentRemark]:
    """What is unusual about the time of a visit."""
    found = []
    if not calendar.is_working_day(visit.starts_at.astimezone(TEHRAN).date()):
        found.append(AppointmentRemark.DAY_OFF)
    if not calendar.is_within_hours(visit.starts_at, visit.ends_at):
        found.append(AppointmentRemark.OUTSIDE_HOURS)
    if visit.starts_at < now + timedelta(minutes=notice_minutes):
        found.append(AppointmentRemark.SHORT_NOTICE)
    return found


def refuse_unusual(
    remarks: Collection[AppointmentRemark], *, calendar: WorkingTime, notice_minutes: int
) -> None:
    """Refuse a visit at an unusual time: ``inspection.appointment_unusual``, with a message per reason."""
    said = {
        AppointmentRemark.DAY_OFF: DAY_OFF,
        AppointmentRemark.OUTSIDE_HOURS: outside_hours(calendar),
        AppointmentRemark.SHORT_NOTICE: little_notice(notice_minutes),
    }
    if remarks:
        errors = {"starts_at": [said[remark] for remark in remarks]}
        raise InvalidRequest(InspectionCode.APPOINTMENT_UNUSUAL, errors=errors)


def outside_hours(calendar: WorkingTime) -> str:
    """What a person reads beside a visit before or after the working hours."""
    return f"Must be between {calendar.opens_at:%H:%M} and {calendar.closes_at:%H:%M}."


def little_notice(minutes: int) -> str:
    """What a person reads beside a visit of which people hear too late."""
    return f"Must be at least {minutes} minutes from now."


# ------------------------------------------------------------------------------------------------------ free times


def why_off(day: date, calendar: WorkingTime) -> DayOff | None:
    """Why nobody works on a day, if nobody does."""
    if weekday_of(day) in calendar.days_off:
        return DayOff.WEEKLY
    return DayOff.HOLIDAY if day in calendar.holidays else None


def free_slots(
    day: date,
    *,
    calendar: WorkingTime,
    taken: Sequence[Period],
    earliest: datetime,
    duration_minutes: int,
    step_minutes: int,
) -> list[Period]:
    """The times of a day at which a visit of this length can begin, each so many minutes after the one before.

    They lie within the working hours, not before ``earliest``, and overlap nothing that is taken; each other they may,
    since only one of them will be chosen.
    """
    if not calendar.is_working_day(day):
        return []
    slots = []
    slot = Period.lasting(datetime.combine(day, calendar.opens_at, TEHRAN), duration_minutes)
    while calendar.is_within_hours(slot.starts_at, slot.ends_at):
        if slot.starts_at >= earliest and not any(slot.overlaps(other) for other in taken):
            slots.append(slot)
        slot = Period.lasting(slot.starts_at + timedelta(minutes=step_minutes), duration_minutes)
    return slots


# ------------------------------------------------------------------------------------------------------- reminders


def reminder_of(starts_at: datetime, remind_at: time) -> datetime:
    """When people are reminded of a visit: at that time of Tehran on the day before."""
    return datetime.combine(starts_at.astimezone(TEHRAN).date() - timedelta(days=1), remind_at, TEHRAN)


def day_to_remind_of(now: datetime, remind_at: time) -> date | None:
    """The day of whose visits people are to be reminded by now: tomorrow, once it is late enough today."""
    here = now.astimezone(TEHRAN)
    return here.date() + timedelta(days=1) if here.time() >= remind_at else None
