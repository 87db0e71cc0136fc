"""The feed of entries: numbers given after the commit, and a chain of hashes over what they number.

The hash of entry N is the SHA-256, in hexadecimal, of the hash of entry N - 1, a line feed, and the entry as JSON in
UTF-8: an array without spaces, whose values are those of the feed, in this order:

    [sequence, effective_date, posting_date, posted_at, key, description, file_id, reverses,
     [[account, holder, debit_rials, credit_rials], …]]

Before the first entry stand 64 zeros. So whoever has read the feed can compute the chain, and see any change.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.billing.domain.books import Posting

NO_HASH = "0" * 64


@dataclass(frozen=True, kw_only=True)
class BookedEntry:
    """An entry as it stands in the books, its postings in the order in which they were written."""

    entry_id: int
    key: str
    effective_date: date
    posting_date: date
    posted_at: datetime
    description: str
    file_id: str | None
    reverses: str | None
    postings: tuple[Posting, ...]


def chain_hash(previous: str, sequence: int, entry: BookedEntry) -> str:
    """The hash of the chain up to and with this entry."""
    content = [
        sequence,
        entry.effective_date.isoformat(),
        entry.posting_date.isoformat(),
        entry.posted_at.astimezone(UTC).isoformat(),
        entry.key,
        entry.description,
        entry.file_id,
        entry.reverses,
        [[posting.account, posting.holder, *sides(posting)] for posting in entry.postings],
    ]
    written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{written}".encode()).hexdigest()


def sides(posting: Posting) -> tuple[int, int]:
    """The amount as (debit, credit), in rials; one of them is zero."""
    return max(posting.amount_rials, 0), max(-posting.amount_rials, 0)
