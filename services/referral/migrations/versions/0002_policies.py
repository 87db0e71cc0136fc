"""Policies, and the count of corrections that changed a meter's class."""

import sqlalchemy as sa
from alembic import op

from chassis.policies import create_policies

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add them; nothing was corrected before that anybody priced."""
    create_policies(op)
    op.add_column("files", sa.Column("meters_revision", sa.Integer, nullable=False, server_default="0"))
