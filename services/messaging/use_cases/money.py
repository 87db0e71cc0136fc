"""What the billing service tells: invoices, payments, charges, debts, fees."""

from chassis.jalali import jalali_date
from chassis.work import Work
from contracts.billing import (
    ChargeSettled,
    ChargeVoided,
    DebitPosted,
    DebtCleared,
    DebtWrittenOff,
    FeeEarned,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
    PrepaymentAdjusted,
    RefundConfirmed,
    RefundFailed,
    RefundSent,
    RegistrationPaid,
    UnitsClosed,
)
from contracts.terms import ChargeStatus
from services.messaging import store
from services.messaging.domain import Notice
from services.messaging.domain.notices import corrections, money
from services.messaging.settings import settings
from services.messaging.use_cases.telling import tell


def tell_invoice_issued(work: Work, event: InvoiceIssued) -> None:
    """The contractor hears what the registration costs (R19)."""
    notices = money.invoice_issued(
        key=f"invoice_issued:{event.file_id}:{event.invoice_number}",
        file=event.number,
        invoice=event.invoice_number,
        amount_rials=event.amount_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_registration_paid(work: Work, event: RegistrationPaid) -> None:
    """The contractor hears that the file may be referred (R19)."""
    notices = money.registration_paid(
        key=f"registration_paid:{event.file_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_payment_received(work: Work, event: PaymentReceived) -> None:
    """The contractor hears that money arrived, and what is still owed."""
    notices = money.payment_received(
        key=f"payment_received:{event.payment_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reference=event.reference,
        debt_rials=event.debt_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_charge_settled(work: Work, event: ChargeSettled) -> None:
    """The contractor hears what a report cost; a free one needs no word (R20, R21)."""
    tell(work, _charge_notices(event), file_id=event.file_id)


def tell_debt_cleared(work: Work, event: DebtCleared) -> None:
    """The contractor and the present inspector hear that reports are possible again (R21)."""
    file = store.find_file(work.session, event.file_id)
    notices = money.debt_cleared(
        key=f"debt_cleared:{event.file_id}:{event.gate.version}",
        file=event.number,
        contractor_id=event.contractor.id,
        inspector_id=file.inspector_id if file else None,
    )
    tell(work, notices, file_id=event.file_id)


def tell_fee_earned(work: Work, event: FeeEarned) -> None:
    """The inspector hears what a report earned (R26)."""
    notices = money.fee_earned(
        key=f"fee_earned:{event.report_id}:{event.earned_on.isoformat()}:{event.amount_rials}",
        file=event.number,
        amount_rials=event.amount_rials,
        earned_on=jalali_date(event.earned_on),
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_units_closed(work: Work, event: UnitsClosed) -> None:
    """The contractor hears what became of unused prepaid units (R24).

    At the end of the file, and again of those that a void gives back after it.
    """
    notices = money.units_closed(
        key=f"units_closed:{event.file_id}:{event.gate.version}",
        file=event.number,
        kept_rials=event.kept_rials,
        credited_rials=event.credited_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_charge_voided(work: Work, event: ChargeVoided) -> None:
    """The contractor hears what a report costs no more, and the inspector that its fee is taken back."""
    notices = money.charge_voided(
        key=f"charge_voided:{event.report_id}:{event.revision}",
        file=event.number,
        sequence=event.sequence,
        amount_rials=event.amount_rials,
        returned_rials=event.returned_rials,
        fee_rials=event.fee_rials,
        contractor_id=event.contractor.id,
        inspector_id=event.inspector.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_prepayment_adjusted(work: Work, event: PrepaymentAdjusted) -> None:
    """The contractor hears what corrected meters add to the prepayment, or give back of it (R17).

    One correction may be told of twice: a void gives units back at the price from before it.
    """
    notices = money.prepayment_adjusted(
        key=f"prepayment_adjusted:{event.file_id}:{event.gate.version}",
        file=event.number,
        difference_rials=event.difference_rials,
        invoice=event.invoice_number,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_payment_reversed(work: Work, event: PaymentReversed) -> None:
    """The contractor hears that money never came, and what the file owes by that."""
    notices = corrections.payment_reversed(
        key=f"payment_reversed:{event.payment_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reference=event.reference,
        reason=event.reason,
        debt_rials=event.gate.debt_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_debit_posted(work: Work, event: DebitPosted) -> None:
    """The contractor hears what is owed without a report, and why."""
    notices = corrections.debit_posted(
        key=f"debit_posted:{event.debit_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reason=event.reason,
        debt_rials=event.gate.debt_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_debt_written_off(work: Work, event: DebtWrittenOff) -> None:
    """The contractor hears what need not be paid any more."""
    notices = corrections.debt_written_off(
        key=f"debt_written_off:{event.write_off_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reason=event.reason,
        debt_rials=event.gate.debt_rials,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_refund_sent(work: Work, event: RefundSent) -> None:
    """The contractor hears that money is on its way back."""
    notices = corrections.refund_sent(
        key=f"refund_sent:{event.refund_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reason=event.reason,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_refund_confirmed(work: Work, event: RefundConfirmed) -> None:
    """The contractor hears that the bank has paid."""
    notices = corrections.refund_confirmed(
        key=f"refund_confirmed:{event.refund_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reference=event.reference,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def tell_refund_failed(work: Work, event: RefundFailed) -> None:
    """The contractor hears that the money came back to the organization, and is credit again."""
    notices = corrections.refund_failed(
        key=f"refund_failed:{event.refund_id}",
        file=event.number,
        amount_rials=event.amount_rials,
        reason=event.reason,
        contractor_id=event.contractor.id,
    )
    tell(work, notices, file_id=event.file_id)


def _charge_notices(event: ChargeSettled) -> list[Notice]:
    key = f"charge_settled:{event.report_id}:{event.revision}"
    if event.debt_rials > 0:
        return money.charge_made_debt(
            key=key,
            file=event.number,
            sequence=event.sequence,
            debt_rials=event.debt_rials,
            file_debt_rials=event.gate.debt_rials,
            contractor_id=event.contractor.id,
        )
    if event.status in (ChargeStatus.COVERED, ChargeStatus.DEBT) and settings().tell_covered_charges:
        # A charge without a debt was paid by a prepaid unit, or by what the contractor had paid too much before.
        return money.charge_covered(
            key=key,
            file=event.number,
            sequence=event.sequence,
            amount_rials=event.amount_rials,
            contractor_id=event.contractor.id,
        )
    return []
