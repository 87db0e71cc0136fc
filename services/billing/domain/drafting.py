"""What a new tariff version may say: it must be able to price every file there can be, and at more than nothing (R23).

A registration that costs nothing would never be paid, and its file never referred; so every price is positive, and
every kind of file prepays something.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from contracts.errors import CommonCode, InvalidRequest
from contracts.terms import FileKind, Outcome, TariffState, Unit
from services.billing.domain.charging import FREE
from services.billing.domain.tariff import METER_CLASSES, Tariff

# By field, then by what is wrong in it.
Faults = dict[str, Any]

_MISSING = "Missing data for required field."
_NOTHING_PREPAID = "At least one unit must be prepaid."
_FARTHEST_YEARS = 10
_UNITS = {FileKind.CONCEALED: tuple(Unit), FileKind.EXPOSED: (Unit.PRE, Unit.FINAL)}
_CHARGEABLE = tuple(outcome for outcome in Outcome if outcome not in FREE)


def draft(version: int, base: Tariff, given: Mapping[str, Any]) -> tuple[Tariff | None, Faults]:
    """The version that takes what is ``given``, by the names of a tariff's fields, and the rest from another.

    No version, if anything is wrong with it; then the faults say what.
    """
    data = {**base.to_data(), **given}
    faults = {name: wrong for name, wrong in _faults(data) if wrong}
    return (None, faults) if faults else (Tariff.from_data(version, data), {})


def _faults(data: Mapping[str, Any]) -> Iterable[tuple[str, Faults]]:
    for name in ("stage_fees", "revisit_fees"):
        yield name, _wrong_fees(data[name], data["rounding_rials"])
    yield "registration", _wrong_registration(data["registration"])
    yield "coverage", _wrong_names(data["coverage"], _CHARGEABLE)


def _wrong_fees(fees: Mapping[str, int], rounding_rials: int) -> Faults:
    too_low = [f"Must be greater than or equal to {rounding_rials}."]
    return {
        **{meter_class: [_MISSING] for meter_class in METER_CLASSES if meter_class not in fees},
        **{meter_class: too_low for meter_class, fee in fees.items() if fee < rounding_rials},
        **_wrong_names(fees, METER_CLASSES),
    }


def _wrong_registration(registration: Mapping[str, Mapping[str, int]]) -> Faults:
    wrong: Faults = {kind.value: [_MISSING] for kind in FileKind if kind not in registration}
    wrong |= _wrong_names(registration, tuple(FileKind))
    for kind in FileKind:
        units = registration.get(kind)
        if units is None:
            continue
        if unknown := _wrong_names(units, _UNITS[kind]):
            wrong[kind.value] = unknown
        elif sum(units.values()) < 1:
            wrong[kind.value] = [_NOTHING_PREPAID]
    return wrong


def _wrong_names(given: Collection[str], known: Collection[str]) -> Faults:
    return {name: [f"Must be one of: {', '.join(known)}."] for name in given if name not in known}


def require_day_to_come(effective_from: date, today: date) -> None:
    """Raise :class:`InvalidRequest` for a day that is farther away than can be meant."""
    if effective_from > today + timedelta(days=366 * _FARTHEST_YEARS):
        too_far = f"Must be within the next {_FARTHEST_YEARS} years."
        raise InvalidRequest(CommonCode.INVALID, errors={"effective_from": [too_far]})


def state_on(today: date, effective_from: date | None, effective_to: date | None) -> TariffState:
    """Where a version stands that is in force from the one day until before the other."""
    if effective_from is None:
        return TariffState.DRAFT
    if effective_from > today:
        return TariffState.SCHEDULED
    if effective_to is not None and effective_to <= today:
        return TariffState.PAST
    return TariffState.IN_FORCE
