"""Sending, listing and reading messages (R31)."""

from datetime import datetime

from chassis.ids import is_id
from chassis.paging import decode_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.errors import CommonCode, InvalidRequest, MessagingCode, NotFound
from contracts.messaging import MessageSent, MessageView, UnreadCount
from contracts.shapes import Caller, Page, Person
from contracts.terms import Audience, Role
from services.messaging import domain, store
from services.messaging.store import Position
from services.messaging.tables import Message

log = get_logger(__name__)


def send_message(
    work: Work,
    *,
    caller: Caller,
    audience: Audience,
    subject: str,
    body: str,
    role: Role | None = None,
    recipient_id: str | None = None,
) -> MessageView:
    """Office: a message to everyone, to a role or to one person."""
    domain.require_sender(caller.role)
    domain.check_addressee(audience=audience, role=role, recipient_id=recipient_id)
    if recipient_id is not None and not _is_known(work, recipient_id):
        raise NotFound(MessagingCode.RECIPIENT_NOT_FOUND)
    message = store.add_message(
        work.session,
        {
            "id": work.new_id(),
            "audience": str(audience),
            "role": role and str(role),
            "recipient_id": recipient_id,
            "subject": subject,
            "body": body,
            "sender_id": caller.id,
            "sender_code": caller.membership_code,
            "sender_name": caller.full_name,
            "sent_at": work.now,
        },
    )
    assert message is not None, "a message without a dedupe key always goes in"
    announce(work, message)
    log.info("message_sent", message_id=message.id, audience=str(audience), by=caller.id)
    return _view(message, read_at=None)


def list_my_messages(
    look: Look, *, caller: Caller, unread: bool | None = None, limit: int = 50, cursor: str | None = None
) -> Page[MessageView]:
    """The caller's messages, newest first."""
    rows = store.list_messages_to(
        look.session,
        person_id=caller.id,
        role=caller.role.value,
        unread=unread,
        before=_position(cursor),
        count=limit + 1,
    )
    return page(
        rows,
        limit,
        key=lambda row: (row[0].sent_at.isoformat(), row[0].id),
        view=lambda row: _view(row[0], read_at=row[1]),
    )


def mark_read(work: Work, *, caller: Caller, message_id: str) -> None:
    """Mark one of the caller's messages as read; doing it twice changes nothing."""
    message = store.find_message(work.session, message_id) if is_id(message_id) else None
    if message is None or not domain.concerns(
        audience=message.audience,
        role=message.role,
        recipient_id=message.recipient_id,
        person_id=caller.id,
        person_role=caller.role,
    ):
        raise NotFound(MessagingCode.MESSAGE_NOT_FOUND)
    store.mark_read(work.session, message_id=message.id, person_id=caller.id, now=work.now)


def count_unread(look: Look, *, caller: Caller) -> UnreadCount:
    """How many of the caller's messages are unread."""
    return UnreadCount(
        unread=store.count_unread_to(look.session, person_id=caller.id, role=caller.role.value)
    )


def announce(work: Work, message: Message) -> None:
    """Tell the bus that a message was sent; its text is the recipient's alone."""
    work.emit(
        MessageSent(
            id=message.id,
            audience=Audience(message.audience),
            role=None if message.role is None else Role(message.role),
            recipient_id=message.recipient_id,
            subject=message.subject,
            file_id=message.file_id,
        )
    )


def _is_known(work: Work, person_id: str) -> bool:
    return is_id(person_id) and store.find_person(work.session, person_id) is not None


def _position(cursor: str | None) -> Position | None:
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    try:
        sent_at = datetime.fromisoformat(values[0])
    except ValueError:
        sent_at = None
    if sent_at is None or sent_at.tzinfo is None or not is_id(values[1]):
        raise InvalidRequest(CommonCode.CURSOR, errors={"cursor": ["Not a valid cursor."]})
    return sent_at, values[1]


def _view(message: Message, *, read_at: datetime | None) -> MessageView:
    return MessageView(
        id=message.id,
        audience=Audience(message.audience),
        role=None if message.role is None else Role(message.role),
        recipient_id=message.recipient_id,
        subject=message.subject,
        body=message.body,
        sender=_sender(message),
        file_id=message.file_id,
        sent_at=message.sent_at,
        read_at=read_at,
    )


def _sender(message: Message) -> Person | None:
    if message.sender_id is None or message.sender_code is None or message.sender_name is None:
        return None
    return Person(id=message.sender_id, membership_code=message.sender_code, full_name=message.sender_name)
