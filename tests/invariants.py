"""The invariants of billing's books, asked of a database."""

from collections.abc import Callable
from typing import Any

from services.billing.store.invariants import INVARIANTS


def assert_books_are_sound(rows: Callable[[str], list[Any]]) -> None:
    """Fail naming the invariants and the rows that break them; ``rows`` runs a query on billing's database.

    One question asks for all that are broken, because this is asked after nearly every test of billing.
    """
    names = list(INVARIANTS)
    broken = rows(
        " UNION ALL ".join(f"SELECT {at} WHERE EXISTS ({INVARIANTS[name]})" for at, name in enumerate(names))
    )
    assert not broken, {names[at]: rows(INVARIANTS[names[at]])[:5] for (at,) in broken}
