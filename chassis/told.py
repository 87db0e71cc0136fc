"""What a service answers to those who listen to it: which facts it told, and what they were.

A fact is settled when it was published a while ago and no transaction is open that could still commit one before it.
Such a transaction drew its sequence number before the later fact was committed, let alone published; so it is older
than that publication, and it has held a lock on the outbox since before it drew the number.
"""

from collections.abc import Callable, Sequence
from itertools import takewhile
from typing import Any

from sqlalchemy import text

from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.facts import MOST_TOLD, ToldFact, ToldPage

log = get_logger(__name__)

_NAMED_IN_LOG = 5

# By the locks, so that who reads for hours (a dump) holds nothing back; whoever cannot be seen holds back everything.
_HORIZON = text(
    """
    SELECT CAST(least(
        clock_timestamp() - make_interval(secs => :settle_seconds),
        (SELECT min(coalesce(a.xact_start, '-infinity'))
         FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
         WHERE l.locktype = 'relation' AND l.relation = CAST('outbox' AS regclass) AND l.mode = 'RowExclusiveLock'
           AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
           AND l.pid IS DISTINCT FROM pg_backend_pid())
    ) AS text)
    """
)
_STATE = text(
    """
    SELECT r.pruned_through, (SELECT o.event_id FROM outbox o WHERE o.id = :after) AS event_id,
           greatest(r.pruned_through, (SELECT max(o.id) FROM outbox o)) AS newest
    FROM retention r WHERE r.kept = 'outbox'
    """
)
_TOLD = text(
    """
    SELECT id, event_id, name, published_at < CAST(:horizon AS timestamptz) AS settled
    FROM outbox WHERE id > :after ORDER BY id LIMIT :limit
    """
)
_NOTE = text(
    """
    INSERT INTO consumers (consumer, through, heard_at) VALUES (:consumer, :through, :now)
    ON CONFLICT (consumer) DO UPDATE SET through = excluded.through, heard_at = excluded.heard_at
    """
)
_BODIES = text(
    """
    SELECT id AS sequence, event_id, name, lane, body, correlation_id, occurred_at
    FROM outbox WHERE event_id = ANY(:event_ids) ORDER BY id
    """
)
_KNOWN = text("SELECT event_id FROM outbox WHERE event_id = ANY(:event_ids) ORDER BY id")


def list_told(
    work: Work,
    *,
    consumer: str,
    names: dict[str, int],
    after: int,
    after_event_id: str,
    settle_seconds: int,
    limit: int = MOST_TOLD,
) -> ToldPage:
    """What was told after a bookmark and is settled; notes that the consumer has everything before.

    The horizon is read by a statement of its own, before the facts are: who commits in between is seen.
    """
    session = work.session
    state = session.execute(_STATE, {"after": after}).one()
    start, start_event_id = after, after_event_id
    rows: list[Any] = []
    knows_bookmark = after <= state.pruned_through or state.event_id == after_event_id
    if knows_bookmark:
        session.execute(_NOTE, {"consumer": consumer, "through": after, "now": work.now})
        if after < state.pruned_through:
            start, start_event_id = state.pruned_through, ""
        horizon = session.execute(_HORIZON, {"settle_seconds": settle_seconds}).scalar_one()
        found = session.execute(_TOLD, {"after": start, "horizon": horizon, "limit": limit}).all()
        rows = list(takewhile(lambda row: row.settled, found))
    return ToldPage(
        event_ids=[row.event_id for row in rows if row.id > names.get(row.name, row.id)],
        through=rows[-1].id if rows else start,
        through_event_id=rows[-1].event_id if rows else start_event_id,
        more=len(rows) == limit,
        knows_bookmark=knows_bookmark,
        pruned_through=state.pruned_through,
        newest=state.newest,
    )


def heeding(due: Sequence[Callable[[Work], None]]) -> Callable[..., None]:
    """What a service does that is shown facts of its own which it does not know: all that is due after a restore."""

    def heed_restored(work: Work, *, consumer: str, event_ids: list[str]) -> None:
        """Somebody listens who knows more of this service than it does itself."""
        known = work.session.execute(_KNOWN, {"event_ids": event_ids}).scalars()
        unknown = sorted(set(event_ids) - set(known))
        if not unknown:
            return
        log.error(
            "restored_from_an_older_copy", told_by=consumer, facts=len(unknown), some=unknown[:_NAMED_IN_LOG]
        )
        for use_case in due:
            use_case(work)

    return heed_restored


def get_told(look: Look, *, event_ids: list[str]) -> list[ToldFact]:
    """These facts, as they were told."""
    return [ToldFact(**row._mapping) for row in look.session.execute(_BODIES, {"event_ids": event_ids}).all()]


def which_known(look: Look, *, event_ids: list[str]) -> list[str]:
    """Those of these facts that are in the outbox."""
    return list(look.session.execute(_KNOWN, {"event_ids": event_ids}).scalars())
