"""Fetching Debian packages into a folder of the project's: needs no root, installs nothing, starts no service."""

import fcntl
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from launcher.errors import LauncherError

_TIMEOUT_SECONDS = 300
_COMPLETE = "complete"  # exists in a tree that was extracted to the end

# Of all that a package asks for, only what the server's own programs load. LLVM (25 MB) serves
# PostgreSQL's JIT alone, which the private node has switched off.
_WANTED = {
    "rabbitmq-server": re.compile(r"rabbitmq-server$|erlang-|lib"),
    "postgresql": re.compile(r"postgresql-\d+$|postgresql-client-\d+$|lib(?!llvm|perl|python|tcl)"),
    "hledger": re.compile(r"hledger$|lib"),
    "libfaketime": re.compile(r"libfaketime$"),
    "chromium": re.compile(r"chromium(-common)?$|lib"),
}


def fetch(package: str, cache: Path, say: Callable[[str], None]) -> Path:
    """Return the tree that holds a program's extracted packages, fetching them the first time.

    `package` is one of those that `_WANTED` names. Raises LauncherError with what apt said.
    """
    cache.mkdir(parents=True, exist_ok=True)
    tree = cache / package
    with _only_one(cache / "lock"):
        if (tree / _COMPLETE).exists():
            return tree
        say(f"fetching the packages of {package} into {tree} (once; nothing is installed)")
        began = time.monotonic()
        archives = _download(package, cache)
        _extract(archives, tree)
        megabytes = sum(archive.stat().st_size for archive in archives) / 1e6
        say(f"fetched {len(archives)} packages, {megabytes:.0f} MB, in {time.monotonic() - began:.1f} s")
    return tree


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Let one launcher at a time work in the cache; the others wait for it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _download(package: str, cache: Path) -> list[Path]:
    """Download a package and those it needs that this machine lacks."""
    options = _own_folders(cache)
    if not any((cache / "lists").glob("*Packages*")):
        _run(["apt-get", *options, "-qq", "update"], cwd=cache)
    plan = _run(["apt-get", *options, "-qq", "-s", "--no-install-recommends", "install", package], cwd=cache)
    names = [line.split()[1] for line in plan.splitlines() if line.startswith("Inst ")]
    wanted = [name for name in names if _WANTED[package].match(name)]
    if not wanted:
        raise LauncherError(f"apt-get offers no packages for {package} that this machine lacks")
    archives = cache / "archives" / package
    shutil.rmtree(archives, ignore_errors=True)
    archives.mkdir(parents=True)
    _run(["apt-get", *options, "-qq", "download", *wanted], cwd=archives)
    return sorted(archives.glob("*.deb"))


def _own_folders(cache: Path) -> list[str]:
    """Make apt keep its lists and caches in ours, so that it needs neither root nor the system's lists."""
    (cache / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (cache / "apt" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    settings = {
        "Dir::State::lists": str(cache / "lists"),
        "Dir::Cache": str(cache / "apt"),
        "Debug::NoLocking": "true",  # the locks are the system's, and nothing of the system is changed
        "APT::Sandbox::User": "root",  # no change of user, who could not write here
        "Acquire::Retries": "2",
    }
    return [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]


def _extract(archives: list[Path], tree: Path) -> None:
    """Extract the packages; the tree counts only with its mark of completeness."""
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for archive in archives:
        _run(["dpkg", "-x", str(archive), str(tree)], cwd=tree)
    (tree / _COMPLETE).touch()


def _run(argv: list[str], *, cwd: Path) -> str:
    try:
        done = subprocess.run(
            argv, cwd=cwd, check=False, capture_output=True, text=True, timeout=_TIMEOUT_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise LauncherError(f"{argv[0]} failed: {error}") from error
    if done.returncode != 0:
        complaint = (done.stderr.strip() or done.stdout.strip() or "no message").splitlines()[-1]
        raise LauncherError(f"{argv[0]} failed: {complaint}")
    return done.stdout
