"""The chain that runs through a timeline: each entry's hash is made of the entry and of the hash before it.

Whoever changes, removes, adds or swaps entries breaks it at the first of them, unless they make every later hash
anew; and then the last one is no longer that which the file, and whoever ever read the timeline, remembers.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from contracts.terms import ChainFault

CHAIN_START = "0" * 64


@dataclass(frozen=True, kw_only=True)
class Link:
    """An entry of a timeline, as it is hashed."""

    file_id: str
    position: int
    id: str
    service: str
    event: str
    event_key: str
    private_to: str | None
    occurred_at: datetime
    summary: str
    details: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Proof:
    """How much of a timeline fits: all of it, or ``checked`` entries before the ``first_broken``."""

    checked: int
    first_broken: int | None = None
    fault: ChainFault | None = None


def chain_hash(previous: str, link: Link) -> str:
    """SHA-256, in hexadecimal, of an entry and the hash before it.

    What is hashed is a JSON list without spaces, keys in order, text as it is, the moment in UTC to the microsecond.
    It is never to change: every stored hash was made of it.
    """
    written = [
        previous,
        link.file_id,
        link.position,
        link.id,
        link.service,
        link.event,
        link.event_key,
        link.private_to,
        link.occurred_at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.summary,
        dict(link.details),
    ]
    canonical = json.dumps(written, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def check_chain(entries: Iterable[tuple[Link, str]], *, length: int, head: str) -> Proof:
    """Whether entries, by position and each with its stored hash, are those that the file counts and remembers."""
    checked, last = 0, CHAIN_START
    for link, stored in entries:
        if link.position > length:
            return Proof(checked=checked, first_broken=link.position, fault=ChainFault.ADDED)
        if link.position != checked + 1:
            return Proof(checked=checked, first_broken=checked + 1, fault=ChainFault.MISSING)
        if chain_hash(last, link) != stored:
            return Proof(checked=checked, first_broken=link.position, fault=ChainFault.CHANGED)
        checked, last = link.position, stored
    if checked < length:
        return Proof(checked=checked, first_broken=checked + 1, fault=ChainFault.CUT)
    if last != head:
        return Proof(checked=checked, first_broken=max(length, 1), fault=ChainFault.REWRITTEN)
    return Proof(checked=checked)
