"""The feed: which entries have no number yet, and those that have, in the order of their numbers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, insert, select, text
from sqlalchemy.orm import Session, aliased

from services.billing.domain import NO_HASH, BookedEntry, Posting, chain_hash
from services.billing.tables import LedgerEntry, LedgerPosting, NumberedEntry, UnnumberedEntry

_READ_AT_ONCE = 1000


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """An entry of the feed."""

    sequence: int
    chain_hash: str
    entry: BookedEntry


@dataclass(frozen=True, kw_only=True)
class ChainCheck:
    """What became of computing the chain anew; ``first_broken`` is the first entry that does not fit, if any."""

    checked: int
    chain_hash: str
    first_broken: int | None


def lock_feed(session: Session) -> None:
    """Only one at a time gives numbers; until the transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(hashtext('feed'))"))


def end_of_feed(session: Session) -> tuple[int, str]:
    """The last number, and the hash of the chain with it."""
    query = select(NumberedEntry.sequence, NumberedEntry.chain_hash).order_by(NumberedEntry.sequence.desc())
    found = session.execute(query.limit(1)).first()
    return (found[0], found[1]) if found else (0, NO_HASH)


def hash_at(session: Session, sequence: int) -> str | None:
    """The hash of the chain with this number; None if nothing has it."""
    if sequence == 0:
        return NO_HASH
    return session.scalar(select(NumberedEntry.chain_hash).where(NumberedEntry.sequence == sequence))


def unnumbered(session: Session, count: int) -> list[BookedEntry]:
    """Entries that are committed and have no number, in the order of their ids."""
    waiting = select(UnnumberedEntry.entry_id).order_by(UnnumberedEntry.entry_id).limit(count)
    query = _entries().where(LedgerEntry.id.in_(waiting)).order_by(LedgerEntry.id)
    return _with_postings(session, session.execute(query).all())


def give_numbers(session: Session, numbered: Iterable[tuple[int, int, str]], now: datetime) -> None:
    """Write down (number, entry, hash of the chain)."""
    rows = [
        {"sequence": sequence, "entry_id": entry_id, "chain_hash": digest, "numbered_at": now}
        for sequence, entry_id, digest in numbered
    ]
    if rows:
        session.execute(insert(NumberedEntry), rows)


def numbered_after(session: Session, after: int, count: int) -> list[Numbered]:
    """The entries after a number."""
    query = (
        _entries()
        .add_columns(NumberedEntry.sequence, NumberedEntry.chain_hash)
        .join(NumberedEntry, NumberedEntry.entry_id == LedgerEntry.id)
        .where(NumberedEntry.sequence > after)
        .order_by(NumberedEntry.sequence)
        .limit(count)
    )
    rows = session.execute(query).all()
    return [
        Numbered(sequence=row.sequence, chain_hash=row.chain_hash, entry=entry)
        for row, entry in zip(rows, _with_postings(session, rows), strict=True)
    ]


def verify_chain(session: Session, *, after: int = 0) -> ChainCheck:
    """Compute the chain anew after a number, some entries at a time, up to the first that does not fit."""
    digest, last = hash_at(session, after), after
    if digest is None:
        return ChainCheck(checked=0, chain_hash=NO_HASH, first_broken=after)
    for item in _stream(session, after):
        if item.sequence != last + 1 or chain_hash(digest, item.sequence, item.entry) != item.chain_hash:
            return ChainCheck(checked=last - after, chain_hash=digest, first_broken=last + 1)
        digest, last = item.chain_hash, item.sequence
    return ChainCheck(checked=last - after, chain_hash=digest, first_broken=None)


def _stream(session: Session, after: int) -> Iterator[Numbered]:
    while items := numbered_after(session, after, _READ_AT_ONCE):
        yield from items
        after = items[-1].sequence


def _entries() -> Select[*tuple[Any, ...]]:
    """Columns, not objects, so that nothing is kept of what was read."""
    reversed_one = aliased(LedgerEntry)
    return select(
        LedgerEntry.id,
        LedgerEntry.key,
        LedgerEntry.effective_date,
        LedgerEntry.posting_date,
        LedgerEntry.posted_at,
        LedgerEntry.description,
        LedgerEntry.file_id,
        reversed_one.key.label("reverses"),
    ).outerjoin(reversed_one, reversed_one.id == LedgerEntry.reverses)


def _with_postings(session: Session, rows: Sequence[Row[Any]]) -> list[BookedEntry]:
    lines: dict[int, list[Posting]] = {row.id: [] for row in rows}
    query = (
        select(
            LedgerPosting.entry_id, LedgerPosting.account, LedgerPosting.holder, LedgerPosting.amount_rials
        )
        .where(LedgerPosting.entry_id.in_(lines))
        .order_by(LedgerPosting.id)
    )
    for entry_id, account, holder, amount in session.execute(query):
        lines[entry_id].append(Posting(account=account, holder=holder, amount_rials=amount))
    return [
        BookedEntry(
            entry_id=row.id,
            key=row.key,
            effective_date=row.effective_date,
            posting_date=row.posting_date,
            posted_at=row.posted_at,
            description=row.description,
            file_id=row.file_id,
            reverses=row.reverses,
            postings=tuple(lines[row.id]),
        )
        for row in rows
    ]
