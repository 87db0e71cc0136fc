"""How old debts are: every rial of 1210 has an age, and pays in the order in which money is applied."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import Aged, Movement, age

TODAY = date(2026, 11, 22)


def movement(days_ago: int, rials: int, key: str = "charge:r:1") -> Movement:
    return Movement(key=key, effective_date=TODAY - timedelta(days=days_ago), amount_rials=rials)


@pytest.mark.parametrize(
    ("days_ago", "part"),
    [
        (0, "days_0_30_rials"),
        (30, "days_0_30_rials"),
        (31, "days_31_60_rials"),
        (60, "days_31_60_rials"),
        (61, "days_61_90_rials"),
        (90, "days_61_90_rials"),
        (91, "over_90_days_rials"),
    ],
)
def test_a_bill_has_the_age_of_its_day(days_ago: int, part: str) -> None:
    aged, oldest = age([movement(days_ago, 390_000)], TODAY)
    assert aged == Aged(**{part: 390_000})
    assert oldest == TODAY - timedelta(days=days_ago)


def test_money_pays_the_registration_then_debts_then_corrections() -> None:
    bills = [
        movement(100, 50, "adjustment:f:1"),
        movement(40, 200, "charge:r:1"),
        movement(80, 100, "invoice:f"),
    ]
    assert age([*bills, movement(1, -100)], TODAY)[0] == Aged(days_31_60_rials=200, over_90_days_rials=50)
    assert age([*bills, movement(1, -250)], TODAY)[0] == Aged(days_31_60_rials=50, over_90_days_rials=50)
    assert age([*bills, movement(1, -300)], TODAY) == (
        Aged(over_90_days_rials=50),
        TODAY - timedelta(days=100),
    )


def test_money_before_its_bill_is_early() -> None:
    assert age([movement(10, -700)], TODAY) == (Aged(early_rials=-700), None)


@given(
    st.lists(
        st.builds(
            movement,
            st.integers(0, 200),
            st.integers(-(10**9), 10**9).filter(bool),
            st.sampled_from(["invoice:f", "adjustment:f:1", "charge:r:1"]),
        )
    )
)
def test_ages_add_up_to_the_balance(movements: list[Movement]) -> None:
    aged, oldest = age(movements, TODAY)
    assert aged.total_rials == sum(each.amount_rials for each in movements)
    assert aged.early_rials <= 0
    owed = aged.total_rials - aged.early_rials
    assert owed == 0 or aged.early_rials == 0
    assert (oldest is not None) == (owed > 0)
    assert (
        min(aged.days_0_30_rials, aged.days_31_60_rials, aged.days_61_90_rials, aged.over_90_days_rials) >= 0
    )
