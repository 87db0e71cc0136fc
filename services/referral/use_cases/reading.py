"""Questions of one file: itself, its referrals, its timeline. Nothing here changes anything."""

import re
from decimal import Decimal

from chassis.jalali import tehran_date
from chassis.paging import decode_cursor, not_our_cursor, page
from chassis.work import Look
from contracts.referral import (
    DerivedClass,
    FileSnapshot,
    FileView,
    ReferralView,
    TimelineEntry,
    TimelineProof,
)
from contracts.shapes import Caller, Page
from services.referral import store
from services.referral.domain import MeterSize, check_chain, derive_class
from services.referral.store.history import link_of
from services.referral.use_cases.access import READERS, allow, found
from services.referral.use_cases.views import file_snapshot, file_view, referral_view, timeline_entry

_LARGEST_POSITION = 2**31 - 1


def get_file(look: Look, *, caller: Caller, file_id: str) -> FileView:
    """The whole file (R9), with the corrections of its meters."""
    allow(caller, *READERS)
    file = found(store.find_file(look.session, caller, file_id))
    return file_view(file, store.list_corrections(look.session, file.id))


def classify_meter(look: Look, *, caller: Caller, area_m2: Decimal, consumption_m3h: Decimal) -> DerivedClass:
    """The class that such a meter would have today (R18), and the most that it serves."""
    allow(caller, *READERS)
    catalogue = store.catalogue_on(look.session, tehran_date(look.now))
    name = derive_class(catalogue, MeterSize(area_m2=area_m2, consumption_m3h=consumption_m3h))
    found_class = next(entry for entry in catalogue if entry.name == name)
    return DerivedClass(
        meter_class=name,
        max_area_m2=found_class.max_area_m2,
        max_consumption_m3h=found_class.max_consumption_m3h,
    )


def get_snapshot(look: Look, *, file_id: str) -> FileSnapshot:
    """For services: the file as it is now."""
    return file_snapshot(found(store.snapshot_source(look.session, file_id)))


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


def verify_timeline(look: Look, *, caller: Caller, file_id: str) -> TimelineProof:
    """Whether the timeline is what was written, what the caller may not read of it too."""
    allow(caller, *READERS)
    file = found(store.find_file(look.session, caller, file_id))
    length, head, entries = store.whole_timeline(look.session, file.id)
    proof = check_chain(((link_of(entry), entry.hash) for entry in entries), length=length, head=head)
    return TimelineProof(
        intact=proof.fault is None,
        length=length,
        head=head,
        checked=proof.checked,
        first_broken=proof.first_broken,
        reason=proof.fault,
    )


def _after_position(cursor: str | None) -> int | None:
    """The position after which a page starts."""
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    if not re.fullmatch("[0-9]{1,10}", values[0]) or int(values[0]) > _LARGEST_POSITION:
        raise not_our_cursor()
    return int(values[0])
