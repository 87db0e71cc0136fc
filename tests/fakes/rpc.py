"""Services for a gateway that has none: an RPC client whose broker is a table of answers.

Only the wire is replaced. Arguments are encoded by the contract, read and checked by it as a service would, and results
go back through it, so that a route which calls a verb wrongly fails here too.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from chassis.health import HEALTH_METHOD
from chassis.rpc import CallContext, Pending, RpcClient
from contracts.codec import method_of
from contracts.errors import CommonCode, Refusal, Unavailable, refusal_to_wire
from contracts.shapes import Caller, service_of
from contracts.topology import APIS

R = TypeVar("R")


@dataclass(frozen=True)
class Call:
    """One call that was made."""

    service: str
    method: str
    arguments: dict[str, Any]
    caller: Caller | None
    correlation_id: str
    idempotency_key: str | None
    deadline_seconds: float


@dataclass
class FakeRpc(RpcClient):
    """Answers calls from a table; a verb without an answer is a service that is away."""

    connected: bool = True
    calls: list[Call] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    health: dict[str, dict[str, Any]] = field(default_factory=dict)
    _answers: dict[tuple[str, str], Any] = field(default_factory=dict)
    _replays: set[str] = field(default_factory=set)

    def answer(self, verb: Callable[..., Any], answer: object) -> None:
        """Let a verb of an Api give this: a result, a refusal to raise, or a function of the call."""
        self._answers[service_of(verb), verb.__name__] = answer

    def replay(self, verb: Callable[..., Any]) -> None:
        """Let a verb say that its answer is a stored one."""
        self._replays.add(verb.__name__)

    def calls_of(self, verb: Callable[..., Any]) -> list[Call]:
        """The calls made to a verb, in order."""
        return [call for call in self.calls if call.method == verb.__name__]

    @property
    def ready(self) -> bool:
        """Whether the broker is there."""
        return self.connected

    def send(
        self,
        service: str,
        method: str,
        arguments: Mapping[str, Any],
        context: CallContext,
        decode: Callable[[Any], R],
    ) -> Pending[R]:
        """Answer at once."""
        pending: Pending[R] = Pending(service, decode, context, expires_at=1e9, rpc=self, number="")
        try:
            reply = {"result": self._result(service, method, arguments, context), "error": None}
            reply["replayed"] = method in self._replays
        except Refusal as refusal:
            reply = {"result": None, "error": refusal_to_wire(refusal)}
        pending.answer(json.dumps(reply))
        return pending

    def _result(self, service: str, method: str, arguments: Mapping[str, Any], context: CallContext) -> Any:
        if not self.connected or service in self.away:
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
        if method == HEALTH_METHOD:
            return self.health.get(service, {"status": "ok"})
        contract = method_of(APIS[service], method)
        call = Call(
            service,
            method,
            contract.decode_arguments(arguments),
            context.caller,
            context.correlation_id,
            context.idempotency_key,
            context.deadline_seconds,
        )
        self.calls.append(call)
        if (service, method) not in self._answers:
            raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)
        answer = self._answers[service, method]
        if callable(answer):
            answer = answer(call)
        if isinstance(answer, Refusal):
            raise answer
        return contract.encode_result(answer)
