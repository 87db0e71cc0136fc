"""What is said of money: invoices, payments, charges, debts, fees (R19-R26)."""

from services.messaging.domain.notices.notice import Notice
from services.messaging.domain.persian import GIVEN_BACK, code, day, number, rials


def invoice_issued(
    *, key: str, file: str, invoice: str, amount_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor (R19)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="invoice_issued.contractor",
            values={"file": code(file), "invoice": code(invoice), "amount": rials(amount_rials)},
        )
    ]


def registration_paid(*, key: str, file: str, amount_rials: int, contractor_id: str) -> list[Notice]:
    """To the contractor (R19)."""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="registration_paid.contractor",
            values={"file": code(file), "amount": rials(amount_rials)},
        )
    ]


def payment_received(
    *, key: str, file: str, amount_rials: int, reference: str, debt_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor, with what is still owed."""
    rest = f"{rials(debt_rials)} از بدهی این پرونده باقی مانده است." if debt_rials else ""
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="payment_received.contractor",
            values={
                "file": code(file),
                "amount": rials(amount_rials),
                "reference": code(reference),
                "rest": rest,
            },
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
            template="charge_covered.contractor",
            values={"file": code(file), "sequence": number(sequence), "amount": rials(amount_rials)},
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
            template="charge_made_debt.contractor",
            values={
                "file": code(file),
                "sequence": number(sequence),
                "debt": rials(debt_rials),
                "file_debt": rials(file_debt_rials),
            },
        )
    ]


def debt_cleared(*, key: str, file: str, contractor_id: str, inspector_id: str | None) -> list[Notice]:
    """To the contractor, and to whoever has the file in hand: reports are possible again (R21)."""
    about = {"file": code(file)}
    notices = [Notice(key=key, recipient_id=contractor_id, template="debt_cleared.contractor", values=about)]
    if inspector_id is not None:
        notices.append(
            Notice(key=key, recipient_id=inspector_id, template="debt_cleared.inspector", values=about)
        )
    return notices


def fee_earned(*, key: str, file: str, amount_rials: int, earned_on: str, inspector_id: str) -> list[Notice]:
    """To the inspector; ``earned_on`` is a Jalali date."""
    return [
        Notice(
            key=key,
            recipient_id=inspector_id,
            template="fee_earned.inspector",
            values={"file": code(file), "amount": rials(amount_rials), "day": day(earned_on)},
        )
    ]


def units_closed(
    *, key: str, file: str, kept_rials: int, credited_rials: int, contractor_id: str
) -> list[Notice]:
    """To the contractor: what became of prepaid units that nobody used (R24); nothing when none was left."""
    sentences = []
    if credited_rials:
        sentences.append(
            f"مبلغ {rials(credited_rials)} از پیش‌پرداخت استفاده‌نشدهٔ آن به شما بازمی‌گردد. {GIVEN_BACK}"
        )
    if kept_rials:
        sentences.append(
            f"مبلغ {rials(kept_rials)} از پیش‌پرداخت آن استفاده نشد و بر پایهٔ تعرفه بازگردانده نمی‌شود."
        )
    if not sentences:
        return []
    return [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="units_closed.contractor",
            values={"file": code(file), "outcome": " ".join(sentences)},
        )
    ]


def charge_voided(
    *,
    key: str,
    file: str,
    sequence: int,
    amount_rials: int,
    returned_rials: int,
    fee_rials: int,
    contractor_id: str,
    inspector_id: str,
) -> list[Notice]:
    """To the contractor, with what was paid for it already, and to the inspector if a fee is taken back."""
    about = {"file": code(file), "sequence": number(sequence)}
    returned = (
        f"مبلغ {rials(returned_rials)} که بابت آن پرداخت شده بود به شما بازمی‌گردد. {GIVEN_BACK}"
        if returned_rials
        else ""
    )
    notices = [
        Notice(
            key=key,
            recipient_id=contractor_id,
            template="charge_voided.contractor",
            values={**about, "amount": rials(amount_rials), "returned": returned},
        )
    ]
    if fee_rials:
        notices.append(
            Notice(
                key=key,
                recipient_id=inspector_id,
                template="charge_voided.inspector",
                values={**about, "fee": rials(fee_rials)},
            )
        )
    return notices


def prepayment_adjusted(
    *, key: str, file: str, difference_rials: int, invoice: str | None, contractor_id: str
) -> list[Notice]:
    """To the contractor: the invoice of what is lacking, or the credit of what is too much (R17); else nothing."""
    values = {"file": code(file), "amount": rials(abs(difference_rials))}
    if difference_rials > 0:
        return [
            Notice(
                key=key,
                recipient_id=contractor_id,
                template="prepayment_invoiced.contractor",
                values={**values, "invoice": code(invoice or "")},
            )
        ]
    if difference_rials < 0:
        return [
            Notice(
                key=key,
                recipient_id=contractor_id,
                template="prepayment_credited.contractor",
                values=values,
            )
        ]
    return []
