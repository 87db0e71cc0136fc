"""``q`` finds what a Persian typist means, whatever the keyboard."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.referral.store.searching import folded, searchable, words_of

TEXT = searchable("1405-000123", "علی‌اکبر کریمی", "کرمان، بلوار جمهوری، کوچهٔ ۱۲، مدرسهٔ آیة‌الله")

LETTERS = st.characters(categories=["L", "N"])


def finds(q: str, text: str = TEXT) -> bool:
    return all(word in text for word in words_of(q))


@pytest.mark.parametrize(
    "q",
    [
        "000123",
        "۰۰۰۱۲۳",
        "٠٠٠١٢٣",
        "०००१२३",
        "علي‌اكبر",
        "علی اکبر",
        "علیاکبر",
        "كريمي",
        "کريمى",
        "کـــریمی",
        "بلوار  جمهوری",
        "کوچهٔ 12",
        "کوچه ۱۲",
        "کوچة",
        "کُوچِه",
        "ایه",
        "أية",
        "إیة الله",
        "كريمي كرمان",
        "جمهوری علی ۱۲",
        "ﮐﺮﻣﺎن",
    ],
)
def test_it_finds(q: str) -> None:
    assert finds(q)


@pytest.mark.parametrize("q", ["000124", "کریمی شیراز", "%", "_", "شیراز", "000123علی"])
def test_it_does_not_find(q: str) -> None:
    assert not finds(q)


def test_case_does_not_count() -> None:
    assert searchable("BLOCK a") == searchable("block A")


@pytest.mark.parametrize("q", ["", " ", "\u200c", "ـ", "ً"])
def test_what_says_nothing_narrows_nothing(q: str) -> None:
    assert words_of(q) == []


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)


@given(st.text(LETTERS, min_size=1, max_size=20), st.text(), st.text())
def test_what_is_part_of_a_text_is_found_in_it(part: str, before: str, after: str) -> None:
    assert finds(part, searchable(before + part + after))
