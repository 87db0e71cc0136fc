"""What a report costs, and who has paid for it already (R20, R23)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.terms import FileKind, Outcome, Phase, Unit
from services.billing.domain.tariff import Tariff, revisit_price, share_of, stage_price

FREE = frozenset({Outcome.APPROVED, Outcome.ABSENT_FREE})


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A report's word on one meter, with the class that prices it."""

    meter_id: str
    meter_class: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ReportFacts:
    """What of a report bears on its cost. ``meter_classes`` are those of all meters of the file."""

    kind: FileKind
    block: bool
    phase: Phase
    outcome: Outcome
    verdicts: Sequence[Verdict]
    meter_classes: Sequence[str]
    completes_phase: bool


@dataclass(frozen=True, kw_only=True)
class UnitStock:
    """Prepaid units of one kind that are still there, and what each was bought for, in rials."""

    left: int
    unit_price_rials: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """The part of a charge that one outcome made; ``covered_by`` is the prepaid unit that pays for it."""

    outcome: Outcome
    rule: str
    meter_ids: tuple[str, ...]
    covered_by: Unit | None
    amount_rials: int
    vat_rials: int


@dataclass(frozen=True, kw_only=True)
class Charge:
    """All that a report does to the money of its file; amounts in rials.

    ``recognised`` is the unit that the approval of the phase uses up, ``recognised_rials`` its price. ``fee_rials`` is
    the inspector's share of both.
    """

    lines: tuple[Line, ...]
    recognised: Unit | None
    recognised_rials: int
    fee_rials: int

    @property
    def chargeable(self) -> bool:
        """Whether the report costs anything, prepaid or not."""
        return bool(self.lines)

    @property
    def amount_rials(self) -> int:
        """What the report costs, without tax."""
        return sum(line.amount_rials for line in self.lines)

    @property
    def covered_rials(self) -> int:
        """The part of it that prepaid units pay for."""
        return sum(line.amount_rials for line in self.lines if line.covered_by)

    @property
    def vat_rials(self) -> int:
        """Tax on the part that is not prepaid."""
        return sum(line.vat_rials for line in self.lines)

    @property
    def owed_rials(self) -> int:
        """What the contractor comes to owe, tax included."""
        return self.amount_rials - self.covered_rials + self.vat_rials

    @property
    def used_units(self) -> list[Unit]:
        """The units that this report uses up, one for each covered line, and the one its approval recognises."""
        used = [line.covered_by for line in self.lines if line.covered_by is not None]
        return [*used, self.recognised] if self.recognised is not None else used

    @property
    def rule(self) -> str:
        """The rule behind the charge, or behind there being none."""
        return " + ".join(line.rule for line in self.lines) or "R20: free"


def charge_report(tariff: Tariff, report: ReportFacts, stock: Mapping[Unit, UnitStock]) -> Charge:
    """Charge a report: each chargeable outcome in it uses a matching prepaid unit, or is owed (R20).

    Pure in its arguments: the same report with the same stock always costs the same. The stock is not changed.
    """
    left = {unit: held.left for unit, held in stock.items()}
    lines = []
    for outcome in _chargeable_outcomes(report):
        unit = tariff.coverage.get(outcome)
        covered_by = unit if unit is not None and left.get(unit, 0) > 0 else None
        if covered_by is not None:
            left[covered_by] -= 1
        lines.append(_line(tariff, report, outcome, covered_by, stock))
    recognised = Unit(report.phase) if report.completes_phase else None
    if recognised is not None and left.get(recognised, 0) <= 0:
        recognised = None
    recognised_rials = stock[recognised].unit_price_rials if recognised is not None else 0
    earned = share_of(sum(line.amount_rials for line in lines), tariff.inspector_share)
    earned += share_of(recognised_rials, tariff.inspector_share)
    return Charge(
        lines=tuple(lines), recognised=recognised, recognised_rials=recognised_rials, fee_rials=earned
    )


def _chargeable_outcomes(report: ReportFacts) -> list[Outcome]:
    present = {verdict.outcome for verdict in report.verdicts}
    return [outcome for outcome in Outcome if outcome in present and outcome not in FREE]


def _line(
    tariff: Tariff,
    report: ReportFacts,
    outcome: Outcome,
    covered_by: Unit | None,
    stock: Mapping[Unit, UnitStock],
) -> Line:
    concerned = [verdict for verdict in report.verdicts if verdict.outcome is outcome]
    if covered_by is not None:
        amount, vat = stock[covered_by].unit_price_rials, 0
    else:
        if outcome is Outcome.CONCEALED_STAGE:
            amount = stage_price(tariff, report.kind, report.block, report.meter_classes)
        else:
            amount = revisit_price(tariff, report.block, [verdict.meter_class for verdict in concerned])
        vat = share_of(amount, tariff.vat)
    return Line(
        outcome=outcome,
        rule=f"R20: {outcome} {'prepaid' if covered_by else 'owed'}",
        meter_ids=tuple(verdict.meter_id for verdict in concerned),
        covered_by=covered_by,
        amount_rials=amount,
        vat_rials=vat,
    )
