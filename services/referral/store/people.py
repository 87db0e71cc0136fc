"""People and worksheets."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.ids import is_id
from contracts.codec import latin_digits
from contracts.terms import Role
from services.referral.tables import PersonRow, WorksheetRow

_GAPS = " \u200c\t\n\r\u00a0"


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is told of somebody."""

    id: str
    membership_code: str
    full_name: str
    role: Role
    active: bool = True


def find_person(session: Session, person_id: str) -> PersonRow | None:
    """Somebody, as last told of."""
    return session.get(PersonRow, person_id.lower()) if is_id(person_id) else None


def find_people(session: Session, people_ids: Collection[str]) -> dict[str, PersonRow]:
    """Several people by id."""
    rows = session.scalars(select(PersonRow).where(PersonRow.id.in_(people_ids)))
    return {row.id: row for row in rows}


def list_inspectors_named(session: Session, text: str, but: str) -> Sequence[PersonRow]:
    """The inspectors whose name or membership code, however it is spaced, a text may hold, but one's."""
    squeezed = _without_gaps(latin_digits(text)).lower()
    name = func.lower(func.translate(PersonRow.full_name, _GAPS, ""))
    query = select(PersonRow).where(
        PersonRow.role == Role.INSPECTOR,
        PersonRow.id != but,
        or_(func.strpos(squeezed, name) > 0, func.strpos(squeezed, PersonRow.membership_code) > 0),
    )
    return session.scalars(query).all()


def _without_gaps(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, _GAPS)))


def add_person(session: Session, known: Known) -> None:
    """Remember somebody who is not known yet; whoever is known stays as they are, for a token may be older news."""
    if session.get(PersonRow, known.id) is None:
        session.execute(
            insert(PersonRow).values(_values(known)).on_conflict_do_nothing(index_elements=["id"])
        )


def save_person(session: Session, known: Known) -> None:
    """Remember the newest that is told of somebody."""
    values = _values(known)
    # Without the key: setting it, even to itself, would lock out everybody who refers to the row.
    news = {name: value for name, value in values.items() if name != "id"}
    session.execute(insert(PersonRow).values(values).on_conflict_do_update(index_elements=["id"], set_=news))


def _values(known: Known) -> dict[str, object]:
    return {
        "id": known.id,
        "membership_code": known.membership_code,
        "full_name": known.full_name,
        "role": str(known.role),
        "active": known.active,
    }


def find_worksheet(session: Session, inspector_id: str) -> WorksheetRow | None:
    """An inspector's worksheet, if it was ever filled in."""
    return session.get(WorksheetRow, inspector_id)


def save_worksheet(session: Session, row: WorksheetRow) -> None:
    """Put a worksheet in the place of the earlier one."""
    session.merge(row)
    session.flush()
