"""The inbox: what arrived is stored before it is acknowledged, and applied exactly once.

A consumer stores raw messages in batches; the event's id is unique, so redelivery costs one refused insert. Workers
then take, per lane (publisher and file), the row with the lowest sequence, and apply it in one transaction with the
business change. What fails is tried again with a growing pause and at last parked, in sight and replayable; what can
never succeed is parked at once, and so is what arrives so late that its earlier arrival may have been pruned.

When too much waits, what arrives is neither stored nor acknowledged, and the broker sends no more than ``PREFETCH``. A
stop has no more sent, then stores and acknowledges what arrived, so that nothing of it comes again.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis import clock, outbox
from chassis.amqp import LINK_ERRORS, Link, cancel_consumer, count_ready, declare_topology
from chassis.arrivals import ERROR_CHARACTERS, row_of, said, storable, store, unreadable
from chassis.db import Database
from chassis.pressure import Pressure
from chassis.telemetry import Repetition, correlation_id, get_logger
from chassis.work import NotYet, Origin, Work
from contracts.codec import decoder
from contracts.errors import Unavailable
from contracts.events import Event
from contracts.topology import inbox_queue

log = get_logger(__name__)

Handler = Callable[[Work, Any], None]

PREFETCH = 500
MAX_ATTEMPTS = 12
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.1, 60.0
_GAP_PAUSE_SECONDS, _LONGEST_GAP_PAUSE_SECONDS = 0.2, 5.0
_POLL_SECONDS = 0.5

# Only the first row of a lane can be claimed, and whoever claims it holds its lock: so a lane is applied in order,
# by one worker at a time, in however many replicas.
_CLAIM = text(
    """
    SELECT i.id FROM inbox i
    WHERE i.state = 'pending' AND i.retry_at <= clock_timestamp()
      AND NOT EXISTS (
          SELECT 1 FROM inbox e
          WHERE e.state = 'pending' AND e.source = i.source AND e.lane = i.lane
            AND (e.sequence, e.id) < (i.sequence, i.id)
      )
    ORDER BY i.id
    LIMIT 1
    FOR UPDATE OF i SKIP LOCKED
    """
)
_READ = text(
    """
    SELECT event_id, source, name, lane, body, correlation_id, occurred_at, attempts,
           CAST(extract(epoch FROM clock_timestamp() - received_at) AS double precision)
    FROM inbox WHERE id = :id
    """
)
# What waits in the lane for its predecessor is tried again at once.
_APPLIED = text(
    """
    WITH applied AS (
        UPDATE inbox SET state = 'applied', applied_at = clock_timestamp(), error = NULL WHERE id = :id
    )
    UPDATE inbox SET retry_at = clock_timestamp()
    WHERE state = 'pending' AND source = :source AND lane = :lane AND retry_at > clock_timestamp() AND id <> :id
    """
)
_POSTPONE = text(
    """
    UPDATE inbox SET attempts = attempts + :failed, error = :error, state = :state,
        retry_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE id = :id AND state = 'pending'
    RETURNING id
    """
)


class Hopeless(Exception):
    """A fact that no attempt will ever apply, as this service is; its cause says why."""


@dataclass(frozen=True)
class Claimed:
    """An inbox row that a worker holds; ``age_seconds`` since it arrived."""

    event_id: str
    source: str
    name: str
    lane: str
    body: memoryview
    correlation_id: str
    occurred_at: datetime
    attempts: int
    age_seconds: float


class Inbox:
    """Collects and applies the facts that one service listens to."""

    def __init__(
        self,
        service: str,
        amqp_url: str,
        database: Database,
        handlers: Mapping[type[Event], Handler],
        workers: int,
        pressure: Pressure | None = None,
    ) -> None:
        self._service, self._amqp_url, self._database = service, amqp_url, database
        self._pressure = pressure or Pressure(database)
        self._handlers = {(event.source, event.name): (event, handler) for event, handler in handlers.items()}
        self._link = Link(amqp_url, f"{service}-inbox", on_connect=self._connected, on_lost=self._lost)
        self._channel: Any = None
        self._consumer_tag = ""
        self._taking = True
        self._trouble = Repetition()
        self._arrived: deque[tuple[Any, dict[str, Any]]] = deque()  # filled by one thread, emptied by another
        self._storing = False
        self._something_arrived = threading.Event()
        self._something_stored = threading.Event()
        self._stopping = threading.Event()
        self._workers = workers
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Consume and apply in the background."""
        self._link.start()
        for number in range(self._workers):
            self._spawn(self._apply_forever, f"inbox-{number}")
        self._spawn(self._store_forever, "inbox-store")

    def stop(self) -> None:
        """Stop taking messages and finish those in hand; the rest stays where it is."""
        self.stop_taking()
        self._stopping.set()
        self._something_arrived.set()
        self._something_stored.set()
        for thread in self._threads:
            thread.join(timeout=5)
        self._link.stop()

    def stop_taking(self) -> None:
        """Have no more messages sent; what has arrived is still stored."""
        self._taking = False
        channel = self._channel
        if channel is not None:
            cancel_consumer(channel, self._consumer_tag)

    @property
    def in_hand(self) -> int:
        """How many threads are still at something."""
        return sum(thread.is_alive() for thread in self._threads)

    @property
    def connected(self) -> bool:
        """Whether the broker is connected."""
        return self._link.up.is_set()

    @property
    def alive(self) -> bool:
        """Whether everything that stores and applies is still running."""
        return all(thread.is_alive() for thread in self._threads)

    def has_all(self) -> bool:
        """Whether nothing waits for this service at the broker, nor in this process to be stored."""
        try:
            waiting = count_ready(self._amqp_url, inbox_queue(self._service))
        except LINK_ERRORS:
            return False
        return not (waiting or self._storing or self._arrived)

    def wake(self) -> None:
        """Facts were stored that the bus did not bring."""
        self._something_stored.set()

    def _spawn(self, loop: Callable[[], None], name: str) -> None:
        thread = threading.Thread(target=loop, name=f"{self._service}-{name}", daemon=True)
        thread.start()
        self._threads.append(thread)

    # -- arrival

    def _connected(self, connection: Any) -> None:
        if not self._taking:
            return
        channel = connection.channel()
        declare_topology(channel)
        channel.basic_qos(0, PREFETCH, False)
        # What came by an earlier connection is stored all the same; it is acknowledged by nobody, and comes again.
        self._channel = channel
        self._consumer_tag = channel.basic_consume(inbox_queue(self._service), callback=self._receive)

    def _lost(self) -> None:
        self._channel = None

    def _receive(self, message: Any) -> None:
        self._arrived.append((message.channel, {"tag": message.delivery_tag, **row_of(message)}))
        self._something_arrived.set()

    def _store_forever(self) -> None:
        while not self._stopping.is_set():
            self._something_arrived.wait(_POLL_SECONDS)
            self._something_arrived.clear()
            if self._pressure.may_take:
                self._store_arrived()
        self._store_arrived()

    def _store_arrived(self) -> None:
        self._storing = True
        arrived = [self._arrived.popleft() for _ in range(len(self._arrived))]
        try:
            if arrived:
                self._store(arrived)
        except Exception as error:
            log.warning("inbox_store_failed", messages=len(arrived), error=str(error))
            self._stopping.wait(1)
            self._link.close()  # unacknowledged messages come again with the next connection
        finally:
            self._storing = False

    def _store(self, arrived: list[tuple[Any, dict[str, Any]]]) -> None:
        rows = [row for _, row in arrived]
        channel, last = arrived[-1][0], arrived[-1][1]["tag"]
        try:
            self._insert(rows)
        except Unavailable:
            raise
        except Exception:
            log.exception("inbox_batch_failed", messages=len(rows))
            self._store_one_by_one(rows)
        self._something_stored.set()
        try:
            if channel is self._channel:
                channel.basic_ack(last, multiple=True)
        except LINK_ERRORS as error:
            log.warning("inbox_ack_failed", error=str(error))

    def _store_one_by_one(self, rows: list[dict[str, Any]]) -> None:
        """One message that the database refuses must not hold up the others: it is parked as unreadable."""
        for row in rows:
            try:
                self._insert([row])
            except Unavailable:
                raise
            except Exception as error:
                self._insert([row | unreadable(row["body"], error)])

    def _insert(self, rows: list[dict[str, Any]]) -> None:
        self._database.transaction(lambda session: store(session, rows), repeatable=True)

    # -- application

    def _apply_forever(self) -> None:
        while not self._stopping.is_set():
            try:
                found = self._pressure.may_apply and self.apply_next()
            except Exception as error:
                if self._trouble.due(str(error)):
                    log.warning("inbox_worker_failed", error=str(error))
                found = False
                self._stopping.wait(1)
            if not found:
                self._something_stored.wait(_POLL_SECONDS)
                self._something_stored.clear()

    def apply_next(self) -> bool:
        """Apply one waiting fact; false when there is none that could be applied now."""
        held: list[int] = []
        seen: list[Claimed] = []

        def attempt(session: Session) -> None:
            held.clear()
            row_id = session.execute(_CLAIM).scalar()
            if row_id is None:
                return
            held.append(row_id)
            claimed = Claimed(*session.execute(_READ, {"id": row_id}).one())
            seen.append(claimed)
            correlation_id.set(claimed.correlation_id)
            self._apply(session, claimed)
            session.execute(_APPLIED, {"id": row_id, "source": claimed.source, "lane": claimed.lane})

        try:
            self._database.transaction(attempt, repeatable=True)
            if held:
                self._pressure.moved()
        except Unavailable:
            raise
        except NotYet as error:
            self._wait_for_predecessor(held[0], seen[-1], str(error))
        except Hopeless as error:
            self._park(held[0], seen[-1], said(error.__cause__) if error.__cause__ else str(error))
        except Exception as error:
            if not held:
                raise
            log.exception("event_failed", inbox_id=held[0])
            self._try_again(held[0], seen[-1] if seen else None, error)
        if held:
            self._something_stored.set()
        return bool(held)

    def _apply(self, session: Session, claimed: Claimed) -> None:
        handler, fact = self._read(claimed)
        origin = Origin(
            event_id=claimed.event_id,
            source=claimed.source,
            name=claimed.name,
            occurred_at=claimed.occurred_at,
        )
        work = Work(session=session, now=clock.now(), origin=origin)
        handler(work, fact)
        session.flush()
        outbox.record(session, work.events, work.now)

    def _read(self, claimed: Claimed) -> tuple[Handler, Any]:
        """Who applies it, and what it says. Both are the same at every attempt, so a failure is final."""
        bound = self._handlers.get((claimed.source, claimed.name))
        if bound is None:
            raise Hopeless(f"nothing here applies {claimed.name} of {claimed.source}")
        event, handler = bound
        try:
            return handler, decoder(event)(json.loads(bytes(claimed.body)))
        except Exception as error:  # whatever a decoder stumbles over
            raise Hopeless from error

    def _wait_for_predecessor(self, row_id: int, claimed: Claimed, why: str) -> None:
        """Come back to it soon, and less and less often the longer it waits."""
        if claimed.age_seconds < 1:
            log.info("event_waits", event_name=claimed.name, event_id=claimed.event_id, why=why)
        pause = min(_GAP_PAUSE_SECONDS * (1 + claimed.age_seconds), _LONGEST_GAP_PAUSE_SECONDS)
        self._postpone(row_id, why, failed=0, state="pending", pause=pause)

    def _try_again(self, row_id: int, claimed: Claimed | None, error: Exception) -> None:
        """Come back to it later, or park it when it has failed too often, or not even its row could be read."""
        attempts = claimed.attempts + 1 if claimed else MAX_ATTEMPTS
        if attempts >= MAX_ATTEMPTS:
            self._park(row_id, claimed, said(error))
            return
        pause = min(_FIRST_PAUSE_SECONDS * 2**attempts, _LONGEST_PAUSE_SECONDS)
        self._postpone(row_id, said(error), failed=1, state="pending", pause=pause)

    def _park(self, row_id: int, claimed: Claimed | None, why: str) -> None:
        """Put it aside, in sight; its lane goes on."""
        told = (
            {"event_name": claimed.name, "event_id": claimed.event_id, "lane": claimed.lane}
            if claimed
            else {}
        )
        if self._postpone(row_id, why, failed=1, state="parked", pause=0):
            log.error("event_parked", inbox_id=row_id, error=why, **told)

    def _postpone(self, row_id: int, why: str, *, failed: int, state: str, pause: float) -> bool:
        """False if another worker was quicker: the lock was given back with the failed attempt."""
        values = {
            "id": row_id,
            "failed": failed,
            "error": storable(why)[:ERROR_CHARACTERS],
            "state": state,
            "pause": pause,
        }
        return self._database.transaction(
            lambda session: session.execute(_POSTPONE, values).first() is not None, repeatable=True
        )
