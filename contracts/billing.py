"""The billing service: tariffs, invoices, prepaid units, charges, debts, payments, the ledger, inspectors' fees."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from contracts.events import Event
from contracts.shapes import Caller, Identifier, Person, Reference, Rials, command, query
from contracts.terms import ChargeStatus, FileKind, Outcome, Phase, Unit


@dataclass(frozen=True, kw_only=True)
class InvoiceLine:
    """Some units of one kind on an invoice."""

    unit: Unit
    quantity: int
    unit_price_rials: int
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class InvoiceView:
    """The registration invoice (R19), as it was issued; ``credited_rials`` of it need not be paid any more."""

    number: str
    amount_rials: int
    vat_rials: int
    paid_rials: int
    tariff_version: int
    issued_at: datetime
    lines: list[InvoiceLine]
    credited_rials: int = 0


@dataclass(frozen=True, kw_only=True)
class AdjustmentLine:
    """Unused units of one kind that have another price."""

    unit: Unit
    quantity: int
    old_price_rials: int
    new_price_rials: int
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class AdjustmentView:
    """What a corrected meter made of the prepayment: invoiced when positive, given back when negative (R17).

    ``due_rials`` of an invoice are open, ``credited_rials`` of it need not be paid any more. With a ``report_id``, it
    is of units that came back from that report's void charge at an older price.
    """

    meters_revision: int
    report_id: str | None
    invoice_number: str | None
    difference_rials: int
    vat_rials: int
    paid_rials: int
    credited_rials: int
    due_rials: int
    tariff_version: int
    adjusted_on: date
    lines: list[AdjustmentLine]


@dataclass(frozen=True, kw_only=True)
class PrepaidUnits:
    """How many units of a kind were bought and used, and what each unused one is worth."""

    unit: Unit
    bought: int
    used: int
    unit_price_rials: int


@dataclass(frozen=True, kw_only=True)
class ChargeLine:
    """The part of a charge that one outcome made."""

    outcome: Outcome
    rule: str
    meter_ids: list[str]
    covered_by: Unit | None
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class ChargeView:
    """A report's charge, with the report, the rule and the tariff version behind it (R25)."""

    report_id: str
    sequence: int
    outcome: Outcome
    rule: str
    tariff_version: int
    covered: bool
    amount_rials: int
    vat_rials: int
    debt_rials: int
    charged_on: date
    lines: list[ChargeLine]
    voided: bool = False
    voided_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PaymentView:
    """Money that came in for a file; ``unapplied_rials`` is what was more than owed."""

    id: str
    file_id: str
    provider: str
    reference: str
    amount_rials: int
    unapplied_rials: int
    paid_on: date
    recorded_at: datetime
    debt_rials: int


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """The money side of a file; ``debt_rials`` is what its reports cost and nobody paid yet (R21, R22)."""

    file_id: str
    number: str
    invoice: InvoiceView | None
    prepaid: list[PrepaidUnits]
    charges: list[ChargeView]
    payments: list[PaymentView]
    invoice_due_rials: int
    debt_rials: int
    credit_rials: int
    adjustments: list[AdjustmentView] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class FileBalance:
    """One file's line in a contractor's balance."""

    file_id: str
    number: str
    invoice_due_rials: int
    debt_rials: int
    credit_rials: int


@dataclass(frozen=True, kw_only=True)
class BalanceView:
    """A contractor's balance: the sum over files (R22)."""

    invoice_due_rials: int
    debt_rials: int
    credit_rials: int
    files: list[FileBalance]


@dataclass(frozen=True, kw_only=True)
class PreviewVerdict:
    """A verdict to be priced."""

    meter_id: str
    meter_class: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class CostPreview:
    """What a report would cost; ``covered_by`` names the prepaid unit when one pays all of it."""

    chargeable: bool
    covered_by: Unit | None
    amount_rials: int
    debt_rials: int
    would_make_debtor: bool
    tariff_version: int
    lines: list[ChargeLine]


@dataclass(frozen=True, kw_only=True)
class FinancialRow:
    """One report that earned a fee or approved something; or, ``voided``, what its void charge took back."""

    report_id: str
    file_id: str
    number: str
    block: bool
    phase: Phase
    stages: list[str]
    meters: int
    amount_rials: int
    fee_rials: int
    on: date
    voided: bool = False


@dataclass(frozen=True, kw_only=True)
class FinancialTotals:
    """Distinct meters visited, reports by outcome and phase (``defective_final``), fees earned."""

    meters: int
    stages: dict[str, int]
    fee_rials: int


@dataclass(frozen=True, kw_only=True)
class FinancialReport:
    """An inspector's earnings in a range of dates, both ends included (R30)."""

    from_date: date
    to_date: date
    block: FinancialTotals
    non_block: FinancialTotals
    total: FinancialTotals
    rows: list[FinancialRow]


@dataclass(frozen=True, kw_only=True)
class GateSnapshot:
    """What the report gate needs to know of a file; only one with a higher ``version`` replaces another.

    ``meters_revision`` is the last correction of a meter that billing has priced (R17).
    """

    file_id: str
    version: int
    settled_sequence: int
    debt_rials: int
    invoice_due_rials: int = 0
    meters_revision: int = 0


@dataclass(frozen=True, kw_only=True)
class SettledReport:
    """What billing decided about one report."""

    report_id: str
    sequence: int
    status: ChargeStatus
    amount_rials: int
    debt_rials: int


@dataclass(frozen=True, kw_only=True)
class GateView:
    """The gate of a file with its last settled report, for inspection to ask when an event is late."""

    gate: GateSnapshot
    last_settled: SettledReport | None


class BillingApi(Protocol):
    """Money."""

    @query
    def get_account(self, *, caller: Caller, file_id: Identifier) -> AccountView:
        """Contractor, office, finance: invoice, units, charges, payments and debt of a file."""

    @query
    def get_invoice(self, *, caller: Caller, file_id: Identifier, wait_milliseconds: int = 0) -> InvoiceView:
        """The registration invoice; waits that long for a file that was registered a moment ago."""

    @query
    def get_gate(self, *, file_id: Identifier) -> GateView:
        """For services and the gateway: a file's debt and settled watermark, as of now."""

    @query
    def price_report(
        self,
        *,
        file_id: Identifier,
        phase: Phase,
        outcome: Outcome,
        verdicts: list[PreviewVerdict],
        meter_classes: list[str],
    ) -> CostPreview:
        """For inspection: what such a report of today would cost (R25)."""

    @command
    def record_receipt(
        self, *, caller: Caller, file_id: Identifier, amount_rials: Rials, reference: Reference, paid_on: date
    ) -> PaymentView:
        """Finance: a bank receipt for a file. A reference counts once, for ever: ``billing.duplicate_reference``."""

    @query
    def get_balance(self, *, caller: Caller) -> BalanceView:
        """Contractor: what is owed, over all files."""

    @query
    def get_financial_report(self, *, caller: Caller, from_date: date, to_date: date) -> FinancialReport:
        """Inspector: the fees earned in a range of dates, equal to the ledger's to the rial (R30)."""


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
