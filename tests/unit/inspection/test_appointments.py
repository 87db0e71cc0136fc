"""What is said of the time of a visit, which times are free, and when people are reminded."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InspectionCode, InvalidRequest
from contracts.terms import AppointmentRemark, DayOff
from services.inspection import domain
from services.inspection.domain import TEHRAN, Period, WorkingTime

NOWRUZ = date(2027, 3, 21)
CALENDAR = WorkingTime(
    days_off=frozenset({6}), opens_at=time(8), closes_at=time(16), holidays=frozenset({NOWRUZ})
)
SUNDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 27)
DAY_OFF, OUTSIDE_HOURS, SHORT_NOTICE = AppointmentRemark


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), TEHRAN)


MIDNIGHT = at(SUNDAY, 0)


def remarks(starts_at: datetime, *, minutes: int = 60, notice_days: float = 1) -> list[AppointmentRemark]:
    """Of a visit that is set on the evening of Thursday the nineteenth."""
    return domain.remarks_on(
        Period.lasting(starts_at, minutes),
        now=at(date(2026, 11, 19), 20),
        calendar=CALENDAR,
        notice_minutes=int(1_440 * notice_days),
    )


@pytest.mark.parametrize(
    ("starts_at", "found"),
    [
        (at(SUNDAY, 8), []),
        (at(SUNDAY, 15), []),
        (at(SUNDAY, 15, 1), [OUTSIDE_HOURS]),
        (at(SUNDAY, 7, 59), [OUTSIDE_HOURS]),
        (at(SUNDAY, 23, 30), [OUTSIDE_HOURS]),
        (at(FRIDAY, 10), [DAY_OFF]),
        (at(FRIDAY, 20), [DAY_OFF, OUTSIDE_HOURS]),
        (at(NOWRUZ, 10), [DAY_OFF]),
        (at(date(2026, 11, 20), 10), [DAY_OFF, SHORT_NOTICE]),
        (at(date(2026, 11, 20), 20), [DAY_OFF, OUTSIDE_HOURS]),
        # As UTC counts, it begins on Saturday the twenty-first.
        (datetime(2026, 11, 21, 20, 30, tzinfo=UTC), [OUTSIDE_HOURS]),
    ],
)
def test_what_is_unusual_is_remarked(starts_at: datetime, found: list[AppointmentRemark]) -> None:
    assert remarks(starts_at) == found


def test_without_a_notice_a_visit_may_be_at_once() -> None:
    assert SHORT_NOTICE not in remarks(at(date(2026, 11, 19), 20, 1), notice_days=0)


def test_the_unusual_is_refused_with_each_reason() -> None:
    with pytest.raises(InvalidRequest) as refused:
        domain.refuse_unusual([DAY_OFF, OUTSIDE_HOURS, SHORT_NOTICE], calendar=CALENDAR, notice_minutes=90)
    assert refused.value.code == InspectionCode.APPOINTMENT_UNUSUAL
    assert refused.value.errors == {
        "starts_at": [
            "Nobody works on this day.",
            "Must be between 08:00 and 16:00.",
            "Must be at least 90 minutes from now.",
        ]
    }
    domain.refuse_unusual([], calendar=CALENDAR, notice_minutes=90)


def test_visits_may_follow_on_each_other() -> None:
    first = Period.lasting(at(SUNDAY, 9), 60)
    assert not first.overlaps(Period.lasting(at(SUNDAY, 10), 60))
    assert not first.overlaps(Period.lasting(at(SUNDAY, 8), 60))
    for other in (Period.lasting(at(SUNDAY, 9, 59), 15), Period.lasting(at(SUNDAY, 8), 480), first):
        assert first.overlaps(other)
        assert other.overlaps(first)


def slots(day: date, *taken: Period, earliest: datetime = MIDNIGHT) -> list[str]:
    free = domain.free_slots(
        day,
        calendar=CALENDAR,
        taken=taken,
        earliest=earliest,
        duration_minutes=120,
        step_minutes=60,
    )
    return [f"{slot.starts_at:%H:%M}" for slot in free]


def test_the_slots_of_a_day() -> None:
    assert slots(SUNDAY) == ["08:00", "09:00", "10:00", "11:00", "12:00", "13:00", "14:00"]
    assert slots(SUNDAY, Period.lasting(at(SUNDAY, 11), 60)) == ["08:00", "09:00", "12:00", "13:00", "14:00"]
    assert slots(SUNDAY, earliest=at(SUNDAY, 12, 30)) == ["13:00", "14:00"]
    assert slots(SUNDAY, earliest=at(FRIDAY, 0)) == []


def test_a_day_off_has_none_and_says_why() -> None:
    assert slots(FRIDAY) == slots(NOWRUZ) == []
    assert domain.why_off(FRIDAY, CALENDAR) is DayOff.WEEKLY
    assert domain.why_off(NOWRUZ, CALENDAR) is DayOff.HOLIDAY
    assert domain.why_off(SUNDAY, CALENDAR) is None


minutes_of_day = st.integers(0, 24 * 60 - 1)
periods = st.builds(
    lambda minute, length: Period.lasting(at(SUNDAY, 0) + timedelta(minutes=minute), length),
    minutes_of_day,
    st.integers(15, 480),
)


@given(
    hours=st.tuples(minutes_of_day, minutes_of_day).filter(lambda pair: pair[0] < pair[1]),
    taken=st.lists(periods, max_size=6),
    earliest=minutes_of_day,
    length=st.integers(15, 480),
    step=st.integers(5, 240),
)
def test_a_slot_is_within_hours_in_time_and_free(
    hours: tuple[int, int], taken: list[Period], earliest: int, length: int, step: int
) -> None:
    opens, closes = (time(minute // 60, minute % 60) for minute in hours)
    calendar = WorkingTime(days_off=frozenset(), opens_at=opens, closes_at=closes, holidays=frozenset())
    not_before = at(SUNDAY, 0) + timedelta(minutes=earliest)
    free = domain.free_slots(
        SUNDAY,
        calendar=calendar,
        taken=taken,
        earliest=not_before,
        duration_minutes=length,
        step_minutes=step,
    )
    starts = [slot.starts_at for slot in free]
    assert starts == sorted(set(starts))
    for slot in free:
        assert slot.ends_at - slot.starts_at == timedelta(minutes=length)
        assert slot.starts_at >= not_before
        assert not any(slot.overlaps(other) for other in taken)
        assert domain.remarks_on(slot, now=not_before, calendar=calendar, notice_minutes=0) == []
    # None is left out: every other start of the grid is too early, too late or taken.
    start = datetime.combine(SUNDAY, opens, TEHRAN)
    while start.date() == SUNDAY:
        slot = Period.lasting(start, length)
        usable = calendar.is_within_hours(slot.starts_at, slot.ends_at) and start >= not_before
        assert (start in starts) == (usable and not any(slot.overlaps(other) for other in taken))
        start += timedelta(minutes=step)


def test_people_are_reminded_on_the_day_before() -> None:
    assert domain.reminder_of(at(SUNDAY, 8), time(17)) == at(date(2026, 11, 21), 17)
    # Half past midnight in Tehran is still the day before in UTC.
    midnight = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    assert domain.reminder_of(midnight, time(17)) == at(date(2026, 11, 21), 17)


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(SUNDAY, 16, 59), None),
        (at(SUNDAY, 17), date(2026, 11, 23)),
        (at(SUNDAY, 23, 59), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 20, 29, tzinfo=UTC), date(2026, 11, 23)),
        (datetime(2026, 11, 22, 20, 30, tzinfo=UTC), None),
    ],
)
def test_of_which_day_they_are_reminded(now: datetime, day: date | None) -> None:
    assert domain.day_to_remind_of(now, time(17)) == day
