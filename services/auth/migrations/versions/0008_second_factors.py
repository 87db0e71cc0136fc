"""Second factors, and codes for the day one is lost."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Nobody has one yet."""
    op.add_column("users", sa.Column("second_factor_since", sa.DateTime(timezone=True)))
    op.create_table(
        "second_factors",
        sa.Column(
            "user_id", sa.Uuid(), sa.ForeignKey("users.id", name="second_factors_user_fk"), primary_key=True
        ),
        sa.Column("secret", sa.Text()),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.Column("pending_secret", sa.Text()),
        sa.Column("pending_since", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(pending_secret IS NULL) = (pending_since IS NULL)", name="second_factors_pending_check"
        ),
        sa.CheckConstraint(
            "secret IS NOT NULL OR pending_secret IS NOT NULL", name="second_factors_some_check"
        ),
    )
    op.create_table(
        "recovery_codes",
        sa.Column(
            "user_id", sa.Uuid(), sa.ForeignKey("users.id", name="recovery_codes_user_fk"), primary_key=True
        ),
        sa.Column("number", sa.SmallInteger(), primary_key=True),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )


def downgrade() -> None:
    """A password is enough again."""
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    op.drop_column("users", "second_factor_since")
