"""By when something is to happen to a file: which clocks run for it, and when each runs out.

A clock is a kind, whom or what it is about, and since when the time counts. Days are Tehran's, months the calendar's.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.terms import DeadlineKind
from services.inspection.domain.working_time import TEHRAN, WorkingTime, end_of_day

_DAYS_A_WEEK = 7
_DAYS_A_YEAR = 366


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A visit that is agreed and not reported."""

    id: str
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What of a file decides which clocks run.

    ``referral_id`` is null unless somebody has the file in work. ``expected_since`` is when the inspector was last
    given the next step: at the referral, a report, the end of a visit or of the file's debt.
    """

    file_id: str
    ended: bool
    referral_id: str | None
    owes: bool
    expected_since: datetime
    last_activity_at: datetime
    visit: Visit | None


@dataclass(frozen=True)
class Clock:
    """Time that runs. The subject is the referral, the appointment or the file."""

    kind: DeadlineKind
    subject_id: str
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long may pass: ``working`` says which days count, ``add_months`` what a calendar month is."""

    appointment_working_days: int
    report_days: int
    idle_months: int
    working: WorkingTime
    add_months: Callable[[date, int], date]


def running_clocks(file: Standing) -> tuple[Clock, ...]:
    """The clocks that run for a file: at most one of a kind.

    While the file owes (R21), or an invoice that must be paid first, nothing is expected of its inspector: it is the
    contractor who keeps it waiting. Idle it is all the same.
    """
    if file.ended:
        return ()
    idle = Clock(DeadlineKind.IDLE, file.file_id, file.last_activity_at)
    if file.referral_id is None or file.owes:
        return (idle,)
    if file.visit is None:
        return (Clock(DeadlineKind.NO_APPOINTMENT, file.referral_id, file.expected_since), idle)
    since = max(file.visit.ends_at, file.expected_since)
    return (Clock(DeadlineKind.NO_REPORT, file.visit.id, since), idle)


def is_same(clock: Clock, other: Clock) -> bool:
    """Whether a clock still is that other one. An idle file's counts days: it starts anew once a day at most."""
    if (clock.kind, clock.subject_id) != (other.kind, other.subject_id):
        return False
    if clock.kind is DeadlineKind.IDLE:
        return _day(clock.since) == _day(other.since)
    return clock.since == other.since


def due_at(clock: Clock, patience: Patience) -> datetime:
    """When a clock runs out.

    An appointment is due by the end of the last working day that is allowed after the day from which it counts, a
    report so many times 24 hours after the visit, and an idle file at the end of the same day so many months later.
    """
    match clock.kind:
        case DeadlineKind.NO_APPOINTMENT:
            last = patience.working.add_working_days(_day(clock.since), patience.appointment_working_days)
            return end_of_day(last)
        case DeadlineKind.NO_REPORT:
            return clock.since + timedelta(days=patience.report_days)
        case DeadlineKind.IDLE:
            return end_of_day(patience.add_months(_day(clock.since), patience.idle_months))


def days_to_know(clock: Clock, appointment_working_days: int) -> tuple[date, date]:
    """The days of which one must know whether they are holidays, to say when a clock runs out."""
    first = _day(clock.since)
    return first, first + timedelta(days=_DAYS_A_WEEK * appointment_working_days + _DAYS_A_YEAR)


def days_late(due: datetime, until: datetime) -> int:
    """How many whole days something is late; none while it is not due."""
    return max((until - due) // timedelta(days=1), 0)


def _day(moment: datetime) -> date:
    return moment.astimezone(TEHRAN).date()
