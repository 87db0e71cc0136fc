"""How work is shared, the office's: inspectors and load, declared conflicts, rulings of withdrawals, queue, batches."""

from typing import Any

from contracts.errors import ReferralCode
from contracts.referral import (
    ConflictView,
    InspectorView,
    ReferralApi,
    ReferralBatchView,
    WaitingFile,
    WithdrawalView,
)
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("sharing", __name__, description="تقسیم کار · Sharing of work")
OFFICE = frozenset({Role.OFFICE})


@routes.serve("GET", "/conflicts", ReferralApi.list_conflicts, fa="ارتباط‌های اعلام‌شده", who=OFFICE)
def list_conflicts(ask: Ask, **query: Any) -> Page[ConflictView]:
    """Which inspectors are declared to be connected with which contractors, newest first.

    `held_files` are those of the contractor's files that the inspector had before the declaration and still has.
    """
    return ask.referral.list_conflicts(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/conflicts",
    ReferralApi.declare_conflict,
    fa="اعلام ارتباط بازرس با مجری",
    who=OFFICE,
    status=201,
    refuses=(ReferralCode.PERSON_NOT_FOUND, ReferralCode.CONFLICT_DECLARED),
)
def declare_conflict(ask: Ask, **body: Any) -> ConflictView:
    """Declare that an inspector is connected with a contractor, and gets none of its files, by rule or by hand.

    Files that they have already stay with them and are shown as `held_files`; the office may dismiss.
    """
    return ask.referral.declare_conflict(caller=ask.caller, **body)


@routes.serve(
    "POST",
    "/conflicts/<id>/end",
    ReferralApi.end_conflict,
    fa="ثبت پایان ارتباط بازرس با مجری",
    who=OFFICE,
    refuses=(ReferralCode.CONFLICT_NOT_FOUND, ReferralCode.CONFLICT_ENDED),
)
def end_conflict(ask: Ask, conflict_id: str, **body: Any) -> ConflictView:
    """End a declared connection; it stays on the list, with who ended it and when."""
    return ask.referral.end_conflict(caller=ask.caller, conflict_id=conflict_id, **body)


@routes.serve("GET", "/withdrawals", ReferralApi.list_withdrawals, fa="انصراف‌های بازرسان", who=OFFICE)
def list_withdrawals(ask: Ask, **query: Any) -> Page[WithdrawalView]:
    """Withdrawals, newest first; `ruled=false` are those that wait for a ruling."""
    return ask.referral.list_withdrawals(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/withdrawals/<id>/ruling",
    ReferralApi.rule_withdrawal,
    fa="رأی دربارهٔ انصراف",
    who=OFFICE,
    refuses=(ReferralCode.WITHDRAWAL_NOT_FOUND, ReferralCode.ALREADY_RULED),
)
def rule_withdrawal(ask: Ask, referral_id: str, **body: Any) -> WithdrawalView:
    """Rule whether a withdrawal was excused. Final, and the file stays lost to the inspector either way."""
    return ask.referral.rule_withdrawal(caller=ask.caller, referral_id=referral_id, **body)


@routes.serve("GET", "/inspectors", ReferralApi.list_inspectors, fa="بازرسان و بار کاری", who=OFFICE)
def list_inspectors(ask: Ask, **query: Any) -> Page[InspectorView]:
    """The inspectors by membership code, each with the worksheet and the load that referrals go by.

    `area` narrows them to those whose worksheet names it. `score` is the worth of what was referred to them this
    Jalali year over their capacity, in millionths: the lower is chosen first.
    """
    return ask.referral.list_inspectors(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/inspectors/<id>",
    ReferralApi.get_inspector,
    fa="یک بازرس و بار کاری او",
    who=OFFICE,
    refuses=(ReferralCode.PERSON_NOT_FOUND,),
)
def get_inspector(ask: Ask, inspector_id: str) -> InspectorView:
    """One inspector, with the worksheet and the load. Their files are `GET /files?inspector_id=…`."""
    return ask.referral.get_inspector(caller=ask.caller, inspector_id=inspector_id)


@routes.serve("GET", "/referral-queue", ReferralApi.list_waiting_files, fa="صف ارجاع", who=OFFICE)
def list_waiting_files(ask: Ask, **query: Any) -> Page[WaitingFile]:
    """The paid files that nobody has, the longest wait first, each with why nobody is eligible now."""
    return ask.referral.list_waiting_files(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/referral-batches",
    ReferralApi.start_referral_batch,
    fa="آغاز ارجاع گروهی",
    who=OFFICE,
    status=201,
    refuses=(ReferralCode.BATCH_RUNNING,),
)
def start_referral_batch(ask: Ask) -> ReferralBatchView:
    """Try all the files that wait now, in the background; one batch at a time."""
    return ask.referral.start_referral_batch(caller=ask.caller)


@routes.serve("GET", "/referral-batches", ReferralApi.list_referral_batches, fa="ارجاع‌های گروهی", who=OFFICE)
def list_referral_batches(ask: Ask, **query: Any) -> Page[ReferralBatchView]:
    """The batches, newest first, each with its progress."""
    return ask.referral.list_referral_batches(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/referral-batches/<id>",
    ReferralApi.get_referral_batch,
    fa="پیشرفت ارجاع گروهی",
    who=OFFICE,
    refuses=(ReferralCode.BATCH_NOT_FOUND,),
)
def get_referral_batch(ask: Ask, batch_id: str) -> ReferralBatchView:
    """A batch and how far it is: `tried` of `total`, and what became of them.

    `failed` are files that a fault of the system kept from being tried; they wait on and are tried again later.
    """
    return ask.referral.get_referral_batch(caller=ask.caller, batch_id=batch_id)


@routes.serve(
    "POST",
    "/referral-batches/<id>/stop",
    ReferralApi.stop_referral_batch,
    fa="توقف ارجاع گروهی",
    who=OFFICE,
    refuses=(ReferralCode.BATCH_NOT_FOUND, ReferralCode.BATCH_ENDED),
)
def stop_referral_batch(ask: Ask, batch_id: str) -> ReferralBatchView:
    """Stop a batch: what it has referred stays referred, and the files that it has not tried wait on."""
    return ask.referral.stop_referral_batch(caller=ask.caller, batch_id=batch_id)
