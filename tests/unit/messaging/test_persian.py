"""Numbers, amounts and times within Persian sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.messaging.domain import persian


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        (0, "۰ ریال"),
        (999, "۹۹۹ ریال"),
        (1_000, "۱٬۰۰۰ ریال"),
        (1_725_000, "۱٬۷۲۵٬۰۰۰ ریال"),
        (6_310_500, "۶٬۳۱۰٬۵۰۰ ریال"),
    ],
)
def test_amounts(amount: int, written: str) -> None:
    assert persian.rials(amount) == written


@given(st.integers(min_value=0, max_value=10**15))
def test_an_amount_can_be_read_back(amount: int) -> None:
    written, _, unit = persian.rials(amount).partition(" ")
    assert unit == "ریال"
    assert int(written.replace("٬", "")) == amount
    assert not set(written) & set("0123456789,")


def test_times() -> None:
    assert persian.moment("1405-09-01 10:30") == "۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰"
    assert persian.day("1405-09-01") == "۱۴۰۵/۰۹/۰۱"


def test_a_code_keeps_its_order_and_its_digits() -> None:
    assert persian.code("1405-000123") == "\u20661405-000123\u2069"


@pytest.mark.parametrize(
    ("items", "written"),
    [([], ""), (["الف"], "الف"), (["الف", "ب"], "الف و ب"), (["الف", "ب", "پ"], "الف، ب و پ")],
)
def test_listings(items: list[str], written: str) -> None:
    assert persian.listing(items) == written
