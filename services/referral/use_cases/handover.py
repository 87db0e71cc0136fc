"""The verbs that give a file to an inspector, take it back, or end it."""

from chassis.work import Work
from contracts.errors import Conflict, ReferralCode
from contracts.referral import FileCancelled, FileView, FileWithdrawn, InspectorDismissed, ReferralView
from contracts.shapes import Caller
from contracts.terms import FileStatus, ReferralEnd, Role
from services.referral import store
from services.referral.domain import (
    check_cancellable,
    check_dismissable,
    check_nameable,
    check_named,
    check_referable,
    check_withdrawable,
)
from services.referral.tables import FileRow, PersonRow, ReferralRow
from services.referral.use_cases.access import allow, found, note_caller
from services.referral.use_cases.recording import record
from services.referral.use_cases.referring import (
    clear_appointment,
    end_referral,
    refer_by_hand,
    refer_by_rule,
    refer_or_wait,
    refer_waiting,
    start_waiting,
)
from services.referral.use_cases.views import file_view, person_view, referral_view


def refer_file(
    work: Work, *, caller: Caller, file_id: str, inspector_id: str | None = None, reason: str | None = None
) -> ReferralView:
    """Office: refer a paid file that nobody has, by the rule, or by hand to a named inspector (R7)."""
    allow(caller, Role.OFFICE)
    check_nameable(inspector_id, reason)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    file = found(store.lock_file(work.session, file_id, caller))
    check_referable(FileStatus(file.status))
    if inspector_id is None:
        referral = refer_by_rule(work, file, referred_by=office, remark=reason)
    else:
        referral = _refer_by_hand(work, file, office, inspector_id, reason or "")
    if referral is None:
        raise Conflict(ReferralCode.NOBODY_ELIGIBLE)
    return referral_view(referral, caller)


def _refer_by_hand(
    work: Work, file: FileRow, office: PersonRow, inspector_id: str, reason: str
) -> ReferralRow:
    named = store.find_person(work.session, inspector_id)
    connected = store.list_connected(work.session, [file.contractor.id]).get(file.contractor.id, frozenset())
    check_named(
        role=Role(named.role) if named else None,
        active=named is not None and named.active,
        refusal=store.find_refusal(work.session, file.id, named.id) if named else None,
        connected=named is not None and named.id in connected,
    )
    assert named is not None
    return refer_by_hand(work, file, named, reason, referred_by=office)


def withdraw(work: Work, *, caller: Caller, file_id: str, reason: str | None = None) -> FileView:
    """Inspector: give the file up for good; somebody else gets it at once, if anybody can (R10)."""
    allow(caller, Role.INSPECTOR)
    note_caller(work, caller)
    store.lock_engine(work.session)
    file = found(store.lock_file(work.session, file_id, caller))
    check_withdrawable(FileStatus(file.status))
    take_back(work, file, ReferralEnd.WITHDRAWN, reason or "")
    return file_view(file)


def dismiss_inspector(work: Work, *, caller: Caller, file_id: str, reason: str) -> FileView:
    """Office: take the file from its inspector; somebody else gets it at once, if anybody can (R11)."""
    allow(caller, Role.OFFICE)
    note_caller(work, caller)
    store.lock_engine(work.session)
    file = found(store.lock_file(work.session, file_id, caller))
    check_dismissable(FileStatus(file.status))
    take_back(work, file, ReferralEnd.DISMISSED, reason)
    return file_view(file)


def take_back(work: Work, file: FileRow, how: ReferralEnd, reason: str) -> None:
    """End the referral, tell it, and find another inspector; whoever gave it up is out by the rule."""
    assert file.inspector is not None
    former = person_view(file.inspector)
    event = FileWithdrawn if how is ReferralEnd.WITHDRAWN else InspectorDismissed
    end_referral(work, file, how, reason)
    start_waiting(work, file)
    record(work, file, lambda snapshot: event(file=snapshot, inspector=former, reason=reason))
    refer_or_wait(work, file)
    refer_waiting(work)


def cancel_file(work: Work, *, caller: Caller, file_id: str, reason: str) -> FileView:
    """Office: end a file that will not be completed; billing credits its unused units (R24).

    The file keeps the name of the inspector who had it, so that they can be told.
    """
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    file = found(store.lock_file(work.session, file_id, caller))
    check_cancellable(FileStatus(file.status))
    end_referral(work, file, ReferralEnd.CANCELLED, reason)
    file.status, file.waiting_since = str(FileStatus.CANCELLED), None
    file.cancelled_at, file.cancelled_by, file.cancel_reason = work.now, office.id, reason
    clear_appointment(file)
    record(work, file, lambda snapshot: FileCancelled(file=snapshot, reason=reason))
    refer_waiting(work)
    return file_view(file)
