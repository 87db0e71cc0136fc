"""Runs the use cases of one service on a real database, as its runtime does, at a time that the test chooses."""

import secrets
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

import alembic.command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from chassis import clock, outbox
from chassis.db import Database, dialect_url, enforce_read_only
from chassis.work import Look, Work
from contracts.events import Event
from launcher.backends import Backends
from launcher.provision import ServiceDatabase

_SERVICES = Path(__file__).parents[2] / "services"

P = ParamSpec("P")
R = TypeVar("R")
A = TypeVar("A")


class _NoServices:
    def client(self, api: type[A], *, deadline_seconds: float | None = None) -> A:
        raise AssertionError(f"this service asks nobody, but wanted {api.__name__}")


NOBODY = _NoServices()


class Desk:
    """One service's use cases at work; ``events`` are the facts of the commands that were committed."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now: datetime = clock.now().replace(microsecond=0)
        self.events: list[Event] = []

    def pass_time(self, **amount: float) -> None:
        """Let the clock go on, by arguments of timedelta."""
        self.now += timedelta(**amount)

    def command(self, use_case: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a command (or the application of an event) in one transaction, its events with it."""

        def run(session: Session) -> tuple[R, list[Event]]:
            work = Work(session=session, now=self.now)
            result = use_case(work, *args, **kwargs)
            session.flush()
            outbox.record(session, work.events, work.now)
            return result, [event for _, event in work.events]

        result, events = self.database.transaction(run, repeatable=False)
        self.events += events
        return result

    def query(self, use_case: Callable[Concatenate[Look, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query on an autocommitting connection."""
        return self.database.read(
            lambda session: use_case(
                Look(session=session, now=self.now, services=_NoServices()), *args, **kwargs
            )
        )

    def snapshot(self, use_case: Callable[Concatenate[Look, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query whose reads are all of one moment."""
        return self.database.snapshot(
            lambda session: use_case(
                Look(session=session, now=self.now, services=_NoServices()), *args, **kwargs
            )
        )

    def rows(self, statement: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What the database itself says."""
        return self.database.read(
            lambda session: [tuple(row) for row in session.execute(text(statement), parameters)]
        )

    def told(self, kind: type[Event]) -> list[Event]:
        """The committed facts of one kind, oldest first."""
        return [event for event in self.events if isinstance(event, kind)]


def migrate(service: str, database: ServiceDatabase, revision: str) -> None:
    """As the service does at its start, but to this revision."""
    config = Config()
    config.set_main_option("script_location", str(_SERVICES / service / "migrations"))
    config.attributes["url"] = dialect_url(database.owner_url)
    config.attributes["app_role"] = make_url(database.app_url).username
    alembic.command.upgrade(config, revision)


def copied(backends: Backends, template: ServiceDatabase) -> ServiceDatabase:
    """A new database with all that another has, to which nobody is connected; far quicker than to migrate one."""
    name = f"c{secrets.token_hex(6)}"
    server = make_url(dialect_url(backends.postgres_url))
    owner, app = make_url(template.owner_url), make_url(template.app_url)
    engine = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        statement = f"CREATE DATABASE {name} TEMPLATE {owner.database} OWNER {owner.username}"
        connection.execute(text(statement))
    owner_url, app_url = (
        url.set(database=name).render_as_string(hide_password=False) for url in (owner, app)
    )
    return ServiceDatabase(app_url=app_url, owner_url=owner_url)


@contextmanager
def opened(service: ServiceDatabase) -> Iterator[Database]:
    """A service's migrated database, as the service itself sees it."""
    database = Database(service.app_url, pool_size=8)
    enforce_read_only(database.reader)
    try:
        yield database
    finally:
        database.close()


# What the migrations of every service bring.
_BROUGHT = ("alembic_version", "retention")


def empty(backends: Backends, service: ServiceDatabase, keep: Collection[str] = ()) -> None:
    """Delete all rows of all tables but those to keep, and what migrations bring, even where the database refuses to.

    Only a superuser may, who can let the triggers that refuse and the foreign keys sleep for a transaction. A TRUNCATE
    would make new files for every table and index, which takes far longer than to delete the few rows of a test.
    """
    database = make_url(service.owner_url).database
    server = make_url(dialect_url(backends.postgres_url)).set(database=database)
    with create_engine(server, poolclass=NullPool).begin() as connection:
        found = connection.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        tables = [table for table in found if table not in {*_BROUGHT, *keep}]
        deletions = "; ".join(f"DELETE FROM {table}" for table in tables)
        connection.execute(text(f"SET LOCAL session_replication_role = replica; {deletions}"))
