"""People and files, as their owners last told of them."""

from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.messaging.tables import KnownFile, KnownPerson


def find_person(session: Session, person_id: str) -> KnownPerson | None:
    """A user, if the auth service has told of them."""
    return session.get(KnownPerson, person_id)


def add_person(session: Session, person: dict[str, Any]) -> None:
    """Remember a new user; what is known of them already is newer, but for a mobile number that is lacking."""
    adding = insert(KnownPerson).values(person)
    lacking = {"mobile": func.coalesce(KnownPerson.mobile, adding.excluded.mobile)}
    session.execute(adding.on_conflict_do_update(index_elements=["id"], set_=lacking))


def put_person(session: Session, person: dict[str, Any]) -> None:
    """Remember a user as they are now; a mobile number that is not told is still what it was."""
    adding = insert(KnownPerson).values(person)
    told = {**person, "mobile": func.coalesce(adding.excluded.mobile, KnownPerson.mobile)}
    session.execute(adding.on_conflict_do_update(index_elements=["id"], set_=told))


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
