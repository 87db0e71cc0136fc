"""What a use case is handed: a transaction to work in, or a view to look at."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from chassis.ids import new_id
from contracts.errors import Refusal
from contracts.events import Event

A = TypeVar("A")

# By how much a service that was restored from an older copy raises its versions: by more than the facts that it can
# have told of one thing since the copy was made.
RESTORED_LEAP = 1_000_000


class NotYet(Exception):
    """An event whose predecessor has not been applied; it is tried again later, without limit."""


class Stale(Exception):
    """A refusal that rests on what this service was told by another, and may be out of date."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code)
        self.refusal = refusal


class Undone(Exception):
    """What was done apart failed by a fault of its own and left nothing behind; its cause says why."""


class Services(Protocol):
    """The other services, as seen from a use case."""

    def client(self, api: type[A], *, deadline_seconds: float | None = None) -> A:
        """A proxy whose methods are RPCs with the present correlation id, caller and deadline.

        With ``deadline_seconds`` a question waits no longer than that, and is refused at once (``Unavailable``) while
        others to that service have just timed out: for what can be done without.
        """


@dataclass(frozen=True, kw_only=True)
class Origin:
    """The event that a transaction applies."""

    event_id: str
    source: str
    name: str
    occurred_at: datetime


@dataclass
class Work:
    """One transaction. Events emitted in it are recorded with it, or not at all."""

    session: Session
    now: datetime
    origin: Origin | None = None
    events: list[tuple[str, Event]] = field(default_factory=list)

    def new_id(self) -> str:
        """A new identifier."""
        return new_id()

    def emit(self, event: Event) -> str:
        """Record a fact; it is told to the bus once this transaction is committed. Returns the event's id."""
        event_id = new_id()
        self.events.append((event_id, event))
        return event_id

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is done inside stands or falls alone, its events with it; if it falls, this raises ``Undone``.

        What is no fault of its own goes on as it is, for the whole transaction to be tried again: a lost
        connection, a deadlock, a lock that did not come in time.
        """
        told = len(self.events)
        try:
            with self.session.begin_nested():
                yield
        except Exception as error:
            del self.events[told:]
            if isinstance(error, OperationalError) or _has_lost_connection(error):
                raise
            raise Undone from error


def _has_lost_connection(error: Exception) -> bool:
    return isinstance(error, DBAPIError) and error.connection_invalidated


@dataclass
class Look:
    """Reads that change nothing, each seeing what is committed, and questions to other services."""

    session: Session
    now: datetime
    services: Services
