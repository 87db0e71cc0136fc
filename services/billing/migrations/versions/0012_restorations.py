"""When this database turned out to be an older copy, and by how much versions have leapt since."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Create the table; usually it stays empty."""
    op.create_table(
        "restorations",
        sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leap", sa.BigInteger, nullable=False),
    )
