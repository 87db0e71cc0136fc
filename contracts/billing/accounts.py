"""The money side of a file: invoice, prepaid units, charges and payments; and what a report would cost."""

from dataclasses import dataclass, field
from datetime import date, datetime

from contracts.billing.corrections import DebitView, RefundView, WriteOffView
from contracts.terms import Outcome, Unit


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
    written_off_rials: int = 0


@dataclass(frozen=True, kw_only=True)
class PaymentView:
    """Money that came in for a file; ``unapplied_rials`` is what was more than owed. A reversed one never came."""

    id: str
    file_id: str
    provider: str
    reference: str
    amount_rials: int
    unapplied_rials: int
    paid_on: date
    recorded_at: datetime
    debt_rials: int
    reversed_on: date | None = None
    receipt_number: str = ""


@dataclass(frozen=True, kw_only=True)
class AccountView:
    """The money side of a file; ``debt_rials`` is what its reports and debits cost and nobody paid yet (R21, R22)."""

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
    debits: list[DebitView] = field(default_factory=list)
    write_offs: list[WriteOffView] = field(default_factory=list)
    refunds: list[RefundView] = field(default_factory=list)


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
