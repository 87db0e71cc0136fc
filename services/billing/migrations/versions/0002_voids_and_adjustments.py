"""Void charges, and what corrected meters make of units that are prepaid: voids, reversals, adjustments."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_INVOICE_LINES = """
UPDATE invoices i SET
    lines = coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'unit', u.unit, 'quantity', u.bought, 'unit_price_rials', u.unit_price_rials,
            'amount_rials', u.bought * u.unit_price_rials
        ) ORDER BY u.unit)
        FROM prepaid_units u WHERE u.file_id = i.file_id
    ), '[]'),
    credited_rials = i.amount_rials - i.paid_rials - a.invoice_due_rials
FROM file_accounts a WHERE a.file_id = i.file_id
"""
_EXACT_REVERSALS = """
CREATE FUNCTION refuse_inexact_reversal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM postings WHERE entry_id IN (NEW.id, NEW.reverses)
        GROUP BY account, holder HAVING sum(amount_rials) <> 0
    ) THEN
        RAISE EXCEPTION 'entry % is not the exact reversal of entry %', NEW.id, NEW.reverses
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_exact_reversal AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.reverses IS NOT NULL) EXECUTE FUNCTION refuse_inexact_reversal();
"""


def upgrade() -> None:
    """Add them. Invoices get the lines that were read from the units until now, whose prices may change from now on."""
    op.add_column(
        "file_accounts", sa.Column("meters_revision", sa.Integer, nullable=False, server_default="0")
    )
    _extend_invoices()
    _create_adjustments()
    _extend_reports()
    _extend_ledger()


def _extend_invoices() -> None:
    op.add_column("invoices", sa.Column("lines", JSONB, nullable=False, server_default="[]"))
    op.add_column("invoices", sa.Column("credited_rials", sa.BigInteger, nullable=False, server_default="0"))
    op.execute(_INVOICE_LINES)
    op.drop_constraint("invoices_paid", "invoices")
    op.create_check_constraint(
        "invoices_paid",
        "invoices",
        "paid_rials >= 0 AND credited_rials >= 0 AND paid_rials + credited_rials <= amount_rials",
    )


def _create_adjustments() -> None:
    op.create_table(
        "adjustments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("meters_revision", sa.Integer, nullable=False),
        sa.Column("report_id", sa.Uuid(), unique=True),
        sa.Column("invoice_number", sa.Text, unique=True),
        sa.Column("tariff_version", sa.Integer, sa.ForeignKey("tariff_versions.version"), nullable=False),
        sa.Column("net_rials", sa.BigInteger, nullable=False),
        sa.Column("vat_rials", sa.BigInteger, nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("paid_rials", sa.BigInteger, nullable=False),
        sa.Column("credited_rials", sa.BigInteger, nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("adjusted_on", sa.Date, nullable=False),
        sa.Column("adjusted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "amount_rials = net_rials + vat_rials AND amount_rials <> 0", name="adjustments_amount"
        ),
        sa.CheckConstraint("(amount_rials > 0) = (invoice_number IS NOT NULL)", name="adjustments_invoice"),
        sa.CheckConstraint(
            "paid_rials >= 0 AND credited_rials >= 0"
            " AND paid_rials + credited_rials <= greatest(amount_rials, 0)",
            name="adjustments_paid",
        ),
    )
    op.create_index(
        "adjustments_one_per_revision",
        "adjustments",
        ["file_id", "meters_revision"],
        unique=True,
        postgresql_where=sa.text("report_id IS NULL"),
    )
    op.create_index("adjustments_file", "adjustments", ["file_id", "adjusted_at"])
    op.add_column("allocations", sa.Column("adjustment_id", sa.Uuid(), sa.ForeignKey("adjustments.id")))
    op.add_column("allocations", sa.Column("released_at", sa.DateTime(timezone=True)))
    op.create_check_constraint(
        "allocations_one_target", "allocations", "report_id IS NULL OR adjustment_id IS NULL"
    )


def _extend_reports() -> None:
    op.add_column("settled_reports", sa.Column("voided_on", sa.Date))
    op.create_check_constraint(
        "settled_reports_voided",
        "settled_reports",
        "(status = 'voided') = (voided_on IS NOT NULL)"
        " AND (voided_on IS NULL OR (outstanding_rials = 0 AND recognised_rials = 0))",
    )
    op.create_index(
        "settled_reports_inspector_voided",
        "settled_reports",
        ["inspector_id", "voided_on"],
        postgresql_where=sa.text("voided_on IS NOT NULL"),
    )


def _extend_ledger() -> None:
    op.add_column("entries", sa.Column("reverses", sa.BigInteger, sa.ForeignKey("entries.id"), nullable=True))
    op.create_unique_constraint("entries_one_reversal", "entries", ["reverses"])
    op.create_check_constraint(
        "entries_reversal_key", "entries", "(key LIKE 'reversal:%') = (reverses IS NOT NULL)"
    )
    op.execute(_EXACT_REVERSALS)
