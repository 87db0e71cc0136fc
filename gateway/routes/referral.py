"""Files, their meters, who inspects them, and the inspectors' worksheets."""

from typing import Any

from contracts.errors import ReferralCode
from contracts.referral import (
    Area,
    DerivedClass,
    FileInHand,
    FileView,
    MeterView,
    PastFile,
    ReferralApi,
    ReferralView,
    TimelineEntry,
    TimelineProof,
    Worksheet,
)
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.composition import current_file, with_invoice
from gateway.exports import tables
from gateway.foresight import require_open_meter, require_uncompleted
from gateway.routing import FILE_PEOPLE, Routes
from gateway.views import CurrentFile, RegisteredFile

routes = Routes("referral", __name__, description="پرونده‌ها و ارجاع · Files and referral")
INSPECTOR, CONTRACTOR, OFFICE = (frozenset({role}) for role in (Role.INSPECTOR, Role.CONTRACTOR, Role.OFFICE))
NOT_FOUND = ReferralCode.FILE_NOT_FOUND


@routes.serve("GET", "/me/worksheet", ReferralApi.get_worksheet, fa="کاربرگ من", who=INSPECTOR)
def get_worksheet(ask: Ask) -> Worksheet:
    """One's worksheet: what work one is willing to take. One never filled in accepts nothing."""
    return ask.referral.get_worksheet(caller=ask.caller)


@routes.serve("PUT", "/me/worksheet", ReferralApi.put_worksheet, fa="ثبت کاربرگ", who=INSPECTOR)
def put_worksheet(ask: Ask, **body: Any) -> Worksheet:
    """Replace one's worksheet; weekdays count from 0 = Saturday."""
    return ask.referral.put_worksheet(caller=ask.caller, **body)


@routes.serve(
    "POST",
    "/files",
    ReferralApi.register_file,
    fa="ثبت پرونده",
    who=CONTRACTOR,
    status=201,
    refuses=(ReferralCode.METER_BEYOND_CATALOGUE,),
)
def register_file(ask: Ask, **body: Any) -> RegisteredFile:
    """Register a project; the answer has its registration invoice.

    A meter's class is derived from its area and consumption. `invoice` is null while billing is away; it is found in
    `GET /files/{id}/account` later.
    """
    return with_invoice(ask, ask.referral.register_file(caller=ask.caller, **body))


@routes.serve(
    "GET", "/files", ReferralApi.list_files, fa="فهرست پرونده‌ها", who=FILE_PEOPLE, export=tables.FILES
)
def list_files(ask: Ask, **query: Any) -> Page[FileView]:
    """List files: one's own; office and finance see all.

    Every word of `q` is in the number, the owner's name or the address, whatever the keyboard that it was typed on.
    `inspector_id` narrows them to those that this inspector has now, or had when they ended. `from` and `to` are days
    of registration, both included. A cursor is of one `sort`.
    """
    return ask.referral.list_files(caller=ask.caller, **query)


@routes.serve(
    "GET", "/files/<id>", ReferralApi.get_file, fa="مشخصات پرونده", who=FILE_PEOPLE, refuses=(NOT_FOUND,)
)
def get_file(ask: Ask, file_id: str) -> CurrentFile:
    """A file's whole specification, as of now, with its deadlines."""
    return current_file(ask, file_id)


@routes.serve("GET", "/areas", ReferralApi.list_areas, fa="منطقه‌ها", who=FILE_PEOPLE)
def list_areas(ask: Ask) -> Page[Area]:
    """The areas in which the organization works, in the order in which they are to be offered, with their names.

    They are the policy `referral.areas`. A file or a worksheet may name a code that is not among them.
    """
    return Page(items=ask.referral.list_areas(caller=ask.caller), next_cursor=None)


@routes.serve(
    "GET",
    "/meter-class",
    ReferralApi.classify_meter,
    fa="ردهٔ کنتور بر پایهٔ زیربنا و مصرف",
    who=FILE_PEOPLE,
    refuses=(ReferralCode.METER_BEYOND_CATALOGUE,),
)
def classify_meter(ask: Ask, **query: Any) -> DerivedClass:
    """The class that a meter of this area and consumption would have if it were registered today; nothing is stored.

    It is the smallest class whose `max_area_m2` and `max_consumption_m3h` both suffice.
    """
    return ask.referral.classify_meter(caller=ask.caller, **query)


@routes.serve(
    "PATCH",
    "/files/<id>/meters/<meter_id>",
    ReferralApi.correct_meter,
    fa="اصلاح مشخصات کنتور",
    who=CONTRACTOR,
    refuses=(
        NOT_FOUND,
        ReferralCode.METER_NOT_FOUND,
        ReferralCode.METER_CLOSED,
        ReferralCode.METER_BEYOND_CATALOGUE,
        ReferralCode.ALREADY_ENDED,
    ),
)
def correct_meter(ask: Ask, file_id: str, meter_id: str, **body: Any) -> MeterView:
    """Correct an open meter's area or consumption; its class is derived anew."""
    require_open_meter(ask, file_id, meter_id)
    return ask.referral.correct_meter(caller=ask.caller, file_id=file_id, meter_id=meter_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/referral",
    ReferralApi.refer_file,
    fa="ارجاع پرونده",
    who=OFFICE,
    refuses=(
        NOT_FOUND,
        ReferralCode.NOT_PAID,
        ReferralCode.ALREADY_REFERRED,
        ReferralCode.ALREADY_ENDED,
        ReferralCode.NOBODY_ELIGIBLE,
        ReferralCode.INSPECTOR_NOT_ELIGIBLE,
        ReferralCode.REASON_REQUIRED,
    ),
)
def refer_file(ask: Ask, file_id: str, **body: Any) -> ReferralView:
    """Refer a paid file: by the rule, or with `inspector_id` and a `reason` by hand."""
    return ask.referral.refer_file(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/withdrawal",
    ReferralApi.withdraw,
    fa="انصراف از پرونده",
    who=INSPECTOR,
    refuses=(NOT_FOUND, ReferralCode.NOT_REFERRED, ReferralCode.ALREADY_ENDED),
)
def withdraw(ask: Ask, file_id: str, **body: Any) -> FileView:
    """Give a file up, for good; it is referred again at once."""
    require_uncompleted(ask, file_id)
    return ask.referral.withdraw(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/dismissal",
    ReferralApi.dismiss_inspector,
    fa="عزل بازرس",
    who=OFFICE,
    refuses=(NOT_FOUND, ReferralCode.NOT_REFERRED, ReferralCode.ALREADY_ENDED),
)
def dismiss_inspector(ask: Ask, file_id: str, **body: Any) -> FileView:
    """Take a file from its inspector; it is referred again at once."""
    require_uncompleted(ask, file_id)
    return ask.referral.dismiss_inspector(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/cancellation",
    ReferralApi.cancel_file,
    fa="لغو پرونده",
    who=OFFICE,
    refuses=(NOT_FOUND, ReferralCode.ALREADY_ENDED),
)
def cancel_file(ask: Ask, file_id: str, **body: Any) -> FileView:
    """End a file that will not be completed; its unused prepaid units are credited."""
    require_uncompleted(ask, file_id)
    return ask.referral.cancel_file(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "GET",
    "/files/<id>/referrals",
    ReferralApi.list_referrals,
    fa="سابقهٔ ارجاع پرونده",
    who=FILE_PEOPLE,
    refuses=(NOT_FOUND,),
)
def list_referrals(ask: Ask, file_id: str) -> Page[ReferralView]:
    """Every referral of a file, oldest first, with its candidates, their scores and the reason.

    Contractors see no candidates and inspectors only themselves. Both read the reason without the names of other
    inspectors and without the office's remark on a choice of the rule.
    """
    return Page(items=ask.referral.list_referrals(caller=ask.caller, file_id=file_id), next_cursor=None)


@routes.serve(
    "GET",
    "/me/referrals",
    ReferralApi.list_my_referrals,
    fa="پرونده‌های ارجاع‌شده به من",
    who=INSPECTOR,
    export=tables.MY_REFERRALS,
)
def list_my_referrals(ask: Ask, **query: Any) -> Page[FileInHand]:
    """The files in one's hands, each with `debtor` and the days since its referral.

    By default the oldest referral comes first. `q` searches number, owner and address; `from` and `to` are days of
    referral, both included.
    """
    return ask.referral.list_my_referrals(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/me/files",
    ReferralApi.list_my_files,
    fa="پرونده‌های تأییدشده، انصراف‌داده و عزل‌شده",
    who=INSPECTOR,
    export=tables.MY_FILES,
)
def list_my_files(ask: Ask, **query: Any) -> Page[PastFile]:
    """One's approved, withdrawn or dismissed files; an approved one once, in the last phase that one approved.

    Of a withdrawal, `excused` and `ruling_reason` are what the office ruled, null until it has. With `phase`, an
    approved file stands in each phase that one approved, and others in the phase in which they were given up or lost.
    `q` searches number, owner and address; `from` and `to` are of the day on which the file was approved, withdrawn
    from or lost, both included.
    """
    return ask.referral.list_my_files(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/files/<id>/timeline",
    ReferralApi.get_timeline,
    fa="رویدادهای پرونده",
    who=FILE_PEOPLE,
    refuses=(NOT_FOUND,),
    export=tables.TIMELINE,
)
def get_timeline(ask: Ask, file_id: str, **query: Any) -> Page[TimelineEntry]:
    """Every event of a file in order, of every service."""
    return ask.referral.get_timeline(caller=ask.caller, file_id=file_id, **query)


@routes.serve(
    "GET",
    "/files/<id>/timeline/verify",
    ReferralApi.verify_timeline,
    fa="درستی‌سنجی رویدادهای پرونده",
    who=FILE_PEOPLE,
    refuses=(NOT_FOUND,),
)
def verify_timeline(ask: Ask, file_id: str) -> TimelineProof:
    """Whether a file's timeline is still what was written.

    Each entry's `hash` is made of the entry and the hash before it, and the file keeps the last one: `head`. If
    something was changed, removed, added or swapped, `first_broken` is the first position at which it shows.
    """
    return ask.referral.verify_timeline(caller=ask.caller, file_id=file_id)
