"""What inspectors are told of being paid."""

from services.messaging.domain.persian import code, day, rials
from services.messaging.domain.templates import Placeholder, Template, Wording
from services.messaging.domain.texts.placeholders import REASON

_GROSS = Placeholder("gross", "حق‌الزحمه پیش از کسر مالیات", rials(2_415_000))
_NET = Placeholder("net", "مبلغی که بانک می‌پردازد", rials(2_173_500))
_TAX = Placeholder(
    "tax",
    "جملهٔ مالیات تکلیفی؛ اگر مالیاتی کسر نشده باشد خالی است",
    f"مالیات تکلیفی کسرشده {rials(241_500)} است.",
)
_REFERENCE = Placeholder("reference", "شمارهٔ پیگیری بانک", code("FT-140509-8841"))
_SENT_ON = Placeholder("day", "تاریخ ارسال به بانک", day("1405-09-01"))
_PAID_ON = Placeholder("day", "تاریخ واریز", day("1405-09-02"))

TEMPLATES = (
    Template(
        key="payout_sent.inspector",
        title="ارسال حوالهٔ حق‌الزحمه، به بازرس",
        placeholders=(_GROSS, _NET, _TAX, _SENT_ON),
        default=Wording(
            subject="حوالهٔ حق‌الزحمه",
            body="از {gross} حق‌الزحمهٔ شما، حواله‌ای به مبلغ {net} در تاریخ {day} برای بانک آماده شد. {tax}",
        ),
    ),
    Template(
        key="payout_confirmed.inspector",
        title="واریز حق‌الزحمه، به بازرس",
        placeholders=(_NET, _REFERENCE, _PAID_ON),
        default=Wording(
            subject="واریز حق‌الزحمه",
            body="مبلغ {net} حق‌الزحمه در تاریخ {day} با شمارهٔ پیگیری {reference} به حساب شما واریز شد.",
        ),
    ),
    Template(
        key="payout_failed.inspector",
        title="واریز نشدن حق‌الزحمه، به بازرس",
        placeholders=(_GROSS, _NET, REASON),
        default=Wording(
            subject="حق‌الزحمه واریز نشد",
            body="بانک حوالهٔ {net} حق‌الزحمهٔ شما را واریز نکرد. {reason}\n"
            "همهٔ {gross} به طلب شما بازگشت و در نوبت بعدی پرداخت می‌شود. لطفاً شمارهٔ شبای خود را با امور مالی"
            " بررسی کنید.",
        ),
    ),
)
