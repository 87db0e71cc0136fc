"""What the timeline says of each event, in one Persian sentence.

A sentence is chosen by the event's name, or by its name and a detail that changes the sense (``charge_settled:debt``);
words in braces are details of the event.
"""

from collections.abc import Mapping
from string import Formatter

from contracts.terms import Role
from services.referral.domain.wording import (
    CHARGES,
    DEADLINES,
    KINDS,
    OUTCOMES,
    PHASES,
    REFERRAL_KINDS,
    persian_digits,
    rials,
)

_SENTENCES: dict[str, str] = {
    "file_registered": "پرونده ثبت شد.",
    "file_referred": "پرونده به {inspector} ارجاع شد (ارجاع {kind}).",
    "file_waiting": "بازرس واجد شرایطی یافت نشد؛ پرونده در نوبت ارجاع ماند.",
    "file_withdrawn": "{inspector} از پرونده انصراف داد.",
    "inspector_dismissed": "{inspector} از پرونده عزل شد.",
    "file_phase_changed": "همهٔ کنتورها در پیش‌بازرسی تأیید شدند و پرونده به مرحلهٔ بازرسی نهایی رفت.",
    "file_completed": "همهٔ کنتورها در بازرسی نهایی تأیید شدند و پرونده تکمیل شد.",
    "file_completed:void": (
        "گزارش پایانی هم‌زمان با لغو پرونده ثبت شده بود؛ همهٔ کنتورها تأیید شده‌اند، پرونده تکمیل شد و لغو آن بی‌اثر است."
    ),
    "file_cancelled": "پرونده لغو شد.",
    "meter_corrected": "مشخصات کنتور «{label}» اصلاح شد و ردهٔ آن از {old_class} به {new_class} تغییر کرد.",
    "meter_corrected:same_class": "مشخصات کنتور «{label}» اصلاح شد و ردهٔ آن {new_class} ماند.",
    "appointment_set": "زمان بازرسی تعیین شد: {starts_at_jalali}",
    "appointment_set:moved": "زمان بازرسی تغییر کرد: {starts_at_jalali}",
    "appointment_cancelled": "زمان بازرسی لغو شد: {starts_at_jalali}",
    "appointment_confirmed": "مجری زمان بازرسی را تأیید کرد: {starts_at_jalali}",
    "another_time_requested": "مجری زمان دیگری برای بازرسی خواست؛ زمان کنونی: {starts_at_jalali}",
    "appointment_came_near": "بازرسی نزدیک است: {starts_at_jalali}",
    "deadline_missed": "مهلتی گذشت ({due_at_jalali}): {kind}",
    "objection_filed": "مجری به گزارش شمارهٔ {sequence} اعتراض کرد.",
    "objection_decided:upheld": "اعتراض به گزارش شمارهٔ {sequence} پذیرفته شد و هزینهٔ آن باطل می‌شود.",
    "objection_decided:rejected": "اعتراض به گزارش شمارهٔ {sequence} رد شد.",
    "withdrawal_ruled:excused": "انصراف {inspector} موجه شناخته شد.",
    "withdrawal_ruled:unexcused": "انصراف {inspector} غیرموجه شناخته شد.",
    "dismissal_proposed": "عزل {inspector} برای بررسی به دفتر پیشنهاد شد: {deadline}",
    "dismissal_declined": "دفتر پرونده را نزد {inspector} نگه داشت.",
    "report_filed": "گزارش شمارهٔ {sequence} در مرحلهٔ {phase} با نتیجهٔ «{outcome}» ثبت شد.",
    "phase_approved": "مرحلهٔ {phase} با تأیید همهٔ کنتورها پایان یافت.",
    "invoice_issued": "صورت‌حساب {invoice_number} به مبلغ {amount_rials} صادر شد.",
    "registration_paid": "صورت‌حساب ثبت پرونده، {amount_rials}، به‌طور کامل پرداخت شد.",
    "payment_received": "{amount_rials} دریافت شد.",
    "charge_settled": "هزینهٔ گزارش شمارهٔ {sequence} تعیین شد: {status}",
    "charge_settled:none": "گزارش شمارهٔ {sequence} هزینه‌ای نداشت.",
    "charge_settled:covered": (
        "هزینهٔ گزارش شمارهٔ {sequence}، {amount_rials}، از محل پیش‌پرداخت یا بستانکاری مجری برداشته شد."
    ),
    "charge_settled:debt": "بابت گزارش شمارهٔ {sequence}، {debt_rials} به بدهی پرونده افزوده شد.",
    "charge_voided": "هزینهٔ گزارش شمارهٔ {sequence}، {amount_rials}، باطل شد.",
    "prepayment_adjusted:invoiced": "با اصلاح کنتور، صورت‌حساب تکمیلی به مبلغ {difference_rials} صادر شد.",
    "prepayment_adjusted:credited": "با اصلاح کنتور، {difference_rials} به مجری بازگشت.",
    "prepayment_adjusted:same": "با اصلاح کنتور، پیش‌پرداخت پرونده تغییری نکرد.",
    "debt_cleared": "بدهی پرونده به‌طور کامل تسویه شد.",
    "fee_earned": "حق‌الزحمهٔ {inspector}، {amount_rials}، منظور شد.",
    "units_closed": (
        "پیش‌پرداخت‌های باقی‌مانده تسویه شد: {credited_rials} به حساب مجری برگشت و {kept_rials} نگه داشته شد."
    ),
    "units_closed:credited": "پیش‌پرداخت‌های باقی‌مانده تسویه شد: {credited_rials} به حساب مجری برگشت.",
    "units_closed:kept": "پیش‌پرداخت‌های باقی‌مانده تسویه شد: {kept_rials} نگه داشته شد.",
    "payment_reversed": "پرداخت {amount_rials} با شمارهٔ پیگیری {reference} برگشت خورد؛ دلیل: {reason}",
    "debit_posted": "{amount_rials} به حساب بدهکار مجری منظور شد؛ دلیل: {reason}",
    "debt_written_off": "{amount_rials} از بدهی پرونده بخشوده شد؛ دلیل: {reason}",
    "refund_sent": "{amount_rials} از بستانکاری مجری برای بازپرداخت حواله شد.",
    "refund_confirmed": "{amount_rials} از بستانکاری مجری با حوالهٔ {reference} بازپرداخت شد.",
    "refund_failed": "حوالهٔ بازپرداخت {amount_rials} برگشت خورد و این مبلغ به بستانکاری مجری بازگشت؛ دلیل: {reason}",
}
_TERMS: dict[str, Mapping[str, str]] = {
    "phase": {str(term): word for term, word in PHASES.items()},
    "outcome": {str(term): word for term, word in OUTCOMES.items()},
    "status": {str(term): word for term, word in CHARGES.items()},
    "kind": {str(term): word for term, word in (*KINDS.items(), *REFERRAL_KINDS.items(), *DEADLINES.items())},
    "deadline": {str(term): word for term, word in DEADLINES.items()},
}
# What an inspector is told of the contractor's money: that it came, not how much.
_WITHOUT_AMOUNTS = {
    "invoice_issued": "صورت‌حساب پرونده صادر شد.",
    "registration_paid": "صورت‌حساب ثبت پرونده به‌طور کامل پرداخت شد.",
    "payment_received": "پرداختی برای پرونده دریافت شد.",
    "units_closed": "پیش‌پرداخت‌های باقی‌ماندهٔ پرونده تسویه شد.",
    "prepayment_adjusted": "با اصلاح کنتور، پیش‌پرداخت پرونده بازنگری شد.",
    "payment_reversed": "پرداختی برای پرونده برگشت خورد.",
    "debit_posted": "مبلغی به حساب بدهکار مجری منظور شد.",
    "debt_written_off": "بخشی از بدهی پرونده بخشوده شد.",
    "refund_sent": "بستانکاری مجری برای بازپرداخت حواله شد.",
    "refund_confirmed": "بستانکاری مجری بازپرداخت شد.",
    "refund_failed": "حوالهٔ بازپرداخت بستانکاری مجری برگشت خورد.",
}
_REASONS_ARE_PRIVATE = frozenset({"file_withdrawn", "inspector_dismissed", "withdrawal_ruled"})
# What the organization considers is its own matter until it decides to act: neither of the two reads of it.
ORGANIZATION_ONLY = frozenset({"dismissal_proposed", "dismissal_declined"})
_NUMBERS = frozenset({"sequence", "starts_at_jalali", "due_at_jalali", "invoice_number"})


def summarize(event: str, details: Mapping[str, str]) -> str:
    """The sentence for an event; one that this version does not know is named as it is."""
    sentence = _SENTENCES.get(_variant(event, details)) or _SENTENCES.get(event)
    if sentence is None:
        return f"رویداد «{event}» ثبت شد."
    names = [name for _, name, _, _ in Formatter().parse(sentence) if name]
    return sentence.format(**{name: _word(name, details.get(name, "")) for name in names})


def as_told_to(
    role: Role, membership_code: str, *, event: str, summary: str, details: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """An entry's sentence and details as somebody may read them.

    The organization reads everything. Why an inspector gave a file up or lost it, and why that was excused or not, is
    a matter between the two; what a contractor paid is none of the inspector's.
    """
    if role in (Role.OFFICE, Role.FINANCE):
        return summary, dict(details)
    if role is Role.INSPECTOR and event in _WITHOUT_AMOUNTS:
        return _WITHOUT_AMOUNTS[event], {}
    if event in _REASONS_ARE_PRIVATE and not _is_about(role, membership_code, details):
        return summary, {name: value for name, value in details.items() if name != "reason"}
    return summary, dict(details)


def _is_about(role: Role, membership_code: str, details: Mapping[str, str]) -> bool:
    return role is Role.INSPECTOR and details.get("inspector_code") == membership_code


def _variant(event: str, details: Mapping[str, str]) -> str:
    if event == "charge_settled":
        return f"{event}:{details.get('status')}"
    if event == "file_completed" and details.get("cancellation") == "void":
        return f"{event}:void"
    if event == "appointment_set" and details.get("moved") == "true":
        return f"{event}:moved"
    if event == "objection_decided":
        return f"{event}:{'upheld' if details.get('upheld') == 'true' else 'rejected'}"
    if event == "withdrawal_ruled":
        return f"{event}:{'excused' if details.get('excused') == 'true' else 'unexcused'}"
    if event == "prepayment_adjusted":
        return f"{event}:{_direction(details.get('difference_rials', '0'))}"
    if event == "units_closed":
        return _variant_of_rest(event, details)
    if event == "meter_corrected" and details.get("old_class") == details.get("new_class"):
        return f"{event}:same_class"
    return event


def _variant_of_rest(event: str, details: Mapping[str, str]) -> str:
    if details.get("kept_rials") == "0":
        return f"{event}:credited"
    return f"{event}:kept" if details.get("credited_rials") == "0" else event


def _direction(difference_rials: str) -> str:
    if difference_rials in ("", "0"):
        return "same"
    return "credited" if difference_rials.startswith("-") else "invoiced"


def _word(name: str, value: str) -> str:
    if not value:
        return "—"
    if name == "difference_rials":  # the sentence says which way
        return rials(abs(int(value)))
    if name.endswith("_rials"):
        return rials(int(value))
    if name in _NUMBERS:
        return persian_digits(value)
    return _TERMS.get(name, {}).get(value, value)
