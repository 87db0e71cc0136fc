"""Who is held back while too much waits, and that nobody is who would make it less."""

from typing import Any

import pytest

from chassis.pressure import Backlog, Pressure
from contracts.errors import Unavailable


class Gauge(Pressure):
    """A pressure gauge whose counts are given."""

    def __init__(self) -> None:
        nothing: Any = None
        super().__init__(nothing, outbox_limit=100, inbox_limit=100)

    def weigh(self, outbox: int, inbox: int) -> None:
        """Judge so much."""
        self._judge(
            Backlog(outbox_waiting=outbox, outbox_oldest_seconds=0, inbox_waiting=inbox, inbox_parked=0)
        )
        self._let_in()


def test_it_is_full_above_the_limit_until_a_fifth_is_gone() -> None:
    gauge = Gauge()
    states = []
    for outbox in (100, 101, 90, 81, 80, 90, 101):
        gauge.weigh(outbox, 0)
        states.append(gauge.busy)
    assert states == [False, True, True, True, False, False, True]


def test_a_full_outbox_refuses_commands_and_pauses_the_inbox() -> None:
    gauge = Gauge()
    gauge.weigh(100, 0)
    gauge.refuse_when_full()
    assert gauge.may_apply
    gauge.weigh(101, 0)
    with pytest.raises(Unavailable, match=r"service\.busy") as refusal:
        gauge.refuse_when_full()
    assert refusal.value.retry_after_seconds
    assert (gauge.may_apply, gauge.may_take) == (False, True)


def test_a_full_inbox_takes_no_more_and_refuses_nobody() -> None:
    gauge = Gauge()
    gauge.weigh(0, 101)
    gauge.refuse_when_full()
    assert (gauge.may_apply, gauge.may_take) == (True, False)


def test_when_both_are_full_the_inbox_is_emptied() -> None:
    """Its facts fill the broker, which for that takes nothing from the outbox: somebody must go first."""
    gauge = Gauge()
    gauge.weigh(101, 101)
    assert (gauge.may_apply, gauge.may_take) == (True, False)


def test_a_full_inbox_that_stands_still_lets_some_in_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("chassis.pressure.time.monotonic", lambda: clock[0])
    gauge = Gauge()
    let_in = []
    for second in range(1, 14):
        clock[0] = float(second)
        gauge.weigh(0, 101)
        let_in.append(second) if gauge.may_take else None
    assert let_in == [6, 12]
    for second in range(14, 30):
        clock[0] = float(second)
        gauge.moved()
        gauge.weigh(0, 101)
        assert not gauge.may_take
