"""Pruning: rows of outbox, inbox and idempotency go when they are older than somebody decided, and nobody needs them.

Run as a timer, in one replica at a time: each run is a small transaction, and the next follows at once while there is
more. A fact goes only when everybody has it: from an outbox when each of its consumers says so, from an inbox when
nothing up to it is missing. What is parked or pending stays, whatever its age.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from chassis.telemetry import get_logger
from chassis.work import Work
from contracts.topology import SUBSCRIPTIONS

log = get_logger(__name__)

BATCH = 1000
SHORTEST_DAYS = {"outbox": 30, "inbox": 30, "idempotency": 1}  # as the table's own check says

_KEPT_SINCE = text("SELECT kept, now() - make_interval(days => days) AS since FROM retention")
# The oldest rows by id, not by time, for which there is no index: what stands at the front and may not go is published
# late, or not had by all, and so is what stands behind it.
_PRUNE_OUTBOX = text(
    """
    WITH oldest AS (SELECT id, published_at FROM outbox ORDER BY id LIMIT :batch),
    gone AS (
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM oldest WHERE published_at < :since
              AND (:listeners = 0 OR id <= (
                  SELECT min(through) FROM consumers WHERE consumer = ANY(:consumers) HAVING count(*) = :listeners
              ))
        )
        RETURNING id, occurred_at
    )
    UPDATE retention SET pruned_at = now(),
        pruned_through = greatest(pruned_through, (SELECT max(id) FROM gone)),
        pruned_before = greatest(pruned_before, (SELECT max(occurred_at) FROM gone))
    WHERE kept = 'outbox' RETURNING (SELECT count(*) FROM gone)
    """
)
# What could not be read has no number of any source. A fact of a clock that went ahead is kept until its own moment
# is past, too, so that "pruned_before" never reaches into the time that is kept.
_PRUNE_INBOX = text(
    """
    WITH gone AS (
        DELETE FROM inbox WHERE id IN (
            SELECT i.id FROM inbox i LEFT JOIN sweeps s ON s.source = i.source
            WHERE i.state IN ('applied', 'discarded') AND coalesce(i.applied_at, i.ruled_at) < :since
              AND i.occurred_at < :since AND (i.sequence <= s.through OR i.source = 'unknown')
            ORDER BY coalesce(i.applied_at, i.ruled_at)
            LIMIT :batch
            FOR UPDATE OF i SKIP LOCKED
        )
        RETURNING id, occurred_at
    )
    UPDATE retention SET pruned_at = now(),
        pruned_through = greatest(pruned_through, (SELECT max(id) FROM gone)),
        pruned_before = greatest(pruned_before, (SELECT max(occurred_at) FROM gone))
    WHERE kept = 'inbox' RETURNING (SELECT count(*) FROM gone)
    """
)
_PRUNE_IDEMPOTENCY = text(
    """
    WITH gone AS (
        DELETE FROM idempotency WHERE (scope, key) IN (
            SELECT scope, key FROM idempotency WHERE created_at < :since
            ORDER BY created_at
            LIMIT :batch
            FOR UPDATE SKIP LOCKED
        )
        RETURNING created_at
    )
    UPDATE retention SET pruned_at = now(),
        pruned_before = greatest(pruned_before, (SELECT max(created_at) FROM gone))
    WHERE kept = 'idempotency' RETURNING (SELECT count(*) FROM gone)
    """
)


def pruning_of(service: str) -> Callable[[Work], bool]:
    """The timer that prunes a service's tables, a batch of each at a time; true while there is more."""
    consumers = consumers_of(service)

    def prune(work: Work) -> bool:
        kept_since = {row.kept: row.since for row in work.session.execute(_KEPT_SINCE)}
        gone = {
            "outbox": _delete(
                work.session,
                _PRUNE_OUTBOX,
                kept_since["outbox"],
                consumers=consumers,
                listeners=len(consumers),
            ),
            "inbox": _delete(work.session, _PRUNE_INBOX, kept_since["inbox"]),
            "idempotency": _delete(work.session, _PRUNE_IDEMPOTENCY, kept_since["idempotency"]),
        }
        if any(gone.values()):
            log.info("rows_pruned", **gone)
        return max(gone.values()) == BATCH

    return prune


def consumers_of(source: str) -> list[str]:
    """The services that listen to anything of a source."""
    return [name for name, events in SUBSCRIPTIONS.items() if any(event.source == source for event in events)]


def _delete(session: Session, statement: Any, since: datetime, **more: Any) -> int:
    """Delete one batch of what is older than ``since``. Returns how many rows there were."""
    return int(session.execute(statement, {"since": since, "batch": BATCH, **more}).scalar_one())
