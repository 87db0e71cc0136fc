"""What is said of visits: when, and with what result (R12-R17)."""

from collections.abc import Mapping

from contracts.terms import Outcome, Phase
from services.messaging.domain.notices.notice import PHASES, Notice
from services.messaging.domain.persian import code, listing, moment, number

_OUTCOMES = {
    Outcome.APPROVED: "تأیید",
    Outcome.CONCEALED_STAGE: "ثبت مرحلهٔ زیرکار",
    Outcome.DEFECTIVE: "رد به‌دلیل اشکال",
    Outcome.ABSENT_CHARGED: "عدم حضور با هزینه",
    Outcome.ABSENT_FREE: "عدم حضور بدون هزینه",
}


def appointment_set(
    *,
    key: str,
    file: str,
    phase: Phase,
    inspector_name: str,
    starts_at: str,
    duration_minutes: int,
    moved: bool,
    contractor_id: str,
) -> list[Notice]:
    """To the contractor, at once (R12, R14); ``starts_at`` is a Jalali moment."""
    what = f"زمان {PHASES[phase]} پروندهٔ {code(file)}"
    first = f"{what} تغییر کرد." if moved else f"{what} تعیین شد."
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"تغییر {what}" if moved else what,
            body=f"{first} {inspector_name} در تاریخ {moment(starts_at)} مراجعه می‌کند و بازرسی حدود"
            f" {number(duration_minutes)} دقیقه طول می‌کشد. لطفاً در محل حضور داشته باشید.",
        )
    ]


def appointment_cancelled(*, key: str, file: str, starts_at: str, contractor_id: str) -> list[Notice]:
    """To the contractor, who need not wait there; ``starts_at`` is a Jalali moment."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"لغو زمان بازرسی پروندهٔ {code(file)}",
            body=f"بازرسی پروندهٔ {code(file)} در تاریخ {moment(starts_at)} انجام نمی‌شود."
            " زمان تازه پس از تعیین به شما اعلام می‌شود.",
        )
    ]


def report_filed(
    *,
    key: str,
    file: str,
    sequence: int,
    phase: Phase,
    meters_by_outcome: Mapping[Outcome, int],
    mismatched_meters: int,
    contractor_id: str,
) -> list[Notice]:
    """To the contractor: what was found (R15), and whether the file's own data is in doubt (R17)."""
    verdicts = listing(
        [
            f"{_OUTCOMES[outcome]} برای {number(meters_by_outcome[outcome])} کنتور"
            for outcome in Outcome
            if meters_by_outcome.get(outcome)
        ]
    )
    mismatch = (
        f" مشخصات {number(mismatched_meters)} کنتور در محل با پرونده مغایرت داشت؛"
        " لطفاً متراژ و میزان مصرف را در پرونده اصلاح کنید."
        if mismatched_meters
        else ""
    )
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"گزارش بازرسی پروندهٔ {code(file)}",
            body=f"گزارش شمارهٔ {number(sequence)} پروندهٔ {code(file)} در مرحلهٔ {PHASES[phase]} ثبت شد."
            f" نتیجه: {verdicts}.{mismatch}",
        )
    ]


def phase_approved(*, key: str, file: str, phase: Phase, contractor_id: str) -> list[Notice]:
    """To the contractor, of the pre-inspection; that of the final inspection is the file's completion."""
    if phase is not Phase.PRE:
        return []
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"تأیید پیش‌بازرسی پروندهٔ {code(file)}",
            body=f"همهٔ کنتورهای پروندهٔ {code(file)} در پیش‌بازرسی تأیید شدند"
            " و پرونده به مرحلهٔ بازرسی نهایی رفت.",
        )
    ]
