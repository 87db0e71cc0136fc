"""From one service's commit to another's effect: once, in order per file, whatever arrives twice, early or broken."""

import json
import random
from typing import Any

import kombu
import pytest
from amqp.basic_message import Message
from amqp.exceptions import NotFound
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis import clock, outbox
from chassis.inbox import _CLAIM, MAX_ATTEMPTS
from contracts.codec import encoder
from contracts.inspection import ReportFiled
from contracts.topology import SUBSCRIPTIONS, inbox_queue
from tests.integration.chassis.conftest import Post, report_filed, wait_for


def test_facts_arrive_once_and_in_order_per_file(post: Post) -> None:
    files = ["a", "b", "c"]
    post.relay()
    post.consume()
    for sequence in range(1, 21):
        post.tell(*(report_filed(file, sequence) for file in files))
    assert wait_for(lambda: len(post.applied) >= 60)
    for file in files:
        assert [n for f, n in post.applied if f == file] == list(range(1, 21))
    assert wait_for(lambda: len(post.rows("applied")) == 60)


def test_a_transaction_that_fails_tells_nothing(post: Post) -> None:
    def run(session: Any) -> None:
        outbox.record(session, [("lost-1", report_filed("lost", 1))], clock.now())
        session.execute(text("INSERT INTO outbox (event_id) VALUES ('incomplete')"))

    with pytest.raises(IntegrityError):
        post.outbox.transaction(run, repeatable=False)
    post.tell(report_filed("kept", 1))
    post.relay()
    post.consume()
    assert wait_for(lambda: len(post.applied) == 1)
    assert post.applied == [("kept", 1)]


def test_redelivered_facts_count_once(post: Post) -> None:
    post.consume()
    messages = [_message(report_filed("twice", n), f"event-{n}", n) for n in range(1, 6)]
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        for message in random.Random(7).choices(messages, k=200) + messages:
            channel.basic_publish(message, "", inbox_queue("billing"))
        assert wait_for(lambda: len(post.applied) >= 5)
        assert wait_for(lambda: not post.rows("pending"))
    assert sorted(post.applied) == [("twice", n) for n in range(1, 6)]


def test_a_fact_that_comes_early_waits_for_its_predecessor(post: Post) -> None:
    post.fail = post.wait_for_gap
    post.consume()
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        channel.basic_publish(_message(report_filed("gap", 2), "gap-2", 2), "", inbox_queue("billing"))
        assert wait_for(lambda: len(post.rows("pending")) == 1)
        assert post.applied == []
        channel.basic_publish(_message(report_filed("gap", 1), "gap-1", 1), "", inbox_queue("billing"))
    assert wait_for(lambda: len(post.applied) == 2)
    assert post.applied == [("gap", 1), ("gap", 2)]
    assert wait_for(lambda: [row.attempts for row in post.rows("applied")] == [0, 0])


def test_what_fails_is_tried_again_and_then_applied(post: Post) -> None:
    failures: list[int] = []

    def fail(event: ReportFiled) -> None:
        if len(failures) < 3:
            failures.append(event.sequence)
            raise RuntimeError("not today")

    post.fail = fail
    post.relay()
    post.consume()
    post.tell(report_filed("stubborn", 1), report_filed("stubborn", 2))
    assert wait_for(lambda: len(post.applied) == 2)
    assert failures == [1, 1, 1]
    assert post.applied == [("stubborn", 1), ("stubborn", 2)]


def test_what_never_succeeds_is_parked_in_sight(post: Post) -> None:
    def fail(event: ReportFiled) -> None:
        raise RuntimeError("never")

    post.fail = fail
    post.relay()
    post.consume()
    post.tell(report_filed("hopeless", 1))
    assert wait_for(lambda: len(post.rows("pending")) == 1)
    hurry = text("UPDATE inbox SET attempts = :n, retry_at = now() WHERE state = 'pending'")
    post.inbox.transaction(lambda session: session.execute(hurry, {"n": MAX_ATTEMPTS - 1}), repeatable=True)
    assert wait_for(lambda: len(post.rows("parked")) == 1)
    assert "RuntimeError: never" in post.rows("parked")[0].error


def test_what_can_never_succeed_is_parked_at_once_and_its_lane_goes_on(post: Post) -> None:
    body = encoder(ReportFiled)(report_filed("lane", 1))
    post.consume()
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        for message in (
            _message(report_filed("lane", 1), "short", 1, body={"file_id": "lane"}),
            _message(report_filed("lane", 1), "odd", 2, body=body | {"phase": "never heard of"}),
            _message(report_filed("lane", 1), "unheard", 3, name="phase_approved"),
            _message(report_filed("lane", 4), "well", 4),
        ):
            channel.basic_publish(message, "", inbox_queue("billing"))
    assert wait_for(lambda: post.applied == [("lane", 4)])
    assert wait_for(lambda: len(post.rows("parked")) == 3)
    short, odd, unheard = post.rows("parked")
    assert (short.attempts, short.error.partition(":")[0]) == (1, "TypeError")
    assert (odd.attempts, odd.error) == (1, "ValueError: 'never heard of' is not a valid Phase")
    assert (unheard.attempts, unheard.error) == (1, "nothing here applies phase_approved of inspection")


def test_what_a_handler_stumbles_over_is_tried_again(post: Post) -> None:
    """The same exceptions as a decoder's: only what the decoder itself raises is final."""
    failures = [KeyError("not there yet"), ValueError("not yet")]

    def fail(event: ReportFiled) -> None:
        if failures:
            raise failures.pop()

    post.fail = fail
    post.relay()
    post.consume()
    post.tell(report_filed("stumbles", 1))
    assert wait_for(lambda: post.applied == [("stumbles", 1)])
    assert post.rows("parked") == []


def test_what_cannot_be_read_is_parked_and_stops_nothing(post: Post) -> None:
    post.consume()
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        for message in (
            Message(b"\xff\xfe not json"),
            Message(json.dumps([1, 2]), message_id="list", app_id="inspection", type="report_filed"),
            Message(json.dumps({}), content_type="application/json"),
            Message("[" * 100_000, message_id="deep", app_id="inspection", type="report_filed"),
            _message(report_filed("nul", 1), "nul-\x00", 1),
            _message(report_filed("far", 1), "far-1", 2**62),
            _message(report_filed("old", 1), "old-1", 1, occurred_at="0001-01-01T00:00:00+14:00"),
            _message(report_filed("when", 1), "when-1", 1, occurred_at="yesterday"),
        ):
            channel.basic_publish(message, "", inbox_queue("billing"))
        channel.basic_publish(_message(report_filed("well", 1), "well-1", 1), "", inbox_queue("billing"))
    assert wait_for(lambda: ("well", 1) in post.applied)
    assert wait_for(lambda: len(post.rows("parked")) == 7)
    assert sorted(post.applied) == [("far", 1), ("well", 1)]


def test_a_fact_with_a_consumer_but_no_queue_is_not_lost(post: Post) -> None:
    """The queues were deleted under the relay: the message comes back, and the topology is declared again."""
    relay = post.relay()
    assert wait_for(lambda: relay.connected)
    with kombu.Connection(post.amqp_url) as connection:
        for service, events in SUBSCRIPTIONS.items():
            if ReportFiled in events:
                connection.channel().queue_delete(inbox_queue(service))
    post.tell(report_filed("orphan", 1))
    assert wait_for(lambda: _unpublished(post) == 0)
    post.consume()
    assert wait_for(lambda: post.applied == [("orphan", 1)])


def test_a_consumer_whose_queue_is_deleted_declares_it_again(post: Post) -> None:
    inbox = post.consume()
    assert wait_for(lambda: inbox.connected)
    with kombu.Connection(post.amqp_url) as connection:
        connection.channel().queue_delete(inbox_queue("billing"))
    assert wait_for(lambda: _queue_exists(post))
    post.relay()
    post.tell(report_filed("again", 1))
    assert wait_for(lambda: post.applied == [("again", 1)])


def test_one_relay_leads_and_another_takes_over(post: Post) -> None:
    first, second = post.relay(), post.relay()
    assert wait_for(lambda: first.leading != second.leading)
    leader, other = (first, second) if first.leading else (second, first)
    leader.stop()
    assert wait_for(lambda: other.leading)
    post.consume()
    post.tell(report_filed("next", 1))
    assert wait_for(lambda: post.applied == [("next", 1)])


def _queue_exists(post: Post) -> bool:
    with kombu.Connection(post.amqp_url) as connection:
        try:
            connection.channel().queue_declare(inbox_queue("billing"), passive=True)
        except NotFound:
            return False
        return True


def _unpublished(post: Post) -> int:
    statement = text("SELECT count(*) FROM outbox WHERE published_at IS NULL")
    return int(post.outbox.read(lambda session: session.execute(statement).scalar_one()))


def test_a_claim_does_not_walk_through_what_was_applied(post: Post) -> None:
    fill = text(
        "INSERT INTO inbox (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state)"
        " SELECT 'old-' || n, 'inspection', 'report_filed', 'lane-' || n % 50, n, '', '', now(), 'applied'"
        " FROM generate_series(1, 20000) n"
    )
    post.inbox.transaction(lambda session: session.execute(fill), repeatable=True)
    plan = post.inbox.read(
        lambda session: [str(row[0]) for row in session.execute(text(f"EXPLAIN (ANALYZE) {_CLAIM.text}"))]
    )
    assert not [line for line in plan if "Seq Scan" in line or "inbox_pkey" in line], plan


def _message(
    event: ReportFiled,
    event_id: str,
    sequence: int,
    occurred_at: str = "",
    *,
    name: str = "report_filed",
    body: Any = None,
) -> Message:
    from chassis.outbox import HEADER_LANE, HEADER_OCCURRED, HEADER_SEQUENCE

    return Message(
        json.dumps(body or encoder(ReportFiled)(event)),
        content_type="application/json",
        content_encoding="utf-8",
        message_id=event_id,
        app_id="inspection",
        type=name,
        application_headers={
            HEADER_LANE: event.file_id,
            HEADER_SEQUENCE: sequence,
            HEADER_OCCURRED: occurred_at or event.filed_at.isoformat(),
        },
    )
