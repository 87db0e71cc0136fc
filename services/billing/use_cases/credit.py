"""What pays what: recording it, using money that came in before it was owed, and giving money back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge

from chassis.work import Work
from services.billing import store
from services.billing.domain import allocate
from services.billing.tables import (
    Adjustment,
    Allocation,
    Debit,
    FileAccount,
    Invoice,
    Payment,
    Refund,
    SettledReport,
)

Debt = SettledReport | Debit
Bill = Invoice | Adjustment | Debt


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
    """What a file owes, in the order in which it is paid: the registration, debts, corrections; the oldest first.

    Debts come before corrections, so that whoever pays them to the rial is no debtor any more (R21).
    """
    invoices = store.invoices_owing(work.session, account.file_id)
    return [
        *(bill for bill in invoices if isinstance(bill, Invoice)),
        *debts_of(work, account),
        *(bill for bill in invoices if isinstance(bill, Adjustment)),
    ]


def debts_of(work: Work, account: FileAccount) -> list[Debt]:
    """What a file owes for reports and by debits, by date; of one day, in the order in which it was booked."""
    reports: Sequence[Debt] = store.reports_owing(work.session, account.file_id)
    debits: Sequence[Debt] = store.debits_owing(work.session, account.file_id)
    return list(merge(reports, debits, key=_booked))


def _booked(debt: Debt) -> tuple[date, datetime]:
    if isinstance(debt, SettledReport):
        return debt.effective_on, debt.settled_at
    assert debt.posted_at is not None, "only a posted debit owes"
    return debt.effective_on, debt.posted_at


def pay_bill(account: FileAccount, bill: Bill, rials: int) -> None:
    """So much of a bill is paid."""
    if isinstance(bill, SettledReport | Debit):
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
    draw_credit(work, account, bill, rials)
    pay_bill(account, bill, rials)


def draw_credit(work: Work, account: FileAccount, target: Bill | Refund, rials: int) -> None:
    """Take credit for a bill or a refund.

    It is what is left of payments, oldest first, and after them of what is no payment: credited units, and what
    became void of what a payment had paid that was reversed since.
    """
    payments = store.payments_with_credit(work.session, account.file_id)
    owed = [(payment, payment.amount_rials - payment.allocated_rials) for payment in payments]
    shares, from_units = allocate(rials, owed)
    for payment, share in shares:
        payment.allocated_rials += share
        record_allocation(work, account, share, target, payment_id=payment.id)
    if from_units:
        record_allocation(work, account, from_units, target)
    account.credit_rials -= rials


def credit_of_no_payment(work: Work, account: FileAccount) -> int:
    """What of the credit no payment has left, in rials: it came of units, or of what became void."""
    payments = store.payments_with_credit(work.session, account.file_id)
    return account.credit_rials - sum(payment.amount_rials - payment.allocated_rials for payment in payments)


def give_back(work: Work, account: FileAccount, rials: int) -> GivenBack:
    """Give back what units cost less, in the order in which bills are paid; what no bill takes is credit.

    It goes off invoices, and it pays debts.
    """
    shares, rest = allocate(rials, [(bill, bill.due_rials) for bill in bills_of(work, account)])
    on_debts = 0
    for bill, share in shares:
        if isinstance(bill, SettledReport | Debit):
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
    return _release(work, account, store.allocations_to_report(work.session, report.report_id))


def release_refund(work: Work, account: FileAccount, refund: Refund) -> int:
    """What a refund was made of is credit again: the rials released."""
    return _release(work, account, store.allocations_to_refund(work.session, refund.id))


def _release(
    work: Work, account: FileAccount, allocations: Sequence[tuple[Allocation, Payment | None]]
) -> int:
    released = 0
    for allocation, payment in allocations:
        allocation.released_at = work.now
        released += allocation.amount_rials
        if payment is not None:
            payment.allocated_rials -= allocation.amount_rials
    account.credit_rials += released
    return released


def record_allocation(
    work: Work, account: FileAccount, rials: int, target: Bill | Refund, *, payment_id: str | None = None
) -> None:
    """Record that a payment, or credit of none, paid so much of a bill, or went into a refund."""
    work.session.add(
        Allocation(
            file_id=account.file_id,
            payment_id=payment_id,
            report_id=target.report_id if isinstance(target, SettledReport) else None,
            adjustment_id=target.id if isinstance(target, Adjustment) else None,
            debit_id=target.id if isinstance(target, Debit) else None,
            refund_id=target.id if isinstance(target, Refund) else None,
            amount_rials=rials,
            allocated_at=work.now,
        )
    )
