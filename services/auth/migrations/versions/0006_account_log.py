"""What is done to accounts is written down, and stays."""

import sqlalchemy as sa
from alembic import op

from chassis.migrate import app_role

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table, which the service cannot rewrite; of what was done before nothing is known."""
    op.create_table(
        "account_log",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("membership_code", sa.Text(collation="C"), nullable=False),
        sa.Column("full_name", sa.Text()),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Uuid()),
        sa.Column("by_code", sa.Text()),
        sa.Column("by_name", sa.Text()),
        sa.CheckConstraint(
            "(by_id IS NULL) = (by_code IS NULL) AND (by_id IS NULL) = (by_name IS NULL)",
            name="account_log_by_check",
        ),
    )
    op.create_index("account_log_newest", "account_log", ["happened_at", "id"])
    op.create_index("account_log_of_code", "account_log", ["membership_code", "happened_at", "id"])
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON account_log FROM "{app_role()}"')


def downgrade() -> None:
    """Forget it again."""
    op.drop_table("account_log")
