"""Messages: to whom each goes, when, and who has read it."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Select,
    Uuid,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from contracts.codec import fold_letters, latin_digits
from contracts.terms import Audience, MessageState
from services.messaging.tables import KnownPerson, Message, Read

# What a search overlooks: which digits were typed, and half-spaces.
_TYPED, _READ_AS = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩\u200c", "01234567890123456789 "


def add_message(session: Session, message: dict[str, Any]) -> Message | None:
    """Insert a message; None when one with its dedupe key was sent before."""
    return session.scalar(
        insert(Message)
        .values(message)
        .on_conflict_do_nothing(constraint="messages_dedupe_key")
        .returning(Message)
    )


def find_message(session: Session, message_id: str) -> Message | None:
    """A message by id, whosever it is."""
    return session.get(Message, message_id)


def list_messages_to(
    session: Session, *, person_id: str, role: str, unread: bool | None, before: Place | None, count: int
) -> list[tuple[Message, datetime | None]]:
    """Messages to a person with the moment they read each, newest first, those before a position.

    Each of the three ways to address somebody has an index in this order, so each gives its newest and the newest of
    those are taken: however many messages there are, few are looked at.
    """
    branches = [
        select(_newest(addressed, person_id, unread, before).limit(count).subquery())
        for addressed in _ways_to_address(person_id, role)
    ]
    newest = union_all(*branches).subquery()
    query = (
        select(Message, Read.read_at)
        .join(newest, newest.c.id == Message.id)
        .outerjoin(Read, and_(Read.message_id == Message.id, Read.person_id == person_id))
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(count)
    )
    return [(message, read_at) for message, read_at in session.execute(query)]


def count_unread_to(session: Session, *, person_id: str, role: str) -> int:
    """How many messages to a person they have not read."""
    query = (
        select(func.count())
        .select_from(Message)
        .where(or_(*_ways_to_address(person_id, role)), ~_is_read_by(person_id))
    )
    return session.scalar(query) or 0


def read_at(session: Session, *, message_id: str, person_id: str) -> datetime | None:
    """When a person read a message, if they did."""
    return session.scalar(
        select(Read.read_at).where(Read.message_id == message_id, Read.person_id == person_id)
    )


def mark_read(session: Session, *, message_id: str, person_id: str, now: datetime) -> None:
    """Note that a person has read a message; the first time counts."""
    session.execute(
        insert(Read).values(message_id=message_id, person_id=person_id, read_at=now).on_conflict_do_nothing()
    )


def _newest(
    addressed: ColumnElement[bool], person_id: str, unread: bool | None, before: Place | None
) -> Select[str]:
    query = select(Message.id).where(addressed).order_by(Message.sent_at.desc(), Message.id.desc())
    if unread is not None:
        is_read = _is_read_by(person_id)
        query = query.where(~is_read if unread else is_read)
    return query if before is None else query.where(_is_before(before))


def _is_before(place: Place) -> ColumnElement[bool]:
    sent_at, message_id = place
    return tuple_(Message.sent_at, Message.id) < tuple_(
        literal(sent_at, DateTime(timezone=True)), literal(message_id, Uuid(as_uuid=False))
    )


def _ways_to_address(person_id: str, role: str) -> list[ColumnElement[bool]]:
    """Of messages that have gone out."""
    is_sent = Message.state == MessageState.SENT.value
    return [
        and_(is_sent, Message.audience == Audience.ALL.value),
        and_(is_sent, Message.audience == Audience.ROLE.value, Message.role == role),
        and_(is_sent, Message.audience == Audience.PERSON.value, Message.recipient_id == person_id),
    ]


def _is_read_by(person_id: str) -> ColumnElement[bool]:
    return exists().where(Read.message_id == Message.id, Read.person_id == person_id)


# ------------------------------------------------------------------------------------------------- the office's own


def list_messages_of_office(
    session: Session, *, state: str | None, search: str | None, before: Place | None, count: int
) -> list[Message]:
    """What the office sent, will send or cancelled, newest first, those before a position."""
    query = select(Message).where(Message.sender_id.is_not(None))
    if state is not None:
        query = query.where(Message.state == state)
    if search is not None:
        text = func.translate(func.lower(Message.subject + " " + Message.body), _TYPED, _READ_AS)
        wanted = latin_digits(fold_letters(search)).lower().replace("\u200c", " ")
        query = query.where(text.contains(wanted, autoescape=True))
    if before is not None:
        query = query.where(_is_before(before))
    return list(session.scalars(query.order_by(Message.sent_at.desc(), Message.id.desc()).limit(count)))


def find_message_of_office(session: Session, message_id: str) -> Message | None:
    """A message that the office wrote; the system's own are their recipients' alone."""
    query = select(Message).where(Message.id == message_id, Message.sender_id.is_not(None))
    return session.scalar(query)


def lock_message_of_office(session: Session, message_id: str) -> Message | None:
    """The same, which nobody else changes until this transaction ends."""
    query = (
        select(Message)
        .where(Message.id == message_id, Message.sender_id.is_not(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def lock_due_messages(session: Session, *, now: datetime, count: int) -> list[Message]:
    """Scheduled messages whose time has come, the oldest first, but for those that somebody is at."""
    query = (
        select(Message)
        .where(Message.state == MessageState.SCHEDULED.value, Message.sent_at <= now)
        .order_by(Message.sent_at)
        .limit(count)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def count_recipients(session: Session, messages: list[Message]) -> dict[str, tuple[int, int]]:
    """Of each message: how many active people it addresses, and how many of those have read it."""
    active = select(KnownPerson.role, func.count()).where(KnownPerson.active).group_by(KnownPerson.role)
    by_role: dict[str, int] = dict(session.execute(active).all())
    one = [message.recipient_id for message in messages if message.recipient_id is not None]
    known = set(session.scalars(select(KnownPerson.id).where(KnownPerson.active, KnownPerson.id.in_(one))))
    reads = (
        select(Message.id, func.count())
        .join(Read, Read.message_id == Message.id)
        .join(KnownPerson, and_(KnownPerson.id == Read.person_id, _is_addressed()))
        .where(Message.id.in_([message.id for message in messages]))
        .group_by(Message.id)
    )
    read: dict[str, int] = dict(session.execute(reads).all())

    def addressed(message: Message) -> int:
        if message.recipient_id is not None:
            return int(message.recipient_id in known)
        return sum(by_role.values()) if message.role is None else by_role.get(message.role, 0)

    return {message.id: (addressed(message), read.get(message.id, 0)) for message in messages}


def list_readers(
    session: Session, message_id: str, *, read: bool | None, after: tuple[str, str] | None, count: int
) -> list[tuple[KnownPerson, datetime | None]]:
    """The active people whom a message addresses, by membership code, with the moment they read it."""
    query = (
        select(KnownPerson, Read.read_at)
        .join(Message, _is_addressed())
        .outerjoin(Read, and_(Read.message_id == Message.id, Read.person_id == KnownPerson.id))
        .where(Message.id == message_id)
    )
    if read is not None:
        query = query.where(Read.read_at.is_not(None) if read else Read.read_at.is_(None))
    if after is not None:
        code, person_id = after
        query = query.where(
            tuple_(KnownPerson.membership_code, KnownPerson.id)
            > tuple_(literal(code), literal(person_id, Uuid(as_uuid=False)))
        )
    query = query.order_by(KnownPerson.membership_code, KnownPerson.id).limit(count)
    return [(person, read_at) for person, read_at in session.execute(query)]


def list_reachable(session: Session, message: Message) -> list[KnownPerson]:
    """The active people with a mobile number whom a message addresses."""
    query = (
        select(KnownPerson)
        .join(Message, _is_addressed())
        .where(Message.id == message.id, KnownPerson.mobile.is_not(None))
    )
    return list(session.scalars(query))


def _is_addressed() -> ColumnElement[bool]:
    """That a person is active and the message goes to them."""
    return and_(
        KnownPerson.active,
        or_(
            Message.audience == Audience.ALL.value,
            and_(Message.audience == Audience.ROLE.value, KnownPerson.role == Message.role),
            and_(Message.audience == Audience.PERSON.value, KnownPerson.id == Message.recipient_id),
        ),
    )
