"""Visits: the time that each holds of its inspector's, the contractor's word about it, reminders, calendars."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE

revision = "0003"
down_revision = "0002"

# What was agreed before overlapped as it liked. Such visits stay, and hold no time: each does once it is moved.
_HOLD_WHAT_IS_FREE = """
    UPDATE appointments AS visit SET span = held.span
    FROM (
        SELECT id, inspector_id,
               tstzrange(starts_at, starts_at + duration_minutes * interval '1 minute') AS span
        FROM appointments WHERE state = 'set'
    ) AS held
    WHERE held.id = visit.id AND NOT EXISTS (
        SELECT 1 FROM appointments AS other
        WHERE other.state = 'set' AND other.inspector_id = held.inspector_id AND other.id <> held.id
        AND tstzrange(other.starts_at, other.starts_at + other.duration_minutes * interval '1 minute') && held.span
    )
"""


def upgrade() -> None:
    """Add them. No two visits that hold time hold the same of one inspector's."""
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    _add_columns()
    op.execute(_HOLD_WHAT_IS_FREE)
    op.create_exclude_constraint(
        "appointments_no_overlap",
        "appointments",
        ("inspector_id", "="),
        ("span", "&&"),
        where=sa.text("state = 'set'"),
        using="gist",
    )
    op.create_check_constraint(
        "appointments_change_request",
        "appointments",
        "(change_reason IS NULL) = (change_requested_at IS NULL)",
    )
    op.create_index("appointments_by_inspector", "appointments", ["inspector_id", "starts_at"])
    op.create_index("appointments_by_file", "appointments", ["file_id", "starts_at"])
    op.create_index(
        "appointments_open", "appointments", ["starts_at"], postgresql_where=sa.text("state = 'set'")
    )
    op.create_index("files_by_contractor", "files", ["contractor_id"])
    _create_calendars()


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True))


def _add_columns() -> None:
    for column in (
        sa.Column("span", TSTZRANGE()),
        sa.Column("remarks", ARRAY(sa.Text()), nullable=False, server_default="{}"),
        _moment("confirmed_at"),
        sa.Column("change_reason", sa.Text()),
        _moment("change_proposed_at"),
        _moment("change_requested_at"),
        _moment("cancelled_at"),
        sa.Column("cancel_reason", sa.Text()),
        _moment("reminded_for"),
    ):
        op.add_column("appointments", column)
    op.add_column("appointment_moves", sa.Column("reason", sa.Text()))


def _create_calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _moment("last_used_at"),
        sa.UniqueConstraint("token_hash", name="calendars_token_hash"),
        sa.CheckConstraint("role IN ('inspector', 'contractor')", name="calendars_role"),
    )
