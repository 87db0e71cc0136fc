"""What a payer reads who comes back from the payment provider. Persian only: nobody is signed in there."""

from contracts.billing import ReturnedPayment
from contracts.terms import OnlinePaymentReason, OnlinePaymentState

GO_BACK = "می‌توانید این صفحه را ببندید و به سامانهٔ گازبان بازگردید؛ وضعیت پرداخت در پروندهٔ شما دیده می‌شود."
NAMES_NOTHING = "این نشانی کامل نیست و نمی‌گوید از کدام پرداخت بازگشته‌اید."

_DIGITS = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_ASKED_ABOUT = (
    "پرداخت در دست بررسی است",
    "درگاه هنوز نتیجهٔ پرداخت را به ما نگفته است. لطفاً دوباره پرداخت نکنید؛ نتیجه به‌زودی روشن می‌شود.",
    "",
)
_STANDING = {
    OnlinePaymentState.VERIFIED: (
        "پرداخت انجام شد",
        "پرداخت شما دریافت و در حساب پرونده ثبت شد. سپاسگزاریم.",
        "good",
    ),
    OnlinePaymentState.REFUSED: (
        "پرداخت انجام نشد",
        "پرداختی دریافت نشد. اگر مبلغی از حساب شما کسر شده باشد، بانک آن را بازمی‌گرداند.",
        "bad",
    ),
    OnlinePaymentState.STARTED: (
        "پرداخت هنوز انجام نشده است",
        "درگاه می‌گوید این پرداخت هنوز انجام نشده است. می‌توانید در صفحهٔ درگاه آن را ادامه دهید.",
        "",
    ),
}
_FOR_FINANCE = (
    "پرداخت نیاز به بررسی دارد",
    "آنچه درگاه از این پرداخت می‌گوید با درخواست ما نمی‌خواند؛ لطفاً دوباره پرداخت نکنید و با امور مالی تماس بگیرید.",
    "bad",
)


def standing(payment: ReturnedPayment) -> tuple[str, str, str]:
    """A heading, a sentence, and whether it is ``good`` or ``bad``."""
    if payment.reason in (OnlinePaymentReason.AMOUNT_MISMATCH, OnlinePaymentReason.DUPLICATE_REFERENCE):
        return _FOR_FINANCE
    return _STANDING.get(payment.state, _ASKED_ABOUT)


def particulars(payment: ReturnedPayment) -> list[tuple[str, str]]:
    """What the payment is, line by line."""
    rows = [
        ("مبلغ", f"{payment.amount_rials:,} ریال".translate(_DIGITS)),
        ("شمارهٔ پرونده", payment.number.translate(_DIGITS)),
    ]
    if payment.reference is not None:
        rows.append(("شمارهٔ پیگیری", payment.reference.translate(_DIGITS)))
    return [*rows, ("شناسهٔ پرداخت", payment.payment_id)]
