"""Writing in the books. There is nothing to change in them."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from services.billing.domain import Entry
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
