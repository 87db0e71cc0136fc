"""A real private PostgreSQL: restarts, kills, neighbours, and the rights that provisioning gives."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest
from psycopg2.extensions import connection

from launcher.backends import PrivatePostgres, find_postgres
from launcher.errors import LauncherError
from launcher.processes import marked_with
from launcher.provision import SERVICES, ServiceDatabase, kept_passwords, provision
from launcher.supervisor import wait_until

PROJECT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.skipif(find_postgres() is None, reason="no PostgreSQL is installed on this machine")


def prepared(folder: Path, *, durable: bool = False) -> PrivatePostgres:
    programs = find_postgres()
    assert programs is not None
    return PrivatePostgres(
        programs, folder / "postgres", mark=folder, log_folder=folder / "log", durable=durable
    )


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator[PrivatePostgres]:
    server = prepared(folder, durable=durable)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        assert wait_until(lambda: marked_with(folder) == [], timeout_seconds=5)


def run(url: str, statement: str) -> list[tuple[object, ...]]:
    with closing(psycopg2.connect(url)) as session:
        return run_in(session, statement)


def run_in(session: connection, statement: str) -> list[tuple[object, ...]]:
    with session, session.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def test_what_was_committed_survives_a_stop_and_a_kill(tmp_path: Path) -> None:
    with running(tmp_path, durable=True) as server:
        run(server.url, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('one')")
        server.stop()
        server.stop()
        assert server.pid is None
        server.start()
        with closing(psycopg2.connect(server.url)) as session:
            run_in(session, "INSERT INTO kept VALUES ('two')")
            server.kill()
            with pytest.raises(psycopg2.Error):
                run_in(session, "SELECT 1")
        server.start()
        assert run(server.url, "SELECT word FROM kept ORDER BY word") == [("one",), ("two",)]
        url = server.url
    with running(tmp_path, durable=True) as again:
        assert again.url != url
        assert len(run(again.url, "SELECT word FROM kept")) == 2


def test_one_that_died_by_itself_is_revived(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        assert not server.revive()
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        assert wait_until(lambda: server.pid is None, timeout_seconds=5)
        assert server.revive()
        assert run(server.url, "SELECT 1") == [(1,)]


def test_two_run_side_by_side(tmp_path: Path) -> None:
    with running(tmp_path / "a") as one, running(tmp_path / "b") as other:
        assert one.port != other.port
        run(one.url, "CREATE TABLE only_here ()")
        assert run(other.url, "SELECT 1 FROM pg_class WHERE relname = 'only_here'") == []


def test_only_the_password_opens_it_and_only_its_owner_may_read_that(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"postgresql://postgres:guess@127.0.0.1:{server.port}/postgres")
        assert stat.S_IMODE((tmp_path / "postgres" / "password").stat().st_mode) == 0o600


def test_data_of_another_version_is_refused_in_words(tmp_path: Path) -> None:
    server = prepared(tmp_path)
    (tmp_path / "postgres" / "data").mkdir()
    (tmp_path / "postgres" / "data" / "PG_VERSION").write_text("8\n")
    with pytest.raises(LauncherError, match="is of PostgreSQL 8"):
        server.start()


def test_nothing_is_left_of_a_launcher_that_is_killed_and_its_data_is_gone_on_with(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from launcher.backends import PrivatePostgres, find_postgres\n"
        "folder = Path(sys.argv[1])\n"
        "server = PrivatePostgres(find_postgres(), folder / 'postgres', mark=folder, log_folder=folder / 'log',"
        " durable=True)\n"
        "server.start(); print('started', flush=True); time.sleep(60)"
    )
    argv = [sys.executable, "-c", script, str(tmp_path)]
    with subprocess.Popen(argv, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as launcher:
        assert launcher.stdout is not None
        assert launcher.stdout.readline() == "started\n"
        launcher.kill()
    assert wait_until(lambda: marked_with(tmp_path) == [], timeout_seconds=5)
    with running(tmp_path, durable=True) as server:
        assert run(server.url, "SELECT 1") == [(1,)]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    with running(tmp_path_factory.mktemp("provisioned")) as server:
        yield server


@pytest.fixture(scope="module")
def databases(
    server: PrivatePostgres, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, ServiceDatabase]:
    passwords = kept_passwords(tmp_path_factory.mktemp("secrets") / "secrets.json")
    first = provision(server.url, passwords)
    assert provision(server.url, passwords) == first
    return first


def test_every_service_gets_a_database(databases: dict[str, ServiceDatabase]) -> None:
    assert tuple(databases) == SERVICES
    for each in databases.values():
        assert run(each.app_url, "SELECT 1") == [(1,)]


def test_the_app_role_uses_what_the_owner_makes_and_makes_nothing(
    databases: dict[str, ServiceDatabase],
) -> None:
    auth = databases["auth"]
    run(auth.owner_url, "CREATE TABLE users (id serial, name text)")
    run(auth.app_url, "INSERT INTO users (name) VALUES ('آ'); UPDATE users SET name = 'ب'; DELETE FROM users")
    for forbidden in ("CREATE TABLE mine ()", "DROP TABLE users", "TRUNCATE users"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            run(auth.app_url, forbidden)


def test_no_service_enters_the_database_of_another(databases: dict[str, ServiceDatabase]) -> None:
    foreign = databases["auth"].app_url.replace("/gazban_auth", "/gazban_billing")
    with pytest.raises(psycopg2.OperationalError, match="permission denied"):
        psycopg2.connect(foreign.replace("gazban_billing:", "gazban_auth:"))


def test_persian_is_sorted_as_persians_do(databases: dict[str, ServiceDatabase]) -> None:
    words = run(
        databases["auth"].app_url, "SELECT w FROM unnest(ARRAY['ه', 'ک', 'گ', 'پ', 'ب']) AS w ORDER BY w"
    )
    assert "".join(str(word) for (word,) in words) == "بپکگه"


def test_ranges_can_be_excluded_together_with_plain_columns(databases: dict[str, ServiceDatabase]) -> None:
    run(
        databases["inspection"].owner_url,
        "CREATE TABLE absences (who int, days daterange, EXCLUDE USING gist (who WITH =, days WITH &&))",
    )


def test_another_prefix_makes_other_databases(server: PrivatePostgres, tmp_path: Path) -> None:
    passwords = {"auth": kept_passwords(tmp_path / "secrets.json")["auth"]}
    made = provision(server.url, passwords, prefix="another")
    assert made["auth"].app_url.endswith("/another_auth")
    assert run(made["auth"].app_url, "SELECT current_user") == [("another_auth",)]


def test_only_a_superuser_can_provision(databases: dict[str, ServiceDatabase], tmp_path: Path) -> None:
    with pytest.raises(LauncherError, match="superuser"):
        provision(databases["auth"].owner_url, kept_passwords(tmp_path / "secrets.json"))
