"""What was stored before messages had states and people mobile numbers reads as it did."""

import secrets

import psycopg2

from contracts.auth import UserUpdated
from contracts.messaging import MessageView
from contracts.terms import Audience, MessageState
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.messaging import use_cases
from tests.integration.desk import Desk, migrate, opened
from tests.integration.messaging.conftest import INSPECTOR, OFFICE, OTHER_INSPECTOR, MessagingDesk

OLD = """
INSERT INTO people VALUES (%(office)s, '19-9-1', 'دفتر', 'office', true),
    (%(inspector)s, '19-3-2', 'بازرس', 'inspector', true), (%(other)s, '19-3-3', 'بازرس', 'inspector', false);
INSERT INTO messages (id, audience, role, recipient_id, subject, body, sender_id, sender_code, sender_name,
    dedupe_key, sent_at)
VALUES (%(office)s, 'all', NULL, NULL, 'همه', 'متن', %(office)s, '19-9-1', 'دفتر', NULL, now() - interval '3 h'),
    (%(inspector)s, 'role', 'inspector', NULL, 'بازرسان', 'متن', %(office)s, '19-9-1', 'دفتر', NULL,
     now() - interval '2 h'),
    (%(other)s, 'person', NULL, %(inspector)s, 'ارجاع', 'متن', NULL, NULL, NULL, 'file_referred:x', now());
INSERT INTO reads VALUES (%(office)s, %(inspector)s, now());
"""


def broadcast(messaging: MessagingDesk) -> MessageView:
    """A word of the office to everybody, by SMS too."""
    return messaging.desk.command(
        use_cases.send_message, caller=OFFICE, audience=Audience.ALL, subject="س", body="ب", sms=True
    )


def test_messages_from_before_are_sent_and_numbers_are_learnt(backends: Backends) -> None:
    passwords = {"messaging": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    database = provision(backends.postgres_url, passwords, prefix=f"m{secrets.token_hex(3)}")["messaging"]
    migrate("messaging", database, "0001")
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        cursor.execute(OLD, {"office": OFFICE.id, "inspector": INSPECTOR.id, "other": OTHER_INSPECTOR.id})
    connection.close()
    migrate("messaging", database, "head")
    with opened(database) as renewed:
        messaging = MessagingDesk(Desk(renewed))
        assert [message.subject for message in messaging.inbox(INSPECTOR)] == ["ارجاع", "بازرسان", "همه"]
        assert messaging.unread(INSPECTOR) == 2
        followed = messaging.desk.query(use_cases.list_messages, caller=OFFICE).items
        assert [(each.subject, each.state, each.recipients, each.read) for each in followed] == [
            ("بازرسان", MessageState.SENT, 1, 0),
            ("همه", MessageState.SENT, 2, 1),
        ]
        broadcast(messaging)
        assert messaging.desk.rows("SELECT count(*) FROM deliveries") == [(0,)]
        for mobile in ("09130000001", None):
            told = UserUpdated(
                id=INSPECTOR.id,
                membership_code=INSPECTOR.membership_code,
                full_name=INSPECTOR.full_name,
                role=INSPECTOR.role,
                active=True,
                mobile=mobile,  # a service of the first version says nothing of it
            )
            messaging.desk.command(use_cases.update_user, told)
        broadcast(messaging)
        assert messaging.desk.rows("SELECT mobile FROM deliveries") == [("09130000001",)]
