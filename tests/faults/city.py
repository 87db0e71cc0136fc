"""The system under fire: servers of its own, replicas of the services, and what may come between them."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg2

from launcher.backends import Backends, PrivatePostgres, PrivateRabbit, open_backends
from launcher.ports import free_ports
from launcher.system import System
from tests.faults.points import FOLDER, PROGRAM, WITHOUT, Counts, Points

PREFIX = "faults"
_SERVER_SETTINGS = ("track_commit_timestamp = on",)


class Replicated(System):
    """Gazban, its services watched: each process dies where it is told to, and has an environment that can change."""

    def __init__(self, backends: Backends, folder: Path, replicas: dict[str, int], without: str) -> None:
        super().__init__(
            backends,
            folder,
            gateway_port=free_ports(1)[0],
            demo=True,
            say=lambda _: None,
            environment={"GATEWAY_ACCESS_LOG": "0"},
            database_prefix=PREFIX,
            sandbox_port=free_ports(1)[0],
            replicas=replicas,
        )
        self._watching = {FOLDER: str(folder.resolve()), WITHOUT: without}
        self.environments: dict[str, dict[str, str]] = {}

    @property
    def wants_seed(self) -> bool:
        """Never: the load brings its own people."""
        return False

    def service_program(self, name: str, service: str) -> tuple[list[str], dict[str, str]]:
        """The same service, run by the suite's own main program."""
        _, environment = super().service_program(name, service)
        # The process reads it at each start: a change counts from its next one on.
        self.environments[name] = {**environment, **self._watching, PROGRAM: name}
        return ["-m", "tests.faults.service", service], self.environments[name]

    def restart_with(self, name: str, changes: Mapping[str, str]) -> None:
        """Kill a process; it is started again in an environment with these changes."""
        self.environments[name].update(changes)
        self.kill(name, restart=True)


class Databases:
    """The services' databases as the server's owner sees them; each thread keeps its connections."""

    def __init__(self, postgres: PrivatePostgres) -> None:
        self._postgres = postgres
        self._kept = threading.local()

    def rows(self, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query; raises psycopg2.Error while the server is away."""
        kept: dict[str, Any] = self._kept.__dict__
        if service in kept:
            try:
                return _ask(kept[service], query, values)
            except psycopg2.Error:
                kept.pop(service).close()  # the server may have been away since
        kept[service] = self._connect(service)
        return _ask(kept[service], query, values)

    def _connect(self, service: str) -> Any:
        url = f"{self._postgres.url.rpartition('/')[0]}/{PREFIX}_{service}"
        connection = psycopg2.connect(url, connect_timeout=5, options="-c timezone=UTC")
        connection.autocommit = True
        return connection


def _ask(connection: Any, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall())


@dataclass(frozen=True)
class City:
    """A running system, its servers, and what its processes note."""

    system: Replicated
    rabbit: PrivateRabbit
    postgres: PrivatePostgres
    databases: Databases
    points: Points
    counts: Counts
    poison: dict[str, set[str]] = field(default_factory=dict)  # by service, what has to end up parked

    @property
    def replicas(self) -> dict[str, str]:
        """The processes of the services, by name, and which service each of them is."""
        return self.system.services

    def all_answer(self) -> bool:
        """Whether the present process of each name has come to where it answers requests."""
        answering = self.counts.of("answering")
        return all(str(self.system.pid(name)) in answering.get(name, ()) for name in self.replicas)

    def rows(self, service: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """What a service's database says, past every proxy."""
        return self.databases.rows(service, query, *values)

    def wipe_broker(self) -> None:
        """Take from a broker that is down all that it ever stored."""
        shutil.rmtree(self.rabbit._folder / "data")


@contextmanager
def open_city(folder: Path, replicas: dict[str, int], without: str) -> Iterator[City]:
    """Start everything on servers of the suite's own, whatever others there are: it kills them."""
    local = {"BACKENDS": "local"}
    with open_backends(folder, durable=False, say=lambda _: None, environment=local) as backends:
        rabbit, postgres = backends.rabbit, backends.postgres
        assert rabbit is not None, "private servers are processes of ours"
        assert postgres is not None, "private servers are processes of ours"
        _set_up(postgres)
        # The proxies to the broker and to the database come in here: the services are given their ports.
        with Replicated(backends, folder, replicas, without) as system:
            system.start_all()
            yield City(system, rabbit, postgres, Databases(postgres), Points(folder), Counts(folder))


def _set_up(postgres: PrivatePostgres) -> None:
    """The moments at which transactions were committed are kept: the checks judge by the database's own clock."""
    connection = psycopg2.connect(postgres.url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for setting in _SERVER_SETTINGS:
            cursor.execute(f"ALTER SYSTEM SET {setting}")
    connection.close()
    postgres.stop()
    postgres.start()
