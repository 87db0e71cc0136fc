"""The files that wait for an inspector, and why (R7)."""

from chassis.paging import decode_place, page
from chassis.work import Look
from contracts.referral import WaitingFile
from contracts.shapes import Caller, Page
from contracts.terms import FileKind, Phase, Role
from services.referral import store
from services.referral.domain import explain_waiting
from services.referral.tables import FileRow
from services.referral.use_cases.access import allow
from services.referral.use_cases.referring import job_of, pasts_of, roster_of
from services.referral.use_cases.views import person_view


def list_waiting_files(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[WaitingFile]:
    """Office: the longest wait first, each with why nobody is eligible now."""
    allow(caller, Role.OFFICE)
    rows = store.list_waiting_files(look.session, decode_place(cursor), limit + 1)
    roster, pasts = roster_of(look), pasts_of(look, rows)

    def view(row: FileRow) -> WaitingFile:
        return _view(look, row, explain_waiting(job_of(row), roster.facing(pasts[row.id])))

    return page(rows, limit, _by_wait, view)


def _by_wait(row: FileRow) -> tuple[str, ...]:
    assert row.waiting_since is not None
    return row.waiting_since.isoformat(), row.id


def _view(look: Look, row: FileRow, why: str) -> WaitingFile:
    assert row.waiting_since is not None
    return WaitingFile(
        id=row.id,
        number=row.number,
        kind=FileKind(row.kind),
        block=row.block,
        area=row.area,
        address=row.address,
        owner_name=row.owner_name,
        phase=Phase(row.phase),
        contractor=person_view(row.contractor),
        registered_at=row.registered_at,
        waiting_since=row.waiting_since,
        waiting_days=max((look.now - row.waiting_since).days, 0),
        why=why,
    )
