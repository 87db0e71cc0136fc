"""The system under fire: servers of its own, replicas of the services, and what may come between them."""

import shutil
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import Mock
from urllib.parse import urlsplit

import psycopg2

from chassis import amqp
from launcher.backends import Backends, PrivatePostgres, PrivateRabbit, open_backends
from launcher.ports import free_ports
from launcher.provision import SERVICES
from launcher.system import System
from tests.faults.amqp_proxy import AmqpProxy
from tests.faults.points import FOLDER, PROGRAM, WITHOUT, Counts, Points, put
from tests.faults.storm import Tap
from tests.faults.tcp_proxy import TcpProxy

R = TypeVar("R", AmqpProxy, TcpProxy, Tap)

PREFIX = "faults"
_FEW_WORKERS = {"GAZBAN_MAX_WORKERS": "6"}  # fifteen services share one server's connections
_SWEEPS_OFTEN = {"GAZBAN_SWEEP_SECONDS": "5"}  # a run is short
_CHEAP_PASSWORDS = {"GAZBAN_AUTH_ARGON2_TIME_COST": "1", "GAZBAN_AUTH_ARGON2_MEMORY_KIB": "1024"}
# For the checks: the product asks for neither column.
_NOTED = (
    "ALTER TABLE inbox ADD COLUMN stored_by xid8 DEFAULT pg_current_xact_id(), ADD COLUMN applied_from timestamptz",
    """
    CREATE FUNCTION note_when_applied() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN NEW.applied_from := transaction_timestamp(); RETURN NEW; END $$
    """,
    """
    CREATE TRIGGER note_when_applied BEFORE UPDATE OF state ON inbox
    FOR EACH ROW WHEN (NEW.state = 'applied') EXECUTE FUNCTION note_when_applied()
    """,
)
_SERVER_SETTINGS = ("track_commit_timestamp = on",)


class Replicated(System):
    """Gazban, its services watched: each process dies where it is told to, and has an environment that can change."""

    def __init__(self, backends: Backends, folder: Path, without: str) -> None:
        super().__init__(
            backends,
            folder,
            gateway_port=free_ports(1)[0],
            demo=True,
            say=lambda _: None,
            environment={"GATEWAY_ACCESS_LOG": "0", **_FEW_WORKERS, **_SWEEPS_OFTEN, **_CHEAP_PASSWORDS},
            database_prefix=PREFIX,
            sandbox_port=free_ports(1)[0],
        )
        self._watching = {FOLDER: str(folder.resolve()), WITHOUT: without}
        self._environments: dict[str, dict[str, str]] = {}  # as each process is started with next
        self._own: dict[str, dict[str, str]] = {}  # without any changes

    @property
    def wants_seed(self) -> bool:
        """Never: the load brings its own people."""
        return False

    def service_program(self, name: str, service: str) -> tuple[list[str], dict[str, str]]:
        """The same service, run by the suite's own main program."""
        _, environment = super().service_program(name, service)
        self._own[name] = {**environment, **self._watching, PROGRAM: name}
        # The process reads it at each start: a change counts from its next one on.
        self._environments[name] = dict(self._own[name])
        return ["-m", "tests.faults.service", service], self._environments[name]

    def restart_with(self, name: str, changes: Mapping[str, str]) -> None:
        """Kill a process; it is started again in its own environment with these changes, and no earlier ones."""
        environment = self._environments[name]
        for key in environment.keys() - self._own[name].keys():
            del environment[key]
        environment.update(changes)
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

    def note_when_facts_were_stored(self) -> None:
        """Let every fact of an inbox say which transaction stored it, and when the one began that applied it."""
        for service in SERVICES:
            for statement in _NOTED:
                self.rows(service, statement)

    def _connect(self, service: str) -> Any:
        url = f"{self._postgres.url.rpartition('/')[0]}/{PREFIX}_{service}"
        connection = psycopg2.connect(url, connect_timeout=5, options="-c timezone=UTC")
        connection.autocommit = True
        return connection


def _ask(connection: Any, query: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values or None)
        return list(cursor.fetchall()) if cursor.description else []


@dataclass(frozen=True)
class City:
    """A running system, its servers, and what its processes note."""

    system: Replicated
    rabbit: PrivateRabbit
    postgres: PrivatePostgres
    databases: Databases
    points: Points
    counts: Counts
    to_broker: AmqpProxy  # what the services and the gateway talk through
    to_database: TcpProxy
    tap: Tap  # hears what is told
    poison: dict[str, set[str]] = field(default_factory=dict)  # by service, what has to end up parked

    @property
    def replicas(self) -> dict[str, str]:
        """The processes of the services, by name, and which service each of them is."""
        return self.system.services

    def processes_of(self, service: str) -> list[str]:
        """The names of a service's processes."""
        return [name for name, each in self.replicas.items() if each == service]

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
def open_city(folder: Path, replicas: Mapping[str, int], seed: int, without: str) -> Iterator[City]:
    """Start everything on servers of the suite's own, whatever others there are: it kills them."""
    local = {"BACKENDS": "local"}
    with open_backends(folder, durable=False, say=lambda _: None, environment=local) as backends:
        rabbit, postgres = backends.rabbit, backends.postgres
        assert rabbit is not None, "private servers are processes of ours"
        assert postgres is not None, "private servers are processes of ours"
        _set_up(postgres)
        own = Databases(postgres), Points(folder), Counts(folder)
        with (
            _running(AmqpProxy(rabbit.port, seed=seed)) as to_broker,
            _running(TcpProxy(postgres.port)) as to_database,
            Replicated(_behind(backends, to_broker, to_database), folder, without) as system,
        ):
            system.start_all()
            own[0].note_when_facts_were_stored()
            system.scale(replicas)  # these get up while the load makes its people
            put(amqp, log=Mock())  # to whoever kills the broker it is no news that it is away
            with _running(Tap(rabbit.url, seed=seed)) as tap:
                yield City(system, rabbit, postgres, *own, to_broker, to_database, tap)


@contextmanager
def _running(thing: R) -> Iterator[R]:
    thing.start()
    try:
        yield thing
    finally:
        thing.stop()


def _behind(backends: Backends, to_broker: AmqpProxy, to_database: TcpProxy) -> Backends:
    """The servers as whoever talks to them through the proxies sees them."""
    return replace(
        backends,
        amqp_url=_at_port(backends.amqp_url, to_broker.port),
        postgres_url=_at_port(backends.postgres_url, to_database.port),
    )


def _at_port(url: str, port: int) -> str:
    parts = urlsplit(url)
    return parts._replace(netloc=f"{parts.netloc.rpartition(':')[0]}:{port}").geturl()


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
