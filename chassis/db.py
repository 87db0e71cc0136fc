"""Connections to a service's one database.

Two engines: one for transactions, one for pure reads that commits nothing and so costs one round trip a query. Every
connection has limits, so that nobody's slow query or forgotten transaction holds others up for ever.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from contracts.errors import CommonCode, Unavailable

T = TypeVar("T")

_LIMITS_MILLISECONDS = {
    "statement_timeout": 10_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 30_000,
}
_OPTIONS = " ".join(
    ["-c timezone=UTC", *(f"-c {name}={limit}" for name, limit in _LIMITS_MILLISECONDS.items())]
)
# What a server, or the driver, says of a connection that no waiting will bring about; there is no code for it.
_REFUSALS = re.compile(
    "authentication failed|no pg_hba.conf entry|(role|database) .* does not exist|permission denied for database"
    "|does not support SSL|certificate",
    re.IGNORECASE,
)
# A server that is gone without a word is given up by the kernel, or whoever waits for its answer would wait for ever.
PATIENCE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
_SERIALIZATION_FAILURE, _DEADLOCK = "40001", "40P01"
_LOCK_TIMEOUT, _STATEMENT_TIMEOUT = "55P03", "57014"
_ONE_STATE = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
_ATTEMPTS = 3
_READ_ATTEMPTS = 2


def dialect_url(url: str) -> str:
    """The URL with the driver that the services use."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1).replace(
        "postgres://", "postgresql+psycopg2://", 1
    )


class Database:
    """A service's database: transactions that are tried again when the connection breaks, and cheap reads."""

    def __init__(self, url: str, *, pool_size: int = 16, application: str = "gazban") -> None:
        arguments = {"options": _OPTIONS, "application_name": application, **PATIENCE}
        self.writer: Engine = create_engine(
            dialect_url(url), pool_size=pool_size, max_overflow=0, pool_timeout=5, connect_args=arguments
        )
        self.reader: Engine = create_engine(
            dialect_url(url),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            connect_args=arguments,
            isolation_level="AUTOCOMMIT",
            skip_autocommit_rollback=True,
        )

    def transaction(self, function: Callable[[Session], T], *, repeatable: bool) -> T:
        """Run ``function`` in one transaction and commit it.

        A broken connection, a deadlock or a serialization failure is tried again. When the connection breaks during
        the commit itself, nobody knows whether it happened: then it is tried again only if ``repeatable``, that is,
        if the function would notice its own earlier effect. Raises :class:`Unavailable` when the database is away.
        """
        for attempt in range(1, _ATTEMPTS + 1):
            committing = False
            try:
                with Session(self.writer, expire_on_commit=False) as session:
                    result = function(session)
                    committing = True
                    session.commit()
                    return result
            except PoolTimeout as error:
                raise _away() from error
            except DBAPIError as error:
                again = _is_transient(error) and (repeatable or not committing)
                if not again or attempt == _ATTEMPTS:
                    raise (_away() if _is_away(error) or is_too_slow(error) else error) from error
        raise AssertionError("unreachable")

    def read(self, function: Callable[[Session], T]) -> T:
        """Run ``function`` on a connection that commits by itself; tried again once if the connection broke."""
        for attempt in range(1, _READ_ATTEMPTS + 1):
            try:
                with Session(self.reader, autoflush=False, expire_on_commit=False) as session:
                    return function(session)
            except PoolTimeout as error:
                raise _away() from error
            except DBAPIError as error:
                if is_too_slow(error) or (_is_away(error) and attempt == _READ_ATTEMPTS):
                    raise _away() from error
                if not _is_away(error):
                    raise
        raise AssertionError("unreachable")

    def snapshot(self, function: Callable[[Session], T]) -> T:
        """Run ``function`` on one state of the database, whatever others commit meanwhile; it can change nothing.

        For questions that make sense only together. Tried again once if the connection broke.
        """
        for attempt in range(1, _READ_ATTEMPTS + 1):
            try:
                with Session(self.writer, autoflush=False, expire_on_commit=False) as session:
                    session.execute(_ONE_STATE)
                    return function(session)
            except PoolTimeout as error:
                raise _away() from error
            except DBAPIError as error:
                if is_too_slow(error) or (_is_away(error) and attempt == _READ_ATTEMPTS):
                    raise _away() from error
                if not _is_away(error):
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()
        self.reader.dispose()


def _is_away(error: DBAPIError) -> bool:
    code = getattr(error.orig, "pgcode", None)
    # class 57P: the server is shutting down; 08: connection exceptions; 53: out of something; none: no server answered
    return error.connection_invalidated or (
        isinstance(error, OperationalError) and (code is None or code.startswith(("57P", "08", "53")))
    )


def is_too_slow(error: DBAPIError) -> bool:
    """Whether a statement, or a lock that it waited for, took longer than it may."""
    return getattr(error.orig, "pgcode", None) in (_LOCK_TIMEOUT, _STATEMENT_TIMEOUT)


def _is_transient(error: DBAPIError) -> bool:
    return _is_away(error) or getattr(error.orig, "pgcode", None) in (_SERIALIZATION_FAILURE, _DEADLOCK)


def refuses_us(why: str) -> bool:
    """Whether the server is there and will not have us, going by what was said: waiting would not help."""
    return bool(_REFUSALS.search(why))


def _away() -> Unavailable:
    return Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)


def enforce_read_only(engine: Engine) -> None:
    """Refuse writes on every connection of an engine: a query that writes is a bug."""

    @event.listens_for(engine, "connect")
    def _set(connection: object, _record: object) -> None:
        with connection.cursor() as cursor:  # type: ignore[attr-defined]  # the driver's own connection
            cursor.execute("SET default_transaction_read_only = on")
