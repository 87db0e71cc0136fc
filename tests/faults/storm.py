"""Redelivery: what was told is told again, shuffled and more than once, and what was taken comes back."""

import random
import threading
import time
from typing import Any

import kombu
from amqp.basic_message import Message
from amqp.exceptions import AMQPError

from chassis.amqp import Link, declare_topology
from contracts.topology import SUBSCRIPTIONS, events_exchange, inbox_queue
from tests.faults.bus import Letter, publish

MOST_KEPT = 5_000


class Tap:
    """Hears every fact that is told while it is connected, and keeps a bounded sample of them as they were told."""

    def __init__(self, amqp_url: str, *, most_kept: int = MOST_KEPT, seed: int = 1) -> None:
        self.amqp_url = amqp_url
        self.heard = 0
        self._most_kept, self._random = most_kept, random.Random(seed)
        self._kept: list[Message] = []
        self._lock = threading.Lock()
        self._link = Link(amqp_url, "tap", on_connect=self._connected)

    def start(self) -> None:
        """Listen in the background, and again after each loss of the connection."""
        self._link.start()

    def wait_ready(self, seconds: float = 10.0) -> bool:
        """Whether it listens in time."""
        return self._link.up.wait(seconds)

    def stop(self) -> None:
        """Listen no more; the sample stays."""
        self._link.stop()

    def sample(self) -> list[Message]:
        """What was kept: of everything heard, each with the same chance."""
        with self._lock:
            return list(self._kept)

    def _connected(self, connection: Any) -> None:
        channel = connection.channel()
        declare_topology(channel)
        queue = channel.queue_declare(exclusive=True, auto_delete=True).queue
        for service in SUBSCRIPTIONS:
            channel.queue_bind(queue, events_exchange(service), "#")
        channel.basic_consume(queue, no_ack=True, callback=self._hear)

    def _hear(self, message: Any) -> None:
        copy = Message(message.body, **message.properties)
        with self._lock:
            self.heard += 1
            if len(self._kept) < self._most_kept:
                self._kept.append(copy)
            elif (place := self._random.randrange(self.heard)) < self._most_kept:
                self._kept[place] = copy


def storm(tap: Tap, count: int = 5_000, *, seed: int = 1) -> int:
    """Put that many copies of what was told straight into the inboxes of its consumers; how many the broker took.

    Everything of the sample comes about equally often, in no order. Raises ValueError when nothing was heard yet.
    """
    told = [
        Letter(message, inbox_queue(consumer))
        for message in tap.sample()
        for consumer in _consumers_of(message.properties.get("app_id"), message.properties.get("type"))
    ]
    if not told:
        raise ValueError("nothing was told yet that anybody listens to")
    chance = random.Random(seed)
    letters = (told * (count // len(told) + 1))[:count] if len(told) <= count else chance.sample(told, count)
    chance.shuffle(letters)
    return publish(tap.amqp_url, letters)


def _consumers_of(source: Any, name: Any) -> list[str]:
    return [
        consumer
        for consumer, events in SUBSCRIPTIONS.items()
        if any((event.source, event.name) == (source, name) for event in events)
    ]


def steal(amqp_url: str, queue: str, count: int, *, patience_seconds: float = 5.0) -> int:
    """Take messages from a queue without acknowledging them and drop the connection; how many come again for that.

    It shares the queue with whoever else consumes it, and so waits a while for as many as were asked for.
    """
    stolen: list[Any] = []
    connection = kombu.Connection(amqp_url, connect_timeout=5)
    connection.connect()
    channel = connection.channel()
    channel.basic_qos(0, count, False)
    channel.basic_consume(queue, callback=stolen.append)
    give_up_at = time.monotonic() + patience_seconds
    try:
        while len(stolen) < count and (left := give_up_at - time.monotonic()) > 0:
            connection.drain_events(timeout=left)
    except (TimeoutError, AMQPError, OSError):
        pass  # it was all there was to take, or somebody else's fault came first
    connection.collect()  # no goodbye
    return len(stolen)
