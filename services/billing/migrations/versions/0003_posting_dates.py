"""Posting dates and closed periods, entries of no file, and the accounts of what finance does by hand."""

import sqlalchemy as sa
from alembic import op

from services.billing.domain import CHART

revision = "0003"
down_revision = "0002"

# Whoever posts shares the lock with others who post; whoever closes a period waits for them, and they for it. Each
# statement of the function sees what was committed before it, so a posting never misses a close it has waited for.
_POSTING_DATES = """
CREATE FUNCTION set_posting_date() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE closed_through date;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtext('books'));
    SELECT max(last_day) INTO closed_through FROM closed_periods;
    NEW.posting_date := greatest(NEW.effective_date, closed_through + 1);
    RETURN NEW;
END $$;
CREATE TRIGGER entries_posting_date BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION set_posting_date();

CREATE FUNCTION close_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('books'));
    IF NEW.last_day <= (SELECT max(last_day) FROM closed_periods) THEN
        RAISE EXCEPTION 'period % is not after the last closed one', NEW.period USING ERRCODE = '23514';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER closed_periods_in_order BEFORE INSERT ON closed_periods
    FOR EACH ROW EXECUTE FUNCTION close_in_order();
CREATE TRIGGER closed_periods_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_periods
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    """Add them; what was posted until now was posted on its effective date."""
    accounts = sa.table("accounts", *(sa.column(name, sa.Text) for name in ("code", "name", "kind")))
    known = set(op.get_bind().execute(sa.select(accounts.c.code)).scalars())
    op.bulk_insert(
        accounts,
        [
            {"code": code, "name": name, "kind": kind}
            for code, (name, kind) in CHART.items()
            if code not in known
        ],
    )
    op.create_table(
        "closed_periods",
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("last_day", sa.Date, nullable=False, unique=True),
        sa.Column("closed_by", sa.Text, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.alter_column("entries", "file_id", nullable=True)
    op.add_column("entries", sa.Column("posting_date", sa.Date))
    op.execute("ALTER TABLE entries DISABLE TRIGGER entries_append_only")
    op.execute("UPDATE entries SET posting_date = effective_date")
    op.execute("ALTER TABLE entries ENABLE TRIGGER entries_append_only")
    op.alter_column("entries", "posting_date", nullable=False)
    op.create_index("entries_posting_date", "entries", ["posting_date", "id"])
    op.execute(_POSTING_DATES)
