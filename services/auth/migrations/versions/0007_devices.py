"""Failures are counted per address and device, too; devices on which somebody signed in are known again."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """What was counted so far, was counted per membership code."""
    op.alter_column("sign_in_failures", "code", new_column_name="subject")
    op.add_column("sign_in_failures", sa.Column("kind", sa.Text(), nullable=False, server_default="code"))
    op.alter_column("sign_in_failures", "kind", server_default=None)
    op.drop_constraint("sign_in_failures_pkey", "sign_in_failures", type_="primary")
    op.create_primary_key("sign_in_failures_pkey", "sign_in_failures", ["kind", "subject"])
    op.create_table(
        "known_devices",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column(
            "user_id", sa.Uuid(), sa.ForeignKey("users.id", name="known_devices_user_fk"), primary_key=True
        ),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("known_devices_user", "known_devices", ["user_id"])
    op.create_index("known_devices_last_used", "known_devices", ["last_used_at"])


def downgrade() -> None:
    """Count per membership code only."""
    op.drop_table("known_devices")
    op.execute("DELETE FROM sign_in_failures WHERE kind <> 'code'")
    op.drop_constraint("sign_in_failures_pkey", "sign_in_failures", type_="primary")
    op.drop_column("sign_in_failures", "kind")
    op.alter_column("sign_in_failures", "subject", new_column_name="code")
    op.create_primary_key("sign_in_failures_pkey", "sign_in_failures", ["code"])
