"""Proposals to dismiss an inspector, and the missed deadlines that each rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    """Create them; nothing was ever proposed before."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "dismissal_proposals",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("file_id", sa.Uuid, sa.ForeignKey("files.id"), nullable=False),
        sa.Column("referral_id", sa.Uuid, sa.ForeignKey("referrals.id"), nullable=False),
        sa.Column("inspector_id", sa.Uuid, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("proposed_at", moment, nullable=False),
        sa.Column("ended_at", moment),
        sa.Column("decided_by_id", sa.Uuid, sa.ForeignKey("people.id")),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'lapsed')", name="dismissal_proposals_state"
        ),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="dismissal_proposals_ended"),
        sa.CheckConstraint(
            "(state IN ('accepted', 'declined')) = (decided_by_id IS NOT NULL)"
            " AND (decided_by_id IS NULL) = (reason IS NULL)",
            name="dismissal_proposals_decided",
        ),
    )
    op.create_index(
        "dismissal_proposals_one_open",
        "dismissal_proposals",
        ["referral_id"],
        unique=True,
        postgresql_where=_OPEN,
    )
    op.create_index("dismissal_proposals_newest", "dismissal_proposals", ["proposed_at", "id"])
    op.create_index("dismissal_proposals_of_state", "dismissal_proposals", ["state", "proposed_at", "id"])
    op.create_table(
        "dismissal_grounds",
        sa.Column("deadline_id", sa.Uuid, primary_key=True),
        sa.Column("proposal_id", sa.Uuid, sa.ForeignKey("dismissal_proposals.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("missed_at", moment, nullable=False),
        sa.Column("made_good_at", moment),
    )
    op.create_index("dismissal_grounds_of_proposal", "dismissal_grounds", ["proposal_id"])
