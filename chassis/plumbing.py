"""The tables that every service has besides its own: outbox, inbox, idempotency, and what the sweeper and pruning keep.

The tables below are those of a service's first migration, and are not edited; what came later is a function of its own
that a later migration of every service calls.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

metadata = MetaData()

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("published_at", DateTime(timezone=True)),
    Index("outbox_unpublished", "id", postgresql_where=text("published_at IS NULL")),
    Index("outbox_lane", "lane", "id"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("lane", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("correlation_id", Text, nullable=False),
    Column("occurred_at", DateTime(timezone=True), nullable=False),
    Column("received_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("state", Text, nullable=False, server_default="pending"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Column("applied_at", DateTime(timezone=True)),
    Column("error", Text),
    CheckConstraint("state IN ('pending', 'applied', 'parked')", name="inbox_state"),
    Index(
        "inbox_pending",
        "source",
        "lane",
        "sequence",
        "id",
        postgresql_where=text("state = 'pending'"),
    ),
    Index("inbox_next", "id", postgresql_where=text("state = 'pending'")),
    Index("inbox_parked", "id", postgresql_where=text("state = 'parked'")),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("answer", JSONB),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    Index("idempotency_created", "created_at"),
)


def create_plumbing(op: Any) -> None:
    """Create these tables; called first in every service's first migration."""
    metadata.create_all(op.get_bind(), checkfirst=False)


_SWEEPING = """
-- A parked fact is replayed or discarded by somebody, who says why.
ALTER TABLE inbox ADD COLUMN ruled_at timestamptz, ADD COLUMN ruling text;
ALTER TABLE inbox DROP CONSTRAINT inbox_state;
ALTER TABLE inbox ADD CONSTRAINT inbox_state CHECK (state IN ('pending', 'applied', 'parked', 'discarded'));
CREATE INDEX inbox_told ON inbox (source, sequence);

-- As a consumer: through which fact of each source everything is known to have arrived. Names that were subscribed to
-- later are heard of since then only. "brought" counts what the bus had lost, "note" says what cannot be brought level.
CREATE TABLE sweeps (
    source text PRIMARY KEY,
    through bigint NOT NULL DEFAULT 0,
    through_event_id text NOT NULL DEFAULT '',
    since jsonb NOT NULL DEFAULT '{}',
    brought bigint NOT NULL DEFAULT 0,
    note text,
    swept_at timestamptz NOT NULL DEFAULT '-infinity'
);

-- As a consumer: facts that arrived and that their source does not know any more; it was restored from an older copy.
CREATE TABLE unknown_facts (
    event_id text PRIMARY KEY,
    source text NOT NULL,
    name text NOT NULL,
    lane text NOT NULL,
    noticed_at timestamptz NOT NULL,
    ruled_at timestamptz,
    ruling text
);

-- As a source: through which of our facts each consumer has everything; what is not had by all is never pruned.
CREATE TABLE consumers (
    consumer text PRIMARY KEY,
    through bigint NOT NULL,
    heard_at timestamptz NOT NULL
);

-- How long rows are kept that are of use to nobody but whoever looks for a fault, and through where they were pruned:
-- the greatest id, and the moment of the latest fact. What arrives and is older than that may have been here before.
CREATE TABLE retention (
    kept text PRIMARY KEY CHECK (kept IN ('outbox', 'inbox', 'idempotency')),
    days integer NOT NULL CHECK (days BETWEEN CASE kept WHEN 'idempotency' THEN 1 ELSE 30 END AND 36500),
    pruned_through bigint NOT NULL DEFAULT 0,
    pruned_before timestamptz,
    pruned_at timestamptz
);
CREATE INDEX inbox_ended ON inbox (coalesce(applied_at, ruled_at)) WHERE state IN ('applied', 'discarded');
INSERT INTO retention (kept, days) VALUES ('outbox', 400), ('inbox', 400), ('idempotency', 30);
"""


def keep_sweeps(op: Any) -> None:
    """Create what the sweeper, `events` and pruning keep; called by a migration of every service."""
    op.execute(_SWEEPING)
