"""Tariffs: what things cost, as data with versions (R23, R26), and the prices that follow from them.

Percentages are in basis points, hundredths of a percent, so that 9.5 % is the integer 950. Fractions of a rial are
dropped, once, at the end of each price; where a tariff rounds prices, so is what exceeds the multiple.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from contracts.terms import BlockPricing, FileKind, Outcome, Unit, UnusedUnits

WHOLE = 10_000


@dataclass(frozen=True, kw_only=True)
class Tariff:
    """One version of the prices and of what covers what. Fees are rials by meter class.

    ``registration`` says how many units of each kind a contractor prepays (R19), ``coverage`` which prepaid unit pays
    for which outcome (R20). Priced ``per_visit``, a block costs what its dearest meter alone would. Prices are
    multiples of ``rounding_rials``; versions that were stored before there was such a thing do not say so.
    """

    version: int
    stage_fees: Mapping[str, int]
    revisit_fees: Mapping[str, int]
    concealed_surcharge: int
    inspector_share: int
    vat: int
    withholding: int
    registration: Mapping[FileKind, Mapping[Unit, int]]
    coverage: Mapping[Outcome, Unit]
    block_pricing: BlockPricing
    unused_units: UnusedUnits
    rounding_rials: int = 1

    @classmethod
    def from_data(cls, version: int, data: Mapping[str, Any]) -> "Tariff":
        """The tariff that is stored as plain data."""
        registration = {
            FileKind(kind): {Unit(unit): int(count) for unit, count in units.items()}
            for kind, units in data["registration"].items()
        }
        coverage = {Outcome(outcome): Unit(unit) for outcome, unit in data["coverage"].items()}
        read = {
            "version": version,
            "registration": registration,
            "coverage": coverage,
            "block_pricing": BlockPricing(data["block_pricing"]),
            "unused_units": UnusedUnits(data["unused_units"]),
        }
        return cls(**{**data, **read})

    def to_data(self) -> dict[str, Any]:
        """Plain data, without the version, which is the row's own."""
        data = asdict(self)
        del data["version"]
        return data


def _by_class(*fees: int) -> dict[str, int]:
    return dict(zip(("G4", "G6", "G10", "G16", "G25", "G40", "G65", "G100"), fees, strict=True))


DEFAULT_TARIFF = Tariff(
    version=1,
    stage_fees=_by_class(690_000, 730_000, 770_000, 810_000, 850_000, 1_500_000, 1_700_000, 2_300_000),
    revisit_fees=_by_class(390_000, 410_000, 430_000, 450_000, 470_000, 800_000, 900_000, 1_200_000),
    concealed_surcharge=2_500,
    inspector_share=7_000,
    vat=0,
    withholding=0,
    registration={
        FileKind.CONCEALED: {Unit.CONCEALED_STAGE: 3, Unit.FINAL: 1},
        FileKind.EXPOSED: {Unit.PRE: 1, Unit.FINAL: 1},
    },
    coverage={Outcome.CONCEALED_STAGE: Unit.CONCEALED_STAGE},
    block_pricing=BlockPricing.PER_METER,
    unused_units=UnusedUnits.KEPT,
)
# Those that a meter can have (R18); a tariff that leaves one out could not price it.
METER_CLASSES = tuple(DEFAULT_TARIFF.stage_fees)


def share_of(amount_rials: int, basis_points: int) -> int:
    """A share of an amount, its fraction dropped."""
    return amount_rials * basis_points // WHOLE


def stage_price(tariff: Tariff, kind: FileKind, block: bool, meter_classes: Sequence[str]) -> int:
    """The price in rials of one stage (``concealed_stage``, ``pre`` or ``final``) of a file with these meters (R23)."""
    base = _visit(tariff, tariff.stage_fees, block, meter_classes)
    surcharge = tariff.concealed_surcharge if kind is FileKind.CONCEALED else 0
    return _rounded(tariff, share_of(base, WHOLE + surcharge))


def revisit_price(tariff: Tariff, block: bool, meter_classes: Sequence[str]) -> int:
    """The price in rials of a defect or a charged absence of these meters, without the surcharge (R23)."""
    return _rounded(tariff, _visit(tariff, tariff.revisit_fees, block, meter_classes))


def _rounded(tariff: Tariff, price_rials: int) -> int:
    return price_rials - price_rials % tariff.rounding_rials


def _visit(tariff: Tariff, fees: Mapping[str, int], block: bool, meter_classes: Sequence[str]) -> int:
    prices = [fees[meter_class] for meter_class in meter_classes]
    if block and tariff.block_pricing == BlockPricing.PER_VISIT:
        return max(prices, default=0)
    return sum(prices)


def registration_units(tariff: Tariff, kind: FileKind) -> list[tuple[Unit, int]]:
    """What is prepaid at registration: (unit, quantity) (R19)."""
    return [(unit, count) for unit, count in tariff.registration[kind].items() if count > 0]
