"""Audits are numbered: their order does not hang on the clocks of those who ask for them."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Number those that are there in the order in which they were asked for."""
    op.execute("ALTER TABLE audits ADD COLUMN number bigint")
    op.execute(
        """
        UPDATE audits SET number = o.number
        FROM (SELECT id, row_number() OVER (ORDER BY requested_at, id) AS number FROM audits) o
        WHERE o.id = audits.id
        """
    )
    op.execute("ALTER TABLE audits ALTER COLUMN number SET NOT NULL")
    op.execute("ALTER TABLE audits ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY")
    op.execute(
        "SELECT setval(pg_get_serial_sequence('audits', 'number'), coalesce(max(number), 0) + 1, false) FROM audits"
    )
    op.drop_index("audits_requested", table_name="audits")
    op.create_index("audits_in_order", "audits", ["number"], unique=True)
