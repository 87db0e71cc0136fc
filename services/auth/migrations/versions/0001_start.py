"""The first tables: users, sessions, refresh tokens, signing keys."""

import sqlalchemy as sa
from alembic import op

from chassis.plumbing import create_plumbing

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create everything."""
    create_plumbing(op)
    _create_users()
    _create_sessions()
    op.create_table(
        "signing_keys",
        sa.Column("kid", sa.Uuid(), primary_key=True),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("private_pem", sa.Text()),
        sa.Column("public_pem", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(retired_at IS NULL) = (private_pem IS NOT NULL)", name="signing_keys_retired_check"
        ),
    )


def _create_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("membership_code", sa.Text(collation="C"), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("search_text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("mobile", sa.Text()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("first_password_hash", sa.Text(), nullable=False),
        sa.Column("password_kind", sa.Text(), nullable=False),
        sa.Column(
            "must_change_password",
            sa.Boolean(),
            sa.Computed("password_kind <> 'own'", persisted=True),
            nullable=False,
        ),
        sa.Column("password_set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("membership_code", name="users_membership_code_key"),
        sa.CheckConstraint(
            "role IN ('inspector', 'contractor', 'office', 'finance', 'it')", name="users_role_check"
        ),
        sa.CheckConstraint(
            "password_kind IN ('first', 'own', 'temporary')", name="users_password_kind_check"
        ),
    )


def _create_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("user_id", sa.Uuid(), sa.ForeignKey("users.id", name="sessions_user_fk"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("end_reason", sa.Text()),
        sa.CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="sessions_end_check"),
    )
    op.create_index("sessions_open", "sessions", ["user_id"], postgresql_where=sa.text("ended_at IS NULL"))
    op.create_index(
        "sessions_ended", "sessions", ["ended_at"], postgresql_where=sa.text("ended_at IS NOT NULL")
    )
    op.create_index("sessions_last_used", "sessions", ["last_used_at"])
    op.create_table(
        "refresh_tokens",
        sa.Column("digest", sa.Text(), primary_key=True),
        sa.Column(
            "session_id",
            sa.Uuid(),
            sa.ForeignKey("sessions.id", name="refresh_tokens_session_fk", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
    )
    op.create_index("refresh_tokens_session", "refresh_tokens", ["session_id"])
    op.create_index("refresh_tokens_expires", "refresh_tokens", ["expires_at"])
