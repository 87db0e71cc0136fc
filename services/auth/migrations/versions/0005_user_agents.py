"""A session remembers what the browser called itself."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column; of older sessions it is not known."""
    op.add_column("sessions", sa.Column("user_agent", sa.Text()))


def downgrade() -> None:
    """Forget it again."""
    op.drop_column("sessions", "user_agent")
