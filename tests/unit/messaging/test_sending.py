"""Quiet hours, pauses between attempts, and when a text is no longer wanted."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.messaging import SmsPolicy
from services.messaging.domain import QuietHours, expired_since, next_question, pause_after
from services.messaging.domain.quiet_hours import TEHRAN
from services.messaging.use_cases.policies import SMS

NIGHT = QuietHours.of("22:00", "07:00")
NOON = QuietHours.of("13:00", "15:30")
NEVER = QuietHours.of("00:00", "00:00")
clocks = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
moments = st.datetimes(min_value=datetime(2025, 1, 1), max_value=datetime(2035, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)


def tehran(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


@pytest.mark.parametrize(
    ("quiet", "moment", "next_moment"),
    [
        (NIGHT, tehran(21, 59), tehran(21, 59)),
        (NIGHT, tehran(22), tehran(7, day=25)),
        (NIGHT, tehran(23, 59), tehran(7, day=25)),
        (NIGHT, tehran(0), tehran(7)),
        (NIGHT, tehran(6, 59), tehran(7)),
        (NIGHT, tehran(7), tehran(7)),
        (NOON, tehran(12, 59), tehran(12, 59)),
        (NOON, tehran(13), tehran(15, 30)),
        (NOON, tehran(15, 30), tehran(15, 30)),
        (NEVER, tehran(0), tehran(0)),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_for_their_end(
    quiet: QuietHours, moment: datetime, next_moment: datetime
) -> None:
    assert quiet.next_after(moment) == next_moment
    assert quiet.covers(moment) == (moment != next_moment)


@given(clocks, clocks, moments)
def test_the_next_moment_is_never_quiet_and_never_further_than_the_quiet_hours_are_long(
    begin: time, end: time, moment: datetime
) -> None:
    quiet = QuietHours(begin, end)
    next_moment = quiet.next_after(moment)
    assert not quiet.covers(next_moment)
    assert timedelta(0) <= next_moment - moment <= quiet.length
    assert (next_moment == moment) == (not quiet.covers(moment))
    assert quiet.covers(moment) == (
        quiet.length > timedelta(0)
        and (moment - datetime.combine(moment.astimezone(TEHRAN).date(), begin, TEHRAN)) % timedelta(days=1)
        < quiet.length
    )


@given(st.integers(1, 100), st.integers(1, 60), st.integers(60, 1440))
def test_pauses_double_up_to_the_longest(attempts: int, first: int, longest: int) -> None:
    pause, following = (
        pause_after(n, first_minutes=first, longest_minutes=longest) for n in (attempts, attempts + 1)
    )
    assert timedelta(minutes=first) <= pause <= following <= timedelta(minutes=longest)
    assert following in (2 * pause, timedelta(minutes=longest))


def test_pauses_as_they_come() -> None:
    minutes = [pause_after(n, first_minutes=2, longest_minutes=20).seconds // 60 for n in range(1, 7)]
    assert minutes == [2, 4, 8, 16, 20, 20]


def test_what_has_waited_too_long() -> None:
    assert expired_since(tehran(12), 24) == tehran(12, day=23)


def test_a_fate_is_asked_about_less_and_less_often_and_not_for_ever() -> None:
    sent_at = asked_at = tehran(12)
    pauses = []
    while (following := next_question(sent_at, asked_at)) is not None:
        pauses.append(following - asked_at)
        asked_at = following
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (timedelta(seconds=15), timedelta(hours=1))
    assert timedelta(hours=48) <= asked_at - sent_at < timedelta(hours=50)
    assert len(pauses) < 70


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        (SmsPolicy(), []),
        (SmsPolicy(expire_after_hours=9), ["expire_after_hours"]),
        (SmsPolicy(expire_after_hours=10), []),
        (SmsPolicy(quiet_from="00:00", quiet_until="00:00", expire_after_hours=1), []),
        (SmsPolicy(first_retry_minutes=121), ["longest_retry_minutes"]),
    ],
)
def test_a_policy_that_contradicts_itself(policy: SmsPolicy, wrong: list[str]) -> None:
    assert list(SMS.check(policy)) == wrong
