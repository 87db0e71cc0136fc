"""The feed of entries: numbers after the commit, and pages of what has them."""

from chassis.work import Look, Work
from contracts.billing import FeedEntry, FeedPage, FeedPosting
from contracts.shapes import Caller
from services.billing import store
from services.billing.domain import chain_hash, sides
from services.billing.use_cases.announcing import announce_payments
from services.billing.use_cases.permitting import require_finance

_NUMBERED_AT_ONCE = 500


def number_entries(work: Work) -> bool:
    """Give numbers to entries that are committed, in the order of their ids; whether more are left.

    An entry whose transaction takes its time is not there yet, and gets a later number than those that overtook it:
    so whoever remembers a number has seen everything up to it, for ever.
    """
    store.lock_feed(work.session)
    last, digest = store.end_of_feed(work.session)
    numbered = list(enumerate(store.unnumbered(work.session, _NUMBERED_AT_ONCE), last + 1))
    rows = []
    for sequence, entry in numbered:
        digest = chain_hash(digest, sequence, entry)
        rows.append((sequence, entry.entry_id, digest))
    store.give_numbers(work.session, rows, work.now)
    announce_payments(work, numbered)
    return len(numbered) == _NUMBERED_AT_ONCE


def list_entries(look: Look, *, caller: Caller, after: int = 0, limit: int = 50) -> FeedPage:
    """Finance: the entries after a number."""
    require_finance(caller)
    found = store.numbered_after(look.session, after, limit + 1)
    names = store.account_names(look.session)
    items = [_view(item, names) for item in found[:limit]]
    lines = [posting for item in items for posting in item.postings]
    previous = store.hash_at(look.session, after)
    return FeedPage(
        items=items,
        count=len(items),
        debit_rials=sum(line.debit_rials for line in lines),
        credit_rials=sum(line.credit_rials for line in lines),
        previous_hash=previous,
        chain_hash=items[-1].chain_hash if items else previous,
        next_after=items[-1].sequence if items else after,
        more=len(found) > limit,
    )


def _view(item: store.Numbered, names: dict[str, str]) -> FeedEntry:
    entry = item.entry
    postings = []
    for posting in entry.postings:
        debit, credit = sides(posting)
        postings.append(
            FeedPosting(
                account=posting.account,
                name=names.get(posting.account, posting.account),
                holder=posting.holder,
                debit_rials=debit,
                credit_rials=credit,
            )
        )
    return FeedEntry(
        sequence=item.sequence,
        effective_date=entry.effective_date,
        posting_date=entry.posting_date,
        posted_at=entry.posted_at,
        key=entry.key,
        description=entry.description,
        file_id=entry.file_id,
        reverses=entry.reverses,
        chain_hash=item.chain_hash,
        postings=postings,
    )
