"""The files that wait for an inspector: as a list, and several held at once."""

from collections.abc import Sequence

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, selectinload

from chassis.paging import Place
from contracts.terms import FileStatus
from services.referral.tables import FileRow


def list_waiting_files(session: Session, after: Place | None, limit: int) -> Sequence[FileRow]:
    """The paid files that nobody has, the longest wait first."""
    query = select(FileRow).where(FileRow.status == FileStatus.AWAITING_REFERRAL)
    if after is not None:
        query = query.where(tuple_(FileRow.waiting_since, FileRow.id) > tuple_(*after))
    query = query.order_by(FileRow.waiting_since, FileRow.id).limit(limit)
    return session.scalars(query.options(selectinload(FileRow.contractor))).all()


def lock_files(session: Session, file_ids: Sequence[str]) -> list[FileRow]:
    """Several files in this order, held until the transaction ends; only the holder of the engine may."""
    query = (
        select(FileRow)
        .where(FileRow.id.in_(file_ids))
        .options(
            selectinload(FileRow.meters), selectinload(FileRow.contractor), selectinload(FileRow.inspector)
        )
        .with_for_update(of=FileRow)
        .execution_options(populate_existing=True)
    )
    found = {file.id: file for file in session.scalars(query)}
    return [found[file_id] for file_id in file_ids if file_id in found]
