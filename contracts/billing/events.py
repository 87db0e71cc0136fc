"""The facts that the billing service tells."""

from dataclasses import dataclass
from datetime import date

from contracts.billing.gate import GateSnapshot
from contracts.events import Event
from contracts.shapes import Person
from contracts.terms import ChargeStatus, FileKind


@dataclass(frozen=True, kw_only=True)
class InvoiceIssued(Event):
    """A contractor was invoiced for a registration."""

    file_id: str
    number: str
    contractor: Person
    invoice_number: str
    amount_rials: int
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class RegistrationPaid(Event):
    """The registration invoice is paid in full: the file may be referred (R19)."""

    file_id: str
    number: str
    contractor: Person
    amount_rials: int
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Event):
    """Money came in for a file."""

    file_id: str
    number: str
    contractor: Person
    payment_id: str
    amount_rials: int
    reference: str
    debt_rials: int
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class ChargeSettled(Event):
    """Billing decided about a report: free, covered by a prepaid unit, or a debt."""

    file_id: str
    number: str
    kind: FileKind
    contractor: Person
    report_id: str
    revision: int
    sequence: int
    status: ChargeStatus
    rule: str
    tariff_version: int
    amount_rials: int
    debt_rials: int
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class DebtCleared(Event):
    """The whole debt of a file is paid: it takes reports again (R21)."""

    file_id: str
    number: str
    contractor: Person
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class FeeEarned(Event):
    """An inspector earned a share of a report's amount, or of a unit that an approval used up."""

    file_id: str
    number: str
    inspector: Person
    report_id: str
    amount_rials: int
    earned_on: date


@dataclass(frozen=True, kw_only=True)
class UnitsClosed(Event):
    """The prepaid units left over when a file ended were kept or credited (R24)."""

    file_id: str
    number: str
    contractor: Person
    kept_rials: int
    credited_rials: int
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class ChargeVoided(Event):
    """A report's charge was reversed, because the contractor's objection was upheld.

    ``returned_rials`` had been paid for it already, and is now the contractor's credit or has paid other debts;
    ``fee_rials`` is what the inspector had earned by it.
    """

    file_id: str
    number: str
    contractor: Person
    inspector: Person
    report_id: str
    revision: int
    sequence: int
    amount_rials: int
    returned_rials: int
    fee_rials: int
    voided_on: date
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class PrepaymentAdjusted(Event):
    """A corrected meter has another class, and the unused prepaid units another price (R17).

    ``difference_rials``, tax included, is invoiced when positive (``invoice_number``), and credited when negative.
    """

    file_id: str
    number: str
    contractor: Person
    meters_revision: int
    difference_rials: int
    invoice_number: str | None
    gate: GateSnapshot
