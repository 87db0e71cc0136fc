"""Policies; where a file is and since when it is with its inspector; what billing says of its prepayment."""

import sqlalchemy as sa
from alembic import op

from chassis.policies import create_policies

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add them; what is not known yet comes with the next word of its owner."""
    create_policies(op)
    for name in ("address", "owner_name"):
        op.add_column("files", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("files", sa.Column("referred_at", sa.DateTime(timezone=True)))
    for name in ("meters_revision", "priced_revision"):
        op.add_column("files", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.add_column("files", sa.Column("invoice_due_rials", sa.BigInteger, nullable=False, server_default="0"))
