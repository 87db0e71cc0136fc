"""Runs named processes: prefixed output, log files, restart after a death, orderly stop.

honcho was tried: it stops everything when one process dies, and here the dead one is to come back.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TextIO

from launcher.errors import LauncherError
from launcher.processes import POLL_SECONDS, describe_exit, signal_group, spawn, stop

GRACE_SECONDS = 10.0
FIRST_BACKOFF_SECONDS = 0.2
LONGEST_BACKOFF_SECONDS = 5.0

_HEALTHY_AFTER_SECONDS = 10.0  # a process that lived this long starts over with the first backoff
_LOG_LIMIT_BYTES = 20_000_000  # then the log is set aside as <name>.log.1, in place of the last one
_LAST_LINES = 20
_COLOURS = ("36", "33", "32", "35", "34", "96", "93", "92")


@dataclass(frozen=True)
class Program:
    """What to run under a name. `environment` is added to the launcher's own."""

    name: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    cwd: Path | None = None
    death_signal: str = "KILL"  # what the kernel sends it when the launcher is killed


class Output:
    """Writes the lines of all processes to the terminal, each under its name; None writes nowhere."""

    def __init__(self, terminal: TextIO | None) -> None:
        """Colour the names if the terminal is one, and NO_COLOR is not set."""
        self._terminal = terminal
        self._lock = threading.Lock()
        self._coloured = terminal is not None and terminal.isatty() and "NO_COLOR" not in os.environ

    def write(self, name: str, number: int, line: str) -> None:
        """Write one line; `number` chooses the name's colour."""
        if self._terminal is None:
            return
        prefix = f"{name:<10} | "
        if self._coloured:
            prefix = f"\x1b[{_COLOURS[number % len(_COLOURS)]}m{prefix}\x1b[0m"
        with self._lock:
            self._terminal.write(f"{prefix}{line}\n")
            self._terminal.flush()


class Watched:
    """One program that is kept running, by a thread of its own, between `start` and `stop` or `kill`."""

    def __init__(self, program: Program, folder: Path, output: Output, number: int) -> None:
        """Prepare to run the program, with its log in `folder`/log."""
        self.program = program
        self.last_lines: deque[str] = deque(maxlen=_LAST_LINES)
        self.restarts = 0
        self._folder = folder
        self._log_path = folder / "log" / f"{program.name}.log"
        self._output = output
        self._number = number
        self._unwanted = threading.Event()
        # Held while a process is started, so that none is after `stop` or `kill` have begun.
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id, None while it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def start(self) -> None:
        """Start the program and keep it running; raises LauncherError if it cannot be started at all."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._log_path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._unwanted.clear()
        self._process = self._spawn()
        self._thread = threading.Thread(target=self._watch, args=(self._process,), name=self.program.name)
        self._thread.daemon = True
        self._thread.start()

    def stop(self, grace_seconds: float = GRACE_SECONDS) -> None:
        """End it with SIGTERM, and after the grace with SIGKILL; one that does not run is no error."""
        with self._starting:
            self._unwanted.set()
        if self._process is not None and not stop(self._process, grace_seconds=grace_seconds):
            self._say(f"did not stop within {grace_seconds:g} s and was killed")
        self._join()

    def kill(self, *, restart: bool) -> None:
        """End it and its descendants with SIGKILL; `restart` treats that as a death of its own."""
        with self._starting:
            if not restart:
                self._unwanted.set()
            process = self._process
        if process is not None and process.poll() is None:
            signal_group(process.pid, signal.SIGKILL)
            process.wait()
        if not restart:
            self._join()

    def _join(self) -> None:
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._process = None

    def _watch(self, process: "subprocess.Popen[bytes]") -> None:
        """Copy the output until the process ends, then start it again, until it is no longer wanted."""
        backoff = FIRST_BACKOFF_SECONDS
        while True:
            began = time.monotonic()
            pump = threading.Thread(target=self._copy_output, args=(process,), daemon=True)
            pump.start()
            code = process.wait()
            signal_group(process.pid, signal.SIGKILL)  # descendants that outlived it would hold its ports
            pump.join()
            if time.monotonic() - began > _HEALTHY_AFTER_SECONDS:
                backoff = FIRST_BACKOFF_SECONDS
            if self._unwanted.is_set():
                return
            self._say(f"died ({describe_exit(code)}); starting it again in {backoff:g} s")
            if self._unwanted.wait(backoff):
                return
            backoff = min(2 * backoff, LONGEST_BACKOFF_SECONDS)
            with self._starting:
                if self._unwanted.is_set():
                    return
                self.restarts += 1
                process = self._process = self._spawn()

    def _spawn(self) -> "subprocess.Popen[bytes]":
        try:
            return spawn(
                self.program.argv,
                folder=self._folder,
                environment={**os.environ, **self.program.environment, "PYTHONUNBUFFERED": "1"},
                output=subprocess.PIPE,
                cwd=self.program.cwd,
                death_signal=self.program.death_signal,
            )
        except OSError as error:
            raise LauncherError(f"{self.program.name} cannot be started: {error}") from error

    def _copy_output(self, process: "subprocess.Popen[bytes]") -> None:
        assert process.stdout is not None
        with process.stdout as stream:
            log = self._open_log()
            try:
                for raw in stream:
                    if log.tell() > _LOG_LIMIT_BYTES:
                        log.close()
                        log = self._open_log()
                    log.write(raw)
                    line = raw.decode(errors="replace").rstrip("\n")
                    self.last_lines.append(line)
                    self._output.write(self.program.name, self._number, line)
            finally:
                log.close()

    def _open_log(self) -> IO[bytes]:
        if self._log_path.exists() and self._log_path.stat().st_size > _LOG_LIMIT_BYTES:
            self._log_path.replace(self._log_path.with_suffix(".log.1"))
        return self._log_path.open("ab", buffering=0)

    def _say(self, message: str) -> None:
        self._output.write("launcher", len(_COLOURS) - 1, f"{self.program.name} {message}")
        with self._log_path.open("a") as log:
            log.write(f"-- launcher: {self.program.name} {message}\n")


class Supervisor:
    """A set of programs under their names."""

    def __init__(self, folder: Path, *, terminal: TextIO | None = sys.stdout) -> None:
        """Keep logs in `folder`/log, which only the owner may enter, and mark the processes with `folder`."""
        self._folder = folder
        self._output = Output(terminal)
        self._watched: dict[str, Watched] = {}

    def add(self, program: Program) -> None:
        """Make a program known, without starting it; raises ValueError for a name that is taken."""
        if program.name in self._watched:
            raise ValueError(f"{program.name} is there already")
        self._watched[program.name] = Watched(program, self._folder, self._output, len(self._watched))

    @property
    def names(self) -> list[str]:
        """All programs, in the order of adding."""
        return list(self._watched)

    def start(self, name: str) -> None:
        """Start a program, and keep it running; one that runs is left as it is."""
        self._watched[name].start()

    def stop(self, *names: str, grace_seconds: float = GRACE_SECONDS) -> None:
        """Stop programs in order, all at the same time; returns when they are gone."""
        stopping = [
            threading.Thread(target=self._watched[name].stop, args=(grace_seconds,)) for name in names
        ]
        for thread in stopping:
            thread.start()
        for thread in stopping:
            thread.join()

    def kill(self, name: str, *, restart: bool = False) -> None:
        """End a program with SIGKILL; it stays away unless `restart`."""
        self._watched[name].kill(restart=restart)

    def pid(self, name: str) -> int | None:
        """The program's process id, None while it does not run."""
        return self._watched[name].pid

    def restarts(self, name: str) -> int:
        """How often the program died and was started again."""
        return self._watched[name].restarts

    def last_lines(self, name: str) -> list[str]:
        """The latest lines that a program wrote, 20 at most."""
        return list(self._watched[name].last_lines)


def wait_until(
    condition: Callable[[], bool], *, timeout_seconds: float, poll_seconds: float = POLL_SECONDS
) -> bool:
    """Wait for a condition; returns whether it came true in time."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(poll_seconds)
    return True
