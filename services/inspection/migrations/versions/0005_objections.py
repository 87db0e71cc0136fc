"""Objections to reports, and charges that are void."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add them."""
    _create_objections()
    op.drop_constraint("reports_charge_status", "reports")
    op.create_check_constraint(
        "reports_charge_status",
        "reports",
        "charge_status IN ('pending', 'none', 'covered', 'debt', 'voided')",
    )
    op.create_check_constraint("files_invoice_due", "files", "invoice_due_rials >= 0")


def _create_objections() -> None:
    op.create_table(
        "objections",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("files.id", name="objections_file"), nullable=False),
        sa.Column(
            "report_id", sa.Uuid(), sa.ForeignKey("reports.id", name="objections_report"), nullable=False
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by_id", sa.Uuid()),
        sa.Column("decided_by_code", sa.Text()),
        sa.Column("decided_by_name", sa.Text()),
        sa.Column("reason", sa.Text()),
        sa.UniqueConstraint("report_id", name="objections_one_per_report"),
        sa.CheckConstraint("state IN ('open', 'upheld', 'rejected')", name="objections_state"),
        sa.CheckConstraint(
            "(state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (reason IS NULL)",
            name="objections_decided",
        ),
    )
    op.create_index("objections_by_filing", "objections", [sa.text("(state <> 'open')"), "filed_at", "id"])
