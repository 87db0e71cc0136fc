"""Audits of the books, what of their rules the database itself can hold, and an index that a void needs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"

# Its name sorts after that of the trigger which takes the lock: whoever posted before is committed, and is counted.
_THROUGH_ENTRY = """
CREATE FUNCTION set_through_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT coalesce(max(id), 0) INTO NEW.through_entry FROM entries;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_periods_through BEFORE INSERT ON closed_periods
    FOR EACH ROW EXECUTE FUNCTION set_through_entry();
"""

# Balances change by postings only, whoever asks; they may still be locked.
_BALANCES_BY_POSTINGS = """
CREATE FUNCTION refuse_balance_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'balances follow from postings, and from nothing else' USING ERRCODE = '23001';
END $$;
CREATE TRIGGER balances_by_postings BEFORE INSERT OR UPDATE OR DELETE ON balances
    FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse_balance_by_hand();
CREATE TRIGGER balances_not_emptied BEFORE TRUNCATE ON balances
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_balance_by_hand();
"""


def upgrade() -> None:
    """Add them. A period that was closed before counts whatever stood in the books until now as posted in time."""
    op.add_column("closed_periods", sa.Column("through_entry", sa.BigInteger))
    op.execute("ALTER TABLE closed_periods DISABLE TRIGGER closed_periods_append_only")
    op.execute("UPDATE closed_periods SET through_entry = (SELECT coalesce(max(id), 0) FROM entries)")
    op.execute("ALTER TABLE closed_periods ENABLE TRIGGER closed_periods_append_only")
    op.alter_column("closed_periods", "through_entry", nullable=False)
    op.execute(_THROUGH_ENTRY)
    op.create_check_constraint("entries_posting_date", "entries", "posting_date >= effective_date")
    op.create_index(
        "allocations_report", "allocations", ["report_id"], postgresql_where=sa.text("report_id IS NOT NULL")
    )
    op.execute(_BALANCES_BY_POSTINGS)
    op.create_table(
        "audits",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("requested_by", sa.Text),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True)),
        sa.Column("checked_at", sa.DateTime(timezone=True)),
        sa.Column("sound", sa.Boolean),
        sa.Column("milliseconds", sa.BigInteger, nullable=False),
        sa.Column("invariants", JSONB, nullable=False),
    )
    op.create_index("audits_requested", "audits", ["requested_at"])
    op.create_index(
        "audits_one_at_a_time",
        "audits",
        [sa.text("(checked_at IS NULL)")],
        unique=True,
        postgresql_where=sa.text("checked_at IS NULL"),
    )
