"""Starting, ending and finding operating-system processes; nothing here knows what they do.

Three things keep the launcher from leaving processes behind, whatever happens to it:
each child gets a session of its own, so that it can be ended with all its descendants; the kernel
signals it when the launcher dies (`setpriv --pdeathsig`); and it carries the launcher's folder in its
environment, by which the next launcher in that folder finds what is still there.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

FOLDER_MARK = "GAZBAN_LAUNCHED_IN"
POLL_SECONDS = 0.02

# The kernel sends the death signal when the *thread* that started the child ends, so all children
# are started by one thread that lives as long as this process.
_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")


def spawn(
    argv: Sequence[str],
    *,
    folder: Path,
    environment: Mapping[str, str],
    output: int | IO[bytes],
    cwd: Path | None = None,
    death_signal: str = "KILL",
    setpriv_options: Sequence[str] = (),
) -> "subprocess.Popen[bytes]":
    """Start a process in a session of its own, marked as belonging to the folder.

    `environment` is all that it gets, besides the mark. `death_signal` (a name without SIG) is sent to
    it when this process dies. Raises OSError when the program cannot be started.
    """
    setpriv = shutil.which("setpriv")
    prefix = [setpriv, f"--pdeathsig={death_signal}", *setpriv_options, "--"] if setpriv else []
    return _SPAWNER.submit(
        subprocess.Popen,
        [*prefix, *argv],
        env={**environment, FOLDER_MARK: str(folder.resolve())},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd=cwd,
        start_new_session=True,
    ).result()


def signal_group(group: int, number: signal.Signals) -> None:
    """Signal a process and all descendants that stayed in its session; one that is gone is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def stop(
    process: "subprocess.Popen[bytes]", *, grace_seconds: float, first: signal.Signals = signal.SIGTERM
) -> bool:
    """End a process: the first signal, a grace, then SIGKILL for it and its descendants.

    Returns whether it went within the grace.
    """
    went = True
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(first)
        try:
            process.wait(grace_seconds)
        except subprocess.TimeoutExpired:
            went = False
    signal_group(process.pid, signal.SIGKILL)
    process.wait()
    return went


def describe_exit(code: int) -> str:
    """Say in words how a process ended, from Popen's return code."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def children_of(parent: int) -> list[int]:
    """List the living direct children of a process, from /proc."""
    return [pid for pid in _all_pids() if _parent_of(pid) == parent]


def marked_with(folder: Path) -> list[int]:
    """List the living processes, other than this one, that were started for this folder.

    The mark in the environment cannot be met by a process id that was given out again, unlike a pid file.
    """
    mark = f"{FOLDER_MARK}={folder.resolve()}".encode()
    return [pid for pid in _all_pids() if pid != os.getpid() and mark in _environment_of(pid)]


def end_leftovers(folder: Path, say: Callable[[str], None], *, grace_seconds: float = 5.0) -> int:
    """End what an earlier launcher of this folder left running; returns how many processes that were."""
    left = marked_with(folder)
    if not left:
        return 0
    say(f"ending {len(left)} processes that an earlier launcher left in {folder}")
    _signal_all(left, signal.SIGTERM)
    deadline = time.monotonic() + grace_seconds
    while time.monotonic() < deadline and marked_with(folder):
        time.sleep(POLL_SECONDS)
    _signal_all(marked_with(folder), signal.SIGKILL)
    while marked_with(folder) and time.monotonic() < deadline + grace_seconds:
        time.sleep(POLL_SECONDS)
    return len(left)


def _signal_all(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def _all_pids() -> list[int]:
    if not Path("/proc").is_dir():
        return []
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment_of(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _parent_of(pid: int) -> int | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return None
    # The second field is the command's name in parentheses, and may hold spaces.
    return int(stat.rpartition(")")[2].split()[1])
