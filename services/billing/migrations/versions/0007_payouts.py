"""Payouts to inspectors, whose names billing keeps from now on; and numbers and codes of receipts."""

import json
import secrets
from collections import Counter

import sqlalchemy as sa
from alembic import op

from chassis.jalali import jalali_year, tehran_date

revision = "0007"
down_revision = "0006"

_CODE_BYTES = 16

# What was fixed when a batch was frozen stays so; a line is drafted, sent, and then either confirmed or failed.
_TRIGGERS = """
CREATE FUNCTION keep_payout_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'payout line % stays', OLD.id USING ERRCODE = '23001';
    END IF;
    IF NOT (
        (OLD.state = 'draft' AND NEW.state IN ('draft', 'sent', 'cancelled'))
        OR (OLD.state = 'sent' AND NEW.state IN ('confirmed', 'failed'))
    ) THEN
        RAISE EXCEPTION 'payout line % cannot become % after %', OLD.id, NEW.state, OLD.state
            USING ERRCODE = '23001';
    END IF;
    IF (NEW.id, NEW.payout_id, NEW.inspector_id, NEW.line_number, NEW.gross_rials, NEW.withholding_rials)
        IS DISTINCT FROM
       (OLD.id, OLD.payout_id, OLD.inspector_id, OLD.line_number, OLD.gross_rials, OLD.withholding_rials)
       OR (OLD.state <> 'draft' AND (NEW.membership_code, NEW.full_name, NEW.iban)
           IS DISTINCT FROM (OLD.membership_code, OLD.full_name, OLD.iban))
    THEN
        RAISE EXCEPTION 'payout line % is fixed', OLD.id USING ERRCODE = '23001';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payout_lines_fixed BEFORE UPDATE OR DELETE ON payout_lines
    FOR EACH ROW EXECUTE FUNCTION keep_payout_lines();

CREATE FUNCTION keep_payout_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.live AND NOT NEW.live AND
        (NEW.line_id, NEW.report_id, NEW.revision, NEW.kind, NEW.amount_rials) =
        (OLD.line_id, OLD.report_id, OLD.revision, OLD.kind, OLD.amount_rials)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'what a payout line is made of is fixed' USING ERRCODE = '23001';
END $$;
CREATE TRIGGER payout_items_fixed BEFORE UPDATE OR DELETE ON payout_items
    FOR EACH ROW EXECUTE FUNCTION keep_payout_items();

CREATE FUNCTION keep_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'receipt % was given and stays', OLD.receipt_number USING ERRCODE = '23001';
END $$;
CREATE TRIGGER payments_keep_receipt BEFORE UPDATE OF receipt_number, verification_code ON payments
    FOR EACH ROW WHEN (
        (NEW.receipt_number, NEW.verification_code) IS DISTINCT FROM (OLD.receipt_number, OLD.verification_code)
    ) EXECUTE FUNCTION keep_receipt();
"""

# Who has earned a fee is known from the newest report that is still kept; of others only the identifier.
_INSPECTORS = """
INSERT INTO inspectors (id, membership_code, full_name)
SELECT DISTINCT inspector_id, '', '' FROM settled_reports
"""
_REPORTS_HEARD = """
SELECT body FROM inbox WHERE source = 'inspection' AND name = 'report_filed' AND state <> 'parked' ORDER BY id
"""
_NAME_INSPECTOR = "UPDATE inspectors SET membership_code = :code, full_name = :name WHERE id = :id"


def upgrade() -> None:
    """Add them; payments that were recorded before get their receipts in the order in which they were recorded."""
    _create_inspectors()
    _create_payouts()
    _number_receipts()
    op.execute(_TRIGGERS)


def _create_inspectors() -> None:
    op.create_table(
        "inspectors",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("membership_code", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("iban", sa.Text),
        sa.Column("iban_changed_at", sa.DateTime(timezone=True)),
        sa.Column("iban_changed_by", sa.Text),
        sa.CheckConstraint("iban ~ '^IR[0-9]{24}$'", name="inspectors_iban"),
    )
    op.execute(_INSPECTORS)
    connection = op.get_bind()
    people = {}
    for body in connection.execute(sa.text(_REPORTS_HEARD)).scalars():
        person = json.loads(bytes(body)).get("inspector", {})
        people[person.get("id")] = person
    for inspector_id, person in people.items():
        connection.execute(
            sa.text(_NAME_INSPECTOR),
            {"id": inspector_id, "code": person["membership_code"], "name": person["full_name"]},
        )


def _create_payouts() -> None:
    op.create_table(
        "payouts",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("from_date", sa.Date),
        sa.Column("to_date", sa.Date, nullable=False),
        sa.Column("tariff_version", sa.Integer, sa.ForeignKey("tariff_versions.version"), nullable=False),
        sa.Column("withholding_basis_points", sa.Integer, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by", sa.Text),
        sa.Column("frozen_on", sa.Date),
        sa.Column("cancelled_by", sa.Text),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('draft', 'frozen', 'settled', 'cancelled')", name="payouts_state"),
        sa.CheckConstraint(
            "(state IN ('frozen', 'settled')) = (frozen_on IS NOT NULL)"
            " AND (state = 'cancelled') = (cancelled_at IS NOT NULL)",
            name="payouts_moments",
        ),
    )
    op.create_index("payouts_newest", "payouts", ["created_at", "id"])
    op.create_table(
        "payout_lines",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("payout_id", sa.Uuid(), sa.ForeignKey("payouts.id"), nullable=False),
        sa.Column("line_number", sa.Integer, nullable=False),
        sa.Column("inspector_id", sa.Text, sa.ForeignKey("inspectors.id"), nullable=False),
        sa.Column("membership_code", sa.Text, nullable=False),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("iban", sa.Text),
        sa.Column("gross_rials", sa.BigInteger, nullable=False),
        sa.Column("withholding_rials", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reference", sa.Text),
        sa.Column("paid_on", sa.Date),
        sa.Column("failure_reason", sa.Text),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("payout_id", "inspector_id", name="payout_lines_one_per_inspector"),
        sa.UniqueConstraint("payout_id", "line_number", name="payout_lines_number"),
        sa.CheckConstraint(
            "gross_rials > 0 AND withholding_rials BETWEEN 0 AND gross_rials", name="payout_lines_amounts"
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'sent', 'confirmed', 'failed', 'cancelled')"
            " AND (state = 'confirmed') = (reference IS NOT NULL)"
            " AND (state = 'confirmed') = (paid_on IS NOT NULL)"
            " AND (state = 'failed') = (failure_reason IS NOT NULL)",
            name="payout_lines_state",
        ),
    )
    op.create_index("payout_lines_inspector", "payout_lines", ["inspector_id"])
    _create_items()


def _create_items() -> None:
    op.create_table(
        "payout_items",
        sa.Column("line_id", sa.Uuid(), sa.ForeignKey("payout_lines.id"), primary_key=True),
        sa.Column("report_id", sa.Uuid(), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("live", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id", "revision"], ["settled_reports.report_id", "settled_reports.revision"]
        ),
        sa.CheckConstraint(
            "(kind = 'fee' AND amount_rials > 0) OR (kind = 'void' AND amount_rials < 0)",
            name="payout_items_kind",
        ),
    )
    op.create_index(
        "payout_items_once",
        "payout_items",
        ["report_id", "revision", "kind"],
        unique=True,
        postgresql_where=sa.text("live"),
    )


def _number_receipts() -> None:
    op.add_column("payments", sa.Column("receipt_number", sa.Text))
    op.add_column("payments", sa.Column("verification_code", sa.Text))
    connection = op.get_bind()
    last: Counter[int] = Counter()
    recorded = "SELECT id, recorded_at FROM payments ORDER BY recorded_at, id"
    for payment_id, recorded_at in connection.execute(sa.text(recorded)).all():
        year = jalali_year(tehran_date(recorded_at))
        last[year] += 1
        connection.execute(
            sa.text("UPDATE payments SET receipt_number = :number, verification_code = :code WHERE id = :id"),
            {
                "id": payment_id,
                "number": f"{year}-{last[year]:06d}",
                "code": secrets.token_urlsafe(_CODE_BYTES),
            },
        )
    for year, number in last.items():
        connection.execute(
            sa.text("INSERT INTO number_series (series, jalali_year, last) VALUES ('receipt', :year, :last)"),
            {"year": year, "last": number},
        )
    op.alter_column("payments", "receipt_number", nullable=False)
    op.alter_column("payments", "verification_code", nullable=False)
    op.create_unique_constraint("payments_receipt", "payments", ["receipt_number"])
