"""What leaves the organization of why a file was referred: nobody else's name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.domain import without_names

NAMES = {"علی‌اکبر کریمی", "19-3-00007", "رضا"}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("نزدیک‌تر است.", "نزدیک‌تر است."),
        ("علی‌اکبر کریمی بیمار است.", "بازرس دیگری بیمار است."),
        ("علی اکبر  کریمی و علیاکبر کریمی", "بازرس دیگری و بازرس دیگری"),
        ("به جای ۱۹-۳-۰۰۰۰۷ برود، نه 19-3-000071", "به جای بازرس دیگری برود، نه 19-3-000071"),
        ("رضایت مالک؛ رضا نمی‌رسد", "رضایت مالک؛ بازرس دیگری نمی‌رسد"),
        ("(رضا)", "(بازرس دیگری)"),
    ],
)
def test_names_and_codes_of_others_are_left_out(reason: str, told: str) -> None:
    assert without_names(reason, NAMES) == told


def test_nobody_is_named_by_nothing() -> None:
    assert without_names("متن", {"", " ", "‌"}) == "متن"


def test_a_name_is_no_pattern() -> None:
    assert without_names("a.b و axb", {"a.b"}) == "بازرس دیگری و axb"


@given(
    before=st.text("ابپ ،.", max_size=8),
    name=st.text("سشعغ", min_size=2, max_size=8),
    after=st.text("ابپ ،.", max_size=8),
)
def test_a_name_that_stands_alone_never_stays(before: str, name: str, after: str) -> None:
    assert name not in without_names(f"{before} {name} {after}", [name])
