"""How a request reaches a nameko worker, and its answer the caller.

This replaces nameko's own RPC entrypoint: replies go out on one long-lived channel, without confirms and not
persistent, and what one turn of the scheduler writes is sent at once. A message that is not a request is refused here
instead of killing the container, and a reply that cannot be sent never raises into it.
"""

import json
import time
from typing import Any

import eventlet
from amqp.basic_message import Message
from nameko.extensions import Entrypoint, ProviderCollector, SharedExtension

from chassis.amqp import LINK_ERRORS, Link, declare_topology
from chassis.rpc import HEADER_CALLER, HEADER_CORRELATION, HEADER_DEADLINE, HEADER_KEY, PROBE_METHOD
from chassis.telemetry import get_logger
from contracts.codec import decoder
from contracts.errors import CommonCode, InternalError, InvalidRequest, refusal_to_wire
from contracts.shapes import Caller
from contracts.topology import RPC_EXCHANGE, rpc_queue

log = get_logger(__name__)

_decode_caller = decoder(Caller)
_LONGEST_DEADLINE_SECONDS = 30.0
_LONGEST_CORRELATION_ID = 64
# A queue that nobody serves goes away after this, and with it the patience of whoever asks: a service that is being
# restarted may still finish what it has in hand.
_QUEUE_EXPIRES_MILLISECONDS = 2_000


class Request:
    """One RPC as it arrived: arguments in wire form, and what travelled beside them."""

    __slots__ = ("arguments", "caller", "correlation_id", "expires_at", "key", "reply_to", "ticket")

    def __init__(self, message: Any) -> None:
        properties = message.properties
        headers = properties.get("application_headers") or {}
        self.reply_to = str(properties["reply_to"])
        self.ticket = str(properties["correlation_id"])
        body = json.loads(message.body)
        self.arguments: dict[str, Any] = dict(body["kwargs"])
        self.correlation_id = str(headers.get(HEADER_CORRELATION) or "")[:_LONGEST_CORRELATION_ID]
        self.key = str(headers.get(HEADER_KEY) or "")
        seconds = min(int(headers.get(HEADER_DEADLINE) or 10_000) / 1000, _LONGEST_DEADLINE_SECONDS)
        self.expires_at = time.monotonic() + seconds
        raw_caller = headers.get(HEADER_CALLER)
        self.caller: Caller | None = _decode_caller(json.loads(raw_caller)) if raw_caller else None


class RpcServer(SharedExtension, ProviderCollector):
    """Consumes a service's requests on one connection and hands them to nameko's workers."""

    def __init__(self) -> None:
        super().__init__()
        self._link: Link | None = None
        self._channel: Any = None
        self._by_method: dict[str, RpcEntrypoint] = {}
        self._consumer_tag = ""
        self._stopping = False

    def setup(self) -> None:
        """Prepare the connection."""
        service = self.container.service_name
        self._queue = rpc_queue(service)
        self._link = Link(
            self.container.config["AMQP_URI"],
            f"{service}-rpc",
            on_connect=self._connected,
            on_lost=self._lost,
        )

    def start(self) -> None:
        """Serve."""
        self._by_method = {provider.method_name: provider for provider in self._providers}
        if self._link is not None:
            self._link.start()

    def stop(self) -> None:
        """Close the connection, once the workers have answered."""
        super().stop()
        eventlet.sleep(0)
        if self._link is not None:
            self._link.stop()

    def drain(self) -> None:
        """Take no more requests; those in hand are still answered."""
        if self._stopping:
            return
        self._stopping = True
        if self._channel is not None:
            try:
                self._channel.basic_cancel(self._consumer_tag, nowait=True)
            except LINK_ERRORS as error:
                log.debug("cancel_failed", error=str(error))

    def _connected(self, connection: Any) -> None:
        if self._stopping:
            return
        channel = connection.channel()
        declare_topology(channel)
        channel.queue_declare(
            self._queue,
            durable=True,
            auto_delete=False,
            arguments={"x-expires": _QUEUE_EXPIRES_MILLISECONDS},
        )
        channel.queue_bind(self._queue, RPC_EXCHANGE, f"{self.container.service_name}.*")
        channel.basic_qos(0, self.container.max_workers, False)
        self._channel = channel
        self._consumer_tag = channel.basic_consume(self._queue, callback=self._receive)

    def _lost(self) -> None:
        self._channel = None

    def _receive(self, message: Any) -> None:
        channel = message.channel
        method = str(message.delivery_info["routing_key"]).rpartition(".")[2]
        if method == PROBE_METHOD:
            channel.basic_ack(message.delivery_tag)
            return
        if self._stopping:
            channel.basic_reject(message.delivery_tag, requeue=True)  # another replica takes it
            return
        try:
            request = Request(message)
        except Exception as error:
            log.error("request_unreadable", method=method, error=str(error))
            self._refuse_unreadable(channel, message)
            return
        entrypoint = self._by_method.get(method)
        if entrypoint is None:
            error_wire = refusal_to_wire(InvalidRequest(CommonCode.NOT_FOUND))
            self._reply(channel, message.delivery_tag, request, {"result": None, "error": error_wire})
            return

        def handle_result(_context: Any, result: Any, exc_info: Any) -> tuple[Any, Any]:
            reply = result or {"result": None, "error": refusal_to_wire(InternalError(CommonCode.INTERNAL))}
            self._reply(channel, message.delivery_tag, request, reply)
            return result, exc_info

        self.container.spawn_worker(entrypoint, (request,), {}, handle_result=handle_result)

    def _reply(self, channel: Any, delivery_tag: int, request: Request, reply: dict[str, Any]) -> None:
        if channel is not self._channel:
            return  # the connection it came by is gone, and with it whoever waited there or the broker redelivers
        try:
            self._publish_reply(channel, request.reply_to, request.ticket, reply)
            channel.basic_ack(delivery_tag)
        except LINK_ERRORS as error:
            log.warning("reply_not_sent", error=str(error))
        except Exception:  # nothing may raise into the container: it would die, and all that it is at with it
            log.exception("reply_failed")

    def _refuse_unreadable(self, channel: Any, message: Any) -> None:
        """Tell whoever sent it, if they said where they listen; then forget it."""
        reply_to, ticket = (
            str(message.properties.get(name) or "") for name in ("reply_to", "correlation_id")
        )
        refusal = refusal_to_wire(InvalidRequest(CommonCode.UNREADABLE))
        try:
            if reply_to:
                self._publish_reply(channel, reply_to, ticket, {"result": None, "error": refusal})
            channel.basic_ack(message.delivery_tag)
        except Exception as error:
            log.warning("reply_not_sent", error=str(error))

    def _publish_reply(self, channel: Any, reply_to: str, ticket: str, reply: dict[str, Any]) -> None:
        message = Message(
            json.dumps(reply, separators=(",", ":")),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=1,
            correlation_id=ticket,
        )
        channel.basic_publish(message, "", reply_to)


class RpcEntrypoint(Entrypoint):
    """One method that other processes may call."""

    server = RpcServer()

    def setup(self) -> None:
        """Register with the server."""
        self.server.register_provider(self)

    def stop(self) -> None:
        """Stop taking requests."""
        self.server.drain()
        self.server.unregister_provider(self)
