"""What a new tariff version may say, how it rounds, where it stands, and what it would make of files."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InvalidRequest
from contracts.terms import BlockPricing, FileKind, Outcome, TariffState, Unit, UnusedUnits
from services.billing.domain import (
    DEFAULT_TARIFF,
    METER_CLASSES,
    SAMPLES,
    Figures,
    Sample,
    Tariff,
    draft,
    figures_of,
    require_day_to_come,
    revisit_price,
    stage_price,
    state_on,
)

CLASSES = f"Must be one of: {', '.join(METER_CLASSES)}."
TODAY = date(2026, 11, 24)


def test_what_is_left_out_is_as_in_the_other() -> None:
    tariff, faults = draft(7, DEFAULT_TARIFF, {"vat": 1_000, "rounding_rials": 500})
    assert faults == {}
    assert tariff == replace(DEFAULT_TARIFF, version=7, vat=1_000, rounding_rials=500)


def test_everything_may_be_given_as_it_comes_from_the_wire() -> None:
    tariff, faults = draft(
        7,
        DEFAULT_TARIFF,
        {
            "registration": {
                "concealed": {"concealed_stage": 4, "pre": 1, "final": 1},
                "exposed": {"final": 2},
            },
            "coverage": {"defective": Unit.FINAL},
            "block_pricing": BlockPricing.PER_VISIT,
            "unused_units": UnusedUnits.CREDITED,
        },
    )
    assert faults == {}
    assert tariff is not None
    assert tariff.registration[FileKind.CONCEALED] == {Unit.CONCEALED_STAGE: 4, Unit.PRE: 1, Unit.FINAL: 1}
    assert tariff.coverage == {Outcome.DEFECTIVE: Unit.FINAL}


FEES = dict.fromkeys(METER_CLASSES, 500_000)
BOTH: dict[str, Any] = {"concealed": {"final": 1}, "exposed": {"final": 1}}


@pytest.mark.parametrize(
    ("given", "faults"),
    [
        (
            {"stage_fees": {**FEES, "G3": 1_000}},
            {"stage_fees": {"G3": [CLASSES]}},
        ),
        (
            {"revisit_fees": {k: v for k, v in FEES.items() if k != "G25"}},
            {"revisit_fees": {"G25": ["Missing data for required field."]}},
        ),
        (
            {"stage_fees": {**FEES, "G4": 900}, "rounding_rials": 1_000},
            {"stage_fees": {"G4": ["Must be greater than or equal to 1000."]}},
        ),
        (
            {"registration": {"exposed": {"final": 1}, "other": {"final": 1}}},
            {
                "registration": {
                    "concealed": ["Missing data for required field."],
                    "other": ["Must be one of: concealed, exposed."],
                }
            },
        ),
        (
            {"registration": {**BOTH, "exposed": {"concealed_stage": 1}}},
            {"registration": {"exposed": {"concealed_stage": ["Must be one of: pre, final."]}}},
        ),
        (
            {"registration": {**BOTH, "concealed": {"final": 0}}},
            {"registration": {"concealed": ["At least one unit must be prepaid."]}},
        ),
        (
            {"coverage": {"approved": Unit.FINAL}},
            {"coverage": {"approved": ["Must be one of: concealed_stage, defective, absent_charged."]}},
        ),
    ],
)
def test_a_tariff_that_could_not_price_every_file_is_refused(
    given: dict[str, Any], faults: dict[str, Any]
) -> None:
    assert draft(7, DEFAULT_TARIFF, given) == (None, faults)


def test_an_older_rounding_is_refused_when_its_fees_are_too_low_for_it() -> None:
    tariff, faults = draft(7, DEFAULT_TARIFF, {"rounding_rials": 400_000})
    assert tariff is None
    assert faults == {"revisit_fees": {"G4": ["Must be greater than or equal to 400000."]}}


def test_a_version_from_before_rounding_drops_only_fractions_of_a_rial() -> None:
    stored = DEFAULT_TARIFF.to_data()
    del stored["rounding_rials"]
    assert Tariff.from_data(1, stored) == DEFAULT_TARIFF


def test_prices_are_rounded_once_at_their_end() -> None:
    rounded = replace(DEFAULT_TARIFF, rounding_rials=100_000)
    # 2 × 690,000 × 1.25 = 1,725,000; 390,000 + 410,000 = 800,000
    assert stage_price(rounded, FileKind.CONCEALED, False, ["G4", "G4"]) == 1_700_000
    assert revisit_price(rounded, False, ["G4", "G6"]) == 800_000


@given(
    kind=st.sampled_from(FileKind),
    block=st.booleans(),
    classes=st.lists(st.sampled_from(METER_CLASSES), min_size=1, max_size=9),
    surcharge=st.integers(0, 10_000),
    rounding=st.integers(1, 390_000),
)
def test_rounding_takes_less_than_one_multiple_and_never_all(
    kind: FileKind, block: bool, classes: list[str], surcharge: int, rounding: int
) -> None:
    exact = replace(DEFAULT_TARIFF, concealed_surcharge=surcharge)
    rounded = replace(exact, rounding_rials=rounding)
    for price, was in (
        (stage_price(rounded, kind, block, classes), stage_price(exact, kind, block, classes)),
        (revisit_price(rounded, block, classes), revisit_price(exact, block, classes)),
    ):
        assert price % rounding == 0
        assert 0 < price <= was < price + rounding


@pytest.mark.parametrize(
    ("first", "end", "state"),
    [
        (None, None, TariffState.DRAFT),
        (1, None, TariffState.SCHEDULED),
        (0, None, TariffState.IN_FORCE),
        (-5, 1, TariffState.IN_FORCE),
        (-5, 0, TariffState.PAST),
    ],
)
def test_where_a_version_stands(first: int | None, end: int | None, state: TariffState) -> None:
    days = [None if n is None else TODAY + timedelta(days=n) for n in (first, end)]
    assert state_on(TODAY, *days) is state


def test_a_day_that_is_meant_lies_within_ten_years() -> None:
    require_day_to_come(date(2036, 11, 1), TODAY)
    with pytest.raises(InvalidRequest):
        require_day_to_come(date(2037, 1, 1), TODAY)


def test_figures_of_the_worked_example_and_their_difference() -> None:
    example = Sample(kind=FileKind.CONCEALED, block=False, meter_classes=["G4", "G4"])
    now = figures_of(DEFAULT_TARIFF, example)
    assert now == Figures(
        invoice_rials=6_900_000,
        vat_rials=0,
        stage_price_rials=1_725_000,
        revisit_price_rials=780_000,
        inspector_fee_rials=1_207_500,
    )
    taxed = figures_of(replace(DEFAULT_TARIFF, vat=1_000, inspector_share=6_000), example)
    assert taxed.less(now) == Figures(
        invoice_rials=690_000,
        vat_rials=690_000,
        stage_price_rials=0,
        revisit_price_rials=0,
        inspector_fee_rials=-172_500,
    )


def test_the_samples_show_whatever_a_price_depends_on() -> None:
    assert {sample.kind for sample in SAMPLES} == set(FileKind)
    assert {sample.block for sample in SAMPLES} == {True, False}
    assert {len(set(sample.meter_classes)) > 1 for sample in SAMPLES} == {True, False}
    per_visit = replace(DEFAULT_TARIFF, block_pricing=BlockPricing.PER_VISIT)
    for sample in SAMPLES:
        assert (figures_of(per_visit, sample) != figures_of(DEFAULT_TARIFF, sample)) == sample.block
