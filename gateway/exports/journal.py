"""A range of the journal, gathered whole: what other programs read must add up, or they refuse it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.billing import AccountBalance, JournalEntry, JournalPage
from contracts.errors import CommonCode, InvalidRequest, Unavailable

MOST_POSTINGS = 100_000
_PAGE = 1000  # the most that a page may have
_READINGS = 3


@dataclass(frozen=True)
class Journal:
    """The entries posted in a range of days, both included, with every account's movements before it and through it."""

    first: date
    last: date
    opening: Sequence[AccountBalance]
    entries: Sequence[JournalEntry]
    closing: Sequence[AccountBalance]

    @property
    def adds_up(self) -> bool:
        """Whether what was before and the entries make what is after."""
        balances = Counter({each.account: each.balance_rials for each in self.opening})
        for entry in self.entries:
            for posting in entry.postings:
                balances[posting.account] += posting.amount_rials
        return all(balances[each.account] == each.balance_rials for each in self.closing)


Ask = Callable[[Mapping[str, Any]], JournalPage]


def gather(ask: Ask, first: date, last: date) -> Journal:
    """All pages of a range. ``ask`` calls the verb.

    An entry may come in between two pages: then they do not add up, and are read again. Raises ``Unavailable`` when
    that does not help, and ``request.too_many_rows`` when there are more postings than a file should have.
    """
    for _ in range(_READINGS):
        journal = _read(ask, first, last)
        if journal.adds_up:
            return journal
    raise Unavailable(CommonCode.UNAVAILABLE, retry_after_seconds=2)


def _read(ask: Ask, first: date, last: date) -> Journal:
    asked = {"from_date": first, "to_date": last, "limit": _PAGE}
    page = ask(asked)
    opening, entries = page.opening, list(page.items)
    while page.next_cursor is not None:
        if sum(len(entry.postings) for entry in entries) > MOST_POSTINGS:
            raise InvalidRequest(CommonCode.TOO_MANY_ROWS, most=MOST_POSTINGS)
        page = ask({**asked, "cursor": page.next_cursor})
        entries += page.items
    return Journal(first, last, opening, entries, page.closing)
