"""The RPC client: one connection per process, any number of calls in flight on it.

Requests are not persistent and expire with their caller's patience; a service that nobody serves is known at once,
because the request is mandatory and comes back. When the connection is lost every waiting call fails at once, and when
the broker blocks it (an alarm of memory or disk) within half a second; new ones are refused until it unblocks.
"""

import itertools
import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any, Generic, TypeVar, cast

from amqp.basic_message import Message

from chassis.amqp import LINK_ERRORS, Link
from chassis.telemetry import correlation_id
from contracts.codec import encoder, method_of
from contracts.errors import CommonCode, DeadlineExceeded, Refusal, Unavailable, refusal_from_wire
from contracts.shapes import Caller
from contracts.topology import RPC_EXCHANGE

A = TypeVar("A")
R = TypeVar("R")

HEADER_CORRELATION = "gazban.correlation_id"
HEADER_DEADLINE = "gazban.deadline_ms"
HEADER_CALLER = "gazban.caller"
HEADER_KEY = "gazban.idempotency_key"

PROBE_METHOD = "probe"  # a request for it is dropped unanswered

DEFAULT_DEADLINE_SECONDS = 8.0
_UNCLAIMED_SECONDS = 30.0
_SWEEP_EVERY = 1000
_PROBE_SECONDS = 0.5
_PROBE_EXPIRES_MILLISECONDS = 5_000
_encode_caller = encoder(Caller)

# The moment (time.monotonic) after which whoever asked no longer waits; calls made on the way inherit it.
deadline_at: ContextVar[float | None] = ContextVar("deadline_at", default=None)


@dataclass
class CallContext:
    """What travels beside the arguments; ``replayed`` says afterwards that a stored answer was given again."""

    correlation_id: str = ""
    caller: Caller | None = None
    deadline_seconds: float = DEFAULT_DEADLINE_SECONDS
    idempotency_key: str | None = None
    replayed: bool = False


@dataclass
class Pending(Generic[R]):
    """A call in flight."""

    service: str
    decode: Callable[[Any], R]
    context: CallContext
    expires_at: float
    rpc: "RpcClient"
    number: str
    _done: Any = field(default_factory=threading.Lock)
    _body: Any = None
    _failure: Refusal | None = None

    def __post_init__(self) -> None:
        self._done.acquire()

    def answer(self, body: Any) -> None:
        """The reply came."""
        self._body = body
        self._finish()

    def fail(self, failure: Refusal) -> None:
        """No reply will come."""
        self._failure = failure
        self._finish()

    def _finish(self) -> None:
        if self._done.locked():
            self._done.release()

    def result(self) -> R:
        """The result; raises the callee's refusal, Unavailable, or DeadlineExceeded."""
        self._wait()
        if self._failure is not None:
            raise self._failure
        reply = json.loads(self._body)
        if reply.get("error") is not None:
            raise refusal_from_wire(reply["error"])
        self.context.replayed = bool(reply.get("replayed"))
        return self.decode(reply.get("result"))

    def _wait(self) -> None:
        """Wait for the reply; meanwhile ask now and then whether anybody serves there still.

        Requests that wait in a queue vanish with it when the last process that serves it dies.
        """
        while True:
            remaining = self.expires_at - time.monotonic()
            if remaining <= 0:
                self.rpc.forget(self.number)
                raise DeadlineExceeded(CommonCode.DEADLINE, retry_after_seconds=1)
            if self._done.acquire(timeout=min(remaining, _PROBE_SECONDS)):
                return
            self.rpc.probe(self.service)


class RpcClient:
    """Calls other services. Safe to share among threads or greenlets."""

    def __init__(self, amqp_url: str, name: str) -> None:
        self._link = Link(amqp_url, f"{name}-rpc-client", on_connect=self._connected, on_lost=self._lost)
        self._channel: Any = None
        self._reply_queue = ""
        self._waiting: dict[str, Pending[Any]] = {}
        self._numbers = itertools.count()
        self._prefix = uuid.uuid4().hex

    def start(self) -> None:
        """Connect in the background."""
        self._link.start()

    def stop(self) -> None:
        """Close; calls in flight fail as unavailable."""
        self._link.stop()
        self._lost()

    @property
    def connected(self) -> bool:
        """Whether the broker is connected."""
        return self._link.up.is_set()

    @property
    def ready(self) -> bool:
        """Whether the broker is connected, and takes requests."""
        return self._link.up.is_set() and not self._link.blocked

    def wait_ready(self, timeout_seconds: float) -> bool:
        """Wait for the connection; false when it did not come in time."""
        return bool(self._link.up.wait(timeout_seconds))

    def client(self, api: type[A], *, context: CallContext) -> A:
        """A proxy of an Api; each of its methods is one call in this context."""
        return cast(A, _Proxy(self, api, context))

    def begin(self, api: type, name: str, context: CallContext, **arguments: Any) -> Pending[Any]:
        """Send a call and go on; ``.result()`` waits for it."""
        method = method_of(api, name)
        caller = arguments.pop("caller", None)
        if method.takes_caller and caller is None:
            caller = context.caller
        asked = replace(context, caller=caller)
        pending = self.send(
            method.service, name, method.encode_arguments(arguments), asked, method.decode_result
        )
        pending.context = context
        return pending

    def call(self, api: type, name: str, context: CallContext, **arguments: Any) -> Any:
        """Send a call and wait for its result."""
        return self.begin(api, name, context, **arguments).result()

    def send(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, Any],
        context: CallContext,
        decode: Callable[[Any], R],
    ) -> Pending[R]:
        """Publish one request, its arguments in wire form."""
        count = next(self._numbers)
        if count % _SWEEP_EVERY == 0:
            self._drop_expired()
        number = f"{self._prefix}-{count}"
        seconds = _patience(context)
        pending: Pending[R] = Pending(
            service, decode, context, time.monotonic() + seconds, rpc=self, number=number
        )
        channel = self._channel
        if channel is None and self._link.up.wait(min(seconds, 0.2)):
            channel = self._channel
        if channel is None or self._link.blocked:
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
        self._waiting[number] = pending
        message = Message(
            json.dumps({"args": [], "kwargs": arguments}, separators=(",", ":"), ensure_ascii=False),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            reply_to=self._reply_queue,
            correlation_id=number,
            expiration=str(max(int(seconds * 1000), 1)),
            application_headers=_headers(context, seconds),
        )
        try:
            channel.basic_publish(message, RPC_EXCHANGE, f"{service}.{method}", mandatory=True)
        except LINK_ERRORS as error:
            self._waiting.pop(number, None)
            self._link.close()
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2) from error
        return pending

    def _drop_expired(self) -> None:
        """Forget calls whose result nobody came for."""
        now = time.monotonic()
        for number, pending in list(self._waiting.items()):
            if pending.expires_at + _UNCLAIMED_SECONDS < now:
                self.forget(number)

    def forget(self, number: str) -> None:
        """Nobody waits for this reply any more."""
        self._waiting.pop(number, None)

    def probe(self, service: str) -> None:
        """Send a service a request that needs no answer: if it comes back, nobody serves there.

        What waits while the broker takes nothing waits in vain, for it may not have taken the request either.
        """
        channel = self._channel
        if channel is None:
            return
        if self._link.blocked:
            self._lose_waiting()
            return
        message = Message("", delivery_mode=1, expiration=str(_PROBE_EXPIRES_MILLISECONDS))
        try:
            channel.basic_publish(message, RPC_EXCHANGE, f"{service}.{PROBE_METHOD}", mandatory=True)
        except LINK_ERRORS:
            self._link.close()

    def _connected(self, connection: Any) -> None:
        channel = connection.channel()
        channel.exchange_declare(RPC_EXCHANGE, "topic", durable=True, auto_delete=False)
        self._reply_queue = channel.queue_declare(exclusive=True, auto_delete=True).queue
        channel.events["basic_return"].add(self._returned)
        channel.basic_consume(self._reply_queue, no_ack=True, callback=self._replied)
        self._channel = channel

    def _replied(self, message: Any) -> None:
        pending = self._waiting.pop(message.properties.get("correlation_id"), None)
        if pending is not None:
            pending.answer(message.body)

    def _returned(self, _error: Any, _exchange: str, routing_key: str, _message: Any) -> None:
        """A request came back: nobody serves there, so whoever else waits for that service waits in vain."""
        service = routing_key.partition(".")[0]
        for number, pending in list(self._waiting.items()):
            if pending.service == service and self._waiting.pop(number, None) is not None:
                pending.fail(Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2))

    def _lost(self) -> None:
        self._channel = None
        self._lose_waiting()

    def _lose_waiting(self) -> None:
        while self._waiting:
            try:
                _, pending = self._waiting.popitem()
            except KeyError:
                return
            pending.fail(Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2))


def _patience(context: CallContext) -> float:
    """Seconds this call may take: its own limit, or less when whoever asked us waits less."""
    inherited = deadline_at.get()
    if inherited is None:
        return context.deadline_seconds
    remaining = inherited - time.monotonic()
    if remaining <= 0:
        raise DeadlineExceeded(CommonCode.DEADLINE, retry_after_seconds=1)
    return min(context.deadline_seconds, remaining)


def _headers(context: CallContext, seconds: float) -> dict[str, Any]:
    headers: dict[str, Any] = {
        HEADER_CORRELATION: context.correlation_id or correlation_id.get(),
        HEADER_DEADLINE: int(seconds * 1000),
    }
    if context.caller is not None:
        headers[HEADER_CALLER] = json.dumps(_encode_caller(context.caller), ensure_ascii=False)
    if context.idempotency_key:
        headers[HEADER_KEY] = context.idempotency_key
    return headers


class _Proxy:
    """Looks like an Api; each call becomes a request."""

    def __init__(self, rpc: RpcClient, api: type, context: CallContext) -> None:
        self._rpc, self._api, self._context = rpc, api, context

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_") or not hasattr(getattr(self._api, name, None), "kind"):
            raise AttributeError(f"{self._api.__name__} has no {name}")
        rpc, api, context = self._rpc, self._api, self._context

        def call(**arguments: Any) -> Any:
            return rpc.call(api, name, context, **arguments)

        return call
