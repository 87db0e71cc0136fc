"""A real Chromium: this machine's, or Debian's, fetched into the project's cache and not installed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from launcher.backends import apt

_CACHE = Path(__file__).resolve().parents[2] / ".cache" / "backends"
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Nothing that a browser does on its own: no updates, no reports, no request but those of the pages.
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed at the end."""
    path, environment = program()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, chromium_sandbox=False, args=list(QUIET), env=environment
        )
        yield browser
        browser.close()


def program() -> tuple[str, dict[str, str | float | bool]]:
    """Where it is, and the environment that it needs."""
    environment: dict[str, str | float | bool] = dict(os.environ)
    for name in _NAMES:
        if found := shutil.which(name):
            return found, environment
    tree = apt.fetch("chromium", _CACHE, print)
    # Some libraries load others from a folder of their own.
    libraries = {str(file.parent) for file in (tree / "usr" / "lib").glob("*-linux-gnu/**/*.so*")}
    environment["LD_LIBRARY_PATH"] = ":".join(sorted(libraries))
    return str(tree / "usr" / "lib" / "chromium" / "chromium"), environment
