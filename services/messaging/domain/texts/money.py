"""What is said of money: invoices, payments, charges, debts, fees (R19-R26)."""

from services.messaging.domain.persian import GIVEN_BACK, code, rials
from services.messaging.domain.templates import Placeholder, Template, Wording
from services.messaging.domain.texts.placeholders import AMOUNT, DAY, FILE, INVOICE, SEQUENCE

_REFERENCE = Placeholder("reference", "شمارهٔ پیگیری بانک", code("FT-140509-8841"))
_REST = Placeholder(
    "rest",
    "جملهٔ بدهی باقی‌مانده؛ اگر بدهی نمانده باشد خالی است",
    f"{rials(725_000)} از بدهی این پرونده باقی مانده است.",
)
_DEBT = Placeholder("debt", "بدهی این گزارش", rials(1_725_000))
_FILE_DEBT = Placeholder("file_debt", "همهٔ بدهی پرونده", rials(2_115_000))
_LEFTOVER = Placeholder(
    "outcome",
    "جمله‌هایی که می‌گویند پیش‌پرداخت استفاده‌نشده چه شد",
    f"مبلغ {rials(690_000)} از پیش‌پرداخت استفاده‌نشدهٔ آن به شما بازمی‌گردد. {GIVEN_BACK}",
)
_RETURNED = Placeholder(
    "returned",
    "جملهٔ بازگشت وجه؛ اگر وجهی پرداخت نشده باشد خالی است",
    f"مبلغ {rials(390_000)} که بابت آن پرداخت شده بود به شما بازمی‌گردد. {GIVEN_BACK}",
)
_FEE = Placeholder("fee", "حق‌الزحمهٔ برگشت‌خورده", rials(273_000))

TEMPLATES = (
    Template(
        key="invoice_issued.contractor",
        title="صدور صورت‌حساب، به شرکت مجری",
        placeholders=(FILE, INVOICE, AMOUNT),
        default=Wording(
            subject="صورت‌حساب پروندهٔ {file}",
            body="پروندهٔ {file} ثبت شد و صورت‌حساب شمارهٔ {invoice} به مبلغ {amount}"
            " برای آن صادر شد. پرونده پس از پرداخت کامل این مبلغ به بازرس ارجاع می‌شود.",
        ),
    ),
    Template(
        key="registration_paid.contractor",
        title="تسویهٔ صورت‌حساب، به شرکت مجری",
        placeholders=(FILE, AMOUNT),
        default=Wording(
            subject="تسویهٔ صورت‌حساب پروندهٔ {file}",
            body="صورت‌حساب پروندهٔ {file} به مبلغ {amount} به‌طور کامل پرداخت شد"
            " و پرونده در نوبت ارجاع به بازرس قرار گرفت.",
        ),
    ),
    Template(
        key="payment_received.contractor",
        title="دریافت وجه، به شرکت مجری",
        placeholders=(FILE, AMOUNT, _REFERENCE, _REST),
        default=Wording(
            subject="دریافت وجه برای پروندهٔ {file}",
            body="مبلغ {amount} با شمارهٔ پیگیری {reference} برای پروندهٔ {file} دریافت شد. {rest}",
        ),
    ),
    Template(
        key="charge_covered.contractor",
        title="هزینهٔ گزارش از محل پیش‌پرداخت، به شرکت مجری",
        placeholders=(FILE, SEQUENCE, AMOUNT),
        default=Wording(
            subject="هزینهٔ گزارش پروندهٔ {file}",
            body="هزینهٔ گزارش شمارهٔ {sequence} پروندهٔ {file} به مبلغ {amount} از محل"
            " پیش‌پرداخت یا اعتبار شما تأمین شد.",
        ),
    ),
    Template(
        key="charge_made_debt.contractor",
        title="بدهی گزارش، به شرکت مجری",
        placeholders=(FILE, SEQUENCE, _DEBT, _FILE_DEBT),
        default=Wording(
            subject="بدهی پروندهٔ {file}",
            body="بابت گزارش شمارهٔ {sequence} پروندهٔ {file} مبلغ {debt} بدهی ثبت شد. بدهی این پرونده اکنون"
            " {file_debt} است و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود.",
            sms="پروندهٔ {file} اکنون {file_debt} بدهی دارد و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود.",
            send_sms=True,
        ),
    ),
    Template(
        key="debt_cleared.contractor",
        title="تسویهٔ بدهی، به شرکت مجری",
        placeholders=(FILE,),
        default=Wording(
            subject="تسویهٔ بدهی پروندهٔ {file}",
            body="بدهی پروندهٔ {file} به‌طور کامل تسویه شد و دیگر مانع ثبت گزارش تازه نیست.",
        ),
    ),
    Template(
        key="debt_cleared.inspector",
        title="تسویهٔ بدهی، به بازرس",
        placeholders=(FILE,),
        default=Wording(
            subject="تسویهٔ بدهی پروندهٔ {file}",
            body="بدهی پروندهٔ {file} به‌طور کامل تسویه شد و دیگر مانع ثبت گزارش تازه نیست.",
        ),
    ),
    Template(
        key="fee_earned.inspector",
        title="حق‌الزحمه، به بازرس",
        placeholders=(FILE, AMOUNT, DAY),
        default=Wording(
            subject="حق‌الزحمهٔ پروندهٔ {file}",
            body="بابت بازرسی پروندهٔ {file} در تاریخ {day} مبلغ {amount} حق‌الزحمه برای شما منظور شد.",
        ),
    ),
    Template(
        key="units_closed.contractor",
        title="پیش‌پرداخت استفاده‌نشده، به شرکت مجری",
        placeholders=(FILE, _LEFTOVER),
        default=Wording(subject="پیش‌پرداخت پروندهٔ {file}", body="پروندهٔ {file} پایان یافت. {outcome}"),
    ),
    Template(
        key="charge_voided.contractor",
        title="ابطال هزینهٔ گزارش، به شرکت مجری",
        placeholders=(FILE, SEQUENCE, AMOUNT, _RETURNED),
        default=Wording(
            subject="ابطال هزینهٔ گزارش پروندهٔ {file}",
            body="هزینهٔ گزارش شمارهٔ {sequence} پروندهٔ {file} به مبلغ {amount} باطل شد. {returned}",
        ),
    ),
    Template(
        key="charge_voided.inspector",
        title="برگشت حق‌الزحمه، به بازرس",
        placeholders=(FILE, SEQUENCE, _FEE),
        default=Wording(
            subject="برگشت حق‌الزحمهٔ پروندهٔ {file}",
            body="هزینهٔ گزارش شمارهٔ {sequence} پروندهٔ {file} باطل شد"
            " و {fee} حق‌الزحمه‌ای که بابت آن منظور شده بود برگشت خورد.",
        ),
    ),
    Template(
        key="prepayment_invoiced.contractor",
        title="مابه‌التفاوت پیش‌پرداخت، به شرکت مجری",
        placeholders=(FILE, INVOICE, AMOUNT),
        default=Wording(
            subject="مابه‌التفاوت پیش‌پرداخت پروندهٔ {file}",
            body="با اصلاح مشخصات کنتورهای پروندهٔ {file}، صورت‌حساب شمارهٔ {invoice} به مبلغ {amount} بابت"
            " مابه‌التفاوت پیش‌پرداخت صادر شد. لطفاً آن را بپردازید.",
        ),
    ),
    Template(
        key="prepayment_credited.contractor",
        title="بازگشت مابه‌التفاوت پیش‌پرداخت، به شرکت مجری",
        placeholders=(FILE, AMOUNT),
        default=Wording(
            subject="مابه‌التفاوت پیش‌پرداخت پروندهٔ {file}",
            body="با اصلاح مشخصات کنتورهای پروندهٔ {file}، مبلغ {amount} از پیش‌پرداخت آن"
            f" به شما بازمی‌گردد. {GIVEN_BACK}",
        ),
    ),
)
