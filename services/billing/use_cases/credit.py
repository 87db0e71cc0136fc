"""What pays what: recording it, using money that came in before it was owed, and giving money back."""

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.work import Work
from services.billing import store
from services.billing.domain import allocate
from services.billing.tables import Adjustment, Allocation, FileAccount, Invoice, SettledReport

Bill = Invoice | Adjustment | SettledReport


@dataclass(frozen=True, kw_only=True)
class GivenBack:
    """Where money went that the contractor gets back, in rials: off open invoices, on debts, and to the credit."""

    waived_rials: int
    on_debts_rials: int
    credited_rials: int

    @property
    def against_owed_rials(self) -> int:
        """The part by which the contractor owes less."""
        return self.waived_rials + self.on_debts_rials


def bills_of(work: Work, account: FileAccount) -> list[Bill]:
    """What a file owes, in the order in which it is paid: the registration, reports, corrections; the oldest first.

    Reports come before corrections, so that whoever pays a debt to the rial is no debtor any more (R21).
    """
    invoices = store.invoices_owing(work.session, account.file_id)
    return [
        *(bill for bill in invoices if isinstance(bill, Invoice)),
        *store.reports_owing(work.session, account.file_id),
        *(bill for bill in invoices if isinstance(bill, Adjustment)),
    ]


def pay_bill(account: FileAccount, bill: Bill, rials: int) -> None:
    """So much of a bill is paid."""
    if isinstance(bill, SettledReport):
        bill.outstanding_rials -= rials
        account.debt_rials -= rials
    else:
        bill.paid_rials += rials
        account.invoice_due_rials -= rials


def use_credit(work: Work, account: FileAccount, bills: Sequence[Bill]) -> int:
    """Pay bills from the file's credit in their order, as far as it goes: the rials used."""
    shares, _ = allocate(account.credit_rials, [(bill, bill.due_rials) for bill in bills])
    for bill, share in shares:
        _draw(work, account, bill, share)
    return sum(share for _, share in shares)


def _draw(work: Work, account: FileAccount, bill: Bill, rials: int) -> None:
    """The credit is what is left of payments, oldest first, and after them of credited units, which are no payment."""
    payments = store.payments_with_credit(work.session, account.file_id)
    owed = [(payment, payment.amount_rials - payment.allocated_rials) for payment in payments]
    shares, from_units = allocate(rials, owed)
    for payment, share in shares:
        payment.allocated_rials += share
        record_allocation(work, account, share, bill, payment_id=payment.id)
    if from_units:
        record_allocation(work, account, from_units, bill)
    account.credit_rials -= rials
    pay_bill(account, bill, rials)


def give_back(work: Work, account: FileAccount, rials: int) -> GivenBack:
    """Give back what units cost less, in the order in which bills are paid; what no bill takes is credit.

    It goes off invoices, and it pays debts.
    """
    shares, rest = allocate(rials, [(bill, bill.due_rials) for bill in bills_of(work, account)])
    on_debts = 0
    for bill, share in shares:
        if isinstance(bill, SettledReport):
            pay_bill(account, bill, share)
            record_allocation(work, account, share, bill)
            on_debts += share
        else:
            bill.credited_rials += share
            account.invoice_due_rials -= share
    account.credit_rials += rest
    return GivenBack(waived_rials=rials - rest - on_debts, on_debts_rials=on_debts, credited_rials=rest)


def release(work: Work, account: FileAccount, report: SettledReport) -> int:
    """What has paid for a report pays nothing any more, and is credit again: the rials released."""
    released = 0
    for allocation, payment in store.allocations_to_report(work.session, report.report_id):
        allocation.released_at = work.now
        released += allocation.amount_rials
        if payment is not None:
            payment.allocated_rials -= allocation.amount_rials
    account.credit_rials += released
    return released


def record_allocation(
    work: Work, account: FileAccount, rials: int, bill: Bill, *, payment_id: str | None = None
) -> None:
    """Record that a payment, or units given back (none), paid so much of a bill."""
    work.session.add(
        Allocation(
            file_id=account.file_id,
            payment_id=payment_id,
            report_id=bill.report_id if isinstance(bill, SettledReport) else None,
            adjustment_id=bill.id if isinstance(bill, Adjustment) else None,
            amount_rials=rials,
            allocated_at=work.now,
        )
    )
