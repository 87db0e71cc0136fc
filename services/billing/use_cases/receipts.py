"""Money in: bank receipts that finance records by hand."""

from datetime import date

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import PaymentView
from contracts.errors import BillingCode, InvalidRequest, NotFound
from contracts.shapes import Caller
from services.billing import store
from services.billing.tables import Payment
from services.billing.use_cases.money_in import BANK_PROVIDER, take_money
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.ranges import possible_day
from services.billing.use_cases.views import payment_view


def record_receipt(
    work: Work, *, caller: Caller, file_id: str, amount_rials: int, reference: str, paid_on: date
) -> PaymentView:
    """Record a bank receipt: it pays invoices, then debts, oldest first; the rest is credit.

    A reference counts once, for ever, whatever file it names.
    """
    require_finance(caller)
    if paid_on > tehran_date(work.now):
        raise InvalidRequest(BillingCode.PAID_IN_FUTURE, errors={"paid_on": ["Must not be in the future."]})
    possible_day(paid_on, "paid_on")
    account = store.lock_account(work.session, file_id) if is_id(file_id) else None
    if account is None:
        raise NotFound(BillingCode.FILE_NOT_FOUND)
    payment = Payment(
        id=work.new_id(),
        file_id=account.file_id,
        provider=BANK_PROVIDER,
        reference=reference,
        amount_rials=amount_rials,
        allocated_rials=0,
        paid_on=paid_on,
        recorded_by=caller.id,
        recorded_at=work.now,
    )
    take_money(work, account, payment)
    return payment_view(payment, account.debt_rials)
