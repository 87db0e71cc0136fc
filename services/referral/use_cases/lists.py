"""Lists of files, searched, narrowed, sorted and paged: everybody's own, and an inspector's work (R8, R27-R29)."""

from datetime import date

from chassis.paging import page
from chassis.work import Look
from contracts.errors import CommonCode, InvalidRequest
from contracts.referral import FileInHand, FileView, PastFile
from contracts.shapes import Caller, Page
from contracts.terms import (
    FileKind,
    FileResult,
    FileSort,
    FileStatus,
    PastSort,
    Phase,
    ReferralEnd,
    Role,
    WorkSort,
)
from services.referral import store
from services.referral.store.lists import FileFilter
from services.referral.store.orders import APPROVED, FILES, GIVEN_UP, IN_HAND
from services.referral.use_cases.access import READERS, allow
from services.referral.use_cases.views import approved_file, file_in_hand, file_view, given_up_file


def list_files(
    look: Look,
    *,
    caller: Caller,
    status: FileStatus | None = None,
    phase: Phase | None = None,
    kind: FileKind | None = None,
    debtor: bool | None = None,
    area: str | None = None,
    inspector_id: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    q: str | None = None,
    sort: FileSort = FileSort.NEWEST,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[FileView]:
    """The caller's files."""
    allow(caller, *READERS)
    _require_order(from_date, to_date)
    wanted = FileFilter(
        status=status,
        phase=phase,
        kind=kind,
        debtor=debtor,
        area=area,
        inspector_id=inspector_id,
        from_date=from_date,
        to_date=to_date,
        q=q,
    )
    order = FILES[sort]
    rows = store.list_files(look.session, caller, wanted, order, order.after(cursor), limit + 1)
    return page(rows, limit, order.cursor, file_view)


def list_my_referrals(
    look: Look,
    *,
    caller: Caller,
    phase: Phase | None = None,
    kind: FileKind | None = None,
    debtor: bool | None = None,
    area: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    q: str | None = None,
    sort: WorkSort = WorkSort.OLDEST,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[FileInHand]:
    """Inspector: the files in hand (R8)."""
    allow(caller, Role.INSPECTOR)
    _require_order(from_date, to_date)
    wanted = FileFilter(
        phase=phase, kind=kind, debtor=debtor, area=area, from_date=from_date, to_date=to_date, q=q
    )
    order = IN_HAND[sort]
    rows = store.list_files_in_hand(look.session, caller.id, wanted, order, order.after(cursor), limit + 1)
    return page(rows, limit, order.cursor, lambda row: file_in_hand(row, look.now))


def list_my_files(
    look: Look,
    *,
    caller: Caller,
    result: FileResult,
    phase: Phase | None = None,
    kind: FileKind | None = None,
    area: str | None = None,
    from_date: date | None = None,
    to_date: date | None = None,
    q: str | None = None,
    sort: PastSort = PastSort.NEWEST,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[PastFile]:
    """Inspector: past work (R27-R29); a given-up file stands under the phase it was then in."""
    allow(caller, Role.INSPECTOR)
    _require_order(from_date, to_date)
    wanted = FileFilter(phase=phase, kind=kind, area=area, from_date=from_date, to_date=to_date, q=q)
    if result is FileResult.APPROVED:
        approved = APPROVED[sort]
        approvals = store.list_approved(
            look.session, caller.id, wanted, approved, approved.after(cursor), limit + 1
        )
        return page(approvals, limit, approved.cursor, approved_file)
    end = ReferralEnd.WITHDRAWN if result is FileResult.WITHDRAWN else ReferralEnd.DISMISSED
    order = GIVEN_UP[sort]
    referrals = store.list_given_up(
        look.session, caller.id, end, wanted, order, order.after(cursor), limit + 1
    )
    return page(referrals, limit, order.cursor, lambda row: given_up_file(row, result))


def _require_order(from_date: date | None, to_date: date | None) -> None:
    if from_date is not None and to_date is not None and from_date > to_date:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})
