"""The secrets by which people's visits can be read."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from contracts.terms import Role
from services.inspection.tables import CalendarRow


def find_calendar(session: Session, person_id: str) -> CalendarRow | None:
    """By what a person's visits can be read, if by anything."""
    return session.get(CalendarRow, person_id)


def find_calendar_by_hash(session: Session, token_hash: str) -> CalendarRow | None:
    """Whose visits are read by a secret, if it is anybody's."""
    return session.scalars(select(CalendarRow).where(CalendarRow.token_hash == token_hash)).one_or_none()


def replace_calendar(
    session: Session, *, person_id: str, role: Role, token_hash: str, created_at: datetime
) -> None:
    """Give a person's visits a new secret; the old one is gone."""
    new = {"role": role, "token_hash": token_hash, "created_at": created_at, "last_used_at": None}
    statement = insert(CalendarRow).values(person_id=person_id, **new)
    session.execute(statement.on_conflict_do_update(index_elements=[CalendarRow.person_id], set_=new))
