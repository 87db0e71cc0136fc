"""The service as the bus sees it: its verbs from wire to wire, its stale refusals asked about by RPC."""

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest

from chassis.entrypoints import Request
from chassis.rpc import HEADER_CALLER, HEADER_KEY
from chassis.runtime import Runtime
from chassis.service import Consumer
from chassis.settings import Settings
from contracts.billing import BillingApi
from contracts.codec import encoder
from contracts.inspection import ReportFiled
from contracts.referral import ReferralApi
from contracts.shapes import Caller
from contracts.terms import Outcome
from contracts.topology import SUBSCRIPTIONS
from launcher.provision import ServiceDatabase
from services.inspection.service import Inspection
from tests.fakes.rpc import FakeRpc
from tests.integration.inspection.conftest import Visits

NOBODY = "amqp://nobody.invalid"


@pytest.fixture
def rpc() -> FakeRpc:
    """Referral and billing; what they answer is up to the test."""
    return FakeRpc()


@pytest.fixture
def runtime(migrated: Callable[[str], ServiceDatabase], rpc: FakeRpc) -> Iterator[Runtime]:
    """The runtime of the service's process, apart from the bus."""
    database = migrated("inspection")
    settings = Settings(
        amqp_url=NOBODY,
        database_url=database.app_url,
        migration_database_url=database.owner_url,
        max_workers=2,
        inbox_workers=1,
    )
    runtime = Runtime("inspection", settings, {}, [])
    runtime.rpc = rpc
    yield runtime
    runtime.database.close()


def request(caller: Caller, key: str, **arguments: Any) -> Request:
    """A request as it arrives."""
    headers = {HEADER_CALLER: json.dumps(encoder(Caller)(caller)), HEADER_KEY: key}
    return Request(
        SimpleNamespace(
            properties={"reply_to": "somebody", "correlation_id": key, "application_headers": headers},
            body=json.dumps({"args": [], "kwargs": arguments}),
        )
    )


def call(runtime: Runtime, verb: Callable[[Any, Request], dict[str, Any]], asked: Request) -> dict[str, Any]:
    """The answer as it leaves."""
    return verb(cast(Any, SimpleNamespace(runtime=runtime)), asked)


def test_it_listens_to_what_it_is_subscribed_to() -> None:
    bound = [item.event for item in vars(Inspection).values() if isinstance(item, Consumer)]
    assert len(bound) == len(set(bound))
    assert set(bound) == set(SUBSCRIPTIONS["inspection"])


def test_what_was_not_heard_yet_is_asked_for(newcomer: Visits, runtime: Runtime, rpc: FakeRpc) -> None:
    rpc.answer(ReferralApi.get_snapshot, newcomer.file)
    starts_at = newcomer.now.replace(year=newcomer.now.year + 1, day=1).isoformat()
    set_ = request(newcomer.inspector, "k1", file_id=newcomer.file.id, starts_at=starts_at)
    assert call(runtime, Inspection.set_appointment, set_)["error"] is None
    asked = {"file_id": newcomer.file.id, "outcome": "concealed_stage", "text": "مرحلهٔ اول"}
    first = call(runtime, Inspection.file_report, request(newcomer.inspector, "k2", **asked))
    assert first["result"]["sequence"] == 1

    again = call(runtime, Inspection.file_report, request(newcomer.inspector, "k2", **asked))
    assert (again["result"], again["replayed"]) == (first["result"], True)

    refused = call(runtime, Inspection.file_report, request(newcomer.inspector, "k3", **asked))
    assert (refused["error"]["code"], refused["error"]["retry_after_seconds"]) == (
        "inspection.charge_pending",
        1,
    )
    assert len(rpc.calls_of(BillingApi.get_gate)) == 1

    report = newcomer.ask_reports()[0]
    newcomer.next_gate(settled_sequence=1, debt_rials=0)
    rpc.answer(BillingApi.get_gate, newcomer.gate_view(report))
    needs_visit = call(runtime, Inspection.file_report, request(newcomer.inspector, "k4", **asked))
    assert needs_visit["error"]["code"] == "inspection.no_appointment"
    # The file is asked for before each decision, the gate only before it refuses.
    assert len(rpc.calls_of(ReferralApi.get_snapshot)) == 5
    assert {asked.deadline_seconds for asked in rpc.calls if asked.service != "auth"} == {1.0}
    told = newcomer.rows("SELECT body FROM outbox WHERE name = :name", name=ReportFiled.name)
    assert [json.loads(body)["outcome"] for (body,) in told] == [Outcome.CONCEALED_STAGE.value]
    assert newcomer.rows("SELECT settled_sequence FROM files") == [(1,)]


def test_errors_of_findings_cross_the_bus_by_field(visits: Visits, runtime: Runtime) -> None:
    asked = request(
        visits.inspector,
        "k1",
        file_id=visits.file.id,
        outcome="approved",
        text="بازدید",
        exceptions=[{"meter_id": visits.meters[0], "outcome": "concealed_stage"}],
    )
    error = call(runtime, Inspection.file_report, asked)["error"]
    assert (error["family"], error["code"]) == ("invalid_request", "inspection.outcome_not_allowed")
    assert list(error["errors"]["exceptions"]["0"]) == ["outcome"]
