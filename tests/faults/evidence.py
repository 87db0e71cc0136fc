"""What the five databases say in the end, read once and handed to every check."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from launcher.provision import SERVICES
from tests.faults.city import City
from tests.faults.watch import CONSUMED_BY, CONSUMERS

# A verdict, an allocation and an applied fact are never changed after the transaction that wrote them (or applied it).
_REPORTS = """
    SELECT r.id::text, r.file_id::text, r.sequence, pg_xact_commit_timestamp(v.xmin)
    FROM reports r LEFT JOIN LATERAL (SELECT xmin FROM verdicts WHERE report_id = r.id LIMIT 1) v ON true
    ORDER BY r.file_id, r.sequence
"""
_TOLD_OF = "SELECT body::jsonb ->> 'report_id' FROM outbox WHERE name = 'report_filed'"
_SETTLED = (
    "SELECT report_id::text, file_id::text, sequence, debt_rials, amount_rials > 0 FROM settled_reports"
)
_SETTLED_AT = """
    SELECT convert_from(body, 'UTF8')::jsonb ->> 'report_id', pg_xact_commit_timestamp(xmin)
    FROM inbox WHERE name = 'report_filed' AND state = 'applied'
"""
_PAID = """
    SELECT report_id::text, amount_rials, pg_xact_commit_timestamp(xmin)
    FROM allocations WHERE report_id IS NOT NULL
"""
_CHARGED = "SELECT split_part(key, ':', 2) FROM entries WHERE key LIKE 'charge:%'"
_UNKNOWN = "SELECT event_id FROM unknown_facts"
# In sight from the commit on that stored it, or a little later: a server process may be kept waiting just then.
_OVERTAKEN = """
    WITH facts AS (SELECT *, pg_xact_commit_timestamp(stored_by::xid) AS stored_at FROM inbox WHERE state = 'applied')
    SELECT later.source, later.lane,
           format('%s of %s (applied %s, from %s on)', later.name, later.event_id, later.applied_at::time,
                  later.applied_from::time),
           format('%s of %s (here %s, applied %s, failed %s times)', earlier.name, earlier.event_id,
                  earlier.stored_at::time, earlier.applied_at::time, earlier.attempts)
    FROM facts earlier JOIN facts later USING (source, lane)
    WHERE earlier.sequence < later.sequence AND later.applied_at < earlier.applied_at
      AND earlier.stored_at + interval '1 second' < later.applied_from
"""


@dataclass(frozen=True)
class Report:
    """A report that inspection accepted, and when the database committed that."""

    id: str
    file_id: str
    sequence: int
    accepted_at: datetime | None


@dataclass(frozen=True)
class Settlement:
    """What billing made of a report."""

    report_id: str
    file_id: str
    sequence: int
    debt_rials: int
    chargeable: bool


@dataclass(frozen=True)
class Evidence:
    """All that is judged."""

    reports: list[Report]
    told_of: set[str]  # the reports of which there is a fact
    settlements: list[Settlement]
    settled_at: dict[str, datetime]
    paid: dict[str, list[tuple[int, datetime]]]
    charged: Counter[str]
    told: dict[str, set[str]]  # by consumer, what was told that it listens to
    facts_told: int
    inboxes: dict[str, dict[str, str]]  # by consumer, the state of each fact
    overtaken: dict[str, list[tuple[Any, ...]]]
    unpublished: dict[str, int]
    unknown: dict[str, set[str]]  # by consumer, what is there and its source does not know
    brought: dict[str, int]
    served: set[str]  # the processes that were asked something
    applied: dict[str, list[str]]  # by process, in order
    redelivered: int


def gather(city: City) -> Evidence:
    """Read everything."""
    told, facts = _told(city)
    paid: dict[str, list[tuple[int, datetime]]] = {}
    for report_id, rials, at in city.rows("billing", _PAID):
        paid.setdefault(report_id, []).append((rials, at))
    waiting = "SELECT count(*) FROM outbox WHERE published_at IS NULL"
    return Evidence(
        reports=[Report(*row) for row in city.rows("inspection", _REPORTS)],
        told_of={row[0] for row in city.rows("inspection", _TOLD_OF)},
        settlements=[Settlement(*row) for row in city.rows("billing", _SETTLED)],
        settled_at=dict(city.rows("billing", _SETTLED_AT)),
        paid=paid,
        charged=Counter(row[0] for row in city.rows("billing", _CHARGED)),
        told=told,
        facts_told=facts,
        inboxes={c: dict(city.rows(c, "SELECT event_id, state FROM inbox")) for c in CONSUMERS},
        overtaken={consumer: city.rows(consumer, _OVERTAKEN) for consumer in CONSUMERS},
        unpublished={service: city.rows(service, waiting)[0][0] for service in SERVICES},
        unknown={c: {row[0] for row in city.rows(c, _UNKNOWN)} for c in CONSUMERS},
        brought=brought(city),
        served=set(city.counts.of("served")),
        applied=city.counts.of("applied"),
        redelivered=sum(map(len, city.counts.of("redelivered").values())),
    )


def brought(city: City) -> dict[str, int]:
    """How many facts the sweeper has brought to each service that the bus did not."""
    query = "SELECT coalesce(sum(brought), 0)::bigint FROM sweeps"
    return {consumer: city.rows(consumer, query)[0][0] for consumer in CONSUMERS}


def _told(city: City) -> tuple[dict[str, set[str]], int]:
    told: dict[str, set[str]] = {consumer: set() for consumer in CONSUMERS}
    facts = 0
    for service in SERVICES:
        for event_id, name in city.rows(service, "SELECT event_id, name FROM outbox"):
            facts += 1
            for consumer in CONSUMED_BY.get((service, name), ()):
                told[consumer].add(event_id)
    return told, facts
