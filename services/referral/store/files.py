"""Files: finding, locking and numbering them, each with its meters and people in a fixed number of queries."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload

from chassis.ids import is_id
from contracts.shapes import Caller
from contracts.terms import FileStatus, Role
from services.referral.domain import MeterClass
from services.referral.tables import FileCounterRow, FileRow, MeterClassRow, MeterCorrectionRow

WHOLE = (selectinload(FileRow.meters), selectinload(FileRow.contractor), selectinload(FileRow.inspector))
# In two queries: inspection asks for a snapshot before each of its decisions.
_SNAPSHOT = (selectinload(FileRow.meters), joinedload(FileRow.contractor), joinedload(FileRow.inspector))


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """Whose file is whose: an inspector's are those in hand and those completed by them."""
    if caller.role is Role.CONTRACTOR:
        return FileRow.contractor_id == caller.id
    if caller.role is Role.INSPECTOR:
        theirs = FileRow.status.in_((FileStatus.REFERRED, FileStatus.COMPLETED))
        return (FileRow.inspector_id == caller.id) & theirs
    return true()


def raise_all_versions(session: Session, by: int) -> None:
    """Raise every file's version, whatever it is."""
    session.execute(update(FileRow).values(version=FileRow.version + by))


def find_file(session: Session, caller: Caller, file_id: str) -> FileRow | None:
    """A file, if the caller may see it."""
    if not is_id(file_id):
        return None
    query = select(FileRow).where(FileRow.id == file_id, visible_to(caller)).options(*WHOLE)
    return session.scalars(query).one_or_none()


def snapshot_source(session: Session, file_id: str) -> FileRow | None:
    """A file for another service, which may see any."""
    if not is_id(file_id):
        return None
    return session.scalars(select(FileRow).where(FileRow.id == file_id).options(*_SNAPSHOT)).one_or_none()


def lock_file(session: Session, file_id: str, caller: Caller | None = None) -> FileRow | None:
    """A file, held until the transaction ends; with a caller, only if they may see it.

    Whoever also needs the engine takes ``lock_engine`` first.
    """
    if not is_id(file_id):
        return None
    query = (
        select(FileRow)
        .where(FileRow.id == file_id, true() if caller is None else visible_to(caller))
        .options(*WHOLE)
        .with_for_update(of=FileRow)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).one_or_none()


def count_file(session: Session, jalali_year: int) -> int:
    """The next number of a year. The counter's row stays locked until the end, so that no number is ever left out."""
    query = (
        insert(FileCounterRow)
        .values(jalali_year=jalali_year, last=1)
        .on_conflict_do_update(index_elements=["jalali_year"], set_={"last": FileCounterRow.last + 1})
        .returning(FileCounterRow.last)
    )
    return session.execute(query).scalar_one()


def catalogue_on(session: Session, day: date) -> list[MeterClass]:
    """The classes of the catalogue's version in force on a day (R18)."""
    in_force = (
        select(func.max(MeterClassRow.effective_from))
        .where(MeterClassRow.effective_from <= day)
        .scalar_subquery()
    )
    rows = session.scalars(select(MeterClassRow).where(MeterClassRow.effective_from == in_force))
    return [
        MeterClass(name=row.name, max_consumption_m3h=row.max_consumption_m3h, max_area_m2=row.max_area_m2)
        for row in rows
    ]


def list_corrections(session: Session, file_id: str) -> Sequence[MeterCorrectionRow]:
    """The corrections of a file's meters, oldest first (R17)."""
    query = (
        select(MeterCorrectionRow)
        .where(MeterCorrectionRow.file_id == file_id)
        .options(selectinload(MeterCorrectionRow.corrected_by))
        .order_by(MeterCorrectionRow.corrected_at, MeterCorrectionRow.id)
    )
    return session.scalars(query).all()


def find_last_correction(session: Session, meter_id: str) -> MeterCorrectionRow | None:
    """The latest correction of a meter."""
    query = (
        select(MeterCorrectionRow)
        .where(MeterCorrectionRow.meter_id == meter_id)
        .order_by(MeterCorrectionRow.corrected_at.desc(), MeterCorrectionRow.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()
