"""The mapping to the organization's own chart, and the totals of closed periods, which never change again."""

import sqlalchemy as sa
from alembic import op

from chassis.migrate import app_role

revision = "0009"
down_revision = "0008"

# Whoever closes a period holds the books alone (0003), so each statement here sees all that was posted before.
_TOTALS = """
CREATE FUNCTION total_closed_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE earlier date;
BEGIN
    SELECT coalesce(max(last_day), '-infinity') INTO earlier FROM closed_periods WHERE last_day < NEW.last_day;
    INSERT INTO period_totals (last_day, account, debit_rials, credit_rials)
    SELECT NEW.last_day, p.account, sum(greatest(p.amount_rials, 0)), -sum(least(p.amount_rials, 0))
    FROM entries e JOIN postings p ON p.entry_id = e.id
    WHERE e.posting_date > earlier AND e.posting_date <= NEW.last_day
    GROUP BY p.account;
    RETURN NULL;
END $$;
CREATE TRIGGER closed_periods_total AFTER INSERT ON closed_periods
    FOR EACH ROW EXECUTE FUNCTION total_closed_period();
CREATE TRIGGER period_totals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON period_totals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER account_mappings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON account_mappings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Create them, and total what is closed already."""
    op.create_table(
        "account_mappings",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.code"), nullable=False),
        sa.Column("external_code", sa.Text, nullable=False),
        sa.Column("external_name", sa.Text, nullable=False),
        sa.Column("changed_by_id", sa.Text, nullable=False),
        sa.Column("changed_by_code", sa.Text, nullable=False),
        sa.Column("changed_by_name", sa.Text, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("account_mappings_account", "account_mappings", ["account", "id"])
    op.create_table(
        "period_totals",
        sa.Column("last_day", sa.Date, sa.ForeignKey("closed_periods.last_day"), primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.code"), primary_key=True),
        sa.Column("debit_rials", sa.BigInteger, nullable=False),
        sa.Column("credit_rials", sa.BigInteger, nullable=False),
    )
    op.execute(
        """
        INSERT INTO period_totals (last_day, account, debit_rials, credit_rials)
        SELECT c.last_day, p.account, sum(greatest(p.amount_rials, 0)), -sum(least(p.amount_rials, 0))
        FROM entries e JOIN postings p ON p.entry_id = e.id
        JOIN LATERAL (SELECT min(last_day) AS last_day FROM closed_periods WHERE last_day >= e.posting_date) c
        ON c.last_day IS NOT NULL
        GROUP BY c.last_day, p.account
        """
    )
    op.execute(_TOTALS)
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON account_mappings, period_totals FROM "{app_role()}"')
