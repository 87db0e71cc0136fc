"""Policies, wordings of templates, messages that wait for their time, and deliveries by SMS."""

import sqlalchemy as sa
from alembic import op

from chassis.migrate import app_role
from chassis.policies import create_policies

revision = "0002"
down_revision = "0001"

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add them. Every message until now was sent, and nobody's mobile number is known yet."""
    create_policies(op)
    op.add_column("people", sa.Column("mobile", sa.Text))
    _schedule_messages()
    _create_template_versions()
    _create_deliveries()


def _schedule_messages() -> None:
    op.add_column("messages", sa.Column("state", sa.Text, nullable=False, server_default="sent"))
    op.add_column("messages", sa.Column("sms", sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("messages", sa.Column("send_at", _MOMENT))
    op.create_check_constraint(
        "messages_state_check", "messages", "state IN ('scheduled', 'sent', 'cancelled')"
    )
    op.create_check_constraint("messages_send_at_check", "messages", "state = 'sent' OR send_at IS NOT NULL")
    for name, columns, audience in (
        ("messages_to_all", [], "all"),
        ("messages_to_role", ["role"], "role"),
        ("messages_to_person", ["recipient_id"], "person"),
    ):
        op.drop_index(name, "messages")
        op.create_index(
            name,
            "messages",
            [*columns, "sent_at", "id"],
            postgresql_where=sa.text(f"audience = '{audience}' AND state = 'sent'"),
        )
    op.create_index("reads_of_person", "reads", ["person_id", "message_id"])
    op.create_index(
        "messages_of_office", "messages", ["sent_at", "id"], postgresql_where=sa.text("sender_id IS NOT NULL")
    )
    op.create_index("messages_due", "messages", ["sent_at"], postgresql_where=sa.text("state = 'scheduled'"))


def _create_template_versions() -> None:
    op.create_table(
        "template_versions",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("sms", sa.Text, nullable=False),
        sa.Column("send_sms", sa.Boolean, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_by_code", sa.Text, nullable=False),
        sa.Column("changed_by_name", sa.Text, nullable=False),
        sa.Column("changed_at", _MOMENT, nullable=False),
        sa.CheckConstraint("version >= 1", name="template_versions_version_check"),
    )
    op.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON template_versions FROM "{app_role()}"')


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column(
            "message_id",
            sa.Uuid(),
            sa.ForeignKey("messages.id", name="deliveries_message_fk", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column(
            "person_id",
            sa.Uuid(),
            sa.ForeignKey("people.id", name="deliveries_person_fk"),
            nullable=False,
        ),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("mobile", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_attempt_at", _MOMENT),
        sa.Column("reference", sa.Text),
        sa.Column("error", sa.Text),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("queued_at", _MOMENT, nullable=False),
        sa.Column("sent_at", _MOMENT),
        sa.Column("ended_at", _MOMENT),
        sa.UniqueConstraint("message_id", "person_id", "channel", name="deliveries_once_key"),
        sa.CheckConstraint("channel IN ('sms')", name="deliveries_channel_check"),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled')",
            name="deliveries_state_check",
        ),
    )
    for name, state in (("deliveries_due", "IN ('queued', 'sending')"), ("deliveries_to_ask", "= 'sent'")):
        op.create_index(name, "deliveries", ["next_attempt_at"], postgresql_where=sa.text(f"state {state}"))
    for name, columns in (
        ("deliveries_newest", []),
        ("deliveries_of_person", ["person_id"]),
        ("deliveries_in_state", ["state"]),
    ):
        op.create_index(name, "deliveries", [*columns, "created_at", "id"])
