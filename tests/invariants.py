"""The invariants of billing's books, asked of a database."""

from collections.abc import Callable
from typing import Any

from services.billing.store.invariants import INVARIANTS


def assert_books_are_sound(rows: Callable[[str], list[Any]]) -> None:
    """Fail naming the invariant and the rows that break it; ``rows`` runs a query on billing's database."""
    for name, query in INVARIANTS.items():
        offending = rows(query)
        assert not offending, f"{name}: {offending[:5]}"
