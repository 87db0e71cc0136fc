"""The supervisor with real, small children."""

import io
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launcher.processes import marked_with
from launcher.supervisor import Program, Supervisor, wait_until


class Terminal(io.StringIO):
    """Stands for the person's terminal."""

    def __init__(self, *, is_terminal: bool = False) -> None:
        super().__init__()
        self._is_terminal = is_terminal

    def isatty(self) -> bool:
        return self._is_terminal


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture
def supervisor(tmp_path: Path, terminal: Terminal) -> Iterator[Supervisor]:
    supervisor = Supervisor(tmp_path, terminal=terminal)
    yield supervisor
    supervisor.stop(*supervisor.names, grace_seconds=1)
    until(lambda: marked_with(tmp_path) == [])


def add(supervisor: Supervisor, script: str, name: str = "child", **environment: str) -> None:
    supervisor.add(Program(name, ["sh", "-c", script], environment))
    supervisor.start(name)


def until(condition: Callable[[], bool]) -> None:
    assert wait_until(condition, timeout_seconds=10)


def test_output_goes_to_the_terminal_under_its_name_and_to_the_log(
    supervisor: Supervisor, terminal: Terminal, tmp_path: Path
) -> None:
    add(supervisor, "echo سلام $WHO; echo problem >&2; sleep 30; :", WHO="world")
    until(lambda: "problem" in terminal.getvalue())
    assert terminal.getvalue() == "child      | سلام world\nchild      | problem\n"
    assert (tmp_path / "log" / "child.log").read_text() == "سلام world\nproblem\n"
    assert supervisor.last_lines("child") == ["سلام world", "problem"]


def test_names_are_coloured_on_a_terminal_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    terminal = Terminal(is_terminal=True)
    supervisor = Supervisor(tmp_path, terminal=terminal)
    add(supervisor, "echo hello; sleep 30; :")
    until(lambda: "hello" in terminal.getvalue())
    supervisor.stop("child")
    assert terminal.getvalue().startswith("\x1b[36mchild")


def test_one_that_dies_is_started_again_and_that_is_said_in_one_line(
    supervisor: Supervisor, terminal: Terminal
) -> None:
    add(supervisor, "sleep 30; :")
    first = supervisor.pid("child")
    supervisor.kill("child", restart=True)
    until(lambda: supervisor.pid("child") not in (None, first))
    assert supervisor.restarts("child") == 1
    until(lambda: "child died (killed by SIGKILL); starting it again in 0.2 s" in terminal.getvalue())


def test_one_that_keeps_dying_is_given_ever_more_time(supervisor: Supervisor, terminal: Terminal) -> None:
    add(supervisor, "exit 7")
    until(lambda: "died (exit code 7); starting it again in 0.8 s" in terminal.getvalue())
    assert supervisor.restarts("child") == 2
    supervisor.stop("child")
    assert supervisor.pid("child") is None


def test_one_that_is_killed_stays_away_until_it_is_started(supervisor: Supervisor) -> None:
    add(supervisor, "sleep 30; :")
    supervisor.kill("child")
    assert supervisor.pid("child") is None
    supervisor.start("child")
    assert supervisor.pid("child") is not None
    assert supervisor.restarts("child") == 0


def test_killing_takes_the_descendants_along(supervisor: Supervisor, tmp_path: Path) -> None:
    add(supervisor, "sleep 30 & sleep 30 & wait")
    until(lambda: len(marked_with(tmp_path)) == 3)
    supervisor.kill("child")
    until(lambda: marked_with(tmp_path) == [])


def test_starting_one_that_runs_changes_nothing(supervisor: Supervisor) -> None:
    add(supervisor, "sleep 30; :")
    first = supervisor.pid("child")
    supervisor.start("child")
    assert supervisor.pid("child") == first


def test_several_are_stopped_together_and_may_finish_their_work(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    script = f"trap 'sleep 0.2; echo finished; exit 0' {signal.SIGTERM.value}; echo ready; while :; do sleep 0.05; done"
    for name in ("one", "two"):
        add(supervisor, script, name)
    until(lambda: all(supervisor.last_lines(name) == ["ready"] for name in ("one", "two")))
    supervisor.stop("one", "two")
    for name in ("one", "two"):
        assert (tmp_path / "log" / f"{name}.log").read_text() == "ready\nfinished\n"


def test_one_that_does_not_stop_is_killed_and_that_is_said(
    supervisor: Supervisor, terminal: Terminal
) -> None:
    add(supervisor, "trap '' TERM; echo ready; while :; do sleep 0.05; done")
    until(lambda: supervisor.last_lines("child") == ["ready"])
    supervisor.stop("child", grace_seconds=0.2)
    assert "child did not stop within 0.2 s and was killed" in terminal.getvalue()


def test_a_name_is_given_once(supervisor: Supervisor) -> None:
    program = Program("child", ["true"], {})
    supervisor.add(program)
    with pytest.raises(ValueError, match="child"):
        supervisor.add(program)
