"""Two service processes, and a bus that lost what one of them told."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from chassis import clock, outbox
from chassis.db import Database
from chassis.health import check_service, wait_until_ready
from chassis.rpc import RpcClient
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from launcher.supervisor import Program, Supervisor
from tests.integration.chassis.conftest import report_filed, wait_for

PROJECT = Path(__file__).resolve().parents[3]
SERVICES = ("inspection", "billing")


@pytest.fixture
def rpc(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> Iterator[RpcClient]:
    """Inspection and billing as processes of their own, and a client."""
    supervisor = Supervisor(tmp_path, terminal=None)
    for service in SERVICES:
        environment = {
            "GAZBAN_AMQP_URL": backends.amqp_url,
            "GAZBAN_DATABASE_URL": migrated(service).app_url,
            "GAZBAN_MIGRATION_DATABASE_URL": migrated(service).owner_url,
            "GAZBAN_SWEEP_SECONDS": "1",
            "GAZBAN_SWEEP_SETTLE_SECONDS": "0",
        }
        supervisor.add(Program(service, [sys.executable, "-m", f"services.{service}"], environment, PROJECT))
        supervisor.start(service)
    client = RpcClient(backends.amqp_url, "test")
    client.start()
    wait_until_ready(backends.amqp_url, SERVICES, 60)
    yield client
    client.stop()
    supervisor.stop(*SERVICES)


def test_what_the_bus_lost_comes_all_the_same(
    rpc: RpcClient, migrated: Callable[[str], ServiceDatabase]
) -> None:
    source = Database(migrated("inspection").app_url, pool_size=1)
    consumer = Database(migrated("billing").app_url, pool_size=1)
    events = [(f"swept-{n}", report_filed("swept", n)) for n in range(1, 251)]
    lost = text(
        "UPDATE outbox SET published_at = clock_timestamp() WHERE lane = 'swept' AND published_at IS NULL"
    )
    came = text("SELECT event_id FROM inbox WHERE source = 'inspection' AND lane = 'swept' ORDER BY sequence")

    def tell(session: Any) -> None:
        outbox.record(session, events, clock.now())
        session.execute(lost)

    source.transaction(tell, repeatable=False)
    ids = [event_id for event_id, _ in events]
    assert wait_for(
        lambda: list(consumer.read(lambda session: session.execute(came).scalars().all())) == ids, 30
    )
    health = check_service(rpc, "billing")
    assert (health["brought"], health["unknown_facts"], health["notes"]) == (250, 0, [])
    source.close()
    consumer.close()
