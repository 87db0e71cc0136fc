"""R6: an inspector's worksheet, and what the office sees of all of them: who takes what, and the load (R7)."""

from typing import Any

from chassis import policies
from chassis.ids import is_id
from chassis.jalali import jalali_year, tehran_date
from chassis.paging import decode_cursor, page
from chassis.work import Look, Work
from contracts.errors import NotFound, ReferralCode
from contracts.referral import InspectorView, Worksheet
from contracts.shapes import Caller, Page
from contracts.terms import FileKind, Role
from services.referral import store
from services.referral.store.referrals import AtWork
from services.referral.tables import WorksheetRow
from services.referral.use_cases.access import allow, note_caller
from services.referral.use_cases.policies import ENGINE
from services.referral.use_cases.referring import refer_waiting
from services.referral.use_cases.views import inspector_view, worksheet_view


def get_worksheet(look: Look, *, caller: Caller) -> Worksheet:
    """Inspector: the own worksheet."""
    allow(caller, Role.INSPECTOR)
    return worksheet_view(store.find_worksheet(look.session, caller.id))


def put_worksheet(
    work: Work,
    *,
    caller: Caller,
    accepting: bool,
    areas: list[str],
    kinds: list[FileKind],
    blocks: bool,
    weekdays: list[int],
    capacity: int,
) -> Worksheet:
    """Inspector: replace the worksheet; it may be what waiting files were waiting for."""
    allow(caller, Role.INSPECTOR)
    note_caller(work, caller)
    store.lock_engine(work.session)
    row = WorksheetRow(
        inspector_id=caller.id,
        accepting=accepting,
        areas=sorted(set(areas)),
        kinds=sorted({str(kind) for kind in kinds}),
        blocks=blocks,
        weekdays=sorted(set(weekdays)),
        capacity=capacity,
        updated_at=work.now,
    )
    store.save_worksheet(work.session, row)
    refer_waiting(work)
    return worksheet_view(row)


def list_inspectors(
    look: Look,
    *,
    caller: Caller,
    active: bool | None = None,
    area: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[InspectorView]:
    """Office: the inspectors by membership code, each with the worksheet and the load."""
    allow(caller, Role.OFFICE)
    after = decode_cursor(cursor, 1)
    rows = _at_work(look, active=active, area=area, after_code=after[0] if after else None, limit=limit + 1)
    return page(rows, limit, lambda row: (row.person.membership_code,), inspector_view)


def get_inspector(look: Look, *, caller: Caller, inspector_id: str) -> InspectorView:
    """Office: one of them; whoever is no inspector is not found."""
    allow(caller, Role.OFFICE)
    rows = _at_work(look, inspector_id=inspector_id, limit=1) if is_id(inspector_id) else []
    if not rows:
        raise NotFound(ReferralCode.PERSON_NOT_FOUND)
    return inspector_view(rows[0])


def _at_work(look: Look, **wanted: Any) -> list[AtWork]:
    return store.list_inspectors_at_work(
        look.session,
        jalali_year(tehran_date(look.now)),
        unexcused_count=policies.in_force(look.session, ENGINE).unexcused_withdrawals_count,
        **wanted,
    )
