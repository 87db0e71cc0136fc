"""What is looked at while the system is shot at: how soon all that was told has arrived, and who relays.

It asks the databases themselves, past every proxy, and goes on when they are away.
"""

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg2

from contracts.topology import SUBSCRIPTIONS
from launcher.provision import SERVICES
from tests.faults.city import PREFIX, City

_POLL_SECONDS = 0.25
_MARGIN = 500  # rows are numbered before they are committed, so that late ones have lower numbers
_HOLDERS = """
    SELECT d.datname, l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = 7310001
"""
CONSUMERS = tuple(service for service, events in SUBSCRIPTIONS.items() if events)
CONSUMED_BY: dict[tuple[str, str], list[str]] = {}
for _consumer in CONSUMERS:
    for _event in SUBSCRIPTIONS[_consumer]:
        CONSUMED_BY.setdefault((_event.source, _event.name), []).append(_consumer)


@dataclass
class Drain:
    """What had been told when something was injected, and how long it took until all of it had arrived."""

    what: str
    limit_seconds: float
    facts: int
    unpublished: dict[str, set[str]]
    missing: dict[str, set[str]]
    began_at: float = 0.0
    seconds: float | None = None

    @property
    def kept(self) -> bool:
        """Whether it was in time."""
        return self.seconds is not None and self.seconds <= self.limit_seconds

    @property
    def left(self) -> str:
        """What has not arrived, by consumer."""
        return ", ".join(f"{len(ids)} at {name}" for name, ids in self.missing.items() if ids) or "nothing"


@dataclass
class Relays:
    """Who relayed: by service, how long nobody did when one followed another."""

    takeovers: dict[str, list[float]] = field(default_factory=dict)
    two_at_once: list[str] = field(default_factory=list)
    _last: dict[str, tuple[int, float]] = field(default_factory=dict)

    def seen(self, holders: Iterable[tuple[str, int]], now: float) -> None:
        """One look at who holds the locks."""
        by_service: dict[str, list[int]] = {}
        for database, pid in holders:
            by_service.setdefault(database.removeprefix(f"{PREFIX}_"), []).append(pid)
        for service, pids in by_service.items():
            if len(pids) > 1:
                self.two_at_once.append(f"{service}: {pids}")
            last = self._last.get(service)
            if last is not None and last[0] != pids[0]:
                self.takeovers.setdefault(service, []).append(now - last[1])
            self._last[service] = (pids[0], now)

    def forget(self) -> None:
        """The database was away: what follows is no takeover."""
        self._last.clear()


class Watch:
    """Looks at the databases in the background."""

    def __init__(self, city: City) -> None:
        self._city = city
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._through = dict.fromkeys(SERVICES, 0)
        self._arrived: dict[str, set[str]] = {consumer: set() for consumer in CONSUMERS}
        self.drains: list[Drain] = []
        self.relays = Relays()

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._over.set()
        self._thread.join()

    def mark(self, what: str, limit_seconds: float) -> Drain:
        """Note what has been told by now; the time runs once `expect` is called."""
        told: dict[str, list[tuple[int, str, str]]] = {}
        for service in SERVICES:
            query = "SELECT id, event_id, name FROM outbox WHERE id > %s"
            told[service] = self._city.rows(service, query, self._through[service] - _MARGIN)
            self._through[service] = max((row[0] for row in told[service]), default=self._through[service])
        missing: dict[str, set[str]] = {consumer: set() for consumer in CONSUMERS}
        for source, rows in told.items():
            for _, event_id, name in rows:
                for consumer in CONSUMED_BY.get((source, name), ()):
                    if event_id not in self._arrived[consumer]:
                        missing[consumer].add(event_id)
        unpublished = {source: {row[1] for row in rows} for source, rows in told.items()}
        facts = len(set().union(*missing.values()))
        return Drain(what, limit_seconds, facts, unpublished, missing)

    def expect(self, drain: Drain, began_at: float) -> None:
        """From now on look whether what was marked has arrived.

        What has not arrived when a server dies has that server's time, whatever happened to a service before.
        """
        drain.began_at = began_at
        with self._lock:
            for earlier in self.drains:
                if earlier.seconds is None and drain.limit_seconds > earlier.limit_seconds:
                    earlier.limit_seconds = began_at + drain.limit_seconds - earlier.began_at
            self.drains.append(drain)

    def wait(self) -> None:
        """Wait until everything that is expected has arrived, or it is too late for all of it."""
        while not self._over.wait(_POLL_SECONDS):
            now = time.monotonic()
            if all(d.seconds is not None or now - d.began_at > d.limit_seconds for d in self.drains):
                return

    def is_idle(self) -> bool:
        """Whether nothing waits anywhere."""
        query = """
            SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL)
                 + (SELECT count(*) FROM inbox WHERE state = 'pending')
        """
        return all(self._city.rows(service, query) == [(0,)] for service in SERVICES)

    def _run(self) -> None:
        while not self._over.wait(_POLL_SECONDS):
            try:
                self.relays.seen(self._holders(), time.monotonic())
                self._look()
            except psycopg2.Error:
                self.relays.forget()

    def _holders(self) -> list[tuple[str, int]]:
        return [(str(database), int(pid)) for database, pid in self._city.rows("auth", _HOLDERS)]

    def _look(self) -> None:
        with self._lock:
            waiting = [drain for drain in self.drains if drain.seconds is None]
        if not waiting:
            return
        for consumer in CONSUMERS:
            missing = set().union(*(drain.missing[consumer] for drain in waiting))
            if missing:
                self._arrived[consumer] |= self._settled(consumer, missing)
        unpublished = {
            row[0]
            for service in SERVICES
            for row in self._city.rows(service, "SELECT event_id FROM outbox WHERE published_at IS NULL")
        }
        for drain in waiting:
            for consumer in CONSUMERS:
                drain.missing[consumer] -= self._arrived[consumer]
            told = set().union(*drain.unpublished.values())
            if not any(drain.missing.values()) and not told & unpublished:
                drain.seconds = time.monotonic() - drain.began_at

    def _settled(self, consumer: str, ids: set[str]) -> set[str]:
        query = "SELECT event_id FROM inbox WHERE state <> 'pending' AND event_id = ANY(%s)"
        return {row[0] for row in self._city.rows(consumer, query, list(ids))}


def wait_idle(watch: Watch, seconds: float) -> bool:
    """Wait until nothing waits anywhere; returns whether it came to that in time."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        with suppress(psycopg2.Error):
            if watch.is_idle():
                return True
        time.sleep(_POLL_SECONDS)
    return False
