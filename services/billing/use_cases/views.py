"""Rows as others see them."""

from collections.abc import Sequence

from contracts.billing import (
    AdjustmentLine,
    AdjustmentView,
    ChargeLine,
    ChargeView,
    DebitView,
    GateSnapshot,
    InvoiceLine,
    InvoiceView,
    PaymentView,
    PrepaidUnits,
    RefundView,
    WriteOffView,
)
from contracts.billing import SettledReport as SettledReportView
from contracts.shapes import Person
from contracts.terms import ChargeStatus, DebitKind, DebitState, Outcome, RefundState, Unit
from services.billing.domain import Line
from services.billing.tables import (
    Adjustment,
    Debit,
    FileAccount,
    Invoice,
    Payment,
    PrepaidUnit,
    Refund,
    SettledReport,
    WriteOff,
)


def contractor_of(account: FileAccount) -> Person:
    """The file's contractor."""
    return Person(
        id=account.contractor_id,
        membership_code=account.contractor_code,
        full_name=account.contractor_name,
    )


def gate_of(account: FileAccount) -> GateSnapshot:
    """What the report gate needs to know, as of this row."""
    return GateSnapshot(
        file_id=account.file_id,
        version=account.version,
        settled_sequence=account.settled_sequence,
        debt_rials=account.debt_rials,
        invoice_due_rials=account.invoice_due_rials,
        meters_revision=account.meters_revision,
    )


def invoice_view(invoice: Invoice) -> InvoiceView:
    """The registration invoice with its lines, as it was issued."""
    return InvoiceView(
        number=invoice.number,
        amount_rials=invoice.amount_rials,
        vat_rials=invoice.vat_rials,
        paid_rials=invoice.paid_rials,
        credited_rials=invoice.credited_rials,
        tariff_version=invoice.tariff_version,
        issued_at=invoice.issued_at,
        lines=[InvoiceLine(**{**line, "unit": Unit(line["unit"])}) for line in invoice.lines],
    )


def adjustment_view(adjustment: Adjustment) -> AdjustmentView:
    """What a corrected meter made of the price of unused units."""
    return AdjustmentView(
        meters_revision=adjustment.meters_revision,
        report_id=adjustment.report_id,
        invoice_number=adjustment.invoice_number,
        difference_rials=adjustment.amount_rials,
        vat_rials=adjustment.vat_rials,
        paid_rials=adjustment.paid_rials,
        credited_rials=adjustment.credited_rials,
        due_rials=adjustment.due_rials,
        tariff_version=adjustment.tariff_version,
        adjusted_on=adjustment.adjusted_on,
        lines=[AdjustmentLine(**{**line, "unit": Unit(line["unit"])}) for line in adjustment.lines],
    )


def units_view(units: Sequence[PrepaidUnit]) -> list[PrepaidUnits]:
    """Bought and used units."""
    return [
        PrepaidUnits(
            unit=Unit(row.unit), bought=row.bought, used=row.used, unit_price_rials=row.unit_price_rials
        )
        for row in units
    ]


def line_view(line: Line) -> ChargeLine:
    """One line of a charge."""
    return ChargeLine(
        outcome=line.outcome,
        rule=line.rule,
        meter_ids=list(line.meter_ids),
        covered_by=line.covered_by,
        amount_rials=line.amount_rials,
    )


def charge_view(report: SettledReport) -> ChargeView:
    """A report's charge."""
    return ChargeView(
        report_id=report.report_id,
        sequence=report.sequence,
        outcome=Outcome(report.outcome),
        rule=report.rule,
        tariff_version=report.tariff_version,
        covered=report.covered_rials == report.amount_rials,
        amount_rials=report.amount_rials,
        vat_rials=report.vat_rials,
        debt_rials=report.outstanding_rials,
        charged_on=report.effective_on,
        voided=report.voided_on is not None,
        voided_on=report.voided_on,
        written_off_rials=report.written_off_rials,
        lines=[
            ChargeLine(
                outcome=Outcome(line["outcome"]),
                rule=line["rule"],
                meter_ids=line["meter_ids"],
                covered_by=Unit(line["covered_by"]) if line["covered_by"] else None,
                amount_rials=line["amount_rials"],
            )
            for line in report.lines
        ],
    )


def settled_view(report: SettledReport) -> SettledReportView:
    """What was decided about a report, as the report gate wants it."""
    return SettledReportView(
        report_id=report.report_id,
        sequence=report.sequence,
        status=ChargeStatus(report.status),
        amount_rials=report.amount_rials,
        debt_rials=report.outstanding_rials,
    )


def payment_view(payment: Payment, debt_rials: int) -> PaymentView:
    """Money that came in, with the file's debt now."""
    return PaymentView(
        id=payment.id,
        file_id=payment.file_id,
        provider=payment.provider,
        reference=payment.reference,
        amount_rials=payment.amount_rials,
        unapplied_rials=0 if payment.reversed_on else payment.amount_rials - payment.allocated_rials,
        paid_on=payment.paid_on,
        recorded_at=payment.recorded_at,
        debt_rials=debt_rials,
        receipt_number=payment.receipt_number,
        reversed_on=payment.reversed_on,
    )


def _author_of(row: Debit | WriteOff | Refund) -> Person:
    return Person(id=row.author_id, membership_code=row.author_code, full_name=row.author_name)


def debit_view(debit: Debit) -> DebitView:
    """What is owed without a report."""
    return DebitView(
        id=debit.id,
        file_id=debit.file_id,
        kind=DebitKind(debit.kind),
        state=DebitState(debit.state),
        payment_id=debit.payment_id,
        amount_rials=debit.amount_rials,
        outstanding_rials=debit.outstanding_rials,
        written_off_rials=debit.written_off_rials,
        reason=debit.reason,
        author=_author_of(debit),
        requested_at=debit.requested_at,
        effective_on=debit.effective_on,
        posted_at=debit.posted_at,
    )


def write_off_view(write_off: WriteOff) -> WriteOffView:
    """Debts that were given up."""
    return WriteOffView(
        id=write_off.id,
        file_id=write_off.file_id,
        amount_rials=write_off.amount_rials,
        reason=write_off.reason,
        author=_author_of(write_off),
        written_off_at=write_off.written_off_at,
    )


def refund_view(refund: Refund, account: FileAccount) -> RefundView:
    """Credit on its way back, with its file."""
    return RefundView(
        id=refund.id,
        file_id=refund.file_id,
        number=account.number,
        contractor=contractor_of(account),
        state=RefundState(refund.state),
        amount_rials=refund.amount_rials,
        reason=refund.reason,
        author=_author_of(refund),
        sent_at=refund.sent_at,
        reference=refund.reference,
        failure=refund.failure,
        ended_at=refund.ended_at,
    )
