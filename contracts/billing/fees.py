"""What inspectors earn."""

from dataclasses import dataclass
from datetime import date

from contracts.terms import Phase


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
