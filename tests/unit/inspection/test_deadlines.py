"""By when something is to happen to a file: which clocks run, and when each runs out."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.jalali import TEHRAN, add_jalali_months, jalali_holidays, jalali_moment, parse_moment
from contracts.terms import DeadlineKind
from services.inspection.domain import (
    Clock,
    Patience,
    Standing,
    Visit,
    WorkingTime,
    days_late,
    days_to_know,
    due_at,
    is_same,
    running_clocks,
)

NO_APPOINTMENT, NO_REPORT, IDLE = (
    DeadlineKind.NO_APPOINTMENT,
    DeadlineKind.NO_REPORT,
    DeadlineKind.IDLE,
)
YEARLY = ["01-01", "01-02", "01-03", "01-04", "01-12", "01-13", "03-14", "03-15", "11-22", "12-29"]
WORKING = WorkingTime(
    days_off=frozenset({6}),
    opens_at=time(8),
    closes_at=time(18),
    holidays=jalali_holidays(YEARLY, date(2026, 1, 1), date(2028, 1, 1)),
)
PATIENCE = Patience(
    appointment_working_days=3,
    report_days=2,
    idle_months=6,
    working=WORKING,
    add_months=add_jalali_months,
)
NOON = datetime(2026, 11, 23, 8, 30, tzinfo=UTC)  # a Monday, 1405-09-02, noon in Tehran
HELD = Standing(
    file_id="file",
    ended=False,
    referral_id="referral",
    owes=False,
    expected_since=NOON,
    last_activity_at=NOON,
    visit=None,
)
VISIT = Visit(id="visit", ends_at=NOON + timedelta(days=5))


def due(kind: DeadlineKind, since: str, patience: Patience = PATIENCE) -> str:
    """When a clock that starts at a Jalali moment runs out, in the same form."""
    return jalali_moment(due_at(Clock(kind, "it", parse_moment(since)), patience))


class TestWhichClocksRun:
    """Of each kind at most one, and none that nobody can do anything about."""

    def test_a_referred_file_waits_for_an_appointment(self) -> None:
        assert running_clocks(HELD) == (
            Clock(NO_APPOINTMENT, "referral", NOON),
            Clock(IDLE, "file", NOON),
        )

    def test_a_visit_waits_for_its_report_from_its_end(self) -> None:
        assert running_clocks(replace(HELD, visit=VISIT)) == (
            Clock(NO_REPORT, "visit", VISIT.ends_at),
            Clock(IDLE, "file", NOON),
        )

    def test_a_visit_during_which_the_file_owed_waits_from_when_it_was_paid(self) -> None:
        paid_at = VISIT.ends_at + timedelta(days=9)
        (clock, _) = running_clocks(replace(HELD, visit=VISIT, expected_since=paid_at))
        assert clock == Clock(NO_REPORT, "visit", paid_at)

    @pytest.mark.parametrize("visit", [None, VISIT])
    def test_nothing_is_expected_of_the_inspector_of_a_file_that_owes(self, visit: Visit | None) -> None:
        assert running_clocks(replace(HELD, owes=True, visit=visit)) == (Clock(IDLE, "file", NOON),)

    def test_a_file_that_nobody_has_can_only_be_idle(self) -> None:
        assert running_clocks(replace(HELD, referral_id=None)) == (Clock(IDLE, "file", NOON),)

    @pytest.mark.parametrize("visit", [None, VISIT])
    def test_an_ended_file_has_no_deadlines(self, visit: Visit | None) -> None:
        assert running_clocks(replace(HELD, ended=True, visit=visit)) == ()


class TestAppointment:
    """By the end of the third working day after the day from which it counts."""

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            # Monday: Tuesday, Wednesday, Thursday
            ("1405-09-02 12:00", "1405-09-06 00:00"),
            # the last minute of a day is still that day
            ("1405-09-02 23:59", "1405-09-06 00:00"),
            ("1405-09-03 00:00", "1405-09-08 00:00"),
            # Wednesday: Thursday, not Friday, Saturday, Sunday
            ("1405-09-04 08:00", "1405-09-09 00:00"),
            # on a Friday itself: Saturday, Sunday, Monday
            ("1405-09-06 08:00", "1405-09-10 00:00"),
            # a holiday between: 22 Bahman 1405 is a Thursday, then comes a Friday
            ("1405-11-20 10:00", "1405-11-26 00:00"),
            # Nowruz: Friday, 29 Esfand, the first four days; then Thursday, not Friday, Saturday, Sunday
            ("1405-12-27 10:00", "1406-01-09 00:00"),
            # the 12th of Farvardin, and the 13th, which is a Friday
            ("1406-01-11 10:00", "1406-01-17 00:00"),
        ],
    )
    def test_examples(self, since: str, until: str) -> None:
        assert due(NO_APPOINTMENT, since) == until

    def test_two_days_off_a_week_make_it_longer(self) -> None:
        working = replace(WORKING, days_off=frozenset({5, 6}))
        assert (
            due(NO_APPOINTMENT, "1405-09-02 12:00", replace(PATIENCE, working=working)) == "1405-09-08 00:00"
        )

    def test_the_holidays_of_all_days_that_may_count_are_known(self) -> None:
        clock = Clock(NO_APPOINTMENT, "it", parse_moment("1405-09-02 12:00"))
        first, last = days_to_know(clock, 3)
        assert (first, last) == (date(2026, 11, 23), date(2027, 12, 15))


class TestReport:
    """So many times 24 hours after the visit's end, whatever days those are."""

    def test_examples(self) -> None:
        assert due(NO_REPORT, "1405-09-05 11:30") == "1405-09-07 11:30"
        assert due(NO_REPORT, "1405-12-29 17:00") == "1406-01-02 17:00"


class TestIdle:
    """At the end of the same day six calendar months later."""

    @pytest.mark.parametrize(
        ("since", "until"),
        [
            ("1405-01-05 09:00", "1405-07-06 00:00"),
            ("1405-09-02 12:00", "1406-03-03 00:00"),
            # Mehr has no 31st day
            ("1405-01-31 09:00", "1405-08-01 00:00"),
            # nor has Esfand a 30th, but in a leap year
            ("1405-06-31 09:00", "1406-01-01 00:00"),
            ("1408-06-31 09:00", "1409-01-01 00:00"),
        ],
    )
    def test_examples(self, since: str, until: str) -> None:
        assert due(IDLE, since) == until

    def test_activity_counts_once_a_day(self) -> None:
        morning = Clock(IDLE, "file", parse_moment("1405-09-02 00:01"))
        assert is_same(morning, replace_since(morning, "1405-09-02 23:59"))
        assert not is_same(morning, replace_since(morning, "1405-09-03 00:00"))

    def test_other_clocks_start_anew_at_any_moment(self) -> None:
        clock = Clock(NO_APPOINTMENT, "referral", NOON)
        assert is_same(clock, Clock(NO_APPOINTMENT, "referral", NOON))
        assert not is_same(clock, Clock(NO_APPOINTMENT, "referral", NOON + timedelta(seconds=1)))
        assert not is_same(clock, Clock(NO_APPOINTMENT, "another", NOON))
        assert not is_same(clock, Clock(NO_REPORT, "referral", NOON))


def replace_since(clock: Clock, since: str) -> Clock:
    return Clock(clock.kind, clock.subject_id, parse_moment(since))


def test_days_late_are_whole_days() -> None:
    assert days_late(NOON, NOON - timedelta(days=3)) == 0
    assert days_late(NOON, NOON + timedelta(hours=23)) == 0
    assert days_late(NOON, NOON + timedelta(days=4, hours=2)) == 4


# ------------------------------------------------------------------------------------------------- whatever happens

MOMENTS = st.datetimes(datetime(2024, 3, 20), datetime(2030, 3, 20), timezones=st.just(TEHRAN))
CLOCKS = st.builds(Clock, st.sampled_from(DeadlineKind), st.just("it"), MOMENTS)
CALENDARS = st.builds(
    WorkingTime,
    days_off=st.frozensets(st.integers(0, 6), max_size=6),
    opens_at=st.just(time(8)),
    closes_at=st.just(time(18)),
    holidays=st.frozensets(st.dates(date(2024, 3, 1), date(2030, 12, 1)), max_size=40),
)
PATIENCES = st.builds(
    Patience,
    appointment_working_days=st.integers(1, 30),
    report_days=st.integers(1, 365),
    idle_months=st.integers(1, 120),
    working=CALENDARS,
    add_months=st.just(add_jalali_months),
)


@given(CLOCKS, PATIENCES)
def test_nothing_is_due_within_a_day_of_its_start(clock: Clock, patience: Patience) -> None:
    assert due_at(clock, patience) - clock.since >= timedelta(days=1)


@given(CLOCKS, PATIENCES, st.integers(0, 10))
def test_more_patience_is_never_less_time(clock: Clock, patience: Patience, more: int) -> None:
    longer = replace(
        patience,
        appointment_working_days=patience.appointment_working_days + more,
        report_days=patience.report_days + more,
        idle_months=patience.idle_months + more,
    )
    assert due_at(clock, longer) >= due_at(clock, patience)


@given(CLOCKS, PATIENCES, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_who_starts_later_is_due_no_earlier(clock: Clock, patience: Patience, after: timedelta) -> None:
    later = Clock(clock.kind, clock.subject_id, clock.since + after)
    assert due_at(later, patience) >= due_at(clock, patience)


@given(CLOCKS, PATIENCES, st.dates(date(2024, 3, 1), date(2030, 12, 1)))
def test_another_holiday_is_never_less_time(clock: Clock, patience: Patience, holiday: date) -> None:
    working = replace(patience.working, holidays=patience.working.holidays | {holiday})
    assert due_at(clock, replace(patience, working=working)) >= due_at(clock, patience)
