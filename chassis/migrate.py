"""Migrations, run by each service at its start. Replicas that start together wait for one another by a lock.

A service may be started before its database: it waits two minutes, and then leaves it to whoever runs it to start it
again. One that the server will not have, by its password, its name or its certificate, says so and waits for nothing.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from alembic import command, context
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url, refuses_us
from chassis.telemetry import Repetition, get_logger
from contracts.errors import Unavailable

log = get_logger(__name__)

T = TypeVar("T")

_MIGRATION_LOCK = 7_310_002
_RETRY_SECONDS = 1.0


class NoDatabase(Exception):
    """There is no database to start with, and it says why."""


def upgrade(migrations: Path, url: str, app_role: str) -> None:
    """Bring the database to the newest version; waits for a database that is not there yet."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["url"] = dialect_url(url)
    config.attributes["app_role"] = app_role
    once_there(lambda: command.upgrade(config, "head"))


def once_there(step: Callable[[], T], *, patience_seconds: float = 120.0) -> T:
    """Take a step as soon as the database is there. Raises NoDatabase when it refuses us, or does not come."""
    give_up_at = time.monotonic() + patience_seconds
    trouble = Repetition()
    while True:
        try:
            return step()
        except (OperationalError, Unavailable) as error:
            why = _why(error)
            if refuses_us(why):
                raise NoDatabase(f"the database refuses us: {why}") from error
            if time.monotonic() > give_up_at:
                raise NoDatabase(f"no database came within {patience_seconds:g} s: {why}") from error
            if trouble.due(why):
                log.warning("database_not_there_yet", error=why)
            time.sleep(_RETRY_SECONDS)


def _why(error: BaseException) -> str:
    behind = error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error
    return str(getattr(behind, "orig", behind)).strip()


def run_env() -> None:
    """What a service's ``migrations/env.py`` calls: run its versions in one transaction, alone."""
    attributes: dict[str, Any] = context.config.attributes
    engine = create_engine(attributes["url"], poolclass=NullPool, connect_args={"connect_timeout": 5})
    with engine.connect() as connection, connection.begin():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
        context.configure(connection=connection, transactional_ddl=True)
        with context.begin_transaction():
            context.run_migrations()


def app_role() -> str:
    """The role as which the service works, for a migration that takes rights from it."""
    return str(context.config.attributes["app_role"])
