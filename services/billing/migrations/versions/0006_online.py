"""Online payments, and what their provider settled with the bank."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add them."""
    op.create_table(
        "online_payments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("authority", sa.Text),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("reference", sa.Text),
        sa.Column("card", sa.Text),
        sa.Column("started_by", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True)),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("provider", "authority", name="online_payments_authority"),
        sa.UniqueConstraint("provider", "reference", name="online_payments_reference"),
        sa.CheckConstraint("amount_rials > 0", name="online_payments_positive"),
        sa.CheckConstraint(
            "state IN ('started', 'verifying', 'verified', 'refused', 'unknown')",
            name="online_payments_state",
        ),
        sa.CheckConstraint("(state = 'verified') = (reference IS NOT NULL)", name="online_payments_verified"),
    )
    op.create_index(
        "online_payments_due",
        "online_payments",
        ["look_at"],
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index("online_payments_file", "online_payments", ["file_id", "started_at", "id"])
    op.create_index("online_payments_newest", "online_payments", ["started_at", "id"])
    op.create_table(
        "provider_looks",
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=False),
    )
    _create_settlements()


def _create_settlements() -> None:
    op.create_table(
        "provider_settlements",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("fee_rials", sa.BigInteger, nullable=False),
        sa.Column("settled_on", sa.Date, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("provider", "reference", name="provider_settlements_reference"),
        sa.CheckConstraint("amount_rials > 0 AND fee_rials >= 0", name="provider_settlements_amounts"),
    )
    op.execute(
        "CREATE TRIGGER provider_settlements_append_only"
        " BEFORE UPDATE OR DELETE OR TRUNCATE ON provider_settlements"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
