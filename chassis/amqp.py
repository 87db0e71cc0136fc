"""One connection to the broker: kept open, read by one thread (a greenlet in services), written by many.

Whoever owns a link is told when it connects (to open channels, declare and consume) and when it is lost. Losing it
is ordinary: it reconnects with a growing pause, and nothing here ever raises into a nameko container.
"""

import contextlib
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

import kombu
from amqp import spec
from amqp.exceptions import AccessRefused, AMQPError, NotAllowed, NotFound
from kombu import Exchange, Queue

from chassis.telemetry import Repetition, get_logger
from contracts.topology import RPC_EXCHANGE, SUBSCRIPTIONS, events_exchange, inbox_queue

log = get_logger(__name__)

HEARTBEAT_SECONDS = 10
_FIRST_PAUSE_SECONDS, _LONGEST_PAUSE_SECONDS = 0.05, 2.0
_READ_SECONDS = 1.0
_GOODBYE_SECONDS = 1.5
_CANCEL_SECONDS = 1.0

# Not "not there yet": a wrong password, a virtual host that is not ours, a certificate that one of us does not trust.
_REFUSALS: tuple[type[Exception], ...] = (AccessRefused, NotAllowed, ssl.SSLError)

LINK_ERRORS: tuple[type[Exception], ...] = (AMQPError, OSError, kombu.exceptions.OperationalError)


class LinkDown(Exception):
    """There is no connection to the broker right now."""


class Link:
    """A connection to the broker that comes back by itself."""

    def __init__(
        self,
        url: str,
        name: str,
        *,
        on_connect: Callable[[Any], None],
        on_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._url, self._name = url, name
        self._on_connect, self._on_lost = on_connect, on_lost
        self._connection: Any = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._trouble = Repetition()
        self.up = threading.Event()
        self.blocked = (
            False  # the broker is short of memory or disk, and reads nothing that is published here
        )

    def start(self) -> None:
        """Connect in the background, and stay connected."""
        self._thread = threading.Thread(target=self._run, name=f"link-{self._name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the connection for good, after the broker has read what was sent on it."""
        self._stopping.set()
        if self._thread is not None and self._say_goodbye():
            self._thread.join(timeout=_GOODBYE_SECONDS)
        self.close()
        if self._thread is not None:
            self._thread.join(timeout=3)

    def _say_goodbye(self) -> bool:
        """Ask the broker to close, without waiting for its answer, which the reader reads. Returns whether it was."""
        connection = self._connection
        if connection is None or self.blocked:
            return False
        try:
            connection.send_method(spec.Connection.Close, "BsBB", (200, "", 0, 0))
        except LINK_ERRORS as error:
            log.debug("goodbye_failed", link=self._name, error=str(error))
            return False
        return True

    def close(self) -> None:
        """Drop the present connection; unless stopping, another one follows."""
        connection = self._connection
        if connection is not None and connection.transport is not None:
            _shut(connection.transport.sock)

    def _run(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            try:
                self._connect()
                pause = _FIRST_PAUSE_SECONDS
                self._read_until_lost()
            except LINK_ERRORS as error:
                self._report(error)
            except Exception:
                log.exception("broker_link_failed", link=self._name)
            self._forget_connection()
            self._stopping.wait(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    def _report(self, error: Exception) -> None:
        """Say why there is no connection, and whether waiting will help."""
        why = str(error) or type(error).__name__
        if self._stopping.is_set() or not self._trouble.due(why):
            return
        if isinstance(error, _REFUSALS):
            log.error("broker_refuses_us", link=self._name, error=why)
        else:
            log.warning("broker_link_down", link=self._name, error=why)

    def _connect(self) -> None:
        connection = kombu.Connection(
            self._url,
            heartbeat=HEARTBEAT_SECONDS,
            connect_timeout=5,
            transport_options={"client_properties": {"connection_name": self._name}},
        )
        connection.connect()
        raw = connection.connection
        # py-amqp would otherwise read from the socket at each publish, racing with the reader below.
        raw.client_properties = {**raw.client_properties, "capabilities": {}}
        if "eventlet" in sys.modules:
            _coalesce_writes(raw)
        raw.on_blocked, raw.on_unblocked = self._block, self._unblock
        self._connection = raw
        self._on_connect(raw)
        self.up.set()
        self._trouble.over()
        log.info("broker_link_up", link=self._name)

    def _forget_connection(self) -> None:
        connection, self._connection = self._connection, None
        self.up.clear()
        self.blocked = False
        self._on_lost()
        if connection is not None:
            try:
                connection.collect()
            except LINK_ERRORS:
                log.debug("link_close_failed", link=self._name)

    def _block(self, why: str) -> None:
        self.blocked = True
        log.warning("broker_blocks", link=self._name, why=why)

    def _unblock(self) -> None:
        self.blocked = False
        log.info("broker_unblocks", link=self._name)

    def _read_until_lost(self) -> None:
        connection = self._connection
        while not self._stopping.is_set():
            with contextlib.suppress(TimeoutError):
                connection.blocking_read(_READ_SECONDS)
            connection.heartbeat_tick()


def _coalesce_writes(connection: Any) -> None:
    """Send everything that greenlets write in one turn of the scheduler with one system call."""
    import eventlet  # only services have greenlets; a process with threads writes directly
    import eventlet.patcher

    if not eventlet.patcher.is_monkey_patched("socket"):
        return
    transport = connection.transport
    sock = transport.sock
    waiting: list[bytes] = []
    turn = threading.Lock()

    def flush() -> None:
        with turn:
            while waiting:
                data = b"".join(waiting)
                waiting.clear()
                try:
                    sock.sendall(data)
                except OSError:
                    transport.connected = False
                    _shut(sock)
                    return

    def write(data: Any) -> None:
        if not transport.connected:
            raise OSError("the connection to the broker is lost")
        if not waiting:
            eventlet.spawn_n(flush)
        waiting.append(bytes(data))

    transport._write = write


def count_ready(url: str, queue: str) -> int:
    """How many messages wait in a queue to be delivered; none if there is no such queue. By a connection of its own."""
    with kombu.Connection(url, connect_timeout=5) as connection:
        try:
            return int(connection.channel().queue_declare(queue, passive=True).message_count)
        except NotFound:
            return 0


def _shut(sock: Any) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("socket_already_shut")


def cancel_consumer(channel: Any, tag: str) -> None:
    """Have no more messages delivered, and wait until all that were under way have arrived.

    The broker's answer is read by the link's own thread, as everything is.
    """
    try:
        channel.send_method(spec.Basic.Cancel, "sb", (tag, False))
    except LINK_ERRORS as error:
        log.debug("cancel_failed", error=str(error))
        return
    give_up_at = time.monotonic() + _CANCEL_SECONDS
    while tag in channel.callbacks and time.monotonic() < give_up_at:
        time.sleep(0.01)


def declare_topology(channel: Any) -> None:
    """Declare every exchange, every event queue and every binding; safe to repeat, and repeated at each connection."""
    Exchange(RPC_EXCHANGE, type="topic", durable=True)(channel).declare()
    for service in SUBSCRIPTIONS:
        Exchange(events_exchange(service), type="topic", durable=True)(channel).declare()
    for service, events in SUBSCRIPTIONS.items():
        if not events:
            continue
        Queue(inbox_queue(service), durable=True)(channel).queue_declare()
        for event in events:
            channel.queue_bind(inbox_queue(service), events_exchange(event.source), event.name)
