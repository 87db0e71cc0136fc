"""The mobile numbers that were known before anybody was told of them are told now."""

from alembic import op

revision = "0003"
down_revision = "0002"

TELL = """
    INSERT INTO outbox (event_id, name, lane, body, correlation_id, occurred_at)
    SELECT gen_random_uuid()::text, 'user_updated', id::text,
           json_build_object(
               'id', id::text, 'membership_code', membership_code, 'full_name', full_name,
               'role', role, 'active', active, 'mobile', mobile
           )::text,
           '', now()
    FROM users WHERE mobile IS NOT NULL ORDER BY membership_code
"""


def upgrade() -> None:
    """Put a ``user_updated`` into the outbox for each user with a number; its consumers take it once or twice alike."""
    op.execute(TELL)
