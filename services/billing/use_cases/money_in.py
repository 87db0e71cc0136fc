"""Money in, whoever brings it: it pays what is owed, oldest first, is written in the books, and is told."""

from sqlalchemy.exc import IntegrityError

from chassis.work import Work
from contracts.billing import PaymentReceived
from contracts.errors import BillingCode, Conflict
from services.billing import store
from services.billing.domain import allocate, online_payment_entry, receipt_entry
from services.billing.tables import FileAccount, Payment
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.credit import bills_of, pay_bill, record_allocation
from services.billing.use_cases.issuing import give_receipt
from services.billing.use_cases.views import contractor_of, gate_of

BANK_PROVIDER = "bank"


def take_money(work: Work, account: FileAccount, payment: Payment) -> None:
    """Count a payment once, for ever; pay invoices and debts with it; the rest is credit.

    The account is locked by the caller. Raises ``billing.duplicate_reference``.
    """
    _count_once(work, payment)
    had_debt = account.debt_rials > 0
    _apply(work, account, payment)
    account.version += 1
    entry_of = receipt_entry if payment.provider == BANK_PROVIDER else online_payment_entry
    store.post(
        work.session,
        entry_of(
            account.file_id,
            payment.paid_on,
            provider=payment.provider,
            reference=payment.reference,
            applied_rials=payment.allocated_rials,
            unapplied_rials=payment.amount_rials - payment.allocated_rials,
        ),
        work.now,
    )
    _tell(work, account, payment)
    tell_cleared(work, account, had_debt=had_debt)


def _count_once(work: Work, payment: Payment) -> None:
    """Record a payment and give it its receipt; a reference that was counted before is refused."""
    if store.payment_exists(work.session, payment.provider, payment.reference):
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=payment.reference)
    try:
        with work.session.begin_nested():
            give_receipt(work, payment)
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
