"""The wordings that the organization gave the templates, in versions."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from services.messaging.tables import Reworded

_LARGEST_HISTORY = 500


def find_wording(session: Session, key: str) -> Reworded | None:
    """The newest wording of a template; None while it is the system's own."""
    query = select(Reworded).where(Reworded.key == key).order_by(Reworded.version.desc()).limit(1)
    return session.scalar(query)


def newest_wordings(session: Session, keys: list[str]) -> dict[str, Reworded]:
    """The newest wording of each of these templates that has one."""
    query = (
        select(Reworded)
        .where(Reworded.key.in_(keys))
        .ext(distinct_on(Reworded.key))
        .order_by(Reworded.key, Reworded.version.desc())
    )
    return {wording.key: wording for wording in session.scalars(query)}


def list_wordings(session: Session, key: str) -> list[Reworded]:
    """Every wording of a template, newest first."""
    query = (
        select(Reworded).where(Reworded.key == key).order_by(Reworded.version.desc()).limit(_LARGEST_HISTORY)
    )
    return list(session.scalars(query))


def add_wording(session: Session, wording: dict[str, Any]) -> None:
    """Insert the next version; somebody else's of the same number breaks the transaction."""
    session.execute(insert(Reworded).values(wording))
