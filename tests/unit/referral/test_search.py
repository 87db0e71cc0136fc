"""``q`` finds what a Persian typist means, whatever the keyboard."""

import pytest

from services.referral.store.files import searchable

TEXT = searchable("1405-000123", "علی‌اکبر کریمی", "کرمان، بلوار جمهوری، کوچهٔ ۱۲")


@pytest.mark.parametrize(
    "q",
    [
        "000123",
        "۰۰۰۱۲۳",
        "٠٠٠١٢٣",
        "علي‌اكبر",
        "علی اکبر",
        "علیاکبر",
        "كريمي",
        "کـــریمی",
        "بلوار  جمهوری",
        "کوچهٔ 12",
    ],
)
def test_it_finds(q: str) -> None:
    assert searchable(q) in TEXT


@pytest.mark.parametrize("q", ["000124", "کریمی کرمان", "%", "_", "شیراز"])
def test_it_does_not_find(q: str) -> None:
    assert searchable(q) not in TEXT


def test_case_does_not_count() -> None:
    assert searchable("BLOCK a") == searchable("block A")
