"""The first tables: messages, who read them, and what is known of people and files."""

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
    _create_messages()
    op.create_table(
        "people",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("membership_code", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("contractor_id", sa.Uuid(), nullable=False),
        sa.Column("inspector_id", sa.Uuid()),
        sa.Column("version", sa.Integer(), nullable=False),
    )


def _create_messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("role", sa.Text()),
        sa.Column("recipient_id", sa.Uuid()),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Uuid()),
        sa.Column("sender_code", sa.Text()),
        sa.Column("sender_name", sa.Text()),
        sa.Column("file_id", sa.Uuid()),
        sa.Column("dedupe_key", sa.Text()),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("dedupe_key", name="messages_dedupe_key"),
        sa.CheckConstraint("audience IN ('all', 'role', 'person')", name="messages_audience_check"),
        sa.CheckConstraint("(audience = 'role') = (role IS NOT NULL)", name="messages_role_check"),
        sa.CheckConstraint(
            "(audience = 'person') = (recipient_id IS NOT NULL)", name="messages_recipient_check"
        ),
        sa.CheckConstraint(
            "num_nonnulls(sender_id, sender_code, sender_name) IN (0, 3)", name="messages_sender_check"
        ),
    )
    for name, columns, audience in (
        ("messages_to_all", [], "all"),
        ("messages_to_role", ["role"], "role"),
        ("messages_to_person", ["recipient_id"], "person"),
    ):
        op.create_index(
            name,
            "messages",
            [*columns, "sent_at", "id"],
            postgresql_where=sa.text(f"audience = '{audience}'"),
        )
    op.create_table(
        "reads",
        sa.Column(
            "message_id",
            sa.Uuid(),
            sa.ForeignKey("messages.id", name="reads_message_fk", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("person_id", sa.Uuid(), primary_key=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
    )
