"""The list of declared conflicts that the office keeps: which inspectors are connected with which contractors (R7)."""

from collections.abc import Sequence

from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.errors import Conflict, NotFound, ReferralCode
from contracts.referral import ConflictView, HeldFile
from contracts.shapes import Caller, Page
from contracts.terms import Role
from services.referral import store
from services.referral.domain import check_endable
from services.referral.store.conflicts import ConflictFilter, Pair
from services.referral.tables import ConflictRow, FileRow, PersonRow
from services.referral.use_cases.access import allow, note_caller
from services.referral.use_cases.referring import refer_waiting
from services.referral.use_cases.views import person_view

_SHOWN_FILES = 50


def declare_conflict(
    work: Work, *, caller: Caller, inspector_id: str, contractor_id: str, reason: str
) -> ConflictView:
    """Office: this inspector gets no file of this contractor from now on.

    What they have already is not taken away, only shown: the office may dismiss them.
    """
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    inspector = _known(work, inspector_id, Role.INSPECTOR)
    contractor = _known(work, contractor_id, Role.CONTRACTOR)
    store.lock_engine(work.session)
    connected = store.list_connected(work.session, [contractor.id]).get(contractor.id, frozenset())
    if inspector.id in connected:
        raise Conflict(ReferralCode.CONFLICT_DECLARED)
    row = ConflictRow(
        id=work.new_id(),
        inspector=inspector,
        contractor=contractor,
        reason=reason,
        declared_by=office,
        declared_at=work.now,
        ended_by=None,
    )
    work.session.add(row)
    work.session.flush()
    return _views(work, [row])[0]


def _known(work: Work, person_id: str, role: Role) -> PersonRow:
    person = store.find_person(work.session, person_id)
    if person is None or person.role != role:
        raise NotFound(ReferralCode.PERSON_NOT_FOUND)
    return person


def end_conflict(work: Work, *, caller: Caller, conflict_id: str, reason: str | None = None) -> ConflictView:
    """Office: the connection is no more; it may be what waiting files were waiting for."""
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    row = store.find_conflict(work.session, conflict_id)
    if row is None:
        raise NotFound(ReferralCode.CONFLICT_NOT_FOUND)
    check_endable(row.ended_at is not None)
    row.ended_by, row.ended_at, row.end_reason = office, work.now, reason or None
    work.session.flush()
    refer_waiting(work)
    return _views(work, [row])[0]


def list_conflicts(
    look: Look,
    *,
    caller: Caller,
    inspector_id: str | None = None,
    contractor_id: str | None = None,
    ended: bool | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ConflictView]:
    """Office: the declared conflicts, newest first."""
    allow(caller, Role.OFFICE)
    wanted = ConflictFilter(inspector_id=inspector_id, contractor_id=contractor_id, ended=ended)
    rows = store.list_conflicts(look.session, wanted, decode_place(cursor), limit + 1)
    views = {view.id: view for view in _views(look, rows[:limit])}
    return page(rows, limit, lambda row: (row.declared_at.isoformat(), row.id), lambda row: views[row.id])


def _views(at: Work | Look, rows: Sequence[ConflictRow]) -> list[ConflictView]:
    """Conflicts with what is held against those that are not ended."""
    pairs = {_pair(row) for row in rows if row.ended_at is None}
    held = store.list_held_files(at.session, pairs) if pairs else {}
    return [_view(row, held.get(_pair(row), []) if row.ended_at is None else []) for row in rows]


def _pair(row: ConflictRow) -> Pair:
    return row.inspector.id, row.contractor.id


def _view(row: ConflictRow, held: Sequence[FileRow]) -> ConflictView:
    return ConflictView(
        id=row.id,
        inspector=person_view(row.inspector),
        contractor=person_view(row.contractor),
        reason=row.reason,
        declared_by=person_view(row.declared_by),
        declared_at=row.declared_at,
        ended_by=person_view(row.ended_by) if row.ended_by else None,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        held_file_count=len(held),
        held_files=[HeldFile(id=file.id, number=file.number) for file in held[:_SHOWN_FILES]],
    )
