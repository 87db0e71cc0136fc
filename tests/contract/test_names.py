"""The names on the broker. Whoever changes one orphans a queue of a running system: so they stand here in full."""

from types import SimpleNamespace
from typing import Any

import pytest

from chassis import outbox, rpc
from chassis.amqp import declare_topology
from chassis.entrypoints import RpcServer
from chassis.health import HEALTH_METHOD
from contracts.billing import TariffActivated, TariffWithdrawn
from contracts.events import Event
from contracts.messaging import MessageSent
from contracts.topology import (
    APIS,
    RPC_EXCHANGE,
    SUBSCRIPTIONS,
    events_exchange,
    inbox_queue,
    rpc_queue,
)
from tests.contract.instances import instance_of
from tests.contract.wire import events_of

ROUTING_KEYS = {
    "auth": "user_created user_updated password_changed password_reset",
    "referral": (
        "file_registered file_referred file_waiting file_withdrawn inspector_dismissed file_phase_changed"
        " file_completed file_cancelled meter_corrected withdrawal_ruled dismissal_proposed dismissal_declined"
    ),
    "inspection": (
        "appointment_set appointment_cancelled appointment_confirmed another_time_requested appointment_came_near"
        " deadline_missed objection_filed objection_decided report_filed phase_approved"
    ),
    "billing": (
        "payment_reversed debit_posted debit_dropped gate_restated debt_written_off refund_sent"
        " refund_confirmed refund_failed invoice_issued registration_paid payment_received charge_settled debt_cleared"
        " fee_earned units_closed"
        " charge_voided prepayment_adjusted webhook_disabled payout_sent payout_confirmed"
        " payout_failed tariff_activated tariff_withdrawn"
    ),
    "messaging": "message_sent",
}
RPC_QUEUES = {
    "auth": "rpc-auth",
    "referral": "rpc-referral",
    "inspection": "rpc-inspection",
    "billing": "rpc-billing",
    "messaging": "rpc-messaging",
}
EVENT_EXCHANGES = {
    "auth": "auth.events",
    "referral": "referral.events",
    "inspection": "inspection.events",
    "billing": "billing.events",
    "messaging": "messaging.events",
}
INBOX_QUEUES = {
    "referral": "referral.inbox",
    "inspection": "inspection.inbox",
    "billing": "billing.inbox",
    "messaging": "messaging.inbox",
}
BINDINGS = {
    "referral.inbox": {
        "auth.events": "user_created user_updated",
        "inspection.events": (
            "appointment_set appointment_cancelled appointment_confirmed another_time_requested"
            " appointment_came_near deadline_missed objection_filed objection_decided report_filed phase_approved"
        ),
        "billing.events": (
            "invoice_issued registration_paid payment_received charge_settled debt_cleared units_closed"
            " charge_voided prepayment_adjusted fee_earned"
            " payment_reversed debit_posted debt_written_off refund_sent refund_confirmed refund_failed"
        ),
    },
    "inspection.inbox": {
        "referral.events": (
            "file_registered file_referred file_waiting file_withdrawn inspector_dismissed file_phase_changed"
            " file_completed file_cancelled meter_corrected"
        ),
        "billing.events": (
            "invoice_issued registration_paid payment_received charge_settled debt_cleared units_closed"
            " charge_voided prepayment_adjusted gate_restated"
            " payment_reversed debit_posted debit_dropped debt_written_off refund_sent refund_confirmed refund_failed"
        ),
    },
    "billing.inbox": {
        "referral.events": "file_registered meter_corrected file_cancelled",
        "inspection.events": "report_filed objection_decided",
    },
    "messaging.inbox": {
        "auth.events": "user_created user_updated password_reset",
        "referral.events": (
            "file_registered file_referred file_waiting file_withdrawn inspector_dismissed file_phase_changed"
            " file_completed file_cancelled meter_corrected withdrawal_ruled dismissal_proposed dismissal_declined"
        ),
        "inspection.events": (
            "appointment_set appointment_cancelled appointment_confirmed another_time_requested"
            " appointment_came_near deadline_missed objection_filed objection_decided report_filed phase_approved"
        ),
        "billing.events": (
            "invoice_issued registration_paid payment_received charge_settled debt_cleared units_closed"
            " payment_reversed debit_posted debt_written_off refund_sent refund_confirmed refund_failed"
            " charge_voided prepayment_adjusted fee_earned tariff_activated tariff_withdrawn webhook_disabled"
            " payout_sent payout_confirmed payout_failed"
        ),
    },
}

# The field by whose value events are kept in order.
LANES = {
    "auth": "id",
    "referral": "file.id",
    "inspection": "file_id",
    "billing": "file_id",
    "messaging": "file_id",
}
# Events of no file.
OWN_LANES = {"webhook_disabled": "id"}


class Recorder:
    """A channel that declares nothing and remembers everything."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, tuple[Any, ...], dict[str, Any]]] = []

    def __getattr__(self, name: str) -> Any:
        def record(*args: Any, **kwargs: Any) -> None:
            self.calls.append((name, args, kwargs))

        return record

    def of(self, name: str) -> list[tuple[tuple[Any, ...], dict[str, Any]]]:
        return [(args, kwargs) for called, args, kwargs in self.calls if called == name]


@pytest.fixture
def channel() -> Recorder:
    recorder = Recorder()
    declare_topology(recorder)
    return recorder


def test_routing_keys() -> None:
    keys = {name: " ".join(event.name for event in events_of(name)) for name in APIS}
    assert keys == ROUTING_KEYS


def test_exchanges_and_queues() -> None:
    assert RPC_EXCHANGE == "nameko-rpc"
    assert {name: rpc_queue(name) for name in APIS} == RPC_QUEUES
    assert {name: events_exchange(name) for name in APIS} == EVENT_EXCHANGES
    assert {name: inbox_queue(name) for name, events in SUBSCRIPTIONS.items() if events} == INBOX_QUEUES


def test_headers_and_health() -> None:
    assert (outbox.HEADER_LANE, outbox.HEADER_SEQUENCE, outbox.HEADER_OCCURRED) == (
        "gazban.lane",
        "gazban.sequence",
        "gazban.occurred_at",
    )
    assert (rpc.HEADER_CORRELATION, rpc.HEADER_DEADLINE, rpc.HEADER_CALLER, rpc.HEADER_KEY) == (
        "gazban.correlation_id",
        "gazban.deadline_ms",
        "gazban.caller",
        "gazban.idempotency_key",
    )
    assert (HEALTH_METHOD, rpc.PROBE_METHOD) == ("health", "probe")


def test_declared_exchanges_are_durable_topics(channel: Recorder) -> None:
    declared = {call["exchange"]: call for _, call in channel.of("exchange_declare")}
    assert declared.keys() == {"nameko-rpc", *EVENT_EXCHANGES.values()}
    assert {(call["type"], call["durable"]) for call in declared.values()} == {("topic", True)}


def test_declared_queues_outlive_their_consumers(channel: Recorder) -> None:
    declared = {call["queue"]: call for _, call in channel.of("queue_declare")}
    assert declared.keys() == set(INBOX_QUEUES.values())
    flags = {(call["durable"], call["exclusive"], call["auto_delete"]) for call in declared.values()}
    assert flags == {(True, False, False)}


def test_bindings(channel: Recorder) -> None:
    bound: dict[str, dict[str, list[str]]] = {}
    for (queue, exchange, key), _ in channel.of("queue_bind"):
        bound.setdefault(queue, {}).setdefault(exchange, []).append(key)
    assert {
        queue: {exchange: sorted(keys) for exchange, keys in exchanges.items()}
        for queue, exchanges in bound.items()
    } == {
        queue: {exchange: sorted(keys.split()) for exchange, keys in exchanges.items()}
        for queue, exchanges in BINDINGS.items()
    }


def test_a_service_takes_all_requests_in_its_name() -> None:
    channel = Recorder()
    server = RpcServer()
    server.container = SimpleNamespace(
        service_name="billing", max_workers=7, config={"AMQP_URI": "amqp://nobody"}
    )
    server.setup()
    server._connected(SimpleNamespace(channel=lambda: channel))
    own = [(args, kwargs) for args, kwargs in channel.of("queue_declare") if args]
    # It goes soon after its last consumer: then a request is returned at once instead of waiting for nobody.
    lifetime = {"durable": True, "auto_delete": False, "arguments": {"x-expires": 2000}}
    assert own == [(("rpc-billing",), lifetime)]
    assert (("rpc-billing", "nameko-rpc", "billing.*"), {}) in channel.of("queue_bind")
    assert channel.of("basic_qos") == [((0, 7, False), {})]


def test_a_class_names_its_event() -> None:
    class HalfOfTheRoofPaid(Event):
        """Nobody's."""

    assert HalfOfTheRoofPaid.name == "half_of_the_roof_paid"
    assert HalfOfTheRoofPaid().lane == ""


@pytest.mark.parametrize("module", ["contracts.roofing", "contracts.roofing.events"])
def test_its_module_names_who_tells_it(module: str) -> None:
    """A contract is a module or a package."""
    told = type("HalfOfTheRoofPaid", (Event,), {"__module__": module})
    assert vars(told)["source"] == "roofing"


@pytest.mark.parametrize(("service", "field"), LANES.items())
def test_lanes(service: str, field: str) -> None:
    """Facts of one file are applied in order, and those of a person whom no file concerns."""
    for event in events_of(service):
        sample = instance_of(event)
        if event in (TariffActivated, TariffWithdrawn):
            assert sample.lane == "tariffs"
            continue
        expected = sample
        usual = "user_id" if hasattr(sample, "user_id") else field
        for part in OWN_LANES.get(event.name, usual).split("."):
            expected = getattr(expected, part)
        assert sample.lane == expected != ""


def test_a_message_about_no_file_is_in_its_own_lane() -> None:
    notice = instance_of(MessageSent, least=True)
    assert notice.lane == notice.id
