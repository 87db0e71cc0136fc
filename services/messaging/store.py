"""Every query of this service, named by its intent."""

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

from contracts.terms import Audience
from services.messaging.tables import KnownFile, KnownPerson, Message, Read

Position = tuple[datetime, str]

# ---------------------------------------------------------------------------------------------------------- messages


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
    session: Session, *, person_id: str, role: str, unread: bool | None, before: Position | None, count: int
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


def mark_read(session: Session, *, message_id: str, person_id: str, now: datetime) -> None:
    """Note that a person has read a message; the first time counts."""
    session.execute(
        insert(Read).values(message_id=message_id, person_id=person_id, read_at=now).on_conflict_do_nothing()
    )


def _newest(
    addressed: ColumnElement[bool], person_id: str, unread: bool | None, before: Position | None
) -> Select[str]:
    query = select(Message.id).where(addressed).order_by(Message.sent_at.desc(), Message.id.desc())
    if unread is not None:
        is_read = _is_read_by(person_id)
        query = query.where(~is_read if unread else is_read)
    if before is not None:
        sent_at, message_id = before
        position = tuple_(literal(sent_at, DateTime(timezone=True)), literal(message_id, Uuid(as_uuid=False)))
        query = query.where(tuple_(Message.sent_at, Message.id) < position)
    return query


def _ways_to_address(person_id: str, role: str) -> list[ColumnElement[bool]]:
    return [
        Message.audience == Audience.ALL.value,
        and_(Message.audience == Audience.ROLE.value, Message.role == role),
        and_(Message.audience == Audience.PERSON.value, Message.recipient_id == person_id),
    ]


def _is_read_by(person_id: str) -> ColumnElement[bool]:
    return exists().where(Read.message_id == Message.id, Read.person_id == person_id)


# ------------------------------------------------------------------------------------------------ people and files


def find_person(session: Session, person_id: str) -> KnownPerson | None:
    """A user, if the auth service has told of them."""
    return session.get(KnownPerson, person_id)


def add_person(session: Session, person: dict[str, Any]) -> None:
    """Remember a new user; what is known of them already is newer."""
    session.execute(insert(KnownPerson).values(person).on_conflict_do_nothing())


def put_person(session: Session, person: dict[str, Any]) -> None:
    """Remember a user as they are now."""
    session.execute(
        insert(KnownPerson).values(person).on_conflict_do_update(index_elements=["id"], set_=person)
    )


def find_file(session: Session, file_id: str) -> KnownFile | None:
    """A file, if the referral service has told of it."""
    return session.get(KnownFile, file_id, populate_existing=True)


def put_file(session: Session, file: dict[str, Any]) -> None:
    """Remember a file, unless a newer version of it is known."""
    session.execute(
        insert(KnownFile)
        .values(file)
        .on_conflict_do_update(index_elements=["id"], set_=file, where=KnownFile.version < file["version"])
    )
