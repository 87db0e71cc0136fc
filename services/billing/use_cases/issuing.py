"""Receipts: each payment gets one when it is recorded; whoever holds its number and code may verify it."""

import hmac
import secrets
from collections import Counter

from chassis.ids import is_id
from chassis.jalali import jalali_year, tehran_date
from chassis.work import Look, Work
from contracts.billing import ReceiptPart, ReceiptView, VerifiedReceipt
from contracts.errors import BillingCode, NotFound
from contracts.shapes import Caller
from contracts.terms import ReceiptPurpose
from services.billing import store
from services.billing.domain import receipt_number, shortened
from services.billing.tables import FileAccount, Payment
from services.billing.use_cases.accounts import visible_account
from services.billing.use_cases.views import contractor_of

_CODE_BYTES = 16


def give_receipt(work: Work, payment: Payment) -> None:
    """Number the receipt of a payment that is being recorded, without gaps per Jalali year, and give it its code."""
    year = jalali_year(tehran_date(payment.recorded_at))
    payment.receipt_number = receipt_number(year, store.next_number(work.session, "receipt", year))
    payment.verification_code = secrets.token_urlsafe(_CODE_BYTES)


def get_receipt(look: Look, *, caller: Caller, payment_id: str) -> ReceiptView:
    """The receipt of a payment, for the people of its file; of somebody else's there is none."""
    payment = store.find_payment(look.session, payment_id) if is_id(payment_id) else None
    try:
        account = visible_account(look, caller, payment.file_id if payment is not None else "")
    except NotFound as error:
        raise NotFound(BillingCode.PAYMENT_NOT_FOUND) from error
    assert payment is not None, "an account is only visible by a payment's file"
    return ReceiptView(
        number=payment.receipt_number,
        verification_code=payment.verification_code,
        issued_at=payment.recorded_at,
        paid_on=payment.paid_on,
        file_id=payment.file_id,
        file_number=account.number,
        payer=contractor_of(account),
        amount_rials=payment.amount_rials,
        provider=payment.provider,
        reference=payment.reference,
        parts=_parts(look, payment),
        reversed_on=payment.reversed_on,
    )


def verify_receipt(look: Look, *, number: str, code: str = "") -> VerifiedReceipt:
    """What a receipt says, to whoever holds it. Number and code are refused alike, in the same time."""
    found = store.find_receipt(look.session, number)
    expected = found[0].verification_code if found else secrets.token_urlsafe(_CODE_BYTES)
    if not hmac.compare_digest(expected.encode(), code.encode()) or found is None:
        raise NotFound(BillingCode.RECEIPT_NOT_FOUND)
    return _verified(*found)


def _verified(payment: Payment, account: FileAccount) -> VerifiedReceipt:
    return VerifiedReceipt(
        number=payment.receipt_number,
        amount_rials=payment.amount_rials,
        issued_on=tehran_date(payment.recorded_at),
        paid_on=payment.paid_on,
        file_number=account.number,
        payer=shortened(account.contractor_name),
        valid=payment.reversed_on is None,
        reversed_on=payment.reversed_on,
    )


def _parts(look: Look, payment: Payment) -> list[ReceiptPart]:
    """What the payment pays now, bill by bill, and what is left of it as credit; of a reversed one nothing is left."""
    invoice = store.find_invoice(look.session, payment.file_id)
    reports = {row.report_id: str(row.sequence) for row in store.reports_of(look.session, payment.file_id)}
    supplements = {
        row.id: row.invoice_number or "" for row in store.adjustments_of(look.session, payment.file_id)
    }
    paid: Counter[tuple[ReceiptPurpose, str]] = Counter()
    for allocation in store.allocations_of_payment(look.session, payment.id):
        if allocation.report_id is not None:
            bill = ReceiptPurpose.REPORT, reports[allocation.report_id]
        elif allocation.adjustment_id is not None:
            bill = ReceiptPurpose.SUPPLEMENT, supplements[allocation.adjustment_id]
        elif allocation.debit_id is not None:
            bill = ReceiptPurpose.DEBIT, ""
        elif allocation.refund_id is not None:
            bill = ReceiptPurpose.REFUND, ""
        else:
            bill = ReceiptPurpose.REGISTRATION, invoice.number if invoice else ""
        paid[bill] += allocation.amount_rials
    left = payment.amount_rials - payment.allocated_rials
    if left and payment.reversed_on is None:
        paid[ReceiptPurpose.CREDIT, ""] = left
    return [
        ReceiptPart(purpose=purpose, number=number, amount_rials=rials)
        for (purpose, number), rials in paid.items()
    ]
