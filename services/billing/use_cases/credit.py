"""Using money that came in before it was owed."""

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
        work.session.add(_allocation(work, report, payment.id, share))
    if from_units:
        work.session.add(_allocation(work, report, None, from_units))
    account.credit_rials -= used
    report.outstanding_rials -= used
    return used


def _allocation(work: Work, report: SettledReport, payment_id: str | None, rials: int) -> Allocation:
    return Allocation(
        file_id=report.file_id,
        payment_id=payment_id,
        report_id=report.report_id,
        amount_rials=rials,
        allocated_at=work.now,
    )
