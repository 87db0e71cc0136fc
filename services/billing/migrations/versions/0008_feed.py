"""The feed's numbers, what a closed period held, and webhooks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrate import app_role

revision = "0008"
down_revision = "0007"

# An entry enters the queue with its own transaction, and leaves it with that of its number: both only by the owner's
# functions, so that no mistake of the service makes an entry miss its number. Numbers have no gap.
_FEED = """
CREATE FUNCTION await_number() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO unnumbered_entries (entry_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER entries_await_number AFTER INSERT ON entries FOR EACH ROW EXECUTE FUNCTION await_number();

CREATE FUNCTION number_without_gap() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF NEW.sequence <> coalesce((SELECT max(sequence) FROM entry_sequence), 0) + 1 THEN
        RAISE EXCEPTION 'number % is not the next one', NEW.sequence USING ERRCODE = '23514';
    END IF;
    DELETE FROM unnumbered_entries WHERE entry_id = NEW.entry_id;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_sequence_without_gap BEFORE INSERT ON entry_sequence
    FOR EACH ROW EXECUTE FUNCTION number_without_gap();
CREATE TRIGGER entry_sequence_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_sequence
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""

# Beside the trigger that moves a late entry to the open period: whatever becomes of that one, a closed period is shut.
_CLOSED = """
CREATE FUNCTION refuse_in_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.posting_date <= (SELECT max(last_day) FROM closed_periods) THEN
        RAISE EXCEPTION 'the period of % is closed', NEW.posting_date USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_in_open_period AFTER INSERT ON entries
    FOR EACH ROW EXECUTE FUNCTION refuse_in_closed_period();
"""


def upgrade() -> None:
    """Create them; what was posted until now waits for its number like anything new."""
    _create_feed()
    for total in ("entries", "debit_rials", "credit_rials"):
        op.add_column("closed_periods", sa.Column(total, sa.BigInteger, nullable=False, server_default="0"))
    op.execute(_CLOSED)
    _create_webhooks()


def _create_feed() -> None:
    op.create_table(
        "unnumbered_entries",
        sa.Column("entry_id", sa.BigInteger, primary_key=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()),
    )
    op.create_table(
        "entry_sequence",
        sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("entry_id", sa.BigInteger, sa.ForeignKey("entries.id"), nullable=False, unique=True),
        sa.Column("chain_hash", sa.Text, nullable=False),
        sa.Column("numbered_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute("INSERT INTO unnumbered_entries (entry_id) SELECT id FROM entries ORDER BY id")
    op.execute(_FEED)
    op.execute(f'REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON unnumbered_entries FROM "{app_role()}"')
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON entry_sequence FROM "{app_role()}"')


def _create_webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("url", sa.Text, nullable=False, unique=True),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("events", JSONB, nullable=False),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("old_secret", sa.Text),
        sa.Column("old_secret_until", sa.DateTime(timezone=True)),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.Column("disabled_why", sa.Text),
        sa.Column("told_sequence", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("held_until", sa.DateTime(timezone=True)),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('active', 'disabled')", name="webhooks_state"),
    )
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("webhook_id", sa.Uuid(), sa.ForeignKey("webhooks.id", ondelete="CASCADE"), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("last_status", sa.Integer),
        sa.Column("last_error", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("webhook_id", "cause", name="webhook_deliveries_once"),
        sa.CheckConstraint(
            "state IN ('pending', 'delivered', 'failed', 'cancelled')", name="webhook_deliveries_state"
        ),
    )
    op.create_index(
        "webhook_deliveries_due",
        "webhook_deliveries",
        ["next_attempt_at"],
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("webhook_deliveries_list", "webhook_deliveries", ["webhook_id", "created_at", "id"])
    op.create_index("webhook_deliveries_ended", "webhook_deliveries", ["ended_at"])
