"""R18: classes at, below and beyond the bounds of the default catalogue."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InvalidRequest, ReferralCode
from services.referral.domain import MeterClass, MeterSize, classify_meters, derive_class

DEFAULT = [
    MeterClass(name=name, max_consumption_m3h=Decimal(consumption), max_area_m2=Decimal(area))
    for name, consumption, area in [
        ("G4", 6, 120),
        ("G6", 10, 250),
        ("G10", 16, 500),
        ("G16", 25, 800),
        ("G25", 40, 1300),
        ("G40", 65, 2000),
        ("G65", 100, 3000),
        ("G100", 160, 5000),
    ]
]


def size(area: str | int, consumption: str | int) -> MeterSize:
    return MeterSize(area_m2=Decimal(area), consumption_m3h=Decimal(consumption))


@pytest.mark.parametrize(
    ("area", "consumption", "expected"),
    [
        ("1", "0.01", "G4"),
        ("120", "6", "G4"),
        ("120.01", "6", "G6"),
        ("120", "6.01", "G6"),
        ("250", "10", "G6"),
        ("250.01", "1", "G10"),
        ("1", "10.01", "G10"),
        ("500", "16.01", "G16"),
        ("800.01", "25", "G25"),
        ("1300", "40.01", "G40"),
        ("2000.01", "1", "G65"),
        ("3000", "100.01", "G100"),
        ("5000", "160", "G100"),
        ("90", "150", "G100"),
        ("4999", "2", "G100"),
    ],
)
def test_the_smallest_class_that_suffices(area: str, consumption: str, expected: str) -> None:
    assert derive_class(DEFAULT, size(area, consumption)) == expected


@pytest.mark.parametrize(
    ("area", "consumption", "fields"),
    [
        ("5000.01", "1", {"area_m2"}),
        ("1", "160.01", {"consumption_m3h"}),
        ("5000.01", "160.01", {"area_m2", "consumption_m3h"}),
    ],
)
def test_beyond_the_largest_is_refused_and_names_the_field(
    area: str, consumption: str, fields: set[str]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        derive_class(DEFAULT, size(area, consumption))
    assert caught.value.code == ReferralCode.METER_BEYOND_CATALOGUE
    assert set(caught.value.errors) == fields


def test_several_meters_are_refused_together_each_by_its_place() -> None:
    with pytest.raises(InvalidRequest) as caught:
        classify_meters(DEFAULT, [size(6000, 1), size(100, 5), size(100, 200)])
    assert caught.value.code == ReferralCode.METER_BEYOND_CATALOGUE
    assert caught.value.errors == {
        "meters": {
            "0": {"area_m2": ["The largest meter class serves up to 5000 m²."]},
            "2": {"consumption_m3h": ["The largest meter class serves up to 160 m³/h."]},
        }
    }


def test_several_meters_keep_their_order() -> None:
    assert classify_meters(DEFAULT, [size(100, 5), size(5000, 1), size(200, 5)]) == ["G4", "G100", "G6"]


def test_the_order_of_the_catalogue_does_not_matter() -> None:
    assert derive_class(list(reversed(DEFAULT)), size(120, 6)) == "G4"


def test_an_empty_catalogue_refuses_everything() -> None:
    with pytest.raises(InvalidRequest):
        derive_class([], size(1, 1))


def test_a_combination_that_no_class_serves_blames_both_fields() -> None:
    uneven = [
        MeterClass(name="wide", max_consumption_m3h=Decimal(6), max_area_m2=Decimal(900)),
        MeterClass(name="strong", max_consumption_m3h=Decimal(60), max_area_m2=Decimal(100)),
    ]
    with pytest.raises(InvalidRequest) as caught:
        derive_class(uneven, size(500, 50))
    assert set(caught.value.errors) == {"area_m2", "consumption_m3h"}


QUANTITY = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(6000), places=2)


@given(area=QUANTITY, consumption=QUANTITY)
def test_a_class_suffices_and_no_smaller_one_does(area: Decimal, consumption: Decimal) -> None:
    wanted = MeterSize(area_m2=area, consumption_m3h=consumption)
    sufficient = [
        entry.name
        for entry in DEFAULT
        if area <= entry.max_area_m2 and consumption <= entry.max_consumption_m3h
    ]
    if sufficient:
        assert derive_class(DEFAULT, wanted) == sufficient[0]
    else:
        with pytest.raises(InvalidRequest):
            derive_class(DEFAULT, wanted)
