"""Orders of lists and the search of them, the chain through the timeline, the history of meters."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from chassis.migrate import app_role
from services.referral.domain import CHAIN_START, Link, chain_hash
from services.referral.store.searching import searchable

revision = "0004"
down_revision = "0003"

_ID = sa.Uuid(as_uuid=False)
_SIZE = sa.Numeric(10, 2)
_BATCH = 500

_APPEND_ONLY = """
CREATE FUNCTION refuse_timeline_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the timeline is append-only' USING ERRCODE = '23001';
END $$;
CREATE TRIGGER timeline_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON timeline
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_timeline_change();
"""
_NEXT_FILES = sa.text(
    "SELECT id, number, owner_name, address FROM files WHERE id > :after ORDER BY id LIMIT :batch"
)
_ENTRIES = sa.text("SELECT * FROM timeline WHERE file_id = ANY(:files) ORDER BY file_id, position")
_SET_FILES = sa.text(
    """
    UPDATE files SET search_text = news.search_text, timeline_head = news.head
    FROM unnest(CAST(:ids AS uuid[]), CAST(:texts AS text[]), CAST(:heads AS text[])) AS news (id, search_text, head)
    WHERE files.id = news.id
    """
)
_SET_ENTRIES = sa.text(
    """
    UPDATE timeline SET hash = news.hash
    FROM unnest(CAST(:ids AS uuid[]), CAST(:hashes AS text[])) AS news (id, hash)
    WHERE timeline.id = news.id
    """
)


def upgrade() -> None:
    """Add them; what is stored already is brought into the new form, batch by batch."""
    op.add_column("files", sa.Column("timeline_head", sa.Text, nullable=False, server_default=CHAIN_START))
    op.add_column("timeline", sa.Column("hash", sa.Text))
    _bring_forward()
    op.alter_column("timeline", "hash", nullable=False)
    op.execute(_APPEND_ONLY)
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON timeline FROM "{app_role()}"')
    _keep_meters()
    _support_lists()


def _bring_forward() -> None:
    connection = op.get_bind()
    after = "00000000-0000-0000-0000-000000000000"
    while files := connection.execute(_NEXT_FILES, {"after": after, "batch": _BATCH}).all():
        ids = [str(file.id) for file in files]
        heads = _chain(connection, ids)
        texts = [searchable(file.number, file.owner_name, file.address) for file in files]
        connection.execute(
            _SET_FILES, {"ids": ids, "texts": texts, "heads": [heads.get(id_, CHAIN_START) for id_ in ids]}
        )
        after = ids[-1]


def _chain(connection: sa.Connection, file_ids: list[str]) -> dict[str, str]:
    """Hash the timelines of some files, each from its start; the last hash of each."""
    heads: dict[str, str] = {}
    hashes: dict[str, str] = {}
    query = _ENTRIES.bindparams(sa.bindparam("files", type_=sa.ARRAY(_ID)))
    for entry in connection.execute(query, {"files": file_ids}):
        link = _link(entry)
        hashes[link.id] = heads[link.file_id] = chain_hash(heads.get(link.file_id, CHAIN_START), link)
    connection.execute(_SET_ENTRIES, {"ids": list(hashes), "hashes": list(hashes.values())})
    return heads


def _link(entry: Any) -> Link:
    return Link(
        file_id=str(entry.file_id),
        position=entry.position,
        id=str(entry.id),
        service=entry.service,
        event=entry.event,
        event_key=entry.event_key,
        private_to=str(entry.private_to_id) if entry.private_to_id else None,
        occurred_at=entry.occurred_at,
        summary=entry.summary,
        details=entry.details,
    )


def _keep_meters() -> None:
    op.add_column("meters", sa.Column("mismatch", sa.Text))
    op.add_column("meters", sa.Column("mismatch_report_id", _ID))
    op.create_check_constraint(
        "meters_mismatch", "meters", "(mismatch IS NULL) = (mismatch_report_id IS NULL)"
    )
    op.create_table(
        "meter_corrections",
        sa.Column("id", _ID, primary_key=True),
        sa.Column(
            "meter_id", _ID, sa.ForeignKey("meters.id", name="meter_corrections_meter"), nullable=False
        ),
        sa.Column("file_id", _ID, sa.ForeignKey("files.id", name="meter_corrections_file"), nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("old_area_m2", _SIZE, nullable=False),
        sa.Column("new_area_m2", _SIZE, nullable=False),
        sa.Column("old_consumption_m3h", _SIZE, nullable=False),
        sa.Column("new_consumption_m3h", _SIZE, nullable=False),
        sa.Column("old_class", sa.Text, nullable=False),
        sa.Column("new_class", sa.Text, nullable=False),
        sa.Column(
            "corrected_by_id", _ID, sa.ForeignKey("people.id", name="meter_corrections_by"), nullable=False
        ),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report_id", _ID),
        sa.UniqueConstraint("file_id", "revision", name="meter_corrections_revision"),
        sa.CheckConstraint("(revision IS NULL) = (old_class = new_class)", name="meter_corrections_class"),
    )
    op.create_index("meter_corrections_of_file", "meter_corrections", ["file_id", "corrected_at", "id"])


def _support_lists() -> None:
    """An index for each order; for the search one of three letters in a row, which any owner may have (pg_trgm)."""
    op.create_index("files_by_owner", "files", ["owner_name", "id"])
    op.create_index("files_by_debt", "files", ["debt_rials", "id"])
    op.create_index(
        "files_by_wait", "files", [sa.text("(coalesce(waiting_since, 'infinity'::timestamptz))"), "id"]
    )
    op.create_index("files_of_area", "files", ["area", "registered_at", "id"])
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX files_search ON files USING gin (search_text gin_trgm_ops)")
