"""What the sweeper compares, what becomes of parked facts, and how long rows are kept."""

from alembic import op

from chassis.plumbing import keep_sweeps

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Create it."""
    keep_sweeps(op)
