"""Services that break one promise each, for whoever doubts the suite: with any of them it has to fail."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.faults.points import put


def weak_gate() -> None:
    """Inspection believes that a file owes nothing as long as it has not heard of a debt."""
    from services.inspection.domain.gate import Gate

    accept = Gate.accept

    def accepting(gate: Gate, **wishes: Any) -> Gate:
        accept(replace(gate, settled_sequence=gate.reports_sequence), **wishes)
        return replace(gate, reports_sequence=gate.reports_sequence + 1)

    put(Gate, accept=accepting)


def ack_first() -> None:
    """What arrives is acknowledged before it is stored, as a stock handler's events are."""
    from chassis.inbox import Inbox

    receive = Inbox._receive

    def receiving(inbox: Inbox, message: Any) -> None:
        receive(inbox, message)
        message.channel.basic_ack(message.delivery_tag)

    def storing(inbox: Inbox, arrived: list[tuple[Any, dict[str, Any]]]) -> None:
        inbox._insert([row for _, row in arrived])
        inbox._something_stored.set()

    put(Inbox, _receive=receiving, _store=storing)


MUTANTS: dict[str, Callable[[], None]] = {
    "weak-gate": weak_gate,
    "ack-first": ack_first,
}
