"""How the office follows its own messages: what went out, what will, who has read it."""

from chassis.ids import is_id
from chassis.paging import decode_cursor, decode_place, not_our_cursor, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.errors import Conflict, MessagingCode, NotFound
from contracts.messaging import MessageView, OfficeMessage, Reader
from contracts.shapes import Caller, Page, Person
from contracts.terms import MessageState, Role
from services.messaging import domain, store
from services.messaging.tables import KnownPerson, Message
from services.messaging.use_cases.messages import view

log = get_logger(__name__)


def list_messages(
    look: Look,
    *,
    caller: Caller,
    state: MessageState | None = None,
    q: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[OfficeMessage]:
    """Office: what the office sent, will send or cancelled, newest first."""
    domain.allow(caller.role, Role.OFFICE)
    messages = store.list_messages_of_office(
        look.session,
        state=None if state is None else state.value,
        search=q,
        before=decode_place(cursor),
        count=limit + 1,
    )
    counts = store.count_recipients(look.session, messages[:limit])
    return page(
        messages,
        limit,
        key=lambda message: (message.sent_at.isoformat(), message.id),
        view=lambda message: _followed(message, counts),
    )


def get_message(look: Look, *, caller: Caller, message_id: str) -> OfficeMessage:
    """Office: one message of the office."""
    message = _find(look, caller, message_id)
    return _followed(message, store.count_recipients(look.session, [message]))


def list_readers(
    look: Look,
    *,
    caller: Caller,
    message_id: str,
    read: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Reader]:
    """Office: whom a message addresses, by membership code, and who read it when."""
    message = _find(look, caller, message_id)
    rows = store.list_readers(look.session, message.id, read=read, after=_after(cursor), count=limit + 1)
    return page(
        rows,
        limit,
        key=lambda row: (row[0].membership_code, row[0].id),
        view=lambda row: Reader(person=_person(row[0]), role=Role(row[0].role), read_at=row[1]),
    )


def cancel_message(work: Work, *, caller: Caller, message_id: str) -> MessageView:
    """Office: do not send a scheduled message; doing it twice changes nothing."""
    domain.allow(caller.role, Role.OFFICE)
    message = store.lock_message_of_office(work.session, message_id) if is_id(message_id) else None
    if message is None:
        raise NotFound(MessagingCode.MESSAGE_NOT_FOUND)
    if message.state == MessageState.SENT.value:
        raise Conflict(MessagingCode.ALREADY_SENT)
    message.state = MessageState.CANCELLED.value
    log.info("message_cancelled", message_id=message.id, by=caller.id)
    return view(message, read_at=None)


def _find(look: Look, caller: Caller, message_id: str) -> Message:
    domain.allow(caller.role, Role.OFFICE)
    message = store.find_message_of_office(look.session, message_id) if is_id(message_id) else None
    if message is None:
        raise NotFound(MessagingCode.MESSAGE_NOT_FOUND)
    return message


def _followed(message: Message, counts: dict[str, tuple[int, int]]) -> OfficeMessage:
    recipients, read = counts[message.id]
    return OfficeMessage(**vars(view(message, read_at=None)), recipients=recipients, read=read)


def _after(cursor: str | None) -> tuple[str, str] | None:
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    if not is_id(values[1]):
        raise not_our_cursor()
    return values[0], values[1]


def _person(person: KnownPerson) -> Person:
    return Person(id=person.id, membership_code=person.membership_code, full_name=person.full_name)
