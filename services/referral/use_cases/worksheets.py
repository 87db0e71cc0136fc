"""R6: an inspector's worksheet."""

from chassis.work import Look, Work
from contracts.referral import Worksheet
from contracts.shapes import Caller
from contracts.terms import FileKind, Role
from services.referral import store
from services.referral.tables import WorksheetRow
from services.referral.use_cases.access import allow, note_caller
from services.referral.use_cases.referring import refer_waiting
from services.referral.use_cases.views import worksheet_view


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
