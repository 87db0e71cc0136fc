"""The glossary's words as people read them in a table: Persian, or the English value without its underscores."""

from enum import StrEnum

from contracts.terms import ChargeStatus, FileKind, FileResult, FileStatus, Outcome, Phase

WORDS: dict[type[StrEnum], dict[str, str]] = {
    FileKind: {FileKind.CONCEALED: "زیرکار", FileKind.EXPOSED: "روکار"},
    FileStatus: {
        FileStatus.AWAITING_PAYMENT: "در انتظار پرداخت",
        FileStatus.AWAITING_REFERRAL: "در نوبت ارجاع",
        FileStatus.REFERRED: "ارجاع‌شده",
        FileStatus.COMPLETED: "تکمیل‌شده",
        FileStatus.CANCELLED: "لغوشده",
    },
    Phase: {Phase.PRE: "پیش‌بازرسی", Phase.FINAL: "بازرسی نهایی"},
    Outcome: {
        Outcome.APPROVED: "تأیید می‌شود",
        Outcome.CONCEALED_STAGE: "ثبت مرحلهٔ زیرکار",
        Outcome.DEFECTIVE: "رد / دارای اشکال",
        Outcome.ABSENT_CHARGED: "عدم حضور با هزینه",
        Outcome.ABSENT_FREE: "عدم حضور بدون هزینه",
    },
    ChargeStatus: {
        ChargeStatus.PENDING: "در حال بررسی",
        ChargeStatus.NONE: "بدون هزینه",
        ChargeStatus.COVERED: "از محل پیش‌پرداخت",
        ChargeStatus.DEBT: "به حساب بدهی پرونده",
        ChargeStatus.VOIDED: "باطل‌شده",
    },
    FileResult: {
        FileResult.APPROVED: "تأییدشده",
        FileResult.WITHDRAWN: "انصراف‌داده",
        FileResult.DISMISSED: "عزل‌شده",
    },
}
SERVICES = {
    "auth": "کاربران",
    "referral": "ارجاع",
    "inspection": "بازرسی",
    "billing": "مالی",
    "messaging": "پیام‌ها",
}
_FLAGS = {"fa": {True: "بله", False: "خیر"}, "en": {True: "yes", False: "no"}}


def term(value: StrEnum, language: str) -> str:
    """A value of the glossary in the reader's language; one that is not in the table is shown as it is."""
    if language == "en":
        return value.replace("_", " ")
    return WORDS.get(type(value), {}).get(value, str(value))


def stage(name: str, language: str) -> str:
    """A kind of stage of the financial report, such as ``concealed_stage_pre``."""
    outcome, _, phase = name.rpartition("_")
    if outcome not in set(Outcome) or phase not in set(Phase):
        return name
    return f"{term(Outcome(outcome), language)} ({term(Phase(phase), language)})"


def flag(value: bool, language: str) -> str:
    """Yes or no."""
    return _FLAGS["en" if language == "en" else "fa"][value]


def service(name: str, language: str) -> str:
    """The part of the system that something happened in."""
    return name if language == "en" else SERVICES.get(name, name)
