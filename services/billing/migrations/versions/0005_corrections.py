"""What finance corrects by hand: debits (also of reversed payments), write-offs, refunds."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_MAY_OWE = "outstanding_rials >= 0 AND written_off_rials >= 0"


def upgrade() -> None:
    """Add them; until now no payment was reversed and nothing was written off."""
    op.add_column("payments", sa.Column("reversed_on", sa.Date))
    _create_debits()
    _create_write_offs()
    _create_refunds()
    _extend_reports()
    _extend_allocations()


def _create_debits() -> None:
    op.create_table(
        "debits",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("payment_id", sa.Uuid(), sa.ForeignKey("payments.id")),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("outstanding_rials", sa.BigInteger, nullable=False),
        sa.Column("written_off_rials", sa.BigInteger, nullable=False),
        *_by_whom("requested_at"),
        sa.Column("effective_on", sa.Date, nullable=False),
        sa.Column("fence_version", sa.BigInteger),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True)),
        sa.Column("posted_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("kind IN ('manual', 'reversed_payment')", name="debits_kind"),
        sa.CheckConstraint("state IN ('announced', 'posted', 'dropped')", name="debits_state"),
        sa.CheckConstraint("(kind = 'reversed_payment') = (payment_id IS NOT NULL)", name="debits_payment"),
        sa.CheckConstraint("amount_rials > 0 OR kind = 'reversed_payment'", name="debits_amount"),
        sa.CheckConstraint(
            f"{_MAY_OWE} AND outstanding_rials + written_off_rials <= amount_rials", name="debits_outstanding"
        ),
        sa.CheckConstraint(
            "(state = 'posted') = (posted_at IS NOT NULL)"
            " AND (state = 'posted' OR outstanding_rials + written_off_rials = 0)",
            name="debits_posted",
        ),
        sa.CheckConstraint("(state = 'announced') = (next_attempt_at IS NOT NULL)", name="debits_waiting"),
    )
    op.create_index("debits_file", "debits", ["file_id", "effective_on"])
    op.create_index(
        "debits_one_reversal",
        "debits",
        ["payment_id"],
        unique=True,
        postgresql_where=sa.text("state = 'posted'"),
    )
    op.create_index(
        "debits_waiting", "debits", ["next_attempt_at"], postgresql_where=sa.text("state = 'announced'")
    )


def _create_write_offs() -> None:
    op.create_table(
        "write_offs",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        sa.Column("on_invoices_rials", sa.BigInteger, nullable=False),
        *_by_whom("written_off_at"),
        sa.CheckConstraint(
            "amount_rials > 0 AND on_invoices_rials BETWEEN 0 AND amount_rials", name="write_offs_amount"
        ),
    )
    op.create_index("write_offs_file", "write_offs", ["file_id"])


def _create_refunds() -> None:
    op.create_table(
        "refunds",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("file_accounts.file_id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("amount_rials", sa.BigInteger, nullable=False),
        *_by_whom("sent_at"),
        sa.Column("reference", sa.Text),
        sa.Column("failure", sa.Text),
        sa.Column("ended_by", sa.Text),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.UniqueConstraint("reference", name="refunds_reference"),
        sa.CheckConstraint("amount_rials > 0", name="refunds_amount"),
        sa.CheckConstraint("state IN ('sent', 'confirmed', 'failed')", name="refunds_state"),
        sa.CheckConstraint(
            "(state = 'confirmed') = (reference IS NOT NULL) AND (state = 'failed') = (failure IS NOT NULL)"
            " AND (state = 'sent') = (ended_at IS NULL)",
            name="refunds_ended",
        ),
    )
    op.create_index("refunds_file", "refunds", ["file_id"])
    op.create_index("refunds_listed", "refunds", ["sent_at", "id"])


def _by_whom(when: str) -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("author_id", sa.Text, nullable=False),
        sa.Column("author_code", sa.Text, nullable=False),
        sa.Column("author_name", sa.Text, nullable=False),
        sa.Column(when, sa.DateTime(timezone=True), nullable=False),
    )


def _extend_reports() -> None:
    op.add_column(
        "settled_reports", sa.Column("written_off_rials", sa.BigInteger, nullable=False, server_default="0")
    )
    op.drop_constraint("settled_reports_outstanding", "settled_reports")
    op.create_check_constraint(
        "settled_reports_outstanding",
        "settled_reports",
        f"{_MAY_OWE} AND outstanding_rials + written_off_rials <= debt_rials",
    )


def _extend_allocations() -> None:
    op.add_column("allocations", sa.Column("debit_id", sa.Uuid(), sa.ForeignKey("debits.id")))
    op.add_column("allocations", sa.Column("refund_id", sa.Uuid(), sa.ForeignKey("refunds.id")))
    op.create_index(
        "allocations_refund", "allocations", ["refund_id"], postgresql_where=sa.text("refund_id IS NOT NULL")
    )
    op.drop_constraint("allocations_one_target", "allocations")
    op.create_check_constraint(
        "allocations_one_target",
        "allocations",
        "num_nonnulls(report_id, adjustment_id, debit_id, refund_id) <= 1",
    )
