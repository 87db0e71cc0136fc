"""What a tariff makes of a file, to compare two of them before one is put in force."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.terms import FileKind
from services.billing.domain.tariff import Tariff, registration_units, revisit_price, share_of, stage_price


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A file that might be."""

    kind: FileKind
    block: bool
    meter_classes: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What a file costs, in rials: its registration, the tax in it, a stage, a revisit of all meters, a stage's fee."""

    invoice_rials: int
    vat_rials: int
    stage_price_rials: int
    revisit_price_rials: int
    inspector_fee_rials: int

    def less(self, other: "Figures") -> "Figures":
        """By how much each is more than in another."""
        return Figures(**{name: value - getattr(other, name) for name, value in vars(self).items()})


# A little of everything that a price depends on: the kind, a block or not, one meter or several, small or large.
SAMPLES = (
    Sample(kind=FileKind.EXPOSED, block=False, meter_classes=("G4",)),
    Sample(kind=FileKind.CONCEALED, block=False, meter_classes=("G4", "G4")),
    Sample(kind=FileKind.CONCEALED, block=False, meter_classes=("G4", "G6", "G16")),
    Sample(kind=FileKind.EXPOSED, block=True, meter_classes=("G4", "G4", "G4", "G4", "G4", "G4", "G10")),
    Sample(kind=FileKind.CONCEALED, block=True, meter_classes=("G4", "G4", "G4", "G4", "G25")),
    Sample(kind=FileKind.EXPOSED, block=False, meter_classes=("G100",)),
)


def figures_of(tariff: Tariff, sample: Sample) -> Figures:
    """What a file would cost under a tariff (R19, R23)."""
    stage = stage_price(tariff, sample.kind, sample.block, sample.meter_classes)
    net = stage * sum(count for _, count in registration_units(tariff, sample.kind))
    vat = share_of(net, tariff.vat)
    return Figures(
        invoice_rials=net + vat,
        vat_rials=vat,
        stage_price_rials=stage,
        revisit_price_rials=revisit_price(tariff, sample.block, sample.meter_classes),
        inspector_fee_rials=share_of(stage, tariff.inspector_share),
    )
