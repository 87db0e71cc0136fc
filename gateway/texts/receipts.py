"""What stands on a receipt, and on the page that verifies one. Persian only: a paper belongs to whoever holds it."""

from collections.abc import Iterator
from datetime import date

from chassis.jalali import jalali_date, tehran_date
from contracts.billing import ReceiptPart, ReceiptView, VerifiedReceipt
from contracts.terms import ReceiptPurpose

HEADING = "رسید دریافت وجه"
PAID_FOR = "بابت"
VERIFY = (
    "درستی این رسید را هر کس که آن را در دست دارد می‌تواند با خواندن این رمزینه یا در نشانی زیر بررسی کند:"
)
NOT_FOUND = "رسیدی با این شماره و رمز پیدا نشد. نشانی را از روی خود رسید و به‌طور کامل وارد کنید."

_PURPOSES = {
    ReceiptPurpose.REGISTRATION: "صورت‌حساب ثبت پرونده",
    ReceiptPurpose.REPORT: "بدهی گزارش بازرسی شمارهٔ",
    ReceiptPurpose.DEBIT: "بدهی ثبت‌شده به دست بخش مالی",
    ReceiptPurpose.SUPPLEMENT: "صورت‌حساب تکمیلی",
    ReceiptPurpose.REFUND: "بازپرداخت به مجری",
    ReceiptPurpose.CREDIT: "مانده به بستانکاری پرونده",
}
_PROVIDERS = {"bank": "فیش بانکی"}
_ONLINE = "پرداخت اینترنتی"
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_LONGEST_NAME = 100
# Around a number with a dash, so that its parts keep their order within a line that runs from right to left.
_MARK = "\u200e"


def digits(text: str) -> str:
    """The text with Persian digits."""
    return text.translate(_DIGITS)


def number(text: str) -> str:
    """A number of a receipt or a file in Persian digits, in its order."""
    return f"{_MARK}{digits(text)}{_MARK}"


def code(text: str) -> str:
    """What a bank or the organization writes in Latin, in its order."""
    return f"{_MARK}{text}{_MARK}"


def rials(amount: int) -> str:
    """``۱٬۷۲۵٬۰۰۰ ریال``."""
    return f"{digits(f'{amount:,}').replace(',', '٬')} ریال"


def day(value: date) -> str:
    """``۱۴۰۵/۰۹/۰۱``."""
    return digits(jalali_date(value)).replace("-", "/")


def title(receipt_number: str) -> str:
    """What the document is called, for programs that list it."""
    return f"{HEADING} {receipt_number}"


def facts(receipt: ReceiptView) -> Iterator[tuple[str, str]]:
    """What a receipt says besides the amount, line by line."""
    yield "شمارهٔ رسید", number(receipt.number)
    yield "تاریخ ثبت", day(tehran_date(receipt.issued_at))
    yield "تاریخ پرداخت", day(receipt.paid_on)
    yield "پرداخت‌کننده", _short(receipt.payer.full_name)
    yield "کد عضویت", number(receipt.payer.membership_code)
    yield "شمارهٔ پرونده", number(receipt.file_number)
    yield "شیوهٔ پرداخت", _PROVIDERS.get(receipt.provider, _ONLINE)
    yield "شمارهٔ پیگیری", code(receipt.reference)


def _short(name: str) -> str:
    """A name that leaves room for the rest of the paper."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME].rstrip()}…"


def part(paid: ReceiptPart) -> str:
    """What a part of the amount has paid for."""
    what = _PURPOSES[paid.purpose]
    return f"{what} {number(paid.number)}" if paid.number else what


def other_parts(count: int) -> str:
    """What stands for the parts for which the paper has no room."""
    return f"{digits(str(count))} مورد دیگر"


def reversed_on(value: date) -> str:
    """What a receipt is worth whose payment was reversed."""
    return f"این پرداخت در تاریخ {day(value)} برگشت خورده است و رسید آن اعتبار ندارد."


def printed_on(jalali_day: str) -> str:
    """When the paper was made: what the money has paid may change after it."""
    return f"تاریخ چاپ: {digits(jalali_day).replace('-', '/')}"


def verified(receipt: VerifiedReceipt) -> Iterator[tuple[str, str]]:
    """What whoever verifies a receipt reads, line by line."""
    yield "شمارهٔ رسید", number(receipt.number)
    yield "مبلغ", rials(receipt.amount_rials)
    yield "تاریخ ثبت", day(receipt.issued_on)
    yield "تاریخ پرداخت", day(receipt.paid_on)
    yield "شمارهٔ پرونده", number(receipt.file_number)
    yield "پرداخت‌کننده", receipt.payer


def verdict(receipt: VerifiedReceipt) -> str:
    """Whether it counts."""
    if receipt.reversed_on is not None:
        return reversed_on(receipt.reversed_on)
    return "این رسید معتبر است."
