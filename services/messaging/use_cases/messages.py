"""Sending, listing and reading messages, at once or at a time (R31)."""

from datetime import datetime

from sqlalchemy.orm import Session

from chassis.ids import is_id
from chassis.paging import decode_place, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.errors import MessagingCode, NotFound
from contracts.messaging import MessageSent, MessageView, UnreadCount
from contracts.shapes import Caller, Page, Person
from contracts.terms import Audience, MessageState, Role
from services.messaging import domain, store
from services.messaging.tables import Message
from services.messaging.use_cases.queueing import queue_sms

log = get_logger(__name__)

_PUBLISHED_AT_ONCE = 20


def send_message(
    work: Work,
    *,
    caller: Caller,
    audience: Audience,
    subject: str,
    body: str,
    role: Role | None = None,
    recipient_id: str | None = None,
    send_at: datetime | None = None,
    sms: bool = False,
) -> MessageView:
    """Office: a message to everyone, to a role or to one person, at once or at a time."""
    domain.allow(caller.role, Role.OFFICE)
    domain.check_addressee(audience=audience, role=role, recipient_id=recipient_id)
    later = domain.goes_out_at(send_at, work.now)
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
            "state": (MessageState.SCHEDULED if later else MessageState.SENT).value,
            "sms": sms,
            "send_at": send_at,
            "sent_at": later or work.now,
        },
    )
    assert message is not None, "a message without a dedupe key always goes in"
    if later is None:
        _go_out(work, message)
    log.info(
        "message_taken", message_id=message.id, audience=str(audience), state=message.state, by=caller.id
    )
    return view(message, read_at=None)


def publish_due_messages(work: Work) -> bool:
    """Send the scheduled messages whose time has come; true when there may be more."""
    due = store.lock_due_messages(work.session, now=work.now, count=_PUBLISHED_AT_ONCE)
    for message in due:
        message.state, message.sent_at = MessageState.SENT.value, work.now
        _go_out(work, message)
        log.info("message_published", message_id=message.id)
    return len(due) == _PUBLISHED_AT_ONCE


def list_my_messages(
    look: Look, *, caller: Caller, unread: bool | None = None, limit: int = 50, cursor: str | None = None
) -> Page[MessageView]:
    """The caller's messages, newest first."""
    rows = store.list_messages_to(
        look.session,
        person_id=caller.id,
        role=caller.role.value,
        unread=unread,
        before=decode_place(cursor),
        count=limit + 1,
    )
    return page(
        rows,
        limit,
        key=lambda row: (row[0].sent_at.isoformat(), row[0].id),
        view=lambda row: view(row[0], read_at=row[1]),
    )


def get_my_message(look: Look, *, caller: Caller, message_id: str) -> MessageView:
    """One of the caller's messages."""
    message = _find_mine(look.session, caller, message_id)
    return view(message, read_at=store.read_at(look.session, message_id=message.id, person_id=caller.id))


def mark_read(work: Work, *, caller: Caller, message_id: str) -> None:
    """Mark one of the caller's messages as read; doing it twice changes nothing."""
    message = _find_mine(work.session, caller, message_id)
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


def view(message: Message, *, read_at: datetime | None) -> MessageView:
    """A message as people see it."""
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
        send_at=message.send_at,
        state=MessageState(message.state),
    )


def _go_out(work: Work, message: Message) -> None:
    announce(work, message)
    if message.sms:
        queue_sms(work, message, domain.sms_text(f"{message.subject}\n{message.body}"))


def _find_mine(session: Session, caller: Caller, message_id: str) -> Message:
    message = store.find_message(session, message_id) if is_id(message_id) else None
    if message is None or not _is_for(message, caller):
        raise NotFound(MessagingCode.MESSAGE_NOT_FOUND)
    return message


def _is_for(message: Message, caller: Caller) -> bool:
    """Whether it has gone out, to this person among others."""
    return message.state == MessageState.SENT.value and domain.concerns(
        audience=message.audience,
        role=message.role,
        recipient_id=message.recipient_id,
        person_id=caller.id,
        person_role=caller.role,
    )


def _is_known(work: Work, person_id: str) -> bool:
    return is_id(person_id) and store.find_person(work.session, person_id) is not None


def _sender(message: Message) -> Person | None:
    if message.sender_id is None or message.sender_code is None or message.sender_name is None:
        return None
    return Person(id=message.sender_id, membership_code=message.sender_code, full_name=message.sender_name)
