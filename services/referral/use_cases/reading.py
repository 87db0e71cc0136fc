"""Questions: files, referrals, lists of work, the timeline. Nothing here changes anything."""

import re
from datetime import datetime

from chassis.ids import is_id
from chassis.paging import decode_cursor, page
from chassis.work import Look
from contracts.errors import CommonCode, InvalidRequest
from contracts.referral import FileSnapshot, FileView, PastFile, ReferralView, TimelineEntry
from contracts.shapes import Caller, Page
from contracts.terms import FileKind, FileResult, FileStatus, Phase, ReferralEnd, Role
from services.referral import store
from services.referral.store.files import After, FileFilter
from services.referral.tables import ApprovalRow, FileRow, ReferralRow
from services.referral.use_cases.access import READERS, allow, found
from services.referral.use_cases.views import (
    approved_file,
    file_snapshot,
    file_view,
    given_up_file,
    referral_view,
    timeline_entry,
)

_LARGEST_POSITION = 2**31 - 1


def get_file(look: Look, *, caller: Caller, file_id: str) -> FileView:
    """The whole file (R9)."""
    allow(caller, *READERS)
    return file_view(found(store.find_file(look.session, caller, file_id)))


def get_snapshot(look: Look, *, file_id: str) -> FileSnapshot:
    """For services: the file as it is now."""
    return file_snapshot(found(store.snapshot_source(look.session, file_id)))


def list_files(
    look: Look,
    *,
    caller: Caller,
    status: FileStatus | None = None,
    phase: Phase | None = None,
    kind: FileKind | None = None,
    debtor: bool | None = None,
    q: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[FileView]:
    """The caller's files, newest first."""
    allow(caller, *READERS)
    wanted = FileFilter(status=status, phase=phase, kind=kind, debtor=debtor, q=q)
    rows = store.list_files(look.session, caller, wanted, _after(cursor), limit + 1)
    return page(rows, limit, _by_registration, file_view)


def list_my_referrals(
    look: Look, *, caller: Caller, phase: Phase | None = None, limit: int = 50, cursor: str | None = None
) -> Page[FileView]:
    """Inspector: the files in hand, oldest referral first (R8)."""
    allow(caller, Role.INSPECTOR)
    rows = store.list_files_in_hand(look.session, caller.id, phase, _after(cursor), limit + 1)
    return page(rows, limit, _by_referral, file_view)


def list_my_files(
    look: Look,
    *,
    caller: Caller,
    result: FileResult,
    phase: Phase | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[PastFile]:
    """Inspector: past work, newest first (R27-R29); a given-up file stands under the phase it was then in."""
    allow(caller, Role.INSPECTOR)
    after = _after(cursor)
    if result is FileResult.APPROVED:
        approvals = store.list_approved(look.session, caller.id, phase, after, limit + 1)
        return page(approvals, limit, _by_approval, approved_file)
    end = ReferralEnd.WITHDRAWN if result is FileResult.WITHDRAWN else ReferralEnd.DISMISSED
    referrals = store.list_given_up(look.session, caller.id, end, phase, after, limit + 1)
    return page(referrals, limit, _by_end, lambda row: given_up_file(row, result))


def list_referrals(look: Look, *, caller: Caller, file_id: str) -> list[ReferralView]:
    """Every referral of a file, oldest first, with what it was decided on."""
    allow(caller, *READERS)
    file = found(store.find_file(look.session, caller, file_id))
    return [referral_view(row, caller) for row in store.list_referrals(look.session, file.id)]


def get_timeline(
    look: Look, *, caller: Caller, file_id: str, limit: int = 50, cursor: str | None = None
) -> Page[TimelineEntry]:
    """Every event of the file in order, less the fees of others, and each less what is none of the reader's."""
    allow(caller, *READERS)
    after = _after_position(cursor)
    file = found(store.find_file(look.session, caller, file_id))
    rows = store.list_timeline(look.session, caller, file.id, after, limit + 1)
    return page(rows, limit, lambda row: (str(row.position),), lambda row: timeline_entry(row, caller))


# ------------------------------------------------------------------------------------------------------- cursors


def _by_registration(row: FileRow) -> tuple[str, ...]:
    return row.registered_at.isoformat(), row.id


def _by_referral(row: FileRow) -> tuple[str, ...]:
    assert row.referred_at is not None
    return row.referred_at.isoformat(), row.id


def _by_approval(row: ApprovalRow) -> tuple[str, ...]:
    return row.approved_at.isoformat(), row.file_id


def _by_end(row: ReferralRow) -> tuple[str, ...]:
    assert row.ended_at is not None
    return row.ended_at.isoformat(), row.file_id


def _after(cursor: str | None) -> After | None:
    """The moment and the id after which a page starts."""
    values = decode_cursor(cursor, 2)
    if values is None:
        return None
    try:
        moment = datetime.fromisoformat(values[0])
    except ValueError as error:
        raise _not_ours() from error
    if moment.tzinfo is None or not is_id(values[1]):
        raise _not_ours()
    return moment, values[1]


def _after_position(cursor: str | None) -> int | None:
    """The position after which a page starts."""
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    if not re.fullmatch("[0-9]{1,10}", values[0]) or int(values[0]) > _LARGEST_POSITION:
        raise _not_ours()
    return int(values[0])


def _not_ours() -> InvalidRequest:
    return InvalidRequest(CommonCode.CURSOR, errors={"cursor": ["Not a valid cursor."]})
