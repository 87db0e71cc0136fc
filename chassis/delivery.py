"""What an operator sees of the facts on their way through one service, and decides about those that were parked."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

Row = dict[str, Any]

UNREADABLE = "unknown"  # the source of what could not be read when it arrived
OLDEST_SHOWN = 5

_MATCHING = """
    FROM inbox WHERE state = 'parked'
      AND (CAST(:name AS text) IS NULL OR name = :name) AND (CAST(:source AS text) IS NULL OR source = :source)
"""
_COUNT_PARKED = text(f"SELECT count(*) {_MATCHING}")
_PARKED = text(
    f"""
    SELECT id, event_id, source, name, lane, attempts, received_at, split_part(error, E'\\n', 1) AS error
    {_MATCHING} ORDER BY id LIMIT :limit
    """
)
_PICK = text("SELECT id, source, name, state FROM inbox WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
_PICK_ALL = text(
    """
    SELECT id, source, name, state FROM inbox
    WHERE state = 'parked' AND source <> :unreadable AND (CAST(:name AS text) IS NULL OR name = :name)
    ORDER BY id FOR UPDATE
    """
)
_REPLAY = text(
    """
    UPDATE inbox SET state = 'pending', attempts = 0, retry_at = clock_timestamp(),
        ruled_at = clock_timestamp(), ruling = :ruling
    WHERE id = ANY(:ids)
    """
)
_DISCARD = text(
    "UPDATE inbox SET state = 'discarded', ruled_at = clock_timestamp(), ruling = :ruling WHERE id = ANY(:ids)"
)
_BACKLOG = text(
    """
    SELECT (SELECT count(*) FROM outbox WHERE published_at IS NULL) AS outbox_waiting,
           (SELECT extract(epoch FROM clock_timestamp() - min(occurred_at))::integer
            FROM outbox WHERE published_at IS NULL) AS outbox_oldest_seconds,
           (SELECT count(*) FROM inbox WHERE state = 'pending') AS inbox_pending,
           (SELECT count(*) FROM inbox WHERE state = 'parked') AS inbox_parked
    """
)
_OLDEST_PENDING = text(
    """
    SELECT id, source, name, lane, attempts, split_part(error, E'\\n', 1) AS error,
           extract(epoch FROM clock_timestamp() - received_at)::integer AS seconds
    FROM inbox WHERE state = 'pending' ORDER BY id LIMIT :limit
    """
)
_SWEEPS = text(
    """
    SELECT source, through, brought, note, CASE WHEN isfinite(swept_at)
           THEN extract(epoch FROM clock_timestamp() - swept_at)::integer END AS seconds
    FROM sweeps ORDER BY source
    """
)
_CONSUMERS = text(
    """
    SELECT consumer, through, extract(epoch FROM clock_timestamp() - heard_at)::integer AS seconds
    FROM consumers ORDER BY consumer
    """
)
_UNKNOWN_FACTS = text(
    """
    SELECT source, count(*) AS facts, extract(epoch FROM clock_timestamp() - min(noticed_at))::integer AS seconds
    FROM unknown_facts WHERE ruled_at IS NULL GROUP BY source ORDER BY source
    """
)
_LIST_UNKNOWN = text(
    """
    SELECT i.id, u.source, u.name, u.lane, i.state, i.received_at, encode(i.body, 'escape') AS body
    FROM unknown_facts u JOIN inbox i USING (event_id)
    WHERE u.ruled_at IS NULL AND (CAST(:source AS text) IS NULL OR u.source = :source) ORDER BY i.id LIMIT :limit
    """
)
_PICK_UNKNOWN = text(
    """
    SELECT i.id, u.event_id, u.source, u.name FROM unknown_facts u JOIN inbox i USING (event_id)
    WHERE u.ruled_at IS NULL AND i.id = ANY(:ids) ORDER BY i.id FOR UPDATE OF u
    """
)
_ACKNOWLEDGE = text(
    "UPDATE unknown_facts SET ruled_at = clock_timestamp(), ruling = :ruling WHERE event_id = ANY(:event_ids)"
)
_FORGET_NOTES = text(
    """
    UPDATE sweeps s SET note = NULL
    WHERE note IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unknown_facts u WHERE u.source = s.source AND ruled_at IS NULL)
    """
)
_KEPT = text("SELECT kept, days, pruned_through, pruned_before, pruned_at FROM retention ORDER BY kept DESC")
_KEEP = text("UPDATE retention SET days = :days WHERE kept = :kept")


class Refused(Exception):
    """A ruling that cannot be; nothing was changed. A line for each reason."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = list(reasons)


def list_parked(
    session: Session, *, name: str | None = None, source: str | None = None, limit: int = 50
) -> tuple[list[Row], int]:
    """The oldest parked facts, and how many there are in all."""
    wanted = {"name": name, "source": source}
    count = session.execute(_COUNT_PARKED, wanted).scalar_one()
    return _rows(session, _PARKED, **wanted, limit=limit), int(count)


def replay(session: Session, ids: Sequence[int], *, reason: str = "") -> list[Row]:
    """Let the service apply these again, as if they had just come; all of them or none. Returns them."""
    picked = _pick(session, ids)
    _refuse([*_missing(ids, picked), *(why for row in picked if (why := _why_not_replayed(row)))])
    _rule(session, _REPLAY, picked, f"replayed: {reason}" if reason else "replayed")
    return picked


def replay_all(session: Session, *, name: str | None = None, reason: str = "") -> list[Row]:
    """The same for whatever is parked, of one name or of all; what could not be read stays. Returns them."""
    picked = _rows(session, _PICK_ALL, name=name, unreadable=UNREADABLE)
    _rule(session, _REPLAY, picked, f"replayed: {reason}" if reason else "replayed")
    return picked


def discard(session: Session, ids: Sequence[int], *, reason: str) -> list[Row]:
    """Never apply these; all of them or none. Returns them."""
    picked = _pick(session, ids)
    _refuse([*_missing(ids, picked), *(_is(row) for row in picked if row["state"] != "parked")])
    _rule(session, _DISCARD, picked, reason)
    return picked


def list_unknown(session: Session, *, source: str | None = None, limit: int = 50) -> tuple[list[Row], int]:
    """The oldest facts that are here and that their source does not know any more, and how many there are in all."""
    rows = _rows(session, _LIST_UNKNOWN, source=source, limit=limit)
    wanted = [row["facts"] for row in _rows(session, _UNKNOWN_FACTS) if source in (None, row["source"])]
    return rows, sum(wanted)


def acknowledge(session: Session, ids: Sequence[int], *, reason: str) -> list[Row]:
    """These have been dealt with: somebody recorded anew what they told, or need not. All of them or none."""
    picked = _rows(session, _PICK_UNKNOWN, ids=list(ids))
    _refuse(_missing(ids, picked))
    event_ids = [row["event_id"] for row in picked]
    session.execute(_ACKNOWLEDGE, {"event_ids": event_ids, "ruling": reason})
    session.execute(_FORGET_NOTES)
    return picked


def look(session: Session) -> Row:
    """What waits where, and how far everybody is."""
    backlog = dict(session.execute(_BACKLOG).mappings().one())
    return backlog | {
        "oldest_pending": _rows(session, _OLDEST_PENDING, limit=OLDEST_SHOWN),
        "sweeps": _rows(session, _SWEEPS),
        "consumers": _rows(session, _CONSUMERS),
        "unknown_facts": _rows(session, _UNKNOWN_FACTS),
    }


def keep(session: Session, days: dict[str, int]) -> list[Row]:
    """Change for how many days rows are kept. Returns what holds now."""
    for kept, number in days.items():
        session.execute(_KEEP, {"kept": kept, "days": number})
    return _rows(session, _KEPT)


def _rows(session: Session, statement: Any, **values: Any) -> list[Row]:
    return [dict(row) for row in session.execute(statement, values).mappings()]


def _pick(session: Session, ids: Sequence[int]) -> list[Row]:
    return _rows(session, _PICK, ids=list(ids))


def _rule(session: Session, statement: Any, picked: Sequence[Row], ruling: str) -> None:
    session.execute(statement, {"ids": [row["id"] for row in picked], "ruling": ruling})


def _refuse(reasons: Sequence[str]) -> None:
    if reasons:
        raise Refused(reasons)


def _missing(ids: Sequence[int], picked: Sequence[Row]) -> list[str]:
    found = {row["id"] for row in picked}
    return [f"{number}: there is no such fact here" for number in dict.fromkeys(ids) if number not in found]


def _is(row: Row) -> str:
    return f"{row['id']}: {row['name']} of {row['source']} is {row['state']}, not parked"


def _why_not_replayed(row: Row) -> str:
    if row["state"] not in ("parked", "discarded"):
        return _is(row)
    if row["source"] == UNREADABLE:
        return (
            f"{row['id']}: this could not be read, and never can be: discard it;"
            " the sweeper brings the genuine fact, if there is one"
        )
    return ""
