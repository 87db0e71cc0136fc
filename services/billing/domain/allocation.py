"""Which debt a payment pays: the oldest first, and nothing is paid twice."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def allocate(amount_rials: int, owed: Sequence[tuple[T, int]]) -> tuple[list[tuple[T, int]], int]:
    """Spread an amount over what is owed, in that order: (what each gets, what is left over), in rials."""
    shares = []
    left = amount_rials
    for target, owed_rials in owed:
        share = min(left, owed_rials)
        if share > 0:
            shares.append((target, share))
            left -= share
    return shares, left
