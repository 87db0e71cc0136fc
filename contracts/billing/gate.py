"""What the report gate needs to know of a file's money."""

from dataclasses import dataclass

from contracts.terms import ChargeStatus


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
