"""One launcher to a folder: the kernel drops the lock of a launcher that is killed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import LauncherError


@contextmanager
def only_launcher_in(folder: Path) -> Iterator[None]:
    """Hold the folder while the block runs; raises LauncherError when another launcher does."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "launcher.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise LauncherError(f"one is already running in {folder} (process {holder})") from error
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
