"""The feed of entries, from which the organization's own accounting is kept up to date."""

from typing import Any

from contracts.billing import BillingApi, FeedPage
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("feed", __name__, description="اسناد حسابداری · Entries")
FINANCE = frozenset({Role.FINANCE})


@routes.serve("GET", "/accounting/entries", BillingApi.list_entries, fa="اسناد پس از یک شماره", who=FINANCE)
def list_entries(ask: Ask, **query: Any) -> FeedPage:
    """The entries after a number, which are numbered from 1 without gaps once they are committed.

    Remember `next_after` and ask with it as `after`: nothing is missed, and nothing comes twice. `chain_hash` of entry
    N is the SHA-256 (hexadecimal) of that of N - 1 (64 zeros before the first), a line feed, and the entry as a JSON
    array in UTF-8 without spaces, with the values as they are given here: `[sequence, effective_date, posting_date,
    posted_at, key, description, file_id, reverses, [[account, holder, debit_rials, credit_rials], …]]`. The
    `previous_hash` of a page is the `chain_hash` of the one before.
    """
    return ask.billing.list_entries(caller=ask.caller, **query)
