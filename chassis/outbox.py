"""The transactional outbox: facts are written with the change they tell of, and published after.

One relay per service publishes, in order. Replicas take turns by an advisory lock that the database gives back when
its holder dies. A row counts as published only when the broker has confirmed it.
"""

import json
import select
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg2
from amqp.basic_message import Message
from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.amqp import LINK_ERRORS, Link, LinkDown, declare_topology
from chassis.db import PATIENCE
from chassis.telemetry import Repetition, correlation_id, get_logger
from contracts.codec import encoder
from contracts.events import Event
from contracts.topology import SUBSCRIPTIONS, events_exchange

log = get_logger(__name__)

_CHANNEL = "outbox"
_RELAY_LOCK = 7_310_001
_BATCH = 200
_POLL_SECONDS = 1.0
_CONFIRM_SECONDS = 10.0
_LAST_SECONDS = 2.0
_STUCK_SECONDS = 30.0

HEADER_LANE = "gazban.lane"
HEADER_SEQUENCE = "gazban.sequence"
HEADER_OCCURRED = "gazban.occurred_at"

_INTERRUPTIONS: tuple[type[Exception], ...] = (psycopg2.Error, LinkDown, *LINK_ERRORS)

_RECORD = text(
    """
    WITH recorded AS (
        INSERT INTO outbox (event_id, name, lane, body, correlation_id, occurred_at)
        SELECT * FROM unnest(
            CAST(:event_ids AS text[]), CAST(:names AS text[]), CAST(:lanes AS text[]), CAST(:bodies AS text[]),
            CAST(:correlations AS text[]), CAST(:moments AS timestamptz[])
        )
        RETURNING id
    )
    SELECT pg_notify('outbox', '') FROM recorded LIMIT 1
    """
)


def record(session: Session, events: Sequence[tuple[str, Event]], now: datetime) -> None:
    """Write events beside the change that caused them, in one statement that also wakes the relay."""
    if not events:
        return
    session.execute(
        _RECORD,
        {
            "event_ids": [event_id for event_id, _ in events],
            "names": [event.name for _, event in events],
            "lanes": [event.lane for _, event in events],
            "bodies": [json.dumps(encoder(type(event))(event), ensure_ascii=False) for _, event in events],
            "correlations": [correlation_id.get()] * len(events),
            "moments": [now] * len(events),
        },
    )


class Relay:
    """Publishes a service's outbox while it holds the service's relay lock."""

    def __init__(self, service: str, amqp_url: str, database_url: str) -> None:
        self._service, self._database_url = service, database_url
        self._link = Link(amqp_url, f"{service}-relay", on_connect=self._connected, on_lost=self._lost)
        self._channel: Any = None
        self._confirms = _Confirms()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = Repetition()
        self._well_at = self._until = time.monotonic()
        self.leading = False

    def start(self) -> None:
        """Publish in the background."""
        self._well_at = time.monotonic()
        self._link.start()
        self._thread = threading.Thread(target=self._run, name=f"{self._service}-relay", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Publish what was committed just now, for two seconds at most, and give the lock back."""
        self._until = time.monotonic() + _LAST_SECONDS
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=_LAST_SECONDS + 1)
        self._link.stop()  # whoever still waits for a confirmation need not any more

    @property
    def connected(self) -> bool:
        """Whether the broker is connected."""
        return self._link.up.is_set()

    @property
    def blocked(self) -> bool:
        """Whether the broker takes nothing for now."""
        return self._link.blocked

    @property
    def working(self) -> bool:
        """Whether it publishes, has nothing to publish, or leaves that to another replica: not long ago, at least."""
        alive = self._thread is not None and self._thread.is_alive()
        return alive and time.monotonic() - self._well_at < _STUCK_SECONDS

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._lead()
            except _INTERRUPTIONS as error:
                why = str(error).strip()
                if self._trouble.due(why):
                    log.warning("relay_interrupted", service=self._service, error=why)
            except Exception:
                log.exception("relay_failed", service=self._service)
            self.leading = False
            self._stopping.wait(_POLL_SECONDS)

    def _lead(self) -> None:
        connection = psycopg2.connect(
            self._database_url, application_name=f"gazban-{self._service}-relay", **PATIENCE
        )
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", (_RELAY_LOCK,))
                if cursor.fetchone() != (True,):
                    self._well()
                    return  # another replica leads
                self.leading = True
                cursor.execute(f"LISTEN {_CHANNEL}")
                while not self._stopping.is_set():
                    if self._publish_batch(cursor) < _BATCH:
                        self._wait(connection)
                while time.monotonic() < self._until and self._publish_batch(cursor):
                    pass
        finally:
            connection.close()

    def _well(self) -> None:
        self._well_at = time.monotonic()
        self._trouble.over()

    def _wait(self, connection: Any) -> None:
        if not connection.notifies:
            select.select([connection], [], [], _POLL_SECONDS)
        connection.poll()
        connection.notifies.clear()

    def _publish_batch(self, cursor: Any) -> int:
        """Publish the oldest rows and mark those that the broker confirmed. Returns how many rows there were."""
        cursor.execute(
            "SELECT id, event_id, name, lane, body, correlation_id, occurred_at FROM outbox"
            " WHERE published_at IS NULL ORDER BY id LIMIT %s",
            (_BATCH,),
        )
        rows = cursor.fetchall()
        if not rows:
            self._well()
            return 0
        channel = self._channel if self._link.up.wait(_POLL_SECONDS) else None
        if channel is None:
            raise LinkDown("the broker is away; facts wait in the outbox")
        try:
            for row in rows:
                self._publish(channel, *row)
            self._await_confirms()
            if self._channel is not channel:
                raise LinkDown("the connection changed under a batch")
        except LinkDown:
            self._link.close()  # the next connection declares the topology again and counts its tags from 1
            raise
        cursor.execute(
            "UPDATE outbox SET published_at = now() WHERE id = ANY(%s)", ([row[0] for row in rows],)
        )
        self._well()
        return len(rows)

    def _await_confirms(self) -> None:
        """Wait for the broker; as long as it says that it takes nothing for now, a new connection would not help."""
        while True:
            try:
                self._confirms.wait(_CONFIRM_SECONDS)
                return
            except LinkDown:
                if self._confirms.failed or not self._link.blocked or self._stopping.is_set():
                    raise

    def _publish(
        self,
        channel: Any,
        sequence: int,
        event_id: str,
        name: str,
        lane: str,
        body: str,
        correlation: str,
        occurred_at: datetime,
    ) -> None:
        message = Message(
            body,
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            message_id=event_id,
            type=name,
            app_id=self._service,
            correlation_id=correlation,
            application_headers={
                HEADER_LANE: lane,
                HEADER_SEQUENCE: sequence,
                HEADER_OCCURRED: occurred_at.isoformat(),
            },
        )
        has_consumers = (self._service, name) in _CONSUMED
        self._confirms.publishing()
        channel.basic_publish(message, events_exchange(self._service), name, mandatory=has_consumers)

    def _connected(self, connection: Any) -> None:
        channel = connection.channel()
        declare_topology(channel)
        channel.confirm_select()
        channel.events["basic_ack"].add(self._confirms.acked)
        channel.events["basic_nack"].add(self._confirms.nacked)
        channel.events["basic_return"].add(self._confirms.returned)
        self._confirms.reset()
        self._channel = channel

    def _lost(self) -> None:
        self._channel = None
        self._confirms.fail("the connection was lost")


_CONSUMED = {(event.source, event.name) for events in SUBSCRIPTIONS.values() for event in events}


class _Confirms:
    """The messages on one channel that the broker has not confirmed yet; its delivery tags run from 1."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._last_tag = 0
        self._outstanding: set[int] = set()
        self._failure = ""

    def reset(self) -> None:
        """A new channel: tags start again."""
        with self._changed:
            self._last_tag, self._failure = 0, ""
            self._outstanding.clear()

    def publishing(self) -> None:
        """One more message is about to be published."""
        with self._changed:
            self._last_tag += 1
            self._outstanding.add(self._last_tag)

    def acked(self, delivery_tag: int, multiple: bool) -> None:
        """The broker has taken one message, or all up to this one."""
        with self._changed:
            if multiple:
                self._outstanding = {tag for tag in self._outstanding if tag > delivery_tag}
            else:
                self._outstanding.discard(delivery_tag)
            self._changed.notify_all()

    def nacked(self, *_: Any) -> None:
        """The broker could not take a message."""
        self.fail("the broker refused a message")

    def returned(self, _error: Any, _exchange: str, routing_key: str, _message: Any) -> None:
        """A fact that has consumers found no queue: the topology must be declared again."""
        self.fail(f"no queue takes {routing_key}")

    def fail(self, why: str) -> None:
        """Whoever waits need not any more."""
        with self._changed:
            self._failure = why
            self._changed.notify_all()

    @property
    def failed(self) -> bool:
        """Whether something was not taken; otherwise it may still be."""
        return bool(self._failure)

    def wait(self, seconds: float) -> None:
        """Wait until everything published is confirmed; raises LinkDown when it is not."""
        with self._changed:
            self._changed.wait_for(lambda: bool(self._failure) or not self._outstanding, timeout=seconds)
            if self._failure or self._outstanding:
                raise LinkDown(self._failure or "the broker did not confirm in time")
