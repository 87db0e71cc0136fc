"""Facts that the bus lost are brought from their source, once; and what cannot be brought level is said."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import kombu
import psycopg2
import pytest
from sqlalchemy import text

from chassis import clock, outbox, sweeper, told
from chassis.inbox import Inbox
from chassis.sweeper import Sweeper
from chassis.work import Look, Work
from contracts.codec import method_of
from contracts.errors import CommonCode, InvalidRequest, Unavailable
from contracts.facts import FactsApi, ToldPage
from contracts.inspection import ReportFiled
from contracts.topology import inbox_queue
from launcher.provision import ServiceDatabase
from tests.integration.chassis.conftest import Post, report_filed, wait_for

QUEUE = inbox_queue("billing")


class Sweeping:
    """Billing, that asks inspection: over no bus, but in wire form."""

    def __init__(self, post: Post, owner_url: str) -> None:
        self.post, self.owner_url = post, owner_url
        self.names = ["report_filed"]
        self.asked: list[str] = []
        self.heeded: list[Work] = []  # how often the source did what is due after a restore
        self.page = 1000
        self._relays = False
        of_consumer, of_source = (
            text("DELETE FROM sweeps; DELETE FROM unknown_facts"),
            text("DELETE FROM consumers"),
        )
        post.inbox.transaction(lambda session: session.execute(of_consumer), repeatable=True)
        post.outbox.transaction(lambda session: session.execute(of_source), repeatable=True)

    def ask(self, _source: str, verb: str, **arguments: Any) -> Any:
        """What told.py answers."""
        self.asked.append(verb)
        method = method_of(FactsApi, verb)
        if verb == "list_told":
            arguments.setdefault("limit", self.page)
        read = method.decode_arguments(json.loads(json.dumps(method.encode_arguments(arguments))))

        def run(session: Any) -> Any:
            if verb == "heed_restored":
                return told.heeding([self.heeded.append])(Work(session=session, now=clock.now()), **read)
            if method.is_command:
                return getattr(told, verb)(Work(session=session, now=clock.now()), **read)
            nobody: Any = None
            return getattr(told, verb)(Look(session=session, now=clock.now(), services=nobody), **read)

        answer = (
            self.post.outbox.transaction(run, repeatable=True)
            if method.is_command
            else self.post.outbox.read(run)
        )
        return method.decode_result(json.loads(json.dumps(method.encode_result(answer))))

    def sweeper(self, inbox: Inbox | None = None, ask: Callable[..., Any] | None = None) -> Sweeper:
        """A sweeper to whom every fact is settled at once, and every source due."""
        idle = Inbox("billing", self.post.amqp_url, self.post.inbox, {}, 0)
        return Sweeper(
            "billing",
            self.post.inbox,
            inbox or idle,
            ask or self.ask,
            {"inspection": self.names},
            every_seconds=0,
            settle_seconds=0,
        )

    def publish(self, *events: Any) -> None:
        """Tell facts, and wait until the broker has them."""
        if not self._relays:
            self._relays = bool(self.post.relay())
        self.post.tell(*events)
        waiting = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
        assert wait_for(lambda: self.of_source(waiting) == [(0,)])

    def lose(self, *events: Any) -> None:
        """Tell facts, and have the broker lose them."""
        mark = text("UPDATE outbox SET published_at = clock_timestamp() WHERE published_at IS NULL")

        def run(session: Any) -> None:
            work = Work(session=session, now=clock.now())
            for event in events:
                work.emit(event)
            outbox.record(session, work.events, work.now)
            session.execute(mark)

        self.post.outbox.transaction(run, repeatable=False)

    def purge(self) -> None:
        """The broker forgets what waits."""
        with kombu.Connection(self.post.amqp_url) as connection:
            connection.channel().queue_purge(QUEUE)

    def of_source(self, statement: str, **values: Any) -> list[Any]:
        """Rows of inspection's database."""
        return self.post.outbox.read(
            lambda session: [tuple(row) for row in session.execute(text(statement), values)]
        )

    def of_consumer(self, statement: str, **values: Any) -> list[Any]:
        """Rows of billing's database."""
        return self.post.inbox.read(
            lambda session: [tuple(row) for row in session.execute(text(statement), values)]
        )

    def as_owner(self, *statements: str) -> None:
        """What no service does to inspection's tables: what a restored copy amounts to."""
        connection = psycopg2.connect(self.owner_url)
        with connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        connection.close()

    @property
    def bookmark(self) -> tuple[int, int]:
        """Through which sequence, and how many were brought."""
        through, brought = self.of_consumer("SELECT through, brought FROM sweeps")[0]
        return through, brought

    @property
    def newest(self) -> int:
        """The highest sequence told."""
        return int(self.of_source("SELECT max(id) FROM outbox")[0][0])

    @property
    def notes(self) -> list[Any]:
        """What cannot be brought level."""
        return [note for (note,) in self.of_consumer("SELECT note FROM sweeps")]


@pytest.fixture
def sweeping(post: Post, migrated: Callable[[str], ServiceDatabase]) -> Sweeping:
    """A fresh pair."""
    return Sweeping(post, migrated("inspection").owner_url)


def reports(file_id: str, *numbers: int) -> list[ReportFiled]:
    return [report_filed(file_id, number) for number in numbers]


def test_nothing_is_brought_that_came_by_itself(post: Post, sweeping: Sweeping) -> None:
    inbox = post.consume()
    sweeping.publish(*reports("a", *range(1, 21)))
    assert wait_for(lambda: len(post.applied) == 20)
    billing = sweeping.sweeper(inbox)
    assert billing.sweep_next()
    assert sweeping.bookmark == (sweeping.newest, 0)
    assert sweeping.asked == ["list_told"]
    billing.sweep_next()
    assert sweeping.of_source("SELECT consumer, through FROM consumers") == [("billing", sweeping.newest)]


def test_what_the_broker_lost_is_brought_once_and_in_order(post: Post, sweeping: Sweeping) -> None:
    sweeping.page = 7
    sweeping.publish(*(event for n in range(1, 16) for file in "ab" for event in reports(file, n)))
    sweeping.purge()
    inbox = post.consume()
    billing = sweeping.sweeper(inbox)
    billing.sweep_next()
    billing.sweep_next()
    assert wait_for(lambda: len(post.rows("applied")) == 30)
    assert {file: [n for f, n in post.applied if f == file] for file in "ab"} == {
        file: list(range(1, 16)) for file in "ab"
    }
    assert sweeping.bookmark == (sweeping.newest, 30)


def test_a_brought_fact_is_the_row_that_the_bus_makes(post: Post, sweeping: Sweeping) -> None:
    row = (
        "SELECT event_id, source, name, lane, sequence, body, correlation_id, occurred_at FROM inbox"
        " ORDER BY sequence"
    )
    post.fail = _refuse
    sweeping.publish(*reports("گاز", 1, 2))
    inbox = post.consume()
    assert wait_for(lambda: len(sweeping.of_consumer(row)) == 2)
    by_bus = [tuple(map(_comparable, each)) for each in sweeping.of_consumer(row)]
    delete = text("DELETE FROM inbox")
    post.inbox.transaction(lambda session: session.execute(delete), repeatable=True)
    sweeping.sweeper(inbox).sweep_next()
    assert [tuple(map(_comparable, each)) for each in sweeping.of_consumer(row)] == by_bus


def test_a_queue_that_is_deleted_with_what_is_in_it_loses_nothing(post: Post, sweeping: Sweeping) -> None:
    sweeping.publish(*reports("a", 1, 2, 3))
    with kombu.Connection(post.amqp_url) as connection:
        connection.channel().queue_delete(QUEUE)
    sweeping.sweeper().sweep_next()
    post.consume()
    assert wait_for(lambda: post.applied == [("a", 1), ("a", 2), ("a", 3)])


def test_what_waits_in_the_queue_is_not_lost_but_not_waited_for_for_ever(
    post: Post, sweeping: Sweeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeping.publish(*reports("a", 1, 2))
    billing = sweeping.sweeper()
    billing.sweep_next()
    assert sweeping.bookmark == (0, 0)
    monkeypatch.setattr(sweeper, "_PATIENCE_SECONDS", 0.2)
    time.sleep(0.3)
    sweeping.publish(*reports("a", 3))
    billing.sweep_next()
    assert sweeping.bookmark == (0, 2)  # the third has not been missed for long
    post.consume()
    assert wait_for(lambda: post.applied == [("a", 1), ("a", 2), ("a", 3)])
    billing.sweep_next()
    assert sweeping.bookmark == (sweeping.newest, 2)


def test_what_this_process_has_not_stored_yet_is_not_lost(post: Post, sweeping: Sweeping) -> None:
    sweeping.lose(*reports("a", 1))
    inbox = Inbox("billing", post.amqp_url, post.inbox, {}, 0)
    inbox._arrived.append((None, {}))
    sweeping.sweeper(inbox).sweep_next()
    assert sweeping.bookmark == (0, 0)
    inbox._arrived.clear()
    sweeping.sweeper(inbox).sweep_next()
    assert sweeping.bookmark == (sweeping.newest, 1)


def test_a_transaction_that_may_commit_an_earlier_fact_holds_the_bookmark(
    post: Post, sweeping: Sweeping
) -> None:
    with post.outbox.writer.connect() as late, post.outbox.writer.connect() as reading:
        reading.execute(text("SELECT count(*) FROM outbox"))  # who only reads holds nothing back
        session: Any = late
        outbox.record(session, [("late-1", report_filed("late", 1))], clock.now())
        sweeping.lose(*reports("early", 1))
        sweeping.sweeper().sweep_next()
        assert sweeping.bookmark == (0, 0)
        late.commit()
        sweeping.lose()
        sweeping.sweeper().sweep_next()
    assert sweeping.bookmark == (sweeping.newest, 2)
    assert sweeping.of_consumer("SELECT lane FROM inbox ORDER BY sequence") == [("late",), ("early",)]


def test_what_was_told_a_moment_ago_is_left_to_the_bus(sweeping: Sweeping) -> None:
    sweeping.publish(*reports("a", 1))
    page = _told(sweeping, settle_seconds=3600)
    assert (page.event_ids, page.through, page.more) == ([], 0, False)
    assert len(_told(sweeping, settle_seconds=0).event_ids) == 1


def test_what_was_not_published_yet_holds_the_bookmark(sweeping: Sweeping) -> None:
    sweeping.publish(*reports("a", 1, 2, 3))
    first, second = [number for (number,) in sweeping.of_source("SELECT id FROM outbox ORDER BY id LIMIT 2")]
    sweeping.as_owner(f"UPDATE outbox SET published_at = 'infinity' WHERE id = {second}")
    assert _told(sweeping, settle_seconds=0).through == first


def test_two_replicas_that_sweep_at_once_bring_it_once(post: Post, sweeping: Sweeping) -> None:
    sweeping.page = 20
    sweeping.lose(*reports("a", *range(1, 101)))
    replicas = [sweeping.sweeper() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert all(pool.map(lambda replica: replica.sweep_next() or True, replicas))
    assert sweeping.bookmark == (sweeping.newest, 100)
    post.consume()
    assert wait_for(lambda: post.applied == [("a", n) for n in range(1, 101)])


def test_replicas_share_the_work(sweeping: Sweeping) -> None:
    first, second = sweeping.sweeper(), sweeping.sweeper()
    first._every_seconds = second._every_seconds = 60
    assert [first.sweep_next(), second.sweep_next(), first.sweep_next()] == [True, False, False]
    sweeping.post.inbox.transaction(
        lambda session: session.execute(text("UPDATE sweeps SET swept_at = now() + interval '1 day'")),
        repeatable=True,
    )
    assert second.sweep_next(), "a mark from the future holds nobody up"


def test_a_fact_that_was_corrupted_on_the_way_is_brought_genuine(post: Post, sweeping: Sweeping) -> None:
    sweeping.lose(*reports("a", 1))
    with kombu.Connection(post.amqp_url) as connection:
        from amqp.basic_message import Message

        connection.channel().basic_publish(Message(b"\xff{"), "", QUEUE)
    inbox = post.consume()
    assert wait_for(lambda: len(post.rows("parked")) == 1)
    sweeping.sweeper(inbox).sweep_next()
    assert wait_for(lambda: post.applied == [("a", 1)])


def test_a_source_that_is_away_is_asked_again(sweeping: Sweeping) -> None:
    sweeping.lose(*reports("a", 1))

    def away(_source: str, _verb: str, **_: Any) -> Any:
        raise Unavailable(CommonCode.UNAVAILABLE)

    billing = sweeping.sweeper(ask=away)
    assert billing.sweep_next()
    assert sweeping.bookmark == (0, 0)
    billing._ask = sweeping.ask
    assert billing.sweep_next()
    assert sweeping.bookmark == (sweeping.newest, 1)


def test_a_name_that_is_new_is_heard_of_from_now_on(sweeping: Sweeping) -> None:
    sweeping.lose(*reports("a", 1))
    sweeping.names = ["phase_approved"]
    sweeping.sweeper().sweep_next()
    through, brought = sweeping.bookmark
    assert (through, brought) == (sweeping.newest, 0)
    sweeping.lose(*reports("a", 2))
    sweeping.names = ["phase_approved", "report_filed"]
    sweeping.sweeper().sweep_next()
    assert sweeping.of_consumer("SELECT since FROM sweeps") == [
        ({"phase_approved": 0, "report_filed": through},)
    ]
    assert sweeping.bookmark == (sweeping.newest, 1)


def test_a_consumer_that_was_restored_is_brought_level(post: Post, sweeping: Sweeping) -> None:
    inbox = post.consume()
    sweeping.publish(*reports("a", 1, 2))
    assert wait_for(lambda: len(post.applied) == 2)
    sweeping.sweeper(inbox).sweep_next()
    copy = sweeping.bookmark[0]
    mark = sweeping.of_consumer("SELECT through_event_id FROM sweeps")[0][0]
    sweeping.publish(*reports("a", 3, 4))
    assert wait_for(lambda: len(post.rows("applied")) == 4)
    sweeping.sweeper(inbox).sweep_next()

    def restore(session: Any) -> None:
        session.execute(text("DELETE FROM inbox WHERE sequence > :copy"), {"copy": copy})
        values = {"copy": copy, "mark": mark}
        session.execute(text("UPDATE sweeps SET through = :copy, through_event_id = :mark"), values)

    post.inbox.transaction(restore, repeatable=True)
    sweeping.sweeper(inbox).sweep_next()
    assert wait_for(lambda: post.applied == [("a", n) for n in (1, 2, 3, 4, 3, 4)])
    assert sweeping.bookmark == (sweeping.newest, 2)


def test_a_consumer_older_than_what_is_kept_says_so(sweeping: Sweeping) -> None:
    sweeping.lose(*reports("a", 1, 2, 3))
    pruned = sweeping.newest - 1
    sweeping.as_owner(
        f"DELETE FROM outbox WHERE id <= {pruned}",
        f"UPDATE retention SET pruned_through = {pruned} WHERE kept = 'outbox'",
    )
    try:
        for _ in range(2):
            sweeping.sweeper().sweep_next()
        assert sweeping.notes == [f"inspection no longer keeps facts up to {pruned}"]
        assert sweeping.bookmark == (sweeping.newest, 1)
    finally:
        sweeping.as_owner("UPDATE retention SET pruned_through = 0 WHERE kept = 'outbox'")


def test_a_source_that_was_restored_is_compared_with_anew(post: Post, sweeping: Sweeping) -> None:
    """Its copy is older than the bookmark; it tells new facts under the same sequences, of which the bus loses some."""
    inbox = post.consume()
    sweeping.publish(*reports("a", *range(1, 11)))
    assert wait_for(lambda: len(post.rows("applied")) == 10)
    sweeping.sweeper(inbox).sweep_next()
    through, gone = sweeping.bookmark[0], _newest_ids(sweeping, 4)
    _restore_to(sweeping, through - 4)
    inbox.stop()
    sweeping.lose(*reports("b", *range(1, 7)))
    sweeping.sweeper().sweep_next()
    assert sweeping.bookmark == (through + 2, 6)
    assert sweeping.of_consumer("SELECT event_id FROM unknown_facts ORDER BY event_id") == gone
    assert sweeping.of_consumer("SELECT DISTINCT source, name, lane FROM unknown_facts") == [
        ("inspection", "report_filed", "a")
    ]
    assert sweeping.notes == ["inspection no longer knows facts that are here"]
    assert sweeping.heeded, "inspection was shown that it is an older copy"
    heeded = len(sweeping.heeded)
    sweeping.sweeper().sweep_next()
    assert len(sweeping.heeded) == heeded, "and is not shown it again"
    assert sweeping.bookmark == (through + 2, 6)


@pytest.mark.parametrize("told_since", [0, 1, 3])
def test_facts_after_the_bookmark_that_a_restored_source_lost_are_named(
    post: Post, sweeping: Sweeping, told_since: int
) -> None:
    """The copy knows the bookmark, but not what came after it; new facts have taken its sequences, or not yet."""
    inbox = post.consume()
    sweeping.publish(*reports("a", 1, 2))
    assert wait_for(lambda: len(post.rows("applied")) == 2)
    sweeping.sweeper(inbox).sweep_next()
    through = sweeping.bookmark[0]
    sweeping.publish(*reports("a", 3, 4))
    assert wait_for(lambda: len(post.rows("applied")) == 4)
    gone = _newest_ids(sweeping, 2)
    _restore_to(sweeping, through)
    sweeping.publish(*reports("b", *range(1, told_since + 1)))
    assert wait_for(lambda: len(post.rows("applied")) == 4 + told_since)
    sweeping.sweeper(inbox).sweep_next()
    assert sweeping.of_consumer("SELECT event_id FROM unknown_facts ORDER BY event_id") == gone
    assert sweeping.bookmark == (through + told_since, 0)
    assert len(sweeping.heeded) == 1


def test_a_fact_that_nobody_told_is_named_whatever_its_id(post: Post, sweeping: Sweeping) -> None:
    sweeping.publish(*reports("a", 1))
    inbox = post.consume()
    assert wait_for(lambda: len(post.rows("applied")) == 1)
    forge = text(
        "INSERT INTO inbox (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state)"
        " VALUES (:event_id, 'inspection', 'report_filed', 'x', 4611686018427387904, '', '', now(), 'parked')"
    )
    forged = ["", " ", "made-up", "x" * 5000]
    post.inbox.transaction(
        lambda session: session.execute(forge, [{"event_id": event_id} for event_id in forged]),
        repeatable=True,
    )
    sweeping.sweeper(inbox).sweep_next()
    named = sweeping.of_consumer("SELECT event_id FROM unknown_facts ORDER BY event_id")
    assert sorted(event_id for (event_id,) in named) == sorted(forged)
    assert sweeping.bookmark == (sweeping.newest, 0)
    assert not sweeping.heeded, "what cannot be read shows nothing"
    sweeping.asked.clear()
    sweeping.sweeper(inbox).sweep_next()
    assert sweeping.asked == ["list_told"], "what was named is asked about no more"


def test_a_bookmark_that_is_not_known_is_not_noted(sweeping: Sweeping) -> None:
    sweeping.publish(*reports("a", 1))
    page = _told(sweeping, after=sweeping.newest, after_event_id="another", settle_seconds=0)
    assert not page.knows_bookmark
    assert sweeping.of_source("SELECT consumer FROM consumers") == []


@pytest.mark.parametrize(
    ("verb", "wrong"),
    [
        ("list_told", {"limit": 1001}),
        ("list_told", {"limit": 0}),
        ("list_told", {"after": -1}),
        ("list_told", {"consumer": ""}),
        ("list_told", {"consumer": "x" * 65}),
        ("list_told", {"names": {"report_filed": "soon"}}),
        ("list_told", {"names": {str(n): 0 for n in range(201)}}),
        ("list_told", {"settle_seconds": 3601}),
        ("get_told", {"event_ids": ["x"] * 201}),
        ("which_known", {"event_ids": ["x"] * 1001}),
    ],
)
def test_a_question_has_limits(verb: str, wrong: dict[str, Any]) -> None:
    usual = {"consumer": "billing", "names": {}, "after": 0, "after_event_id": "", "settle_seconds": 10}
    asked = {**usual, **wrong} if verb == "list_told" else wrong
    with pytest.raises(InvalidRequest) as refusal:
        method_of(FactsApi, verb).decode_arguments(asked)
    assert refusal.value.errors.keys() == wrong.keys()


def _told(sweeping: Sweeping, **changes: Any) -> ToldPage:
    usual = {"consumer": "billing", "names": {"report_filed": 0}, "after": 0, "after_event_id": ""}
    page: ToldPage = sweeping.ask("inspection", "list_told", **{**usual, **changes})
    return page


def _newest_ids(sweeping: Sweeping, count: int) -> list[tuple[str]]:
    newest = "SELECT event_id FROM (SELECT * FROM outbox ORDER BY id DESC LIMIT :count) o ORDER BY event_id"
    return sweeping.of_source(newest, count=count)


def _restore_to(sweeping: Sweeping, sequence: int) -> None:
    sweeping.as_owner(
        f"DELETE FROM outbox WHERE id > {sequence}",
        f"SELECT setval(pg_get_serial_sequence('outbox', 'id'), {sequence})",
    )


def _comparable(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _refuse(event: ReportFiled) -> None:
    raise RuntimeError("not today")
