"""Conflicts, rulings of withdrawals, what a referral tells those whom it concerns, and batches."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_ID = sa.Uuid(as_uuid=False)
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them. What was referred before tells its reason without the office's remark."""
    _create_conflicts()
    _add_rulings()
    _add_told_reasons()
    _create_batches()


def _create_conflicts() -> None:
    op.create_table(
        "conflicts",
        sa.Column("id", _ID, primary_key=True),
        sa.Column(
            "inspector_id", _ID, sa.ForeignKey("people.id", name="conflicts_inspector"), nullable=False
        ),
        sa.Column(
            "contractor_id", _ID, sa.ForeignKey("people.id", name="conflicts_contractor"), nullable=False
        ),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column(
            "declared_by_id", _ID, sa.ForeignKey("people.id", name="conflicts_declared_by"), nullable=False
        ),
        sa.Column("declared_at", _MOMENT, nullable=False),
        sa.Column("ended_by_id", _ID, sa.ForeignKey("people.id", name="conflicts_ended_by")),
        sa.Column("ended_at", _MOMENT),
        sa.Column("end_reason", sa.Text),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (ended_by_id IS NULL) AND (ended_at IS NOT NULL OR end_reason IS NULL)",
            name="conflicts_ended",
        ),
    )
    op.create_index(
        "conflicts_one_active",
        "conflicts",
        ["contractor_id", "inspector_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("conflicts_newest", "conflicts", ["declared_at", "id"])


def _add_rulings() -> None:
    op.add_column("referrals", sa.Column("excused", sa.Boolean))
    op.add_column("referrals", sa.Column("ruling_reason", sa.Text))
    op.add_column("referrals", sa.Column("ruled_at", _MOMENT))
    op.add_column(
        "referrals",
        sa.Column("ruled_by_id", _ID, sa.ForeignKey("people.id", name="referrals_ruled_by")),
    )
    op.create_check_constraint(
        "referrals_ruled",
        "referrals",
        "(excused IS NULL) = (ruling_reason IS NULL) AND (excused IS NULL) = (ruled_at IS NULL)"
        " AND (excused IS NULL) = (ruled_by_id IS NULL) AND (excused IS NULL OR ended_by = 'withdrawn')",
    )
    op.create_index(
        "referrals_withdrawn",
        "referrals",
        ["ended_at", "id"],
        postgresql_where=sa.text("ended_by = 'withdrawn'"),
    )
    # The load of a year is read from the index alone, so it must know the rulings too.
    op.drop_index("referrals_of_year", "referrals")
    op.create_index(
        "referrals_of_year",
        "referrals",
        ["inspector_id", "jalali_year"],
        postgresql_include=["value_rials", "ended_by", "excused"],
    )


def _add_told_reasons() -> None:
    op.add_column("referrals", sa.Column("told_reason", sa.Text))
    op.execute(
        "UPDATE referrals SET told_reason = split_part(reason, ' توضیح دفتر: ', 1) WHERE kind = 'automatic'"
    )
    op.execute(
        "UPDATE referrals SET told_reason = 'دفتر ارجاع این پرونده را به این بازرس سپرد.' WHERE kind = 'manual'"
    )
    op.alter_column("referrals", "told_reason", nullable=False)


def _create_batches() -> None:
    op.create_table(
        "referral_batches",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("referred", sa.Integer, nullable=False),
        sa.Column("still_waiting", sa.Integer, nullable=False),
        sa.Column("no_longer_waiting", sa.Integer, nullable=False),
        sa.Column(
            "started_by_id",
            _ID,
            sa.ForeignKey("people.id", name="referral_batches_started_by"),
            nullable=False,
        ),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT),
        sa.CheckConstraint(
            "referred >= 0 AND still_waiting >= 0 AND no_longer_waiting >= 0"
            " AND referred + still_waiting + no_longer_waiting <= total",
            name="referral_batches_counts",
        ),
        sa.CheckConstraint(
            "ended_at IS NULL OR referred + still_waiting + no_longer_waiting = total",
            name="referral_batches_done",
        ),
    )
    op.create_index(
        "referral_batches_one_running",
        "referral_batches",
        [sa.text("(ended_at IS NULL)")],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("referral_batches_newest", "referral_batches", ["started_at", "id"])
    op.create_table(
        "referral_batch_files",
        sa.Column(
            "batch_id",
            _ID,
            sa.ForeignKey("referral_batches.id", name="referral_batch_files_batch"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column(
            "file_id", _ID, sa.ForeignKey("files.id", name="referral_batch_files_file"), nullable=False
        ),
    )
