"""Fetching packages, with an apt-get and a dpkg that only pretend."""

from pathlib import Path

import pytest

from launcher.backends import apt
from launcher.errors import LauncherError

APT_GET = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
case "$*" in
*broken*) echo 'E: Unable to locate package' >&2; exit 100 ;;
*update) : ;;
*install*) printf 'Inst erlang-base (25)\\nInst libwrap0 (7)\\nInst logrotate (3)\\nInst rabbitmq-server (3)\\n' ;;
*download*) for name in "$@"; do case $name in erlang-*|lib*|rabbit*) touch "$name.deb" ;; esac; done ;;
esac
"""
DPKG = """#!/bin/sh
mkdir -p "$3/usr/lib" && touch "$3/usr/lib/$(basename "$2")"
"""


@pytest.fixture
def calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the pretended apt-get notes how it was called."""
    for name, script in (("apt-get", APT_GET), ("dpkg", DPKG)):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(script)
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("CALLS", str(tmp_path / "calls"))
    (tmp_path / "calls").touch()
    return tmp_path / "calls"


def test_only_what_the_server_loads_is_fetched_and_extracted(tmp_path: Path, calls: Path) -> None:
    tree = apt.fetch("rabbitmq-server", tmp_path / "cache", lambda _: None)
    extracted = sorted(path.name for path in (tree / "usr/lib").iterdir())
    assert extracted == ["erlang-base.deb", "libwrap0.deb", "rabbitmq-server.deb"]
    assert f"Dir::State::lists={tmp_path}/cache/lists" in calls.read_text()


def test_the_second_time_nothing_is_fetched(tmp_path: Path, calls: Path) -> None:
    first = apt.fetch("rabbitmq-server", tmp_path / "cache", lambda _: None)
    calls.write_text("")
    said: list[str] = []
    assert apt.fetch("rabbitmq-server", tmp_path / "cache", said.append) == first
    assert (calls.read_text(), said) == ("", [])


def test_a_half_extracted_tree_is_not_taken_for_a_whole_one(tmp_path: Path, calls: Path) -> None:
    tree = apt.fetch("rabbitmq-server", tmp_path / "cache", lambda _: None)
    (tree / "complete").unlink()
    (tree / "usr/lib/stale").touch()
    apt.fetch("rabbitmq-server", tmp_path / "cache", lambda _: None)
    assert not (tree / "usr/lib/stale").exists()


def test_what_apt_says_is_passed_on(tmp_path: Path, calls: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(apt._WANTED, "broken", apt._WANTED["postgresql"])
    with pytest.raises(LauncherError, match="apt-get failed: E: Unable to locate package"):
        apt.fetch("broken", tmp_path / "cache", lambda _: None)
