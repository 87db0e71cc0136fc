"""Children are marked, ended with their descendants, and found by the next launcher."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from launcher.processes import (
    FOLDER_MARK,
    children_of,
    describe_exit,
    end_leftovers,
    marked_with,
    spawn,
    stop,
)
from launcher.supervisor import wait_until

PROJECT = Path(__file__).resolve().parents[3]


def spawned(folder: Path, script: str) -> "subprocess.Popen[bytes]":
    return spawn(["sh", "-c", script], folder=folder, environment=dict(os.environ), output=subprocess.DEVNULL)


def test_a_child_is_found_by_its_folder_and_by_no_other(tmp_path: Path) -> None:
    child = spawned(tmp_path, "sleep 30; :")
    assert wait_until(lambda: child.pid in marked_with(tmp_path), timeout_seconds=5)
    assert marked_with(tmp_path / "other") == []
    stop(child, grace_seconds=5)
    assert wait_until(lambda: marked_with(tmp_path) == [], timeout_seconds=5)


def test_stopping_ends_the_descendants_too(tmp_path: Path) -> None:
    child = spawned(tmp_path, "sleep 30 & sleep 30 & wait")
    assert wait_until(lambda: len(children_of(child.pid)) == 2, timeout_seconds=5)
    assert stop(child, grace_seconds=5)
    assert wait_until(lambda: marked_with(tmp_path) == [], timeout_seconds=5)


def test_one_that_ignores_the_first_signal_is_killed_after_the_grace(tmp_path: Path) -> None:
    child = spawned(tmp_path, "trap '' TERM; while :; do sleep 0.05; done")
    assert wait_until(lambda: children_of(child.pid) != [], timeout_seconds=5)
    assert not stop(child, grace_seconds=0.2)
    assert child.returncode == -signal.SIGKILL


def test_stopping_what_has_ended_is_no_error(tmp_path: Path) -> None:
    child = spawned(tmp_path, "exit 3")
    child.wait(5)
    assert stop(child, grace_seconds=1)
    assert child.returncode == 3


def test_leftovers_are_ended_even_when_they_ignore_sigterm(tmp_path: Path) -> None:
    obedient = spawned(tmp_path, "sleep 30; :")
    stubborn = spawned(tmp_path, "trap '' TERM; while :; do sleep 0.05; done")
    assert wait_until(lambda: len(marked_with(tmp_path)) >= 4, timeout_seconds=5)
    said: list[str] = []
    assert end_leftovers(tmp_path, said.append, grace_seconds=0.3) >= 2
    assert marked_with(tmp_path) == []
    assert "earlier launcher" in said[0]
    assert {obedient.wait(5), stubborn.wait(5)} == {-signal.SIGTERM, -signal.SIGKILL}


def test_without_leftovers_nothing_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    assert end_leftovers(tmp_path, said.append) == 0
    assert said == []


def test_children_die_with_a_launcher_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import os, subprocess, sys, time; from pathlib import Path; from launcher.processes import spawn\n"
        "spawn(['sleep', '30'], folder=Path(sys.argv[1]), environment=dict(os.environ), output=subprocess.DEVNULL)\n"
        "time.sleep(30)"
    )
    environment = {name: value for name, value in os.environ.items() if name != FOLDER_MARK}
    launcher = subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], cwd=PROJECT, env=environment)
    try:
        assert wait_until(lambda: _names_of(marked_with(tmp_path)) == ["sleep"], timeout_seconds=10)
    finally:
        launcher.kill()
        launcher.wait()
    assert wait_until(lambda: marked_with(tmp_path) == [], timeout_seconds=5)


def test_exits_are_described() -> None:
    assert describe_exit(0) == "exit code 0"
    assert describe_exit(-9) == "killed by SIGKILL"
    assert describe_exit(-200) == "killed by signal 200"


def _names_of(pids: list[int]) -> list[str]:
    return [Path(f"/proc/{pid}/comm").read_text().strip() for pid in pids]
