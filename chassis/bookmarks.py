"""What a consumer keeps of each source: through which of its facts everything is here, and what is not in order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

# A mark from the future was set before somebody put the clock right.
_DUE = text(
    """
    UPDATE sweeps SET swept_at = clock_timestamp()
    WHERE source = (
        SELECT source FROM sweeps
        WHERE source = ANY(:sources)
          AND NOT swept_at BETWEEN clock_timestamp() - make_interval(secs => :seconds) AND clock_timestamp()
        ORDER BY swept_at LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING source, through, through_event_id, since
    """
)
_BEGIN = text(
    """
    INSERT INTO sweeps (source, since)
    SELECT :source, coalesce(jsonb_object_agg(name, 0), '{}') FROM unnest(CAST(:names AS text[])) name
    ON CONFLICT (source) DO NOTHING
    """
)
_SINCE = text(
    """
    UPDATE sweeps SET since = since || (
        SELECT jsonb_object_agg(name, through) FROM unnest(CAST(:names AS text[])) name
    )
    WHERE source = :source
    """
)
_HOLD = text(
    """
    SELECT 1 FROM sweeps WHERE source = :source AND through = :through AND through_event_id = :through_event_id
    FOR UPDATE
    """
)
_MOVE = text(
    """
    UPDATE sweeps SET through = :through, through_event_id = :through_event_id, brought = brought + :brought,
        swept_at = clock_timestamp()
    WHERE source = :source
    """
)
_REMARK = text(
    """
    UPDATE sweeps SET note = concat_ws('; ', note, :note)
    WHERE source = :source AND position(:note in coalesce(note, '')) = 0
    """
)
_CREDIBLE = text(
    """
    SELECT event_id FROM inbox i WHERE event_id = ANY(:event_ids) AND state IN ('pending', 'applied')
      AND length(trim(event_id)) BETWEEN 1 AND 64
      AND NOT EXISTS (SELECT 1 FROM unknown_facts u WHERE u.event_id = i.event_id)
    """
)
_HERE = text("SELECT event_id FROM inbox WHERE event_id = ANY(:event_ids)")
_BETWEEN = text(
    "SELECT event_id FROM inbox WHERE source = :source AND sequence > :after AND sequence <= :through"
)
_BEYOND = text(
    """
    SELECT i.event_id FROM inbox i
    WHERE i.source = :source AND i.sequence > :newest
      AND NOT EXISTS (SELECT 1 FROM unknown_facts u WHERE u.event_id = i.event_id)
    LIMIT 1000
    """
)
_NAME_UNKNOWN = text(
    """
    INSERT INTO unknown_facts (event_id, source, name, lane, noticed_at)
    SELECT event_id, source, name, lane, now() FROM inbox WHERE event_id = ANY(:event_ids)
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
    """
)


class Overtaken(Exception):
    """Another replica has moved the bookmark meanwhile."""


@dataclass(frozen=True)
class Bookmark:
    """Through which fact of a source everything is here, and after which one each of its facts is listened to."""

    source: str
    through: int
    through_event_id: str
    since: dict[str, int]


def take(session: Session, sources: Mapping[str, Sequence[str]], seconds: float) -> Bookmark | None:
    """The bookmark of the source that was not compared with for longest, marked as being in hand.

    Of a source that is new everything is asked for; a name that is new, of a source that is not, is listened to from
    the bookmark on. A name that was dropped keeps its place, for the replicas that still run what listened to it.
    """
    for source, names in sources.items():
        session.execute(_BEGIN, {"source": source, "names": list(names)})
    row = session.execute(_DUE, {"sources": list(sources), "seconds": seconds}).one_or_none()
    if row is None:
        return None
    names = sources[row.source]
    new = [name for name in names if name not in row.since]
    if new:
        session.execute(_SINCE, {"source": row.source, "names": new})
    since = {name: int(row.since.get(name, row.through)) for name in names}
    return Bookmark(row.source, row.through, row.through_event_id, since)


def move(session: Session, mark: Bookmark, through: int, through_event_id: str, brought: int) -> None:
    """Put the bookmark, which is held, elsewhere."""
    values = {"through": through, "through_event_id": through_event_id, "brought": brought}
    session.execute(_MOVE, {"source": mark.source, **values})


def hold(session: Session, mark: Bookmark) -> None:
    """Keep others from moving the bookmark until this transaction ends; raises Overtaken if somebody has."""
    place = {"through": mark.through, "through_event_id": mark.through_event_id}
    if session.execute(_HOLD, {"source": mark.source, **place}).one_or_none() is None:
        raise Overtaken(mark.source)


def remark(session: Session, source: str, note: str) -> None:
    """Say what cannot be brought level, once."""
    session.execute(_REMARK, {"source": source, "note": note})


def missing(session: Session, event_ids: Sequence[str]) -> list[str]:
    """Those of these facts that are not here, in whatever state."""
    here = set(session.execute(_HERE, {"event_ids": list(event_ids)}).scalars())
    return [event_id for event_id in event_ids if event_id not in here]


def here_between(session: Session, source: str, after: int, through: int) -> set[str]:
    """The facts of a source that are here, by their sequence."""
    return set(session.execute(_BETWEEN, {"source": source, "after": after, "through": through}).scalars())


def here_beyond(session: Session, source: str, newest: int) -> set[str]:
    """Some facts that are here, that follow the newest of their source, and that were not named yet."""
    return set(session.execute(_BEYOND, {"source": source, "newest": newest}).scalars())


def credible(session: Session, event_ids: Sequence[str]) -> list[str]:
    """Those of these facts that can only have come from their source: they are readable, and were not named before."""
    return list(session.execute(_CREDIBLE, {"event_ids": list(event_ids)}).scalars())


def name_unknown(session: Session, event_ids: Iterable[str]) -> list[str]:
    """Keep the names of facts that their source does not know; returns those that were not named before."""
    return list(session.execute(_NAME_UNKNOWN, {"event_ids": list(event_ids)}).scalars())
