"""Tariffs: their versions, what a new one would change, and from when one is in force (R23, R26)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.shapes import Caller, Code, Limit, Page, Person, command, query
from contracts.terms import BlockPricing, FileKind, TariffState, Unit, UnusedUnits

# Hundredths of a percent: 1000 are 10 %.
BasisPoints = Annotated[int, validate.Range(min=0, max=10_000)]
Version = Annotated[int, validate.Range(min=1, max=10**6)]
Fee = Annotated[int, validate.Range(min=1, max=10**11)]
Rounding = Annotated[int, validate.Range(min=1, max=10**6)]
Count = Annotated[int, validate.Range(min=0, max=20)]
MeterClass = Annotated[str, Code(), validate.Length(min=1, max=10)]
MeterClasses = Annotated[list[MeterClass], validate.Length(min=1, max=200)]


@dataclass(frozen=True, kw_only=True)
class TariffView:
    """A version: in force from ``effective_from`` until the day before ``effective_to``; frozen once ``used``.

    Fees are by meter class; ``registration`` says how many units are prepaid by kind of file, ``coverage`` which unit
    pays for which outcome. The version that the system came with was made by nobody.
    """

    version: int
    state: TariffState
    effective_from: date | None
    effective_to: date | None
    used: bool
    created_by: Person | None
    created_at: datetime | None
    activated_by: Person | None
    activated_at: datetime | None
    stage_fees_rials: dict[str, int]
    revisit_fees_rials: dict[str, int]
    rounding_rials: int
    concealed_surcharge_basis_points: int
    inspector_share_basis_points: int
    vat_basis_points: int
    withholding_basis_points: int
    registration: dict[str, dict[str, int]]
    coverage: dict[str, Unit]
    block_pricing: BlockPricing
    unused_units: UnusedUnits


@dataclass(frozen=True, kw_only=True)
class SampleFile:
    """A file that might be, to see what it would cost."""

    kind: FileKind
    block: bool
    meter_classes: MeterClasses


@dataclass(frozen=True, kw_only=True)
class TariffFigures:
    """What a sample file costs, in rials: its registration with the tax in it, then one visit.

    A revisit is of all its meters; ``inspector_fee_rials`` is the inspector's share of one stage.
    """

    invoice_rials: int
    vat_rials: int
    stage_price_rials: int
    revisit_price_rials: int
    inspector_fee_rials: int


@dataclass(frozen=True, kw_only=True)
class TariffEffect:
    """What a version makes of a sample file, beside what it costs today; the difference is positive if it is dearer."""

    sample: SampleFile
    in_force: TariffFigures
    proposed: TariffFigures
    difference: TariffFigures


@dataclass(frozen=True, kw_only=True)
class TariffPreview:
    """A version's effect on sample files, compared with the version in force today."""

    version: int
    in_force_version: int
    effects: list[TariffEffect]


class TariffsApi(Protocol):
    """Tariffs: their versions, what a new one would change, and from when one is in force (R23, R26)."""

    @query
    def list_tariffs(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[TariffView]:
        """Office, finance: the versions, newest first."""

    @query
    def get_tariff(self, *, caller: Caller, version: Version) -> TariffView:
        """Office, finance: one version; ``billing.tariff_not_found``."""

    @command
    def create_tariff(
        self,
        *,
        caller: Caller,
        stage_fees_rials: dict[str, Fee] | None = None,
        revisit_fees_rials: dict[str, Fee] | None = None,
        rounding_rials: Rounding | None = None,
        concealed_surcharge_basis_points: BasisPoints | None = None,
        inspector_share_basis_points: BasisPoints | None = None,
        vat_basis_points: BasisPoints | None = None,
        withholding_basis_points: BasisPoints | None = None,
        registration: dict[str, dict[str, Count]] | None = None,
        coverage: dict[str, Unit] | None = None,
        block_pricing: BlockPricing | None = None,
        unused_units: UnusedUnits | None = None,
        effective_from: date | None = None,
    ) -> TariffView:
        """Finance: a new version; what is left out is as in the version in force today.

        A draft, or with ``effective_from`` activated at once, with the refusals of that.
        """

    @query
    def preview_tariff(
        self, *, caller: Caller, version: Version, sample: SampleFile | None = None
    ) -> TariffPreview:
        """Office, finance: what a version would change for typical files, and first for a ``sample`` of one's own."""

    @command
    def activate_tariff(self, *, caller: Caller, version: Version, effective_from: date) -> TariffView:
        """Finance: put a version in force from a day on, or move one that is not in force yet.

        The version that is in force on that day ends with the day before. Tomorrow at the earliest
        (``billing.tariff_too_early``), not on the first day of another version (``billing.tariff_day_taken``), and
        not what has begun (``billing.tariff_in_force``).
        """

    @command
    def withdraw_tariff(self, *, caller: Caller, version: Version) -> None:
        """Finance: give up a version that is not in force yet; the one before it stays in force in its place."""


@dataclass(frozen=True, kw_only=True)
class TariffActivated(Event):
    """A version will be in force from a day on; told again when it is moved to another."""

    version: int
    effective_from: date
    activated_by: Person
    activated_at: datetime

    @property
    def lane(self) -> str:
        """What is said of tariffs is said in its order."""
        return "tariffs"


@dataclass(frozen=True, kw_only=True)
class TariffWithdrawn(Event):
    """A version that was to be in force from a day on will not be."""

    version: int
    effective_from: date
    withdrawn_by: Person

    @property
    def lane(self) -> str:
        """What is said of tariffs is said in its order."""
        return "tariffs"
