"""R18: a meter's class follows from its area and its consumption; nobody picks one."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from contracts.errors import InvalidRequest, ReferralCode


@dataclass(frozen=True, kw_only=True)
class MeterClass:
    """A class of the catalogue and the most it serves: m³/h and m², both included."""

    name: str
    max_consumption_m3h: Decimal
    max_area_m2: Decimal

    def suffices(self, size: "MeterSize") -> bool:
        """Whether a meter of this class serves that consumption and that area."""
        return size.consumption_m3h <= self.max_consumption_m3h and size.area_m2 <= self.max_area_m2


@dataclass(frozen=True, kw_only=True)
class MeterSize:
    """What a meter must serve."""

    area_m2: Decimal
    consumption_m3h: Decimal


def derive_class(catalogue: Sequence[MeterClass], size: MeterSize) -> str:
    """The smallest class that suffices (R18).

    Beyond all of them: ``InvalidRequest`` ``referral.meter_beyond_catalogue`` that names the field that is too large.
    """
    found = _smallest(catalogue, size)
    if found is None:
        raise InvalidRequest(ReferralCode.METER_BEYOND_CATALOGUE, errors=_excess(catalogue, size))
    return found


def classify_meters(catalogue: Sequence[MeterClass], sizes: Sequence[MeterSize]) -> list[str]:
    """The class of each meter, in order; refused as a whole, with an entry under ``meters`` for each that is beyond."""
    classes = [_smallest(catalogue, size) for size in sizes]
    beyond = {
        str(position): _excess(catalogue, size)
        for position, (size, found) in enumerate(zip(sizes, classes, strict=True))
        if found is None
    }
    if beyond:
        raise InvalidRequest(ReferralCode.METER_BEYOND_CATALOGUE, errors={"meters": beyond})
    return [found for found in classes if found is not None]


def _smallest(catalogue: Sequence[MeterClass], size: MeterSize) -> str | None:
    by_size = sorted(catalogue, key=lambda entry: (entry.max_consumption_m3h, entry.max_area_m2))
    return next((entry.name for entry in by_size if entry.suffices(size)), None)


def _excess(catalogue: Sequence[MeterClass], size: MeterSize) -> dict[str, list[str]]:
    """Which field is beyond the catalogue; both, when only their combination is."""
    largest_area = max((entry.max_area_m2 for entry in catalogue), default=Decimal(0))
    largest_consumption = max((entry.max_consumption_m3h for entry in catalogue), default=Decimal(0))
    area = [f"The largest meter class serves up to {largest_area.normalize():f} m²."]
    consumption = [f"The largest meter class serves up to {largest_consumption.normalize():f} m³/h."]
    errors: dict[str, list[str]] = {}
    if size.area_m2 > largest_area:
        errors["area_m2"] = area
    if size.consumption_m3h > largest_consumption:
        errors["consumption_m3h"] = consumption
    return errors or {"area_m2": area, "consumption_m3h": consumption}
