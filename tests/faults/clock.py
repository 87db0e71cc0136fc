"""A process whose wall clock is wrong by days, while what measures durations goes on as it is."""

import os
from collections.abc import Mapping
from pathlib import Path

from launcher.backends import CACHE, apt
from launcher.backends.binaries import apt_is_here, find_libfaketime
from launcher.errors import LauncherError

_DAY_SECONDS = 86_400
_FIRST = Path(__file__).parent / "shift"  # what such a process must run first


def shifted(days: float, environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What to add to a process's environment for a clock that many days ahead, or behind when negative.

    Raises LauncherError where libfaketime is neither installed nor can be fetched.
    """
    library = find_libfaketime()
    if library is None:
        if not apt_is_here():
            raise LauncherError(
                "shifting a clock needs libfaketime: it is not installed, and there is no apt-get"
            )
        library = find_libfaketime(apt.fetch("libfaketime", CACHE, print))
        assert library is not None
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"{days * _DAY_SECONDS:+.3f}",
        # Timers and waits use the monotonic clock: they must take as long as they do. Two names, by version.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, [str(_FIRST), environment.get("PYTHONPATH", "")])),
    }
