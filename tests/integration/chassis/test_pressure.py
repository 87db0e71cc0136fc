"""More waits than should: who is held back, that it shows, and that it comes to an end by itself."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kombu
import psycopg2
import pytest

from chassis.health import check_service, wait_until_ready
from chassis.ids import new_id
from chassis.inbox import Inbox
from chassis.pressure import Pressure
from chassis.rpc import CallContext, RpcClient
from chassis.work import NotYet
from contracts.billing import BillingApi
from contracts.errors import Unavailable
from contracts.inspection import ReportFiled
from contracts.topology import inbox_queue
from gateway.app import create_app
from gateway.settings import Settings
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.billing import use_cases
from tests.integration.chassis.conftest import Post, report_filed, wait_for
from tests.integration.chassis.processes import ServiceProcess, file_registered, record_receipt

_RELAY_LOCK = 7_310_001


@pytest.fixture
def rpc(backends: Backends) -> Iterator[RpcClient]:
    """A client."""
    client = RpcClient(backends.amqp_url, "test")
    client.start()
    assert client.wait_ready(10)
    yield client
    client.stop()


def test_a_full_outbox_refuses_commands_until_it_is_drained(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path, rpc: RpcClient
) -> None:
    database = migrated("billing")
    connection = psycopg2.connect(database.owner_url)
    connection.autocommit = True
    cursor = connection.cursor()
    cursor.execute("SELECT pg_advisory_lock(%s)", (_RELAY_LOCK,))  # so nobody publishes
    cursor.execute("DELETE FROM outbox WHERE published_at IS NULL")  # what use cases told in other tests
    billing = ServiceProcess("billing", backends.amqp_url, database, tmp_path, GAZBAN_OUTBOX_LIMIT="50")
    gateway = create_app(rpc, Settings(amqp_url=backends.amqp_url, access_log=False)).test_client()
    try:
        wait_until_ready(backends.amqp_url, ["billing"], 60)
        file_id = _open_account(database)
        record_receipt(rpc, file_id, new_id())
        cursor.execute(
            "INSERT INTO outbox (event_id, name, lane, body, correlation_id, occurred_at)"
            " SELECT gen_random_uuid()::text, 'nothing_that_anybody_hears', '', '{}', '', now()"
            " FROM generate_series(1, 60)"
        )
        assert wait_for(lambda: check_service(rpc, "billing")["status"] == "busy")
        before = _written(cursor)
        with pytest.raises(Unavailable, match=r"service\.busy") as refusal:
            record_receipt(rpc, file_id, new_id())
        assert refusal.value.retry_after_seconds
        assert _written(cursor) == before
        assert rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id).gate.file_id == file_id

        ready = gateway.get("/health/ready")
        assert (ready.status_code, ready.get_json()["checks"]["billing"]) == (503, "busy")
        assert ready.get_json()["reasons"] == {"billing": {"pressure": "busy"}}
        metrics = gateway.get("/metrics").get_data(as_text=True)
        assert 'gazban_service_busy{service="billing"} 1.0' in metrics
        assert f'gazban_outbox_waiting{{service="billing"}} {before[0]}.0' in metrics

        cursor.execute("SELECT pg_advisory_unlock(%s)", (_RELAY_LOCK,))
        assert wait_for(lambda: check_service(rpc, "billing")["status"] == "ok")
        record_receipt(rpc, file_id, new_id())
    finally:
        connection.close()
        billing.end()


def test_a_full_inbox_leaves_the_rest_to_the_broker(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chassis.inbox.PREFETCH", 10)
    monkeypatch.setattr("chassis.pressure._EVERY_SECONDS", 0.05)  # in a second it takes more than a hundred
    go_on = threading.Event()
    post.fail = lambda event: _wait(go_on)
    _consume(post, limit=20)
    post.relay()
    post.tell(*(report_filed(f"file-{n}", 1) for n in range(300)))
    assert wait_for(lambda: _in_queue(post) > 200)
    go_on.set()
    assert wait_for(lambda: len(post.applied) == 300, 20)
    assert len(set(post.applied)) == 300


def test_facts_that_wait_for_one_in_the_broker_do_not_keep_it_there(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.inbox.PREFETCH", 10)
    monkeypatch.setattr("chassis.pressure._STANDS_STILL_SECONDS", 0.3)
    monkeypatch.setattr("chassis.pressure._EVERY_SECONDS", 0.2)

    def wait_for_first(event: ReportFiled) -> None:
        if event.file_id != "first" and ("first", 1) not in post.applied:
            raise NotYet("the first one has not come")

    post.fail = wait_for_first
    _consume(post, limit=20)
    post.relay()
    post.tell(*(report_filed(f"waits-{n}", 1) for n in range(100)), report_filed("first", 1))
    assert wait_for(lambda: len(post.rows("pending")) > 20)
    assert wait_for(lambda: len(post.applied) == 101, 30)


def test_an_alarm_of_the_broker_loses_nothing_and_hangs_nobody(post: Post, backends: Backends) -> None:
    if backends.rabbit is None:
        pytest.skip("the broker is not a process of ours, so it is not ours to alarm")
    relay = post.relay()
    post.consume()
    rpc = RpcClient(post.amqp_url, "test")
    rpc.start()
    assert wait_for(lambda: relay.leading and relay.connected and rpc.ready)
    _limit_memory(backends, "1")
    try:
        post.tell(*(report_filed("alarm", n) for n in range(1, 51)))
        assert wait_for(lambda: relay.blocked)
        for _ in range(20):  # the first makes the broker notice that this one publishes, too
            with pytest.raises(Unavailable):
                rpc.call(BillingApi, "get_gate", CallContext(deadline_seconds=3), file_id=new_id())
        assert not rpc.ready
    finally:
        _limit_memory(backends, "512MB")
    assert wait_for(lambda: rpc.ready and not relay.blocked)
    assert wait_for(lambda: len(post.applied) == 50, 20)
    assert post.applied == [("alarm", n) for n in range(1, 51)]
    rpc.stop()


def _consume(post: Post, limit: int) -> None:
    pressure = Pressure(post.inbox, inbox_limit=limit)
    inbox = Inbox("billing", post.amqp_url, post.inbox, {ReportFiled: post._apply}, 2, pressure)
    post._running += [inbox, pressure]
    pressure.start()
    inbox.start()
    assert wait_for(lambda: inbox.connected, 30)


def _wait(event: threading.Event) -> None:
    event.wait(20)


def _in_queue(post: Post) -> int:
    with kombu.Connection(post.amqp_url) as connection:
        return int(connection.channel().queue_declare(inbox_queue("billing"), passive=True).message_count)


def _open_account(database: ServiceDatabase) -> str:
    from chassis.db import Database
    from tests.integration.desk import Desk

    file_id = new_id()
    made = Database(database.app_url, pool_size=1)
    Desk(made).command(use_cases.open_account, file_registered(file_id))
    made.close()
    return file_id


def _written(cursor: Any) -> tuple[int, int, int]:
    cursor.execute(
        "SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL), (SELECT count(*) FROM payments),"
        " (SELECT count(*) FROM idempotency)"
    )
    outbox, payments, kept = cursor.fetchone()
    return outbox, payments, kept


def _limit_memory(backends: Backends, limit: str) -> None:
    rabbit = backends.rabbit
    assert rabbit is not None
    control = rabbit._programs.server.with_name("rabbitmqctl")
    argv = [str(control), "set_vm_memory_high_watermark", "absolute", limit]
    environment = {name: value for name, value in rabbit._environment().items() if name != "detached"}
    subprocess.run(argv, env=environment, check=True, capture_output=True, timeout=60)
