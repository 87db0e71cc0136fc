"""Finding the servers' programs in a tree of extracted packages."""

from pathlib import Path

import pytest

from launcher.backends.binaries import (
    find_hledger,
    find_libfaketime,
    find_postgres,
    find_rabbit,
    search_paths,
)


def touch(tree: Path, *paths: str) -> None:
    for path in paths:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).touch()


def test_rabbitmq_needs_an_erlang(tmp_path: Path) -> None:
    touch(tmp_path, "usr/lib/rabbitmq/lib/rabbitmq_server-3.10.8/sbin/rabbitmq-server")
    assert find_rabbit(tmp_path) is None


def test_the_newest_rabbitmq_and_erlang_are_taken_by_number(tmp_path: Path) -> None:
    for version in ("3.9.10", "3.10.8"):
        touch(tmp_path, f"usr/lib/rabbitmq/lib/rabbitmq_server-{version}/sbin/rabbitmq-server")
    for version in ("9.3", "13.1.5"):
        touch(tmp_path, f"usr/lib/erlang/erts-{version}/bin/erlexec")
    programs = find_rabbit(tmp_path)
    assert programs is not None
    assert programs.version == "3.10.8"
    assert programs.erts_bin.parent.name == "erts-13.1.5"
    assert programs.erlang_root == tmp_path / "usr/lib/erlang"


def test_the_newest_whole_postgresql_is_taken(tmp_path: Path) -> None:
    for version in ("9", "15"):
        touch(tmp_path, *(f"usr/lib/postgresql/{version}/bin/{name}" for name in ("initdb", "postgres")))
    touch(tmp_path, "usr/lib/postgresql/17/bin/initdb")  # of a half-removed package
    programs = find_postgres(tmp_path)
    assert programs is not None
    assert programs.major == 15


def test_nothing_is_found_in_an_empty_tree(tmp_path: Path) -> None:
    assert find_rabbit(tmp_path) is None
    assert find_postgres(tmp_path) is None


def test_programs_of_a_tree_are_shown_their_libraries(tmp_path: Path) -> None:
    (tmp_path / "usr/lib/x86_64-linux-gnu").mkdir(parents=True)
    paths = search_paths(tmp_path)
    assert paths["LD_LIBRARY_PATH"] == str(tmp_path / "usr/lib/x86_64-linux-gnu")
    assert paths["PATH"].startswith(f"{tmp_path}/usr/bin:")


def test_hledger_is_found_in_a_tree_or_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert find_hledger(tmp_path) is None
    program = tmp_path / "usr/bin/hledger"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_hledger(tmp_path) == program
    monkeypatch.setenv("PATH", str(program.parent))
    assert find_hledger() == program
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_hledger() is None


def test_the_library_that_shifts_clocks_is_found_wherever_its_architecture_has_it(tmp_path: Path) -> None:
    assert find_libfaketime(tmp_path) is None
    touch(tmp_path, "usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1")
    assert find_libfaketime(tmp_path) is None
    touch(tmp_path, "usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1")
    assert find_libfaketime(tmp_path) == tmp_path / "usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
