"""Rows go when they are old and nobody needs them: nothing is lost by it, and nothing counts twice."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import kombu
import pytest
from amqp.basic_message import Message
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from chassis import clock, pruning
from chassis.db import Database
from chassis.outbox import HEADER_LANE, HEADER_OCCURRED, HEADER_SEQUENCE
from chassis.pruning import SHORTEST_DAYS, consumers_of, pruning_of
from chassis.work import Work
from contracts.codec import encoder
from contracts.inspection import ReportFiled
from contracts.topology import inbox_queue
from tests.integration.chassis.conftest import Post, report_filed, wait_for

_TOLD = """
    INSERT INTO outbox (event_id, name, lane, body, correlation_id, occurred_at, published_at)
    SELECT 'told-' || n, 'report_filed', 'lane', '{}', '', now() - make_interval(days => :days),
        CASE WHEN :published THEN now() - make_interval(days => :days) END
    FROM generate_series(1, :count) n RETURNING id
"""
_HEARD = """
    INSERT INTO inbox (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, received_at, state,
                       applied_at, ruled_at)
    SELECT 'heard-' || :first + n, :source, 'report_filed', 'lane', :first + n, '{}', '',
        now() - make_interval(days => :days), now() - make_interval(days => :days), :state,
        CASE WHEN :state = 'applied' THEN now() - make_interval(days => :days) END,
        CASE WHEN :state = 'discarded' THEN now() - make_interval(days => :days) END
    FROM generate_series(1, :count) n
"""
_SWEPT = "INSERT INTO sweeps (source, through) VALUES ('inspection', :through)"


@pytest.fixture(autouse=True)
def tidy(post: Post) -> Iterator[None]:
    """What pruning remembers is of each test alone."""
    yield
    for database in (post.outbox, post.inbox):
        for statement in (
            "UPDATE retention SET days = CASE kept WHEN 'idempotency' THEN 30 ELSE 400 END, pruned_through = 0,"
            " pruned_before = NULL, pruned_at = NULL",
            "DELETE FROM sweeps",
            "DELETE FROM consumers",
        ):
            do(database, statement)


def do(database: Database, statement: str, **values: Any) -> Any:
    """Run a statement behind everybody's back."""
    return database.transaction(lambda session: session.execute(text(statement), values), repeatable=True)


def ask(database: Database, statement: str) -> Any:
    """What a query says."""
    return database.read(lambda session: session.execute(text(statement)).scalar())


def heard(post: Post, state: str, *, source: str = "inspection", first: int = 0, **more: int) -> None:
    """Facts that arrived and what became of them."""
    do(post.inbox, _HEARD, **{"days": 500, "count": 3, **more}, state=state, source=source, first=first)


def prune(database: Database, service: str) -> bool:
    """One run of the timer; whether there is more."""
    timer = pruning_of(service)
    return database.transaction(
        lambda session: timer(Work(session=session, now=clock.now())), repeatable=False
    )


def test_who_listens_to_whom() -> None:
    assert consumers_of("inspection") == ["referral", "billing", "messaging"]
    assert consumers_of("auth") == ["referral", "messaging"]
    assert consumers_of("messaging") == []


def test_an_outbox_keeps_what_a_consumer_has_not_asked_for(post: Post) -> None:
    ids = do(post.outbox, _TOLD, days=500, published=True, count=5).scalars().all()
    prune(post.outbox, "inspection")
    assert ask(post.outbox, "SELECT count(*) FROM outbox") == 5, "nobody has asked yet"
    at = "INSERT INTO consumers (consumer, through, heard_at) VALUES (:consumer, :through, now())"
    do(post.outbox, at, consumer="referral", through=ids[-1])
    do(post.outbox, at, consumer="messaging", through=ids[3])
    do(post.outbox, at, consumer="somebody", through=ids[-1])
    prune(post.outbox, "inspection")
    assert ask(post.outbox, "SELECT count(*) FROM outbox") == 5, "billing has never asked"
    do(post.outbox, at, consumer="billing", through=ids[1])
    prune(post.outbox, "inspection")
    assert ask(post.outbox, "SELECT min(id) FROM outbox") == ids[2], "billing lags behind"
    assert ask(post.outbox, "SELECT pruned_through FROM retention WHERE kept = 'outbox'") == ids[1]
    do(post.outbox, "UPDATE consumers SET through = :through", through=ids[-1])
    prune(post.outbox, "inspection")
    assert ask(post.outbox, "SELECT count(*) FROM outbox") == 0


@pytest.mark.parametrize(("days", "published"), [(399, True), (500, False)], ids=["young", "unpublished"])
def test_an_outbox_keeps(post: Post, days: int, published: bool) -> None:
    do(post.outbox, _TOLD, days=days, published=published, count=3)
    prune(post.outbox, "messaging")
    assert ask(post.outbox, "SELECT count(*) FROM outbox") == 3


def test_an_outbox_without_consumers_goes_by_age_alone(post: Post) -> None:
    do(post.outbox, _TOLD, days=500, published=True, count=3)
    prune(post.outbox, "messaging")
    assert ask(post.outbox, "SELECT count(*) FROM outbox") == 0


def test_an_inbox_keeps_what_is_parked_or_pending_or_not_compared(post: Post) -> None:
    heard(post, "applied", first=0)
    heard(post, "discarded", first=3)
    heard(post, "parked", first=6)
    heard(post, "pending", first=9)
    heard(post, "applied", first=12, days=399)
    heard(post, "applied", first=100)
    heard(post, "applied", first=200, source="referral")
    heard(post, "discarded", first=300, source="unknown")
    do(post.inbox, _SWEPT, through=99)
    prune(post.inbox, "billing")
    left = "SELECT string_agg(state || ' ' || sequence, ', ' ORDER BY sequence) FROM inbox"
    assert ask(post.inbox, left) == (
        "parked 7, parked 8, parked 9, pending 10, pending 11, pending 12, applied 13, applied 14, applied 15,"
        " applied 101, applied 102, applied 103, applied 201, applied 202, applied 203"
    )


def test_a_fact_of_a_clock_that_went_ahead_is_kept_until_its_moment_is_past(post: Post) -> None:
    heard(post, "applied")
    do(post.inbox, _SWEPT, through=99)
    do(post.inbox, "UPDATE inbox SET occurred_at = now() + interval '1 day' WHERE sequence = 2")
    prune(post.inbox, "billing")
    assert ask(post.inbox, "SELECT sequence FROM inbox") == 2
    assert ask(
        post.inbox, "SELECT pruned_before < now() - interval '499 days' FROM retention WHERE kept = 'inbox'"
    )


def test_stored_answers_go_by_their_age(post: Post) -> None:
    answer = (
        "INSERT INTO idempotency (scope, key, fingerprint, created_at)"
        " VALUES ('pruning', :key, '', now() - make_interval(days => :days))"
    )
    do(post.outbox, answer, key="old", days=31)
    do(post.outbox, answer, key="young", days=29)
    prune(post.outbox, "inspection")
    assert ask(post.outbox, "SELECT key FROM idempotency WHERE scope = 'pruning'") == "young"
    do(post.outbox, "DELETE FROM idempotency WHERE scope = 'pruning'")


def test_it_takes_a_batch_at_a_time(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pruning, "BATCH", 4)
    heard(post, "applied", count=6)
    do(post.inbox, _SWEPT, through=99)
    assert prune(post.inbox, "billing") is True
    assert ask(post.inbox, "SELECT count(*) FROM inbox") == 2
    assert prune(post.inbox, "billing") is False
    assert ask(post.inbox, "SELECT count(*) FROM inbox") == 0


def test_an_inbox_is_not_walked_through(post: Post) -> None:
    heard(post, "applied", count=20_000, days=1)
    do(post.inbox, "ANALYZE inbox")
    plan = post.inbox.transaction(
        lambda session: [
            str(row[0])
            for row in session.execute(
                text(f"EXPLAIN {pruning._PRUNE_INBOX.text}"),
                {"since": "2020-01-01T00:00:00Z", "batch": 1000},
            )
        ],
        repeatable=True,
    )
    assert [line for line in plan if "inbox_ended" in line], plan
    assert not [line for line in plan if "Seq Scan on inbox" in line], plan


def _arrive(post: Post, *messages: Message) -> None:
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        for message in messages:
            channel.basic_publish(message, "", inbox_queue("billing"))


def _message(event: ReportFiled, event_id: str, occurred_at: str) -> Message:
    return Message(
        json.dumps(encoder(ReportFiled)(event)),
        message_id=event_id,
        app_id="inspection",
        type="report_filed",
        application_headers={HEADER_LANE: event.file_id, HEADER_SEQUENCE: 2, HEADER_OCCURRED: occurred_at},
    )


def test_what_comes_again_after_it_was_pruned_is_parked_and_not_applied(post: Post) -> None:
    heard(post, "applied")
    do(post.inbox, _SWEPT, through=99)
    moment = ask(post.inbox, "SELECT occurred_at FROM inbox WHERE event_id = 'heard-2'").isoformat()
    prune(post.inbox, "billing")
    post.consume()
    _arrive(
        post,
        _message(report_filed("again", 1), "heard-2", moment),
        _message(report_filed("new", 1), "new-1", clock.now().isoformat()),
    )
    assert wait_for(lambda: post.applied == [("new", 1)])
    (parked,) = post.rows("parked")
    assert parked.error.startswith("older than what is kept: ")


def test_what_comes_again_while_it_is_being_pruned_is_parked(post: Post) -> None:
    """The insert waits for the deletion, and must then see what it marked."""
    heard(post, "applied")
    do(post.inbox, _SWEPT, through=99)
    moment = ask(post.inbox, "SELECT occurred_at FROM inbox WHERE event_id = 'heard-2'")
    row = {
        "event_id": "heard-2",
        "source": "inspection",
        "name": "report_filed",
        "lane": "lane",
        "sequence": 2,
        "body": b"{}",
        "correlation_id": "",
        "occurred_at": moment,
        "state": "pending",
        "error": None,
    }
    inbox = post.consume()
    again = threading.Thread(target=inbox._insert, args=([row],))
    with Session(post.inbox.writer) as session:
        pruning_of("billing")(Work(session=session, now=clock.now()))
        again.start()
        again.join(0.5)
        assert again.is_alive(), "it waits"
        session.commit()
    again.join(10)
    (parked,) = post.rows("parked")
    assert parked.error.startswith("older than what is kept: ")
    assert post.applied == []


def test_what_is_old_and_was_not_pruned_is_known_again_or_applied(post: Post) -> None:
    """Age alone parks nothing: only what may have been here before."""
    heard(post, "applied")
    moment = ask(post.inbox, "SELECT occurred_at FROM inbox WHERE event_id = 'heard-2'").isoformat()
    prune(post.inbox, "billing")
    post.consume()
    _arrive(
        post,
        _message(report_filed("again", 1), "heard-2", moment),
        _message(report_filed("late", 1), "late-1", moment),
    )
    assert wait_for(lambda: post.applied == [("late", 1)])
    assert wait_for(lambda: len(post.rows("applied")) == 4)
    assert post.rows("parked") == []


def test_what_waits_since_before_is_not_parked_when_it_comes_again(post: Post) -> None:
    heard(post, "pending", first=10, days=600)
    do(post.inbox, "UPDATE inbox SET retry_at = now() + interval '1 hour'")
    heard(post, "applied")
    do(post.inbox, _SWEPT, through=99)
    moment = ask(post.inbox, "SELECT occurred_at FROM inbox WHERE event_id = 'heard-12'").isoformat()
    prune(post.inbox, "billing")
    post.consume()
    _arrive(
        post,
        _message(report_filed("waits", 1), "heard-12", moment),
        _message(report_filed("new", 1), "new-1", clock.now().isoformat()),
    )
    assert wait_for(lambda: ask(post.inbox, "SELECT count(*) FROM inbox WHERE event_id = 'new-1'") == 1)
    assert (len(post.rows("parked")), len(post.rows("pending"))) == (0, 3)


@pytest.mark.parametrize("kept", sorted(SHORTEST_DAYS))
def test_nothing_is_kept_for_less_than_is_safe(post: Post, kept: str) -> None:
    with pytest.raises(IntegrityError):
        do(
            post.inbox,
            "UPDATE retention SET days = :days WHERE kept = :kept",
            days=SHORTEST_DAYS[kept] - 1,
            kept=kept,
        )
    do(
        post.inbox,
        "UPDATE retention SET days = :days WHERE kept = :kept",
        days=SHORTEST_DAYS[kept],
        kept=kept,
    )
