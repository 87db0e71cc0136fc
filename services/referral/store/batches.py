"""Batches of referrals: what each has to try, in which order, and how far it is."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, literal, select, tuple_
from sqlalchemy.orm import Session, selectinload

from chassis.ids import is_id
from chassis.paging import Place
from contracts.terms import FileStatus
from services.referral.tables import BatchFileRow, BatchRow, FileRow

_WHOLE = (selectinload(BatchRow.started_by), selectinload(BatchRow.stopped_by))


def find_running_batch(session: Session) -> BatchRow | None:
    """The batch that is at work, if any, as it is now: another replica may have gone on with it meanwhile."""
    query = select(BatchRow).where(BatchRow.ended_at.is_(None))
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def find_batch(session: Session, batch_id: str) -> BatchRow | None:
    """A batch, done or not."""
    if not is_id(batch_id):
        return None
    return session.scalars(select(BatchRow).where(BatchRow.id == batch_id).options(*_WHOLE)).one_or_none()


def list_batches(session: Session, after: Place | None, limit: int) -> Sequence[BatchRow]:
    """Batches, newest first."""
    query = select(BatchRow)
    if after is not None:
        query = query.where(tuple_(BatchRow.started_at, BatchRow.id) < tuple_(*after))
    query = query.order_by(BatchRow.started_at.desc(), BatchRow.id.desc()).limit(limit)
    return session.scalars(query.options(*_WHOLE)).all()


def fill_batch(session: Session, batch_id: str) -> int:
    """Give a batch every file that waits now, the longest wait first; how many they are."""
    turn = func.row_number().over(order_by=(FileRow.waiting_since, FileRow.id))
    waiting = select(literal(batch_id, BatchFileRow.batch_id.type), turn, FileRow.id).where(
        FileRow.status == FileStatus.AWAITING_REFERRAL
    )
    session.execute(insert(BatchFileRow).from_select(["batch_id", "position", "file_id"], waiting))
    counted = select(func.count()).select_from(BatchFileRow).where(BatchFileRow.batch_id == batch_id)
    return session.scalars(counted).one()


def list_batch_files(session: Session, batch_id: str, after: int, limit: int) -> Sequence[str]:
    """The files whose turn it is after those that have had theirs."""
    query = (
        select(BatchFileRow.file_id)
        .where(BatchFileRow.batch_id == batch_id, BatchFileRow.position > after)
        .order_by(BatchFileRow.position)
        .limit(limit)
    )
    return session.scalars(query).all()


def empty_batch(session: Session, batch_id: str) -> None:
    """Forget which files a batch had; how many stays."""
    session.execute(delete(BatchFileRow).where(BatchFileRow.batch_id == batch_id))
