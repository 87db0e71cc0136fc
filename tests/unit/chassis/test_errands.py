"""An errand: taken in a transaction, run in none, settled in another, and looked for again at once."""

import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from chassis.fuse import Fuse
from chassis.runtime import Runtime
from chassis.work import Work
from contracts.errors import CommonCode, Unavailable


class Runner(Runtime):
    """A runtime without a database: it only notes when a transaction is open."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self.open = False
        self.log: list[str] = []
        self.rpc: Any = None
        self._fuse = Fuse()
        self.pressure: Any = SimpleNamespace(outbox_full=False)

    def transact(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self.open = True
        try:
            return function(None, *args, **kwargs)
        finally:
            self.open = False


def run(jobs: list[int], do: Callable[[Runner, int], str], *, seconds: float = 0.0) -> list[str]:
    """Run an errand until there is no job left to take; gives what happened."""
    runner = Runner()

    def take(_work: Work) -> int | None:
        assert runner.open
        if not jobs:
            runner._stopping.set()
            return None
        return jobs.pop(0)

    def carry(services: Any, job: int) -> str:
        assert services is not None
        assert not runner.open
        return do(runner, job)

    def settle(_work: Work, job: int, outcome: str) -> None:
        assert runner.open
        runner.log.append(f"{job} {outcome}")

    runner._run_errands(seconds, take, carry, settle)
    return runner.log


def test_a_job_is_run_in_no_transaction_and_the_next_one_at_once() -> None:
    assert run([1, 2, 3], lambda _runner, job: f"done {job}", seconds=0.05) == [
        "1 done 1",
        "2 done 2",
        "3 done 3",
    ]


def test_what_fails_stops_nothing() -> None:
    def fail_first(_runner: Runner, job: int) -> str:
        if job == 1:
            raise ValueError("a bug")
        if job == 2:
            raise Unavailable(CommonCode.UNAVAILABLE)
        return "done"

    assert run([1, 2, 3], fail_first) == ["3 done"]


def test_it_ends_with_the_process() -> None:
    def stop(runner: Runner, _job: int) -> str:
        runner._stopping.set()
        return "done"

    assert run([1, 2], stop) == ["1 done"], "what was begun is settled, and nothing else is begun"
