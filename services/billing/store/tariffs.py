"""Queries about tariffs.

Whoever prices something by the tariff of a day shares a lock with others who do; whoever changes the days of versions
holds it alone. So no day gets another version while it is being used.
"""

from datetime import date

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from services.billing.domain import Tariff
from services.billing.tables import TariffVersion


def hold_tariffs(session: Session) -> None:
    """Until this transaction ends, the days of tariffs stay as they are."""
    session.execute(text("SELECT pg_advisory_xact_lock_shared(hashtext('tariffs'))"))


def lock_tariffs(session: Session) -> None:
    """Nobody else uses or changes the days of tariffs until this transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('tariffs'))"))


def version_on(session: Session, day: date) -> TariffVersion | None:
    """The version whose days have this one among them (R26)."""
    return session.scalar(
        select(TariffVersion).where(
            TariffVersion.effective_from <= day,
            or_(TariffVersion.effective_to.is_(None), TariffVersion.effective_to > day),
        )
    )


def tariff_on(session: Session, day: date) -> Tariff | None:
    """The tariff in force on a day (R26)."""
    row = version_on(session, day)
    return Tariff.from_data(row.version, row.data) if row else None


def find_tariff(session: Session, version: int) -> Tariff:
    """A version by its number."""
    row = session.get_one(TariffVersion, version)
    return Tariff.from_data(row.version, row.data)


def find_version(session: Session, version: int) -> TariffVersion | None:
    """A version by its number, unless it was withdrawn."""
    return session.scalar(
        select(TariffVersion).where(TariffVersion.version == version, TariffVersion.withdrawn_at.is_(None))
    )


def newest_versions(session: Session, before: int | None, count: int) -> list[TariffVersion]:
    """Versions that were not withdrawn, newest first, from below a number on."""
    query = select(TariffVersion).where(TariffVersion.withdrawn_at.is_(None))
    if before is not None:
        query = query.where(TariffVersion.version < before)
    return list(session.scalars(query.order_by(TariffVersion.version.desc()).limit(count)))


def next_version(session: Session) -> int:
    """The number of the next version; a withdrawn one keeps its own. Under the lock."""
    return (session.scalar(select(func.max(TariffVersion.version))) or 0) + 1


def give_days(session: Session, row: TariffVersion, predecessor: TariffVersion, effective_from: date) -> None:
    """The later part of a version's days becomes another's. Under the lock."""
    end = predecessor.effective_to
    predecessor.effective_to = effective_from
    session.flush()
    row.effective_from, row.effective_to = effective_from, end
    session.flush()


def take_days(session: Session, row: TariffVersion) -> None:
    """The days of a version fall to the one before it. Under the lock."""
    before = session.scalars(
        select(TariffVersion).where(TariffVersion.effective_to == row.effective_from)
    ).one()
    end = row.effective_to
    row.effective_from = row.effective_to = None
    session.flush()
    before.effective_to = end
    session.flush()


def mark_used(session: Session, version: int, day: date) -> None:
    """This version has priced something on this day: from now on it is frozen, and the day is its own for ever."""
    session.execute(
        text(
            """
            UPDATE tariff_versions
            SET used_at = coalesce(used_at, now()), used_from = least(used_from, :day),
                used_through = greatest(used_through, :day)
            WHERE version = :version
              AND (used_at IS NULL OR used_from > :day OR used_through < :day)
            """
        ),
        {"version": version, "day": day},
    )
