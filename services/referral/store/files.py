"""Files: finding, locking, numbering and listing them, each with its meters and people in a fixed number of queries."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, func, select, true, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, joinedload, selectinload

from chassis.ids import is_id
from contracts.codec import fold_letters, latin_digits
from contracts.shapes import Caller
from contracts.terms import FileKind, FileStatus, Phase, Role
from services.referral.domain import MeterClass
from services.referral.tables import FileCounterRow, FileRow, MeterClassRow

After = tuple[datetime, str]
_WHOLE = (selectinload(FileRow.meters), selectinload(FileRow.contractor), selectinload(FileRow.inspector))
# In two queries: inspection asks for a snapshot before each of its decisions.
_SNAPSHOT = (selectinload(FileRow.meters), joinedload(FileRow.contractor), joinedload(FileRow.inspector))
# White space, the half-space and its kin, and the stretch that only decorates (kashida).
_IDLE = re.compile("[\\s\u200b-\u200f\u0640\u2060\ufeff]+")


@dataclass(frozen=True, kw_only=True)
class FileFilter:
    """What a list of files is narrowed to; none means any."""

    status: FileStatus | None = None
    phase: Phase | None = None
    kind: FileKind | None = None
    debtor: bool | None = None
    q: str | None = None


def searchable(*parts: str) -> str:
    """The text in which, and the form in which, ``q`` is searched: neither spaces nor letter forms nor case count."""
    return "\n".join(_IDLE.sub("", latin_digits(fold_letters(part))).casefold() for part in parts)


def visible_to(caller: Caller) -> ColumnElement[bool]:
    """Whose file is whose: an inspector's are those in hand and those completed by them."""
    if caller.role is Role.CONTRACTOR:
        return FileRow.contractor_id == caller.id
    if caller.role is Role.INSPECTOR:
        theirs = FileRow.status.in_((FileStatus.REFERRED, FileStatus.COMPLETED))
        return (FileRow.inspector_id == caller.id) & theirs
    return true()


def find_file(session: Session, caller: Caller, file_id: str) -> FileRow | None:
    """A file, if the caller may see it."""
    if not is_id(file_id):
        return None
    query = select(FileRow).where(FileRow.id == file_id, visible_to(caller)).options(*_WHOLE)
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
        .options(*_WHOLE)
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


def list_files(
    session: Session, caller: Caller, wanted: FileFilter, after: After | None, limit: int
) -> Sequence[FileRow]:
    """The caller's files, newest first, after the given one."""
    query = _narrowed(select(FileRow).where(visible_to(caller)), wanted)
    if after is not None:
        query = query.where(tuple_(FileRow.registered_at, FileRow.id) < tuple_(*after))
    query = query.order_by(FileRow.registered_at.desc(), FileRow.id.desc()).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()


def list_files_in_hand(
    session: Session, inspector_id: str, phase: Phase | None, after: After | None, limit: int
) -> Sequence[FileRow]:
    """What an inspector has in hand, the oldest referral first (R8)."""
    query = select(FileRow).where(FileRow.inspector_id == inspector_id, FileRow.status == FileStatus.REFERRED)
    if phase is not None:
        query = query.where(FileRow.phase == phase)
    if after is not None:
        query = query.where(tuple_(FileRow.referred_at, FileRow.id) > tuple_(*after))
    query = query.order_by(FileRow.referred_at, FileRow.id).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()


def _narrowed(query: Select[FileRow], wanted: FileFilter) -> Select[FileRow]:
    if wanted.status is not None:
        query = query.where(FileRow.status == wanted.status)
    if wanted.phase is not None:
        query = query.where(FileRow.phase == wanted.phase)
    if wanted.kind is not None:
        query = query.where(FileRow.kind == wanted.kind)
    if wanted.debtor is not None:
        query = query.where((FileRow.debt_rials > 0) if wanted.debtor else (FileRow.debt_rials == 0))
    if wanted.q:
        query = query.where(FileRow.search_text.contains(searchable(wanted.q), autoescape=True))
    return query
