"""What is said of a file's visit: remarks on its time, and the contractor's last word about it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add them. Visits of before were not remarked upon, and nobody could answer to them."""
    op.add_column("files", sa.Column("appointment_remarks", sa.ARRAY(sa.Text)))
    op.add_column("files", sa.Column("appointment_confirmed_at", sa.DateTime(timezone=True)))
    op.add_column("files", sa.Column("appointment_change", JSONB(none_as_null=True)))
    op.create_check_constraint(
        "files_appointment_said",
        "files",
        "appointment_id IS NOT NULL"
        " OR (appointment_remarks IS NULL AND appointment_confirmed_at IS NULL AND appointment_change IS NULL)",
    )
