"""Tariff versions that finance makes: drafts, who made them, the days that each has priced, and no day without one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrate import app_role

revision = "0004"
down_revision = "0003"

_DAYS_OF_USE = """
UPDATE tariff_versions t
SET used_from = u.first, used_through = u.last, used_at = coalesce(t.used_at, now())
FROM (
    SELECT tariff_version, min(day) AS first, max(day) AS last FROM (
        SELECT tariff_version, effective_on AS day FROM settled_reports
        UNION ALL
        SELECT i.tariff_version, coalesce(e.effective_date, (i.issued_at AT TIME ZONE 'Asia/Tehran')::date)
        FROM invoices i LEFT JOIN entries e ON e.key = 'invoice:' || i.file_id
    ) days GROUP BY tariff_version
) u WHERE u.tariff_version = t.version;
UPDATE tariff_versions SET used_from = effective_from, used_through = effective_from
WHERE used_at IS NOT NULL AND used_from IS NULL;
"""

# Each statement of a trigger's function sees what was committed before it, so a check after the lock misses nothing:
# of two who change the days at the same time, the second judges what the first has left.
_RULES = """
CREATE OR REPLACE FUNCTION refuse_used_tariff_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL AND (
        TG_OP = 'DELETE' OR NEW.data <> OLD.data OR NEW.version <> OLD.version
        OR NEW.effective_from IS DISTINCT FROM OLD.effective_from OR NEW.used_at IS NULL
        OR NEW.used_from > OLD.used_from OR NEW.used_through < OLD.used_through
        OR NEW.withdrawn_at IS NOT NULL
        OR NEW.created_by IS DISTINCT FROM OLD.created_by OR NEW.created_at IS DISTINCT FROM OLD.created_at
    ) THEN
        RAISE EXCEPTION 'tariff version % has been used and is frozen', OLD.version USING ERRCODE = '23001';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_days_without_tariff() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE ended date;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('tariffs'));
    SELECT t.effective_to INTO ended FROM tariff_versions t
    WHERE t.effective_to IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM tariff_versions n WHERE n.effective_from = t.effective_to) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'no tariff is in force on %', ended USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER tariff_versions_leave_no_gap
    AFTER INSERT OR DELETE OR UPDATE OF effective_from, effective_to ON tariff_versions
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_days_without_tariff();
"""


def upgrade() -> None:
    """Let drafts be stored, remember who did what and which days were priced, and guard the days."""
    for name, kind in (
        ("used_from", sa.Date()),
        ("used_through", sa.Date()),
        ("created_by", JSONB()),
        ("created_at", sa.DateTime(timezone=True)),
        ("activated_by", JSONB()),
        ("activated_at", sa.DateTime(timezone=True)),
        ("withdrawn_by", JSONB()),
        ("withdrawn_at", sa.DateTime(timezone=True)),
    ):
        op.add_column("tariff_versions", sa.Column(name, kind))
    op.execute(_DAYS_OF_USE)
    op.alter_column("tariff_versions", "effective_from", nullable=True)
    op.execute("ALTER TABLE tariff_versions DROP CONSTRAINT tariff_versions_do_not_overlap")
    op.execute(
        "ALTER TABLE tariff_versions ADD CONSTRAINT tariff_versions_do_not_overlap"
        " EXCLUDE USING gist (daterange(effective_from, effective_to, '[)') WITH &&)"
        " WHERE (effective_from IS NOT NULL)"
    )
    for name, rule in (
        ("range", "effective_to IS NULL OR (effective_from IS NOT NULL AND effective_from < effective_to)"),
        ("used", "(used_at IS NULL) = (used_from IS NULL) AND (used_from IS NULL) = (used_through IS NULL)"),
        (
            "keep_used_days",
            "used_from IS NULL OR (effective_from IS NOT NULL AND effective_from <= used_from"
            " AND (effective_to IS NULL OR used_through < effective_to))",
        ),
        ("withdrawn", "withdrawn_at IS NULL OR effective_from IS NULL"),
    ):
        op.create_check_constraint(f"tariff_versions_{name}", "tariff_versions", rule)
    op.execute(_RULES)
    op.execute(f'REVOKE DELETE, TRUNCATE ON tariff_versions FROM "{app_role()}"')
