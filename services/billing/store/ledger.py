"""Writing in the books. There is nothing to change in them."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.billing.domain import Entry, Posting
from services.billing.tables import LedgerEntry, LedgerPosting


def post(session: Session, entry: Entry | None, now: datetime) -> None:
    """Write an entry; none (a fact that moves no money) writes nothing. A key that was used before is refused."""
    if entry is None:
        return
    entry_id = session.execute(
        insert(LedgerEntry)
        .values(
            key=entry.key,
            effective_date=entry.effective_date,
            posted_at=now,
            description=entry.description,
            file_id=entry.file_id,
            reverses=select(LedgerEntry.id).where(LedgerEntry.key == entry.reverses).scalar_subquery()
            if entry.reverses
            else None,
        )
        .returning(LedgerEntry.id)
    ).scalar_one()
    session.execute(
        insert(LedgerPosting),
        [
            {
                "entry_id": entry_id,
                "account": posting.account,
                "holder": posting.holder,
                "amount_rials": posting.amount_rials,
            }
            for posting in entry.postings
        ],
    )


def find_entry(session: Session, key: str) -> Entry | None:
    """The entry of a fact, as it stands in the books; none if the fact moved no money."""
    row = session.scalar(select(LedgerEntry).where(LedgerEntry.key == key))
    if row is None:
        return None
    postings = session.scalars(
        select(LedgerPosting).where(LedgerPosting.entry_id == row.id).order_by(LedgerPosting.id)
    ).all()
    return Entry(
        key=row.key,
        effective_date=row.effective_date,
        description=row.description,
        file_id=row.file_id,
        postings=tuple(
            Posting(account=posting.account, holder=posting.holder, amount_rials=posting.amount_rials)
            for posting in postings
        ),
    )
