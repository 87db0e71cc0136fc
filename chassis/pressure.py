"""How much waits in the outbox and in the inbox, and who is held back while it is too much.

While the outbox is over its limit nothing is begun that makes facts: commands are refused, timers and errands pause,
and so do the inbox's workers. While the inbox is over its limit no more is taken from the broker, whose own limits then
hold back the publishers. What drains is never held back by what it drains: the relay always publishes; when both are
full the workers go on; and when the inbox stands still, because all that it holds waits for facts that are still on
their way, it lets some more in. See docs/adr/0031.
"""

import threading
import time
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from chassis.db import Database
from chassis.telemetry import get_logger
from contracts.errors import CommonCode, Refusal, Unavailable

log = get_logger(__name__)

_EVERY_SECONDS = 1.0
_STANDS_STILL_SECONDS = 5.0
_RESUME_AT = 0.8  # of the limit: so that it does not change its mind with every row
_COUNTED_BEYOND = 5  # times the limit: further than that nobody counts
_RETRY_AFTER_SECONDS = 5

_COUNT = text(
    """
    SELECT (SELECT count(*) FROM (
               SELECT 1 FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT :outbox_most) o) AS outbox_waiting,
           coalesce((SELECT CAST(extract(epoch FROM clock_timestamp() - occurred_at) AS double precision)
               FROM outbox WHERE published_at IS NULL ORDER BY id LIMIT 1), 0) AS outbox_oldest_seconds,
           (SELECT count(*) FROM (
               SELECT 1 FROM inbox WHERE state = 'pending' ORDER BY id LIMIT :inbox_most) i) AS inbox_waiting,
           (SELECT count(*) FROM (
               SELECT 1 FROM inbox WHERE state = 'parked' ORDER BY id LIMIT :inbox_most) p) AS inbox_parked
    """
)


@dataclass(frozen=True)
class Backlog:
    """What waits in a service's database: counted, but not beyond five times the limits."""

    outbox_waiting: int
    outbox_oldest_seconds: float
    inbox_waiting: int
    inbox_parked: int


class Pressure:
    """Counts what waits once a second, and says who may go on."""

    def __init__(self, database: Database, *, outbox_limit: int = 20_000, inbox_limit: int = 20_000) -> None:
        self._database = database
        self._outbox_limit, self._inbox_limit = outbox_limit, inbox_limit
        self._moved_at = time.monotonic()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self.outbox_full = self.inbox_full = False
        self.may_take = True

    def start(self) -> None:
        """Count in the background."""
        self._thread = threading.Thread(target=self._run, name="pressure", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Count no more."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(timeout=2)

    @property
    def busy(self) -> bool:
        """Whether anybody is held back."""
        return self.outbox_full or self.inbox_full

    @property
    def may_apply(self) -> bool:
        """Whether facts may be applied, which makes others; when the inbox is full as well, that must go first."""
        return self.inbox_full or not self.outbox_full

    def refuse_when_full(self) -> None:
        """Refuse what would make more facts than the bus takes; raises ``service.busy``."""
        if self.outbox_full:
            raise Unavailable(CommonCode.BUSY, retry_after_seconds=_RETRY_AFTER_SECONDS)

    def moved(self) -> None:
        """A fact was applied: the inbox does not stand still."""
        self._moved_at = time.monotonic()

    def measure(self) -> Backlog:
        """Count what waits, and judge it."""
        most = {
            "outbox_most": self._outbox_limit * _COUNTED_BEYOND,
            "inbox_most": self._inbox_limit * _COUNTED_BEYOND,
        }
        row = self._database.read(lambda session: session.execute(_COUNT, most).one())
        backlog = Backlog(**row._mapping)
        self._judge(backlog)
        return backlog

    def _judge(self, backlog: Backlog) -> None:
        before = (self.outbox_full, self.inbox_full)
        self.outbox_full = _is_full(backlog.outbox_waiting, self._outbox_limit, self.outbox_full)
        self.inbox_full = _is_full(backlog.inbox_waiting, self._inbox_limit, self.inbox_full)
        if before != (self.outbox_full, self.inbox_full):
            log.warning(
                "pressure_changed",
                outbox_full=self.outbox_full,
                outbox_waiting=backlog.outbox_waiting,
                inbox_full=self.inbox_full,
                inbox_waiting=backlog.inbox_waiting,
            )

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self.measure()
            except (Refusal, SQLAlchemyError) as error:
                log.debug("pressure_unknown", error=str(error))
            except Exception:
                log.exception("pressure_failed")
            self._let_in()
            self._stopping.wait(_EVERY_SECONDS)

    def _let_in(self) -> None:
        """Let facts in while there is room; and for a moment now and then while nothing in the inbox moves."""
        now = time.monotonic()
        stands_still = now - self._moved_at > _STANDS_STILL_SECONDS
        if stands_still:
            self._moved_at = now
        self.may_take = stands_still or not self.inbox_full


def _is_full(waiting: int, limit: int, was_full: bool) -> bool:
    return waiting > (limit * _RESUME_AT if was_full else limit)
