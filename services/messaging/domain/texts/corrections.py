"""What is said of money that finance corrects by hand."""

from services.messaging.domain.persian import GIVEN_BACK, code, rials
from services.messaging.domain.templates import Placeholder, Template, Wording
from services.messaging.domain.texts.placeholders import AMOUNT, FILE, REASON

_REFERENCE = Placeholder("reference", "شمارهٔ پیگیری بانک", code("FT-140509-8841"))
_FILE_DEBT = Placeholder(
    "file_debt",
    "جملهٔ بدهی پرونده؛ اگر بدهی نداشته باشد خالی است",
    f"بدهی این پرونده اکنون {rials(1_725_000)} است و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود.",
)
_REST = Placeholder(
    "rest",
    "جملهٔ بدهی باقی‌مانده؛ اگر بدهی نمانده باشد خالی است",
    f"{rials(725_000)} از بدهی این پرونده باقی مانده است.",
)

TEMPLATES = (
    Template(
        key="payment_reversed.contractor",
        title="برگشت پرداخت، به شرکت مجری",
        placeholders=(FILE, AMOUNT, _REFERENCE, REASON, _FILE_DEBT),
        default=Wording(
            subject="برگشت پرداخت پروندهٔ {file}",
            body="پرداخت {amount} با شمارهٔ پیگیری {reference} برای پروندهٔ {file} برگشت خورد. {reason} {file_debt}",
            send_sms=True,
        ),
    ),
    Template(
        key="debit_posted.contractor",
        title="بدهکار شدن به تشخیص امور مالی، به شرکت مجری",
        placeholders=(FILE, AMOUNT, REASON, _FILE_DEBT),
        default=Wording(
            subject="بدهی پروندهٔ {file}",
            body="مبلغ {amount} به حساب بدهکار پروندهٔ {file} منظور شد. {reason} {file_debt}",
            send_sms=True,
        ),
    ),
    Template(
        key="debt_written_off.contractor",
        title="بخشودن بدهی، به شرکت مجری",
        placeholders=(FILE, AMOUNT, REASON, _REST),
        default=Wording(
            subject="بخشودن بدهی پروندهٔ {file}",
            body="مبلغ {amount} از بدهی پروندهٔ {file} بخشوده شد. {reason} {rest}",
        ),
    ),
    Template(
        key="refund_sent.contractor",
        title="حوالهٔ بازپرداخت، به شرکت مجری",
        placeholders=(FILE, AMOUNT, REASON),
        default=Wording(
            subject="بازپرداخت بستانکاری پروندهٔ {file}",
            body="مبلغ {amount} از بستانکاری شما در پروندهٔ {file} به بانک حواله شد. {reason}",
        ),
    ),
    Template(
        key="refund_confirmed.contractor",
        title="انجام بازپرداخت، به شرکت مجری",
        placeholders=(FILE, AMOUNT, _REFERENCE),
        default=Wording(
            subject="بازپرداخت بستانکاری پروندهٔ {file}",
            body="مبلغ {amount} از بستانکاری شما در پروندهٔ {file} با شمارهٔ پیگیری {reference} بازپرداخت شد.",
        ),
    ),
    Template(
        key="refund_failed.contractor",
        title="برگشت بازپرداخت، به شرکت مجری",
        placeholders=(FILE, AMOUNT, REASON),
        default=Wording(
            subject="برگشت حوالهٔ بازپرداخت پروندهٔ {file}",
            body="حوالهٔ بازپرداخت {amount} در پروندهٔ {file} برگشت خورد. {reason}"
            f" این مبلغ به شما بازمی‌گردد. {GIVEN_BACK}",
        ),
    ),
)
