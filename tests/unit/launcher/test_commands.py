"""What the commands refuse, and what `reset` wipes."""

import socket
from pathlib import Path

import pytest

from launcher.commands import gateway_port, portal_port, reset, sandbox_port, up
from launcher.errors import LauncherError
from launcher.lock import only_launcher_in
from launcher.ports import LOOPBACK, free_ports, is_free, kept_port


def test_the_ports_are_8000_and_8080_unless_another_is_given() -> None:
    assert gateway_port({}) == 8000
    assert gateway_port({"GATEWAY_PORT": "9000"}) == 9000
    assert portal_port({}) == 8080
    assert portal_port({"PORTAL_PORT": "9001"}) == 9001


@pytest.mark.parametrize("given", ["http", "0", "65536", "-1", "80.0"])
def test_what_is_no_port_is_refused(given: str) -> None:
    with pytest.raises(LauncherError, match="GATEWAY_PORT"):
        gateway_port({"GATEWAY_PORT": given})
    with pytest.raises(LauncherError, match="PORTAL_PORT"):
        portal_port({"PORTAL_PORT": given})


def test_the_sandbox_s_port_is_whichever_is_free_unless_one_is_given(tmp_path: Path) -> None:
    assert sandbox_port({}) is None
    assert sandbox_port({"SANDBOX_PORT": "9001"}) == 9001
    with pytest.raises(LauncherError, match="SANDBOX_PORT"):
        sandbox_port({"SANDBOX_PORT": "x"})
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        free, other = free_ports(2)
        with pytest.raises(LauncherError, match=f"port {port} is taken"):
            up(tmp_path, {"GATEWAY_PORT": str(free), "PORTAL_PORT": str(other), "SANDBOX_PORT": str(port)})


def test_a_port_is_kept_for_the_next_start_unless_it_was_taken_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "port"
    wanted, other = free_ports(2)
    assert kept_port(file, wanted) == wanted
    assert kept_port(file, other) == wanted
    with socket.create_server((LOOPBACK, wanted)):
        assert kept_port(file, other) == other
        with socket.create_server((LOOPBACK, other)):
            assert kept_port(file, other) not in (wanted, other)


@pytest.mark.parametrize("name", ["GATEWAY_PORT", "PORTAL_PORT"])
def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path, name: str) -> None:
    free = dict(zip(("GATEWAY_PORT", "PORTAL_PORT"), map(str, free_ports(2)), strict=True))
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
        with pytest.raises(LauncherError, match=f"port {port} is taken: choose another with {name}"):
            up(tmp_path, {**free, name: str(port)})


def test_free_ports_are_different_and_free() -> None:
    ports = free_ports(5)
    assert len(set(ports)) == 5
    assert all(is_free(port) for port in ports)


def test_a_second_start_in_the_same_folder_is_told_who_runs(tmp_path: Path) -> None:
    with (
        only_launcher_in(tmp_path),
        pytest.raises(LauncherError, match=r"already running .* \(process \d+\)"),
    ):
        up(tmp_path, {})


def test_a_running_system_is_not_wiped(tmp_path: Path) -> None:
    with only_launcher_in(tmp_path), pytest.raises(LauncherError, match="already running"):
        reset(tmp_path)


def test_reset_wipes_a_stopped_system(tmp_path: Path) -> None:
    folder = tmp_path / "var"
    with only_launcher_in(folder):
        (folder / "log").mkdir()
        (folder / "log" / "auth.log").touch()
        (folder / "sms.jsonl").touch()
    reset(folder)
    assert list(folder.iterdir()) == []
    reset(folder)


def test_reset_leaves_a_folder_that_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(LauncherError, match="left as it is"):
        reset(tmp_path)
    assert (tmp_path / "thesis.txt").exists()


def test_there_is_nothing_to_wipe_before_the_first_start(tmp_path: Path) -> None:
    reset(tmp_path / "never")
