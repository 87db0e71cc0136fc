"""A publisher and a consumer on the real bus, each with a real database, their handlers chosen by the test."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import kombu
import pytest

from chassis import clock, outbox
from chassis.amqp import declare_topology
from chassis.db import Database
from chassis.inbox import Inbox
from chassis.outbox import Relay
from chassis.work import NotYet, Work
from contracts.inspection import PhaseApproved, ReportFiled
from contracts.shapes import Person
from contracts.terms import FileKind, Outcome, Phase
from contracts.topology import inbox_queue
from launcher.backends import Backends
from launcher.provision import ServiceDatabase


def wait_for(condition: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether the condition became true in time."""
    give_up_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > give_up_at:
            return False
        time.sleep(0.02)
    return True


def report_filed(file_id: str, sequence: int) -> ReportFiled:
    """A fact that billing listens to."""
    person = Person(id="1", membership_code="19-3-1", full_name="آزمون")
    return ReportFiled(
        file_id=file_id,
        number="1405-000001",
        kind=FileKind.EXPOSED,
        block=False,
        contractor=person,
        inspector=person,
        report_id=f"{file_id}-{sequence}",
        revision=1,
        sequence=sequence,
        phase=Phase.PRE,
        outcome=Outcome.ABSENT_FREE,
        verdicts=[],
        meter_classes=["G4"],
        completes_phase=False,
        mismatched_meters=[],
        filed_at=clock.now(),
    )


class Post:
    """Publishes as inspection does, and consumes as billing does."""

    def __init__(self, backends: Backends, publisher: ServiceDatabase, consumer: ServiceDatabase) -> None:
        self.amqp_url = backends.amqp_url
        self.publisher_url = publisher.app_url
        self.outbox = Database(publisher.app_url, pool_size=4)
        self.inbox = Database(consumer.app_url, pool_size=12)
        self.applied: list[tuple[str, int]] = []
        self.fail: Callable[[ReportFiled], None] = lambda event: None
        self._lock = threading.Lock()
        self._running: list[Any] = []

    def tell(self, *events: ReportFiled | PhaseApproved) -> None:
        """Record facts in one transaction."""

        def run(session: Any) -> None:
            work = Work(session=session, now=clock.now())
            for event in events:
                work.emit(event)
            outbox.record(session, work.events, work.now)

        self.outbox.transaction(run, repeatable=False)

    def relay(self) -> Relay:
        """Start a relay."""
        relay = Relay("inspection", self.amqp_url, self.publisher_url)
        relay.start()
        self._running.append(relay)
        return relay

    def consume(self, workers: int = 4) -> Inbox:
        """Start a consumer."""
        inbox = Inbox("billing", self.amqp_url, self.inbox, {ReportFiled: self._apply}, workers)
        inbox.start()
        self._running.append(inbox)
        assert wait_for(lambda: inbox.connected, 30)
        return inbox

    def _apply(self, work: Work, event: ReportFiled) -> None:
        self.fail(event)
        with self._lock:
            self.applied.append((event.file_id, event.sequence))

    def wait_for_gap(self, event: ReportFiled) -> None:
        """A handler's rule: a report waits for its predecessor."""
        done = [sequence for file_id, sequence in self.applied if file_id == event.file_id]
        if event.sequence > len(done) + 1:
            raise NotYet(f"{event.sequence} before {len(done) + 1}")

    def rows(self, state: str) -> list[Any]:
        """The inbox rows in a state."""
        from sqlalchemy import text

        statement = text("SELECT name, attempts, error FROM inbox WHERE state = :state ORDER BY id")
        return self.inbox.read(lambda session: list(session.execute(statement, {"state": state}).all()))

    def stop(self) -> None:
        """Stop whatever was started."""
        for running in self._running:
            running.stop()
        self._running.clear()
        self.outbox.close()
        self.inbox.close()


@pytest.fixture
def post(backends: Backends, migrated: Callable[[str], ServiceDatabase]) -> Iterator[Post]:
    """A fresh pair; what an earlier test left in the tables is wiped."""
    made = Post(backends, migrated("inspection"), migrated("billing"))
    from sqlalchemy import text

    made.outbox.transaction(lambda session: session.execute(text("DELETE FROM outbox")), repeatable=True)
    made.inbox.transaction(lambda session: session.execute(text("DELETE FROM inbox")), repeatable=True)
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        declare_topology(channel)
        channel.queue_purge(inbox_queue("billing"))
    yield made
    made.stop()
