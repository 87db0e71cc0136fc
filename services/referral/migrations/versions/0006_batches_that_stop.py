"""Batches: files that could not be tried for a fault, and batches that the office stopped."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TRIED = "referred + still_waiting + no_longer_waiting + failed"


def upgrade() -> None:
    """Add them. No batch was ever stopped before, and what failed stopped it from going on."""
    op.add_column("referral_batches", sa.Column("failed", sa.Integer, nullable=False, server_default="0"))
    op.add_column(
        "referral_batches",
        sa.Column(
            "stopped_by_id",
            sa.Uuid(as_uuid=False),
            sa.ForeignKey("people.id", name="referral_batches_stopped_by"),
        ),
    )
    op.alter_column("referral_batches", "failed", server_default=None)
    op.drop_constraint("referral_batches_counts", "referral_batches")
    op.drop_constraint("referral_batches_done", "referral_batches")
    op.create_check_constraint(
        "referral_batches_counts",
        "referral_batches",
        "referred >= 0 AND still_waiting >= 0 AND no_longer_waiting >= 0 AND failed >= 0"
        f" AND {_TRIED} <= total",
    )
    op.create_check_constraint(
        "referral_batches_done",
        "referral_batches",
        f"CASE WHEN ended_at IS NULL THEN stopped_by_id IS NULL ELSE stopped_by_id IS NOT NULL OR {_TRIED} = total END",
    )
