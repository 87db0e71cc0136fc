"""Migrations, run by each service at its start. Replicas that start together wait for one another by a lock."""

import time
from pathlib import Path
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from chassis.telemetry import get_logger

log = get_logger(__name__)

_MIGRATION_LOCK = 7_310_002
_RETRY_SECONDS = 1.0


def upgrade(migrations: Path, url: str, app_role: str, *, patience_seconds: float = 120.0) -> None:
    """Bring the database to the newest version; waits for a database that is not there yet."""
    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["url"] = dialect_url(url)
    config.attributes["app_role"] = app_role
    deadline = time.monotonic() + patience_seconds
    while True:
        try:
            command.upgrade(config, "head")
            return
        except OperationalError as error:
            if time.monotonic() > deadline:
                raise
            log.warning("database_not_there_yet", error=str(error.orig).strip())
            time.sleep(_RETRY_SECONDS)


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
