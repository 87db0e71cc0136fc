"""Failed sign-ins are counted; a used refresh token knows its successor."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the column. Used tokens have no successor yet: reusing them ends the session, as before."""
    op.create_table(
        "sign_in_failures",
        sa.Column("code", sa.Text(collation="C"), primary_key=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
    )
    op.add_column("refresh_tokens", sa.Column("successor", sa.Text()))


def downgrade() -> None:
    """Forget both again."""
    op.drop_column("refresh_tokens", "successor")
    op.drop_table("sign_in_failures")
