"""RPC against a real billing process: what a caller gets when all is well, and when it is not."""

import json
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import kombu
import psycopg2
import pytest
from amqp.basic_message import Message

from chassis.db import Database
from chassis.health import check_service, wait_until_ready
from chassis.ids import new_id
from chassis.rpc import CallContext, RpcClient
from chassis.sweeper import asking
from chassis.work import Work
from contracts.billing import BillingApi
from contracts.errors import (
    Conflict,
    DeadlineExceeded,
    InvalidRequest,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from contracts.facts import MOST_BODIES, ToldFact, ToldPage
from contracts.messaging import MessagingApi
from contracts.referral import FileRegistered, FileSnapshot, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import FileKind, FileStatus, Phase, Role
from contracts.topology import RPC_EXCHANGE
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from launcher.supervisor import Program, Supervisor
from services.billing import use_cases
from tests.integration.desk import Desk

PROJECT = Path(__file__).resolve().parents[3]
FINANCE = Caller(id=new_id(), role=Role.FINANCE, membership_code="19-9-3", full_name="مالی")


@pytest.fixture(scope="module")
def supervisor(
    backends: Backends, migrated: Callable[[str], ServiceDatabase], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Supervisor]:
    """Billing as a process of its own."""
    made = Supervisor(tmp_path_factory.mktemp("billing"), terminal=None)
    database = migrated("billing")
    environment = {
        "GAZBAN_AMQP_URL": backends.amqp_url,
        "GAZBAN_DATABASE_URL": database.app_url,
        "GAZBAN_MIGRATION_DATABASE_URL": database.owner_url,
    }
    made.add(Program("billing", [sys.executable, "-m", "services.billing"], environment, cwd=PROJECT))
    made.start("billing")
    wait_until_ready(backends.amqp_url, ["billing"], 60)
    yield made
    made.stop("billing")


@pytest.fixture
def rpc(supervisor: Supervisor, backends: Backends) -> Iterator[RpcClient]:
    """A client."""
    client = RpcClient(backends.amqp_url, "test")
    client.start()
    assert client.wait_ready(10)
    yield client
    client.stop()


@pytest.fixture
def file_id(migrated: Callable[[str], ServiceDatabase]) -> Iterator[str]:
    """A file with an account."""
    database = Database(migrated("billing").app_url, pool_size=2)
    person = Person(id=new_id(), membership_code="19-7-1", full_name="مجری")
    desk = Desk(database)
    snapshot = FileSnapshot(
        id=new_id(),
        number="1405-000009",
        version=1,
        kind=FileKind.EXPOSED,
        block=False,
        area="kerman",
        status=FileStatus.AWAITING_PAYMENT,
        phase=Phase.PRE,
        contractor=person,
        inspector=None,
        referral_id=None,
        meters=[MeterSpec(id=new_id(), label="1", meter_class="G4")],
        registered_at=desk.now,
    )

    def open_account(work: Work) -> None:
        use_cases.open_account(work, FileRegistered(file=snapshot))

    desk.command(open_account)
    yield snapshot.id
    database.close()


def receipt(
    rpc: RpcClient, file_id: str, context: CallContext, amount: int = 1000, reference: str = ""
) -> Any:
    """Record a receipt over the bus."""
    return rpc.call(
        BillingApi,
        "record_receipt",
        context,
        caller=FINANCE,
        file_id=file_id,
        amount_rials=amount,
        reference=reference or new_id(),
        paid_on=date(2026, 3, 21),
    )


def test_a_result_and_a_refusal_cross_the_bus(rpc: RpcClient, file_id: str) -> None:
    api = rpc.client(BillingApi, context=CallContext(caller=FINANCE))
    account = api.get_account(caller=FINANCE, file_id=file_id)
    assert account.invoice_due_rials == 1_380_000
    with pytest.raises(NotFound, match=r"billing\.file_not_found"):
        api.get_account(caller=FINANCE, file_id=new_id())
    with pytest.raises(InvalidRequest) as refusal:
        receipt(rpc, file_id, CallContext(), amount=-5)
    assert "amount_rials" in refusal.value.errors
    with pytest.raises(Unauthenticated):
        rpc.call(BillingApi, "get_account", CallContext(), file_id=file_id)


def test_an_unknown_field_is_refused(rpc: RpcClient, file_id: str) -> None:
    pending = rpc.send("billing", "get_gate", {"file_id": file_id, "extra": 1}, CallContext(), dict)
    with pytest.raises(InvalidRequest) as refusal:
        pending.result()
    assert refusal.value.errors == {"extra": ["Unknown field."]}


def test_a_service_that_nobody_serves_is_known_at_once(rpc: RpcClient) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable):
        rpc.call(MessagingApi, "count_unread", CallContext(caller=FINANCE))
    assert time.monotonic() - started < 1


def test_one_slow_question_stops_no_other(
    rpc: RpcClient, file_id: str, migrated: Callable[[str], ServiceDatabase]
) -> None:
    """A receipt waits for a lock that somebody holds; its caller gives up in time, others are answered."""
    holder = psycopg2.connect(migrated("billing").owner_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM file_accounts WHERE file_id = %s FOR UPDATE", (file_id,))
            with ThreadPoolExecutor(4) as pool:
                stuck = pool.submit(receipt, rpc, file_id, CallContext(deadline_seconds=1.5))
                time.sleep(0.2)
                started = time.monotonic()
                for _ in range(20):
                    rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id)
                assert not stuck.done()
                assert time.monotonic() - started < 1.3
                with pytest.raises(DeadlineExceeded):
                    stuck.result()
    finally:
        holder.rollback()
        holder.close()
    assert rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id).gate.file_id == file_id


def test_the_same_key_gets_the_same_answer(rpc: RpcClient, file_id: str) -> None:
    key, reference = new_id(), new_id()
    first_context, second_context = CallContext(idempotency_key=key), CallContext(idempotency_key=key)
    first = receipt(rpc, file_id, first_context, reference=reference)
    second = receipt(rpc, file_id, second_context, reference=reference)
    assert first == second
    assert (first_context.replayed, second_context.replayed) == (False, True)
    with pytest.raises(InvalidRequest, match=r"idempotency\.key_reused"):
        receipt(rpc, file_id, CallContext(idempotency_key=key), amount=2000, reference=reference)
    with pytest.raises(Conflict, match=r"billing\.duplicate_reference"):
        receipt(rpc, file_id, CallContext(idempotency_key=new_id()), reference=reference)


def test_twins_at_once_count_once(rpc: RpcClient, file_id: str) -> None:
    key, reference = new_id(), new_id()

    def attempt(_: int) -> str:
        try:
            context = CallContext(idempotency_key=key)
            receipt(rpc, file_id, context, reference=reference)
        except Conflict as conflict:
            return conflict.code
        return "replayed" if context.replayed else "done"

    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(attempt, range(12)))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "replayed", "idempotency.in_progress"}


def test_what_is_no_request_kills_nothing(
    rpc: RpcClient, supervisor: Supervisor, backends: Backends, file_id: str
) -> None:
    pid = supervisor.pid("billing")
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        for message in (
            Message(b"\x00\xff"),
            Message("{}", reply_to="nowhere", correlation_id="1"),
            Message(json.dumps({"args": [], "kwargs": {}}), content_type="application/json"),
            Message("[]", content_type="application/json", reply_to="x", correlation_id="2"),
        ):
            channel.basic_publish(message, RPC_EXCHANGE, "billing.get_gate")
        channel.basic_publish(Message("{}"), RPC_EXCHANGE, "billing.no_such_method")
    assert rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id)
    assert supervisor.pid("billing") == pid


def test_a_lost_connection_fails_who_waits_and_comes_back(
    rpc: RpcClient, file_id: str, migrated: Callable[[str], ServiceDatabase]
) -> None:
    holder = psycopg2.connect(migrated("billing").owner_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM file_accounts WHERE file_id = %s FOR UPDATE", (file_id,))
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(receipt, rpc, file_id, CallContext(deadline_seconds=20))
                time.sleep(0.3)
                started = time.monotonic()
                rpc._link.close()
                with pytest.raises(Unavailable):
                    waiting.result()
                assert time.monotonic() - started < 2
    finally:
        holder.rollback()
        holder.close()
    assert rpc.wait_ready(5)
    assert rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id)


def test_who_waits_for_a_service_that_dies_is_told_soon(
    rpc: RpcClient,
    supervisor: Supervisor,
    backends: Backends,
    file_id: str,
    migrated: Callable[[str], ServiceDatabase],
) -> None:
    holder = psycopg2.connect(migrated("billing").owner_url)
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT 1 FROM file_accounts WHERE file_id = %s FOR UPDATE", (file_id,))
            with ThreadPoolExecutor(1) as pool:
                waiting = pool.submit(receipt, rpc, file_id, CallContext(deadline_seconds=15))
                time.sleep(0.3)
                started = time.monotonic()
                supervisor.kill("billing", restart=False)
                with pytest.raises(Unavailable):
                    waiting.result()
                assert time.monotonic() - started < 4
    finally:
        holder.rollback()
        holder.close()
        supervisor.start("billing")
        wait_until_ready(backends.amqp_url, ["billing"], 60)


def test_a_killed_service_answers_again_after_its_restart(
    rpc: RpcClient, supervisor: Supervisor, backends: Backends, file_id: str
) -> None:
    supervisor.kill("billing", restart=False)
    time.sleep(0.2)
    assert check_service(rpc, "billing")["status"] == "down"
    supervisor.start("billing")
    wait_until_ready(backends.amqp_url, ["billing"], 60)
    assert rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id)


def test_a_service_says_what_it_told(rpc: RpcClient, file_id: str) -> None:
    ask = asking(rpc)
    names = {"invoice_issued": 0}
    usual = {"consumer": "test", "names": names, "settle_seconds": 0, "limit": MOST_BODIES}
    told: list[ToldFact] = []
    further = {**usual, "after": 0, "after_event_id": ""}
    give_up_at = time.monotonic() + 60
    while not told and time.monotonic() < give_up_at:  # until its relay has published it, and all before it
        page: ToldPage = ask("billing", "list_told", **further)
        further = {**usual, "after": page.through, "after_event_id": page.through_event_id}
        bodies: list[ToldFact] = ask("billing", "get_told", event_ids=page.event_ids)
        told = [fact for fact in bodies if fact.lane == file_id]
    while page.more:
        page = ask("billing", "list_told", **further)
        further = {**usual, "after": page.through, "after_event_id": page.through_event_id}
    assert [fact.name for fact in told] == ["invoice_issued"]
    assert json.loads(told[0].body)["file_id"] == file_id
    known = ask("billing", "which_known", event_ids=["nobody's", told[0].event_id])
    assert known == [told[0].event_id]
    assert ask("billing", "list_told", **further).event_ids == []
    assert not ask("billing", "list_told", **{**further, "after_event_id": "another"}).knows_bookmark
    with pytest.raises(InvalidRequest) as refusal:
        ask("billing", "list_told", **{**further, "limit": 100_000})
    assert refusal.value.errors.keys() == {"limit"}


def test_many_callers_share_one_connection(rpc: RpcClient, file_id: str) -> None:
    with ThreadPoolExecutor(32) as pool:
        answers = pool.map(
            lambda _: rpc.call(BillingApi, "get_gate", CallContext(), file_id=file_id), range(400)
        )
    assert {answer.gate.file_id for answer in answers} == {file_id}
