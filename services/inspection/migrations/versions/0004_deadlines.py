"""Deadlines: since when a file is idle and its inspector is expected, and the clocks that run or ran out."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_RUNNING = sa.text("missed_at IS NULL")
_MISSED = sa.text("missed_at IS NOT NULL")
_STANDING = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    """Create them. For the files of a running system time counts from now; the service finds out by itself how long."""
    for name in ("last_activity_at", "expected_since"):
        moment = sa.DateTime(timezone=True)
        op.add_column("files", sa.Column(name, moment, nullable=False, server_default=sa.func.now()))
    _create_deadlines()
    _create_indexes()
    op.execute(
        "INSERT INTO deadlines (id, file_id, kind, subject_id, since, due_at, rules_version)"
        " SELECT gen_random_uuid(), id, 'idle', id, now(), now() + interval '6 months', -1 FROM files"
        " WHERE NOT completed AND status NOT IN ('completed', 'cancelled')"
    )


def _create_deadlines() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "deadlines",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("files.id", name="deadlines_file"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid()),
        sa.Column("inspector_code", sa.Text()),
        sa.Column("inspector_name", sa.Text()),
        sa.Column("since", moment, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("missed_at", moment),
        sa.Column("resolved_at", moment),
        sa.CheckConstraint("kind IN ('no_appointment', 'no_report', 'idle')", name="deadlines_kind"),
        sa.CheckConstraint("resolved_at IS NULL OR missed_at IS NOT NULL", name="deadlines_resolved"),
        sa.CheckConstraint("due_at > since", name="deadlines_due"),
    )


def _create_indexes() -> None:
    op.create_index(
        "deadlines_one_standing", "deadlines", ["file_id", "kind"], unique=True, postgresql_where=_STANDING
    )
    op.create_index(
        "deadlines_of_inspector",
        "deadlines",
        ["inspector_id", "due_at", "id"],
        postgresql_where=_STANDING,
    )
    op.create_index("deadlines_outdated", "deadlines", ["rules_version"], postgresql_where=_RUNNING)
    for name, which in (("running", _RUNNING), ("missed", _MISSED)):
        op.create_index(f"deadlines_{name}", "deadlines", ["due_at", "id"], postgresql_where=which)
        op.create_index(
            f"deadlines_{name}_of_kind", "deadlines", ["kind", "due_at", "id"], postgresql_where=which
        )
    op.create_index(
        "deadlines_unresolved",
        "deadlines",
        ["due_at", "id"],
        postgresql_where=sa.text("missed_at IS NOT NULL AND resolved_at IS NULL"),
    )
