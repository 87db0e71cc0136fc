"""Money in: bank receipts that finance records by hand."""

from datetime import date

from sqlalchemy.exc import IntegrityError

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import PaymentReceived, PaymentView
from contracts.errors import BillingCode, CommonCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.shapes import Caller
from contracts.terms import Role
from services.billing import store
from services.billing.domain import allocate, receipt_entry
from services.billing.tables import FileAccount, Payment
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.credit import bills_of, pay_bill, record_allocation
from services.billing.use_cases.issuing import give_receipt
from services.billing.use_cases.views import contractor_of, gate_of, payment_view

PROVIDER = "bank"


def record_receipt(
    work: Work, *, caller: Caller, file_id: str, amount_rials: int, reference: str, paid_on: date
) -> PaymentView:
    """Record a bank receipt: it pays invoices, then debts, oldest first; the rest is credit.

    A reference counts once, for ever, whatever file it names.
    """
    if caller.role is not Role.FINANCE:
        raise Forbidden(CommonCode.FORBIDDEN)
    if paid_on > tehran_date(work.now):
        raise InvalidRequest(BillingCode.PAID_IN_FUTURE, errors={"paid_on": ["Must not be in the future."]})
    account = store.lock_account(work.session, file_id) if is_id(file_id) else None
    if account is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    payment = Payment(
        id=work.new_id(),
        file_id=account.file_id,
        provider=PROVIDER,
        reference=reference,
        amount_rials=amount_rials,
        allocated_rials=0,
        paid_on=paid_on,
        recorded_by=caller.id,
        recorded_at=work.now,
    )
    _count_once(work, payment)
    had_debt = account.debt_rials > 0
    _apply(work, account, payment)
    account.version += 1
    store.post(
        work.session,
        receipt_entry(
            account.file_id,
            paid_on,
            provider=PROVIDER,
            reference=reference,
            applied_rials=payment.allocated_rials,
            unapplied_rials=amount_rials - payment.allocated_rials,
        ),
        work.now,
    )
    _tell(work, account, payment)
    tell_cleared(work, account, had_debt=had_debt)
    return payment_view(payment, account.debt_rials)


def _count_once(work: Work, payment: Payment) -> None:
    """Record a payment and give it its receipt; a reference that was counted before is refused."""
    if store.payment_exists(work.session, payment.provider, payment.reference):
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=payment.reference)
    give_receipt(work, payment)
    try:
        with work.session.begin_nested():
            work.session.add(payment)
    except IntegrityError as error:  # a twin was quicker by a moment
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=payment.reference) from error


def _apply(work: Work, account: FileAccount, payment: Payment) -> None:
    """Pay what is owed, oldest first."""
    bills = bills_of(work, account)
    shares, left = allocate(payment.amount_rials, [(bill, bill.due_rials) for bill in bills])
    for bill, share in shares:
        pay_bill(account, bill, share)
        record_allocation(work, account, share, bill, payment_id=payment.id)
    payment.allocated_rials = payment.amount_rials - left
    account.credit_rials += left


def _tell(work: Work, account: FileAccount, payment: Payment) -> None:
    work.emit(
        PaymentReceived(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            payment_id=payment.id,
            amount_rials=payment.amount_rials,
            reference=payment.reference,
            debt_rials=account.debt_rials,
            gate=gate_of(account),
        )
    )
