"""Referrals: the engine's lock and its view of the inspectors, the files that wait, and what a file went through."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, Select, and_, func, or_, select, text, tuple_
from sqlalchemy.dialects.postgresql import array, insert
from sqlalchemy.orm import Session, selectinload

from contracts.terms import FileKind, FileStatus, Phase, ReferralEnd, Role
from services.referral.domain import Inspector, Job
from services.referral.tables import ApprovalRow, ConflictRow, FileRow, PersonRow, ReferralRow, WorksheetRow

# The space of two-integer keys is apart from that of the chassis's locks, which have one.
_ENGINE_LOCK = text("SELECT pg_advisory_xact_lock(1405, 1)")
_REFUSALS = (ReferralEnd.WITHDRAWN, ReferralEnd.DISMISSED)


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """An inspector with the worksheet, if it was ever filled in, and the load."""

    person: PersonRow
    sheet: WorksheetRow | None
    active_referrals: int
    value_rials: int
    last_referred_at: datetime | None


def lock_engine(session: Session) -> None:
    """Refer alone until the transaction ends, so that what is counted stays true until it is acted upon."""
    session.execute(_ENGINE_LOCK)


def list_inspectors(
    session: Session, jalali_year: int, *, unexcused_count: bool, job: Job | None = None
) -> list[Inspector]:
    """The inspectors as the engine needs them, in one query: with a job, only those whose worksheet admits it.

    How each stands towards a single file is in ``list_refusals`` and ``list_connected``.
    """
    query = (
        select(
            WorksheetRow,
            PersonRow,
            _in_hand().label("in_hand"),
            _value_of(jalali_year, unexcused_count=unexcused_count).label("value_rials"),
            _last_referred_at().label("last_referred_at"),
        )
        .join(PersonRow, PersonRow.id == WorksheetRow.inspector_id)
        .where(PersonRow.role == Role.INSPECTOR)
    )
    if job is not None:
        query = query.where(_admits(job.area, job.kind, job.block))
    return [
        _inspector(sheet, person, in_hand, int(value), last)
        for sheet, person, in_hand, value, last in session.execute(query)
    ]


def list_inspectors_at_work(
    session: Session,
    jalali_year: int,
    *,
    unexcused_count: bool,
    inspector_id: str | None = None,
    active: bool | None = None,
    area: str | None = None,
    after_code: str | None = None,
    limit: int,
) -> list[AtWork]:
    """Inspectors by membership code, those after a code, in one query; also those without a worksheet."""
    query = (
        select(
            PersonRow,
            WorksheetRow,
            _in_hand().label("in_hand"),
            _value_of(jalali_year, unexcused_count=unexcused_count).label("value_rials"),
            _last_referred_at().label("last_referred_at"),
        )
        .outerjoin(WorksheetRow, WorksheetRow.inspector_id == PersonRow.id)
        .where(PersonRow.role == Role.INSPECTOR)
        .order_by(PersonRow.membership_code)
        .limit(limit)
    )
    if inspector_id is not None:
        query = query.where(PersonRow.id == inspector_id)
    if active is not None:
        query = query.where(PersonRow.active == active)
    if area is not None:
        query = query.where(WorksheetRow.areas.contains(array([area])))
    if after_code is not None:
        query = query.where(PersonRow.membership_code > after_code)
    return [
        AtWork(
            person=person,
            sheet=sheet,
            active_referrals=in_hand,
            value_rials=int(value),
            last_referred_at=last,
        )
        for person, sheet, in_hand, value, last in session.execute(query)
    ]


def list_refusals(session: Session, file_ids: Collection[str]) -> dict[str, dict[str, ReferralEnd]]:
    """By file, who gave it up or lost it, and which."""
    query = select(ReferralRow.file_id, ReferralRow.inspector_id, ReferralRow.ended_by).where(
        ReferralRow.file_id.in_(file_ids), ReferralRow.ended_by.in_(_REFUSALS)
    )
    found: dict[str, dict[str, ReferralEnd]] = {}
    for file_id, inspector_id, ended_by in session.execute(query):
        found.setdefault(file_id, {})[inspector_id] = ReferralEnd(str(ended_by))
    return found


def list_referable_files(session: Session, limit: int) -> Sequence[str]:
    """Waiting files for which somebody is eligible, the longest wait first.

    This repeats the engine's rule, but only to pass over files that would fail: who gets a file is the engine's
    word. Without it, hopeless files at the head would keep the others waiting.
    """
    free = (
        select(WorksheetRow)
        .join(PersonRow, PersonRow.id == WorksheetRow.inspector_id)
        .where(
            PersonRow.role == Role.INSPECTOR,
            PersonRow.active,
            WorksheetRow.accepting,
            WorksheetRow.capacity > _in_hand(),
        )
        .cte("free")
    )
    refused = select(ReferralRow.id).where(
        ReferralRow.file_id == FileRow.id,
        ReferralRow.inspector_id == free.c.inspector_id,
        ReferralRow.ended_by.in_(_REFUSALS),
    )
    connected = select(ConflictRow.id).where(
        ConflictRow.contractor_id == FileRow.contractor_id,
        ConflictRow.inspector_id == free.c.inspector_id,
        ConflictRow.ended_at.is_(None),
    )
    somebody = select(free.c.inspector_id).where(
        FileRow.area == func.any(free.c.areas),
        FileRow.kind == func.any(free.c.kinds),
        or_(free.c.blocks, ~FileRow.block),
        ~refused.correlate(FileRow, free).exists(),
        ~connected.correlate(FileRow, free).exists(),
    )
    query = (
        select(FileRow.id)
        .where(
            FileRow.status == FileStatus.AWAITING_REFERRAL,
            # Said twice, because sets of areas and kinds are looked up by hash, and most hopeless files fail here.
            tuple_(FileRow.area, FileRow.kind).in_(_offered(free)),
            or_(~FileRow.block, tuple_(FileRow.area, FileRow.kind).in_(_offered(free).where(free.c.blocks))),
            somebody.correlate(FileRow).exists(),
        )
        .order_by(FileRow.waiting_since, FileRow.id)
        .limit(limit)
    )
    return session.scalars(query).all()


def _offered(free: CTE) -> Select[tuple[str, str]]:
    """The areas and kinds that the worksheets of these inspectors name, each pair of one worksheet."""
    area = func.unnest(free.c.areas).column_valued("area", joins_implicitly=True)
    kind = func.unnest(free.c.kinds).column_valued("kind", joins_implicitly=True)
    return select(area, kind).select_from(free)


def find_active_referral(session: Session, file_id: str) -> ReferralRow | None:
    """The referral that a file is in the hands of."""
    query = select(ReferralRow).where(ReferralRow.file_id == file_id, ReferralRow.ended_at.is_(None))
    return session.scalars(query).one_or_none()


def find_last_referral(session: Session, file_id: str, inspector_id: str) -> ReferralRow | None:
    """The latest referral of a file to an inspector, ended or not."""
    query = (
        select(ReferralRow)
        .where(ReferralRow.file_id == file_id, ReferralRow.inspector_id == inspector_id)
        .order_by(ReferralRow.referred_at.desc(), ReferralRow.id.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def find_refusal(session: Session, file_id: str, inspector_id: str) -> ReferralEnd | None:
    """Whether an inspector gave a file up or lost it, and which."""
    query = select(ReferralRow.ended_by).where(
        ReferralRow.file_id == file_id,
        ReferralRow.inspector_id == inspector_id,
        ReferralRow.ended_by.in_(_REFUSALS),
    )
    found = session.scalars(query.limit(1)).first()
    return ReferralEnd(found) if found else None


def list_referrals(session: Session, file_id: str) -> Sequence[ReferralRow]:
    """Every referral of a file, oldest first."""
    query = (
        select(ReferralRow)
        .where(ReferralRow.file_id == file_id)
        .options(selectinload(ReferralRow.inspector), selectinload(ReferralRow.referred_by))
        .order_by(ReferralRow.referred_at, ReferralRow.id)
    )
    return session.scalars(query).all()


def add_approval(
    session: Session,
    *,
    file_id: str,
    phase: Phase,
    inspector_id: str,
    referred_at: datetime,
    approved_at: datetime,
) -> None:
    """Remember who approved a phase of a file; it is approved once."""
    values = {
        "file_id": file_id,
        "phase": str(phase),
        "inspector_id": inspector_id,
        "referred_at": referred_at,
        "approved_at": approved_at,
    }
    session.execute(insert(ApprovalRow).values(values).on_conflict_do_nothing())


def _admits(area: str, kind: FileKind, block: bool) -> ColumnElement[bool]:
    admitted = and_(
        WorksheetRow.areas.contains(array([area])), WorksheetRow.kinds.contains(array([str(kind)]))
    )
    return and_(admitted, WorksheetRow.blocks) if block else admitted


def _in_hand() -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(ReferralRow)
        .where(ReferralRow.inspector_id == PersonRow.id, ReferralRow.ended_at.is_(None))
        .correlate(PersonRow)
        .scalar_subquery()
    )


def _last_referred_at() -> ColumnElement[datetime]:
    return (
        select(func.max(ReferralRow.referred_at))
        .where(ReferralRow.inspector_id == PersonRow.id)
        .correlate(PersonRow)
        .scalar_subquery()
    )


def _value_of(jalali_year: int, *, unexcused_count: bool) -> ColumnElement[int]:
    """The worth of a year's referrals; what was withdrawn or taken away is no load, but for unexcused withdrawals."""
    counts = or_(ReferralRow.ended_by.is_(None), ReferralRow.ended_by.not_in(_REFUSALS))
    if unexcused_count:
        counts = or_(counts, ReferralRow.excused.is_(False))
    query: Select[tuple[int]] = select(func.coalesce(func.sum(ReferralRow.value_rials), 0))
    return (
        query.where(
            ReferralRow.inspector_id == PersonRow.id,
            ReferralRow.jalali_year == jalali_year,
            counts,
        )
        .correlate(PersonRow)
        .scalar_subquery()
    )


def _inspector(
    sheet: WorksheetRow,
    person: PersonRow,
    in_hand: int,
    value_rials: int,
    last_referred_at: datetime | None,
) -> Inspector:
    return Inspector(
        id=person.id,
        membership_code=person.membership_code,
        full_name=person.full_name,
        active=person.active,
        accepting=sheet.accepting,
        areas=frozenset(sheet.areas),
        kinds=frozenset(FileKind(kind) for kind in sheet.kinds),
        blocks=sheet.blocks,
        capacity=sheet.capacity,
        active_referrals=in_hand,
        value_rials=value_rials,
        last_referred_at=last_referred_at,
        refusal=None,
    )
