"""Lists of files: the organization's, a contractor's, an inspector's in hand, and those of the past (R8, R27-R29)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased, contains_eager

from chassis.ids import is_id
from chassis.jalali import tehran_midnight
from contracts.shapes import Caller
from contracts.terms import FileKind, FileStatus, Phase, ReferralEnd
from services.referral.store.files import WHOLE, visible_to
from services.referral.store.orders import After, Order
from services.referral.store.searching import words_of
from services.referral.tables import ApprovalRow, FileRow, ReferralRow


@dataclass(frozen=True, kw_only=True)
class FileFilter:
    """What a list of files is narrowed to; none means any. The days are Tehran's, both included."""

    status: FileStatus | None = None
    phase: Phase | None = None
    kind: FileKind | None = None
    debtor: bool | None = None
    area: str | None = None
    inspector_id: str | None = None
    from_date: date | None = None
    to_date: date | None = None
    q: str | None = None


def list_files(
    session: Session,
    caller: Caller,
    wanted: FileFilter,
    order: Order[FileRow],
    after: After | None,
    limit: int,
) -> Sequence[FileRow]:
    """The caller's files, after the given one; the days are those of registration."""
    query = select(FileRow).where(
        visible_to(caller), *_of_file(wanted), *_between(FileRow.registered_at, wanted)
    )
    if wanted.status is not None:
        query = query.where(FileRow.status == wanted.status)
    if wanted.phase is not None:
        query = query.where(FileRow.phase == wanted.phase)
    if wanted.inspector_id is not None:
        if not is_id(wanted.inspector_id):
            return []
        query = query.where(FileRow.inspector_id == wanted.inspector_id)
    return session.scalars(order.page(query, after, limit).options(*WHOLE)).all()


def list_files_in_hand(
    session: Session,
    inspector_id: str,
    wanted: FileFilter,
    order: Order[FileRow],
    after: After | None,
    limit: int,
) -> Sequence[FileRow]:
    """What an inspector has in hand (R8); the days are those of the referral."""
    query = select(FileRow).where(
        FileRow.inspector_id == inspector_id,
        FileRow.status == FileStatus.REFERRED,
        *_of_file(wanted),
        *_between(FileRow.referred_at, wanted),
    )
    if wanted.phase is not None:
        query = query.where(FileRow.phase == wanted.phase)
    return session.scalars(order.page(query, after, limit).options(*WHOLE)).all()


def list_given_up(
    session: Session,
    inspector_id: str,
    ended_by: ReferralEnd,
    wanted: FileFilter,
    order: Order[ReferralRow],
    after: After | None,
    limit: int,
) -> Sequence[ReferralRow]:
    """An inspector's withdrawn or dismissed referrals with their files (R28, R29); the days are those of the end."""
    query = (
        select(ReferralRow)
        .join(ReferralRow.file)
        .where(
            ReferralRow.inspector_id == inspector_id,
            ReferralRow.ended_by == ended_by,
            *_of_file(wanted),
            *_between(ReferralRow.ended_at, wanted),
        )
        .options(contains_eager(ReferralRow.file))
    )
    if wanted.phase is not None:
        query = query.where(ReferralRow.end_phase == wanted.phase)
    return session.scalars(order.page(query, after, limit)).all()


def list_approved(
    session: Session,
    inspector_id: str,
    wanted: FileFilter,
    order: Order[ApprovalRow],
    after: After | None,
    limit: int,
) -> Sequence[ApprovalRow]:
    """Files approved by an inspector (R27): in a phase, or each once, in the last phase of theirs."""
    query = (
        select(ApprovalRow)
        .join(ApprovalRow.file)
        .where(
            ApprovalRow.inspector_id == inspector_id,
            _last_of_theirs() if wanted.phase is None else ApprovalRow.phase == wanted.phase,
            *_of_file(wanted),
            *_between(ApprovalRow.approved_at, wanted),
        )
        .options(contains_eager(ApprovalRow.file))
    )
    return session.scalars(order.page(query, after, limit)).all()


def _of_file(wanted: FileFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.kind is not None:
        yield FileRow.kind == wanted.kind
    if wanted.area is not None:
        yield FileRow.area == wanted.area
    if wanted.debtor is not None:
        yield (FileRow.debt_rials > 0) if wanted.debtor else (FileRow.debt_rials == 0)
    for word in words_of(wanted.q or ""):
        yield FileRow.search_text.contains(word, autoescape=True)


def _between(moment: InstrumentedAttribute[Any], wanted: FileFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.from_date is not None:
        yield moment >= tehran_midnight(wanted.from_date)
    if wanted.to_date is not None and wanted.to_date < date.max:
        yield moment < tehran_midnight(wanted.to_date + timedelta(days=1))


def _last_of_theirs() -> ColumnElement[bool]:
    final = aliased(ApprovalRow)
    theirs_too = select(final.file_id).where(
        final.file_id == ApprovalRow.file_id,
        final.inspector_id == ApprovalRow.inspector_id,
        final.phase == Phase.FINAL,
    )
    return or_(ApprovalRow.phase == Phase.FINAL, ~theirs_too.correlate(ApprovalRow).exists())
