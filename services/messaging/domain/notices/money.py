"""What is said of money: invoices, payments, charges, debts, fees (R19-R26)."""

from services.messaging.domain.notices.notice import Notice
from services.messaging.domain.persian import code, day, number, rials


def invoice_issued(
    *, key: str, file: str, invoice: str, amount_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor (R19)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"صورت‌حساب پروندهٔ {code(file)}",
            body=f"پروندهٔ {code(file)} ثبت شد و صورت‌حساب شمارهٔ {code(invoice)} به مبلغ {rials(amount_rials)}"
            " برای آن صادر شد. پرونده پس از پرداخت کامل این مبلغ به بازرس ارجاع می‌شود.",
        )
    ]


def registration_paid(*, key: str, file: str, amount_rials: int, contractor_id: str) -> list[Notice]:
    """To the contractor (R19)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"تسویهٔ صورت‌حساب پروندهٔ {code(file)}",
            body=f"صورت‌حساب پروندهٔ {code(file)} به مبلغ {rials(amount_rials)} به‌طور کامل پرداخت شد"
            " و پرونده در نوبت ارجاع به بازرس قرار گرفت.",
        )
    ]


def payment_received(
    *, key: str, file: str, amount_rials: int, reference: str, debt_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor, with what is still owed."""
    rest = f" {rials(debt_rials)} از بدهی این پرونده باقی مانده است." if debt_rials else ""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"دریافت وجه برای پروندهٔ {code(file)}",
            body=f"مبلغ {rials(amount_rials)} با شمارهٔ پیگیری {code(reference)} برای پروندهٔ {code(file)}"
            f" دریافت شد.{rest}",
        )
    ]


def charge_covered(
    *, key: str, file: str, sequence: int, amount_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor: a prepaid unit paid for a report (R20)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"هزینهٔ گزارش پروندهٔ {code(file)}",
            body=f"هزینهٔ گزارش شمارهٔ {number(sequence)} پروندهٔ {code(file)} به مبلغ {rials(amount_rials)}"
            " از محل پیش‌پرداخت شما تأمین شد.",
        )
    ]


def charge_made_debt(
    *, key: str, file: str, sequence: int, debt_rials: int, file_debt_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor: what one report added to the debt, the debt of the file, and what it holds up (R21)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"بدهی پروندهٔ {code(file)}",
            body=f"بابت گزارش شمارهٔ {number(sequence)} پروندهٔ {code(file)} مبلغ {rials(debt_rials)}"
            f" بدهی ثبت شد. بدهی این پرونده اکنون {rials(file_debt_rials)} است"
            " و تا پرداخت کامل آن گزارش تازه‌ای ثبت نمی‌شود.",
        )
    ]


def debt_cleared(*, key: str, file: str, contractor_id: str, inspector_id: str | None) -> list[Notice]:
    """To the contractor, and to whoever has the file in hand: reports are possible again (R21)."""
    subject = f"تسویهٔ بدهی پروندهٔ {code(file)}"
    paid = f"بدهی پروندهٔ {code(file)} به‌طور کامل پرداخت شد"
    notices = [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=subject,
            body=f"{paid} و بازرسی آن ادامه می‌یابد.",
        )
    ]
    if inspector_id is not None:
        notices.append(
            Notice(
                key=key,
                recipient_id=inspector_id,
                subject=subject,
                body=f"{paid} و می‌توانید گزارش بعدی آن را ثبت کنید.",
            )
        )
    return notices


def fee_earned(*, key: str, file: str, amount_rials: int, earned_on: str, inspector_id: str) -> list[Notice]:
    """To the inspector; ``earned_on`` is a Jalali date."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            subject=f"حق‌الزحمهٔ پروندهٔ {code(file)}",
            body=f"بابت بازرسی پروندهٔ {code(file)} در تاریخ {day(earned_on)} مبلغ {rials(amount_rials)}"
            " حق‌الزحمه برای شما منظور شد.",
        )
    ]


def units_closed(
    *, key: str, file: str, kept_rials: int, credited_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor: what became of prepaid units that nobody used (R24); nothing when none was left."""
    sentences = []
    if credited_rials:
        sentences.append(
            f"مبلغ {rials(credited_rials)} از پیش‌پرداخت استفاده‌نشدهٔ پروندهٔ {code(file)}"
            " به اعتبار شما افزوده شد."
        )
    if kept_rials:
        sentences.append(
            f"مبلغ {rials(kept_rials)} از پیش‌پرداخت پروندهٔ {code(file)} استفاده نشد"
            " و بر پایهٔ تعرفه بازگردانده نمی‌شود."
        )
    if not sentences:
        return []
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            subject=f"پیش‌پرداخت پروندهٔ {code(file)}",
            body=" ".join(sentences),
        )
    ]
