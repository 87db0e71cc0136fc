"""What the billing service tells of payouts: inspectors hear that they are paid, or are not."""

from chassis.jalali import jalali_date
from chassis.work import Work
from contracts.billing import PayoutConfirmed, PayoutFailed, PayoutSent
from services.messaging.domain.notices import payouts
from services.messaging.use_cases.telling import tell


def tell_payout_sent(work: Work, event: PayoutSent) -> None:
    """The inspector hears what the bank is asked to pay, and what is withheld as tax."""
    notices = payouts.payout_sent(
        key=f"payout_sent:{event.line_id}",
        gross_rials=event.gross_rials,
        withholding_rials=event.withholding_rials,
        net_rials=event.net_rials,
        sent_on=jalali_date(event.sent_on),
        inspector_id=event.user_id,
    )
    tell(work, notices)


def tell_payout_confirmed(work: Work, event: PayoutConfirmed) -> None:
    """The inspector hears that the bank has paid."""
    notices = payouts.payout_confirmed(
        key=f"payout_confirmed:{event.line_id}",
        net_rials=event.net_rials,
        reference=event.reference,
        paid_on=jalali_date(event.paid_on),
        inspector_id=event.user_id,
    )
    tell(work, notices)


def tell_payout_failed(work: Work, event: PayoutFailed) -> None:
    """The inspector hears that the bank did not pay, and why."""
    notices = payouts.payout_failed(
        key=f"payout_failed:{event.line_id}",
        gross_rials=event.gross_rials,
        net_rials=event.net_rials,
        reason=event.reason,
        inspector_id=event.user_id,
    )
    tell(work, notices)
