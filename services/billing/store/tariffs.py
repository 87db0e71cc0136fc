"""Queries about tariffs."""

from datetime import date

from sqlalchemy import or_, select, text
from sqlalchemy.orm import Session

from services.billing.domain import Tariff
from services.billing.tables import TariffVersion


def tariff_on(session: Session, day: date) -> Tariff | None:
    """The tariff in force on a day (R26)."""
    row = session.scalar(
        select(TariffVersion).where(
            TariffVersion.effective_from <= day,
            or_(TariffVersion.effective_to.is_(None), TariffVersion.effective_to > day),
        )
    )
    return Tariff.from_data(row.version, row.data) if row else None


def find_tariff(session: Session, version: int) -> Tariff:
    """A version by its number."""
    row = session.get_one(TariffVersion, version)
    return Tariff.from_data(row.version, row.data)


def mark_used(session: Session, version: int) -> None:
    """From now on this version is frozen."""
    session.execute(
        text("UPDATE tariff_versions SET used_at = now() WHERE version = :version AND used_at IS NULL"),
        {"version": version},
    )
