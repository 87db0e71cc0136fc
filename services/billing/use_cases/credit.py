"""What pays what: recording it, and using money that came in before it was owed."""

from chassis.work import Work
from services.billing import store
from services.billing.domain import allocate
from services.billing.tables import Allocation, FileAccount, SettledReport


def use_credit(work: Work, account: FileAccount, report: SettledReport) -> int:
    """Pay a report's debt from the file's credit as far as it goes: the rials used.

    The credit is what is left of payments, oldest first, and after them of credited units, which are no payment.
    """
    used = min(account.credit_rials, report.outstanding_rials)
    if not used:
        return 0
    payments = store.payments_with_credit(work.session, account.file_id)
    owed = [(payment, payment.amount_rials - payment.allocated_rials) for payment in payments]
    shares, from_units = allocate(used, owed)
    for payment, share in shares:
        payment.allocated_rials += share
        record_allocation(work, account, share, payment_id=payment.id, report_id=report.report_id)
    if from_units:
        record_allocation(work, account, from_units, report_id=report.report_id)
    account.credit_rials -= used
    report.outstanding_rials -= used
    return used


def record_allocation(
    work: Work,
    account: FileAccount,
    rials: int,
    *,
    payment_id: str | None = None,
    report_id: str | None = None,
) -> None:
    """Record that a payment, or units given back (none), paid a report's debt, or the invoice (none)."""
    work.session.add(
        Allocation(
            file_id=account.file_id,
            payment_id=payment_id,
            report_id=report_id,
            amount_rials=rials,
            allocated_at=work.now,
        )
    )
