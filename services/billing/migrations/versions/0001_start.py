"""Tariffs, file accounts, invoices, prepaid units, settled reports, payments and the ledger."""

import json
from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from chassis.migrate import app_role
from chassis.plumbing import create_plumbing
from services.billing.domain import CHART, DEFAULT_TARIFF

revision = "0001"
down_revision = None

_START_OF_1400 = date(2021, 3, 21)

_TRIGGERS = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the ledger is append-only: correct % by a reversal', TG_TABLE_NAME USING ERRCODE = '23001';
END $$;
CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE FUNCTION refuse_unbalanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE entry bigint; total numeric;
BEGIN
    IF TG_TABLE_NAME = 'entries' THEN entry := NEW.id; ELSE entry := NEW.entry_id; END IF;
    SELECT sum(amount_rials) INTO total FROM postings WHERE entry_id = entry;
    IF total IS DISTINCT FROM 0 THEN
        RAISE EXCEPTION 'entry % does not balance: %', entry, total USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER entries_balance AFTER INSERT ON entries
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();
CREATE CONSTRAINT TRIGGER postings_balance AFTER INSERT ON postings
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_unbalanced();

CREATE FUNCTION keep_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- a proposed row must pass the checks even when it only adds to another, hence the update first
    UPDATE balances SET balance_rials = balance_rials + NEW.amount_rials
    WHERE account = NEW.account AND holder = NEW.holder;
    IF NOT FOUND THEN
        INSERT INTO balances (account, holder, balance_rials) VALUES (NEW.account, NEW.holder, NEW.amount_rials)
        ON CONFLICT (account, holder) DO UPDATE
        SET balance_rials = balances.balance_rials + EXCLUDED.balance_rials;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER postings_keep_balance AFTER INSERT ON postings FOR EACH ROW EXECUTE FUNCTION keep_balance();

CREATE FUNCTION refuse_used_tariff_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.used_at IS NOT NULL AND (
        TG_OP = 'DELETE' OR NEW.data <> OLD.data OR NEW.effective_from <> OLD.effective_from
        OR NEW.version <> OLD.version OR NEW.used_at IS NULL
    ) THEN
        RAISE EXCEPTION 'tariff version % has been used and is frozen', OLD.version USING ERRCODE = '23001';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER tariff_versions_frozen BEFORE UPDATE OR DELETE ON tariff_versions
    FOR EACH ROW EXECUTE FUNCTION refuse_used_tariff_change();
"""


def upgrade() -> None:
    """Create all of it, with the chart of accounts and the default tariff."""
    create_plumbing(op)
    _create_tariffs()
    _create_accounts()
    _create_reports()
    _create_payments()
    _create_ledger()
    op.execute(_TRIGGERS)
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON entries, postings FROM "{app_role()}"')


def _create_tariffs() -> None:
    tariffs = op.create_table(
        "tariff_versions",
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("effective_from", sa.Date, nullable=False),
        sa.Column("effective_to", sa.Date),
        sa.Column("data", JSONB, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )
    op.execute(
        "ALTER TABLE tariff_versions ADD CONSTRAINT tariff_versions_do_not_overlap"
        " EXCLUDE USING gist (daterange(effective_from, effective_to, '[)') WITH &&)"
    )
    op.bulk_insert(
        tariffs,
        [
            {
                "version": DEFAULT_TARIFF.version,
                "effective_from": _START_OF_1400,
                "effective_to": None,
                "data": json.loads(json.dumps(DEFAULT_TARIFF.to_data())),
            }
        ],
    )


def _create_accounts() -> None:
    op.create_table(
        "file_accounts",
        sa.Column("file_id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("block", sa.Boolean, nullable=False),
        sa.Column("contractor_id", sa.Text, nullable=False),
        sa.Column("contractor_code", sa.Text, nullable=False),
        sa.Column("contractor_name", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("settled_sequence", sa.BigInteger, nullable=False),
        sa.Column("invoice_due_rials", sa.BigInteger, nullable=False),
        sa.Column("debt_rials", sa.BigInteger, nullable=False),
        sa.Column("credit_rials", sa.BigInteger, nullable=False),
        sa.Column("registration_paid", sa.Boolean, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "invoice_due_rials >= 0 AND debt_rials >= 0 AND credit_rials >= 0",
            name="file_accounts_never_negative",
        ),
        sa.CheckConstraint("state IN ('open', 'completed', 'cancelled')", name="file_accounts_state"),
    )
    op.create_index("file_accounts_contractor", "file_accounts", ["contractor_id", "opened_at"])
    op.create_table(
        "invoices",
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), primary_key=True),
        sa.Column("number", sa.Text, nullable=False, unique=True),
        sa.Column("tariff_version", sa.Integer, sa.ForeignKey("tariff_versions.version"), nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("vat_rials", sa.BigInteger, nullable=False),
        sa.Column("paid_rials", sa.BigInteger, nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("paid_rials BETWEEN 0 AND amount_rials", name="invoices_paid"),
    )
    op.create_table(
        "prepaid_units",
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), primary_key=True),
        sa.Column("unit", sa.Text, primary_key=True),
        sa.Column("bought", sa.Integer, nullable=False),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("closed", sa.Integer, nullable=False),
        sa.Column("unit_price_rials", sa.BigInteger, nullable=False),
        sa.CheckConstraint(
            "used >= 0 AND closed >= 0 AND used + closed <= bought", name="prepaid_units_used"
        ),
    )
    op.create_table(
        "number_series",
        sa.Column("series", sa.Text, primary_key=True),
        sa.Column("jalali_year", sa.Integer, primary_key=True),
        sa.Column("last", sa.BigInteger, nullable=False),
    )


def _create_reports() -> None:
    op.create_table(
        "settled_reports",
        sa.Column("report_id", sa.Uuid(), primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("sequence", sa.BigInteger, nullable=False),
        sa.Column("phase", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("tariff_version", sa.Integer, sa.ForeignKey("tariff_versions.version"), nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("covered_rials", sa.BigInteger, nullable=False),
        sa.Column("vat_rials", sa.BigInteger, nullable=False),
        sa.Column("debt_rials", sa.BigInteger, nullable=False),
        sa.Column("outstanding_rials", sa.BigInteger, nullable=False),
        sa.Column("recognised_rials", sa.BigInteger, nullable=False),
        sa.Column("fee_rials", sa.BigInteger, nullable=False),
        sa.Column("inspector_id", sa.Text, nullable=False),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", JSONB, nullable=False),
        sa.Column("outcomes", JSONB, nullable=False),
        sa.Column("meter_ids", JSONB, nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("file_id", "sequence", "revision", name="settled_reports_sequence"),
        sa.CheckConstraint("outstanding_rials BETWEEN 0 AND debt_rials", name="settled_reports_outstanding"),
    )
    op.create_index("settled_reports_inspector", "settled_reports", ["inspector_id", "effective_on"])


def _create_payments() -> None:
    op.create_table(
        "payments",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("provider", sa.Text, nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("allocated_rials", sa.BigInteger, nullable=False),
        sa.Column("paid_on", sa.Date, nullable=False),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("provider", "reference", name="payments_reference"),
        sa.CheckConstraint(
            "amount_rials > 0 AND allocated_rials BETWEEN 0 AND amount_rials", name="payments_allocated"
        ),
    )
    op.create_index("payments_file", "payments", ["file_id", "recorded_at"])
    op.create_table(
        "allocations",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("payment_id", sa.Uuid(), sa.ForeignKey("payments.id")),
        sa.Column("report_id", sa.Uuid()),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("allocated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount_rials > 0", name="allocations_positive"),
    )
    op.create_index("allocations_payment", "allocations", ["payment_id"])
    op.create_index("allocations_file", "allocations", ["file_id"])


def _create_ledger() -> None:
    accounts = op.create_table(
        "accounts",
        sa.Column("code", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('asset', 'liability', 'income', 'expense')", name="accounts_kind"),
    )
    op.bulk_insert(
        accounts, [{"code": code, "name": name, "kind": kind} for code, (name, kind) in CHART.items()]
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("effective_date", sa.Date, nullable=False),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
    )
    op.create_index("entries_file", "entries", ["file_id"])
    op.create_table(
        "postings",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("entry_id", sa.BigInteger, sa.ForeignKey("entries.id"), nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.code"), nullable=False),
        sa.Column("holder", sa.Text, nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.CheckConstraint("amount_rials <> 0", name="postings_not_zero"),
    )
    op.create_index("postings_entry", "postings", ["entry_id"])
    op.create_index("postings_holder", "postings", ["account", "holder"])
    op.create_table(
        "balances",
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.code"), primary_key=True),
        sa.Column("holder", sa.Text, primary_key=True),
        sa.Column("balance_rials", sa.BigInteger, nullable=False),
        sa.CheckConstraint("account <> '2120' OR balance_rials <= 0", name="balances_credit_never_negative"),
        sa.CheckConstraint("account <> '2110' OR balance_rials <= 0", name="balances_prepaid_never_negative"),
    )
