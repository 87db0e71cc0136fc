"""The glossary in Persian, and numbers as a Persian reader expects them."""

from contracts.terms import ChargeStatus, DeadlineKind, FileKind, Outcome, Phase, ReferralKind

_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")

PHASES = {Phase.PRE: "پیش‌بازرسی", Phase.FINAL: "بازرسی نهایی"}
KINDS = {FileKind.CONCEALED: "زیرکار", FileKind.EXPOSED: "روکار"}
OUTCOMES = {
    Outcome.APPROVED: "تأیید می‌شود",
    Outcome.CONCEALED_STAGE: "ثبت مرحلهٔ زیرکار",
    Outcome.DEFECTIVE: "رد / دارای اشکال",
    Outcome.ABSENT_CHARGED: "عدم حضور با هزینه",
    Outcome.ABSENT_FREE: "عدم حضور بدون هزینه",
}
CHARGES = {
    ChargeStatus.PENDING: "در حال بررسی",
    ChargeStatus.NONE: "بدون هزینه",
    ChargeStatus.COVERED: "از محل پیش‌پرداخت",
    ChargeStatus.DEBT: "به حساب بدهی پرونده",
    ChargeStatus.VOIDED: "باطل‌شده",
}
DEADLINES = {
    DeadlineKind.NO_APPOINTMENT: "زمان بازرسی به‌موقع تعیین نشد",
    DeadlineKind.NO_REPORT: "گزارش بازدید به‌موقع ثبت نشد",
    DeadlineKind.IDLE: "پرونده مدت‌هاست بی‌حرکت مانده است",
}
REFERRAL_KINDS = {ReferralKind.AUTOMATIC: "خودکار", ReferralKind.MANUAL: "دستی"}


def persian_digits(text: str) -> str:
    """The text with Latin digits as Persian ones."""
    return text.translate(_PERSIAN)


def count(number: int) -> str:
    """A whole number in Persian digits, in groups of three."""
    return persian_digits(f"{number:,}").replace(",", "٬")


def rials(amount: int) -> str:
    """An amount of rials in words' company: ``۱٬۷۲۵٬۰۰۰ ریال``."""
    return f"{count(amount)} ریال"
