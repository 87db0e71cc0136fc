"""SIGTERM in the middle of everything: what was begun is finished, what arrived is kept, and nothing comes again."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import kombu
import psycopg2
import pytest
from amqp.basic_message import Message

from chassis.amqp import declare_topology
from chassis.health import wait_until_ready
from chassis.ids import new_id
from chassis.outbox import HEADER_LANE, HEADER_OCCURRED, HEADER_SEQUENCE
from chassis.rpc import RpcClient
from contracts.codec import encoder
from contracts.errors import Unavailable
from contracts.referral import FileRegistered
from contracts.topology import inbox_queue
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from tests.integration.chassis.conftest import wait_for
from tests.integration.chassis.processes import ServiceProcess, file_registered, record_receipt

FACTS = 300


class Billing:
    """Billing as a process, its database, and its queue."""

    def __init__(self, backends: Backends, database: ServiceDatabase, folder: Path) -> None:
        self.amqp_url = backends.amqp_url
        self.database, self._folder = database, folder
        self.process = self.start()
        self.rpc = RpcClient(backends.amqp_url, "test")
        self.rpc.start()
        wait_until_ready(backends.amqp_url, ["billing"], 60)
        assert self.rpc.wait_ready(10)

    def start(self, **settings: str) -> ServiceProcess:
        """Start the process, or another one."""
        self.process = ServiceProcess("billing", self.amqp_url, self.database, self._folder, **settings)
        return self.process

    def publish(self, count: int) -> list[str]:
        """Put facts into its queue; returns their files, which are also their identifiers."""
        files = [new_id() for _ in range(count)]
        with kombu.Connection(self.amqp_url) as connection:
            channel = connection.channel()
            for number, file_id in enumerate(files):
                channel.basic_publish(_message(file_id, number), "", inbox_queue("billing"))
        return files

    def left_in_queue(self) -> list[tuple[str, bool]]:
        """The messages in its queue, and whether each was delivered to somebody before; they stay there."""
        with kombu.Connection(self.amqp_url) as connection:
            channel = connection.channel()
            messages = iter(lambda: channel.basic_get(inbox_queue("billing")), None)
            return [
                (str(message.properties["message_id"]), bool(message.delivery_info["redelivered"]))
                for message in messages
            ]

    def rows(self, query: str, *values: Any) -> list[Any]:
        """What its database holds."""
        connection = psycopg2.connect(self.database.owner_url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, values)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def known(self, files: list[str]) -> list[str]:
        """Which of these files have an account."""
        query = "SELECT file_id::text FROM file_accounts WHERE file_id = ANY(%s::uuid[])"
        return [row[0] for row in self.rows(query, files)]

    def stop(self) -> None:
        """End everything."""
        self.rpc.stop()
        self.process.end()


@pytest.fixture
def billing(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> Iterator[Billing]:
    """Billing, with nothing in its queue."""
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        declare_topology(channel)
        channel.queue_purge(inbox_queue("billing"))
    made = Billing(backends, migrated("billing"), tmp_path)
    yield made
    made.stop()


def test_a_stop_amid_a_stream_of_facts_and_requests_loses_and_repeats_nothing(billing: Billing) -> None:
    [file_id] = billing.publish(1)
    assert wait_for(lambda: billing.known([file_id]) == [file_id], 30)
    answered: list[str] = []
    failures: list[Exception] = []
    over = threading.Event()

    def pay() -> None:
        while not over.is_set():
            reference = new_id()
            try:
                record_receipt(billing.rpc, file_id, reference)
                answered.append(reference)
            except Exception as error:
                failures.append(error)
                return

    payers = [threading.Thread(target=pay) for _ in range(6)]
    for payer in payers:
        payer.start()
    files = billing.publish(FACTS)
    assert wait_for(lambda: len(answered) > 20 and len(billing.known(files)) > 10, 30)
    began = time.monotonic()
    billing.process.terminate()
    billing.process.terminate()
    assert billing.process.ends(10) == 0, billing.process.log
    assert time.monotonic() - began < 8
    over.set()
    for payer in payers:
        payer.join()

    assert all(isinstance(failure, Unavailable) for failure in failures), failures
    committed = billing.rows("SELECT reference FROM payments WHERE file_id = %s", file_id)
    assert sorted(row[0] for row in committed) == sorted(answered), "whatever was committed was answered"
    assert billing.rows("SELECT id FROM outbox WHERE published_at IS NULL") == []

    stored = {row[0] for row in billing.rows("SELECT event_id FROM inbox WHERE event_id = ANY(%s)", files)}
    left = billing.left_in_queue()
    assert {event_id for event_id, _ in left} == set(files) - stored
    assert not [event_id for event_id, redelivered in left if redelivered]
    assert billing.rows("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7310001") == []

    billing.start()
    assert wait_for(lambda: len(billing.known(files)) == FACTS, 60)
    applied = billing.rows(
        "SELECT count(*), max(attempts) FROM inbox WHERE event_id = ANY(%s) AND state = 'applied'", files
    )
    assert applied == [(FACTS, 0)]


def test_a_stop_that_takes_too_long_is_cut_off_and_says_what_was(billing: Billing) -> None:
    [file_id] = billing.publish(1)
    assert wait_for(lambda: billing.known([file_id]) == [file_id], 30)
    billing.process.end()
    billing.start(GAZBAN_STOP_SECONDS="1.5")
    wait_until_ready(billing.amqp_url, ["billing"], 60)
    holder = psycopg2.connect(billing.database.owner_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM file_accounts WHERE file_id = %s FOR UPDATE", (file_id,))
            asking = threading.Thread(target=_try, args=(record_receipt, billing.rpc, file_id, new_id()))
            asking.start()
            time.sleep(0.5)
            billing.process.terminate()
            assert billing.process.ends(5) == 1
    finally:
        holder.close()
    asking.join()
    assert "stop_cut_off" in billing.process.log
    assert "requests=1" in billing.process.log
    assert billing.rows("SELECT 1 FROM payments WHERE file_id = %s", file_id) == []


def _try(ask: Callable[..., None], *arguments: Any) -> None:
    try:
        ask(*arguments)
    except Unavailable:
        return


def _message(file_id: str, number: int) -> Message:
    event = file_registered(file_id)
    return Message(
        json.dumps(encoder(FileRegistered)(event)),
        content_type="application/json",
        content_encoding="utf-8",
        delivery_mode=2,
        message_id=file_id,
        app_id=event.source,
        type=event.name,
        application_headers={
            HEADER_LANE: file_id,
            HEADER_SEQUENCE: number,
            HEADER_OCCURRED: event.file.registered_at.isoformat(),
        },
    )
