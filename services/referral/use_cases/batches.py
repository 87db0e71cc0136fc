"""Batches: all the files that wait at a moment are tried in the background, a chunk at a time, with progress.

What a batch has to try and how far it is are rows, so that whoever is restarted goes on where it stopped.
"""

from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.errors import Conflict, NotFound, ReferralCode
from contracts.referral import ReferralBatchView
from contracts.shapes import Caller, Page
from contracts.terms import BatchState, Role
from services.referral import store
from services.referral.settings import settings
from services.referral.tables import BatchRow
from services.referral.use_cases.access import allow, note_caller
from services.referral.use_cases.referring import refer_files
from services.referral.use_cases.views import person_view


def start_referral_batch(work: Work, *, caller: Caller) -> ReferralBatchView:
    """Office: try every file that waits now; refused while another batch is at work."""
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    if store.find_running_batch(work.session) is not None:
        raise Conflict(ReferralCode.BATCH_RUNNING)
    batch = BatchRow(
        id=work.new_id(),
        total=0,
        referred=0,
        still_waiting=0,
        no_longer_waiting=0,
        failed=0,
        started_by=office,
        started_at=work.now,
        ended_at=None,
        stopped_by=None,
    )
    work.session.add(batch)
    work.session.flush()
    batch.total = store.fill_batch(work.session, batch.id)
    if batch.total == 0:
        batch.ended_at = work.now
    return _view(batch)


def work_on_batch(work: Work) -> bool:
    """Try the next files of the batch that is at work; says whether more are left."""
    if store.find_running_batch(work.session) is None:
        return False
    store.lock_engine(work.session)
    batch = store.find_running_batch(work.session)
    if batch is None:
        return False
    turn = store.list_batch_files(work.session, batch.id, batch.tried, settings().batch_chunk)
    tried = refer_files(work, turn)
    batch.referred += tried.referred
    batch.still_waiting += tried.still_waiting
    batch.no_longer_waiting += tried.no_longer_waiting
    batch.failed += tried.failed
    if batch.tried < batch.total:
        return True
    batch.ended_at = work.now
    store.empty_batch(work.session, batch.id)
    return False


def stop_referral_batch(work: Work, *, caller: Caller, batch_id: str) -> ReferralBatchView:
    """Office: try no more of its files; what it has referred stays referred, and the others wait on."""
    allow(caller, Role.OFFICE)
    office = note_caller(work, caller)
    store.lock_engine(work.session)
    batch = _found(store.find_batch(work.session, batch_id))
    if batch.ended_at is not None:
        raise Conflict(ReferralCode.BATCH_ENDED)
    batch.ended_at, batch.stopped_by = work.now, office
    store.empty_batch(work.session, batch.id)
    return _view(batch)


def get_referral_batch(look: Look, *, caller: Caller, batch_id: str) -> ReferralBatchView:
    """Office: a batch and how far it is."""
    allow(caller, Role.OFFICE)
    return _view(_found(store.find_batch(look.session, batch_id)))


def list_referral_batches(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[ReferralBatchView]:
    """Office: the batches, newest first."""
    allow(caller, Role.OFFICE)
    rows = store.list_batches(look.session, decode_place(cursor), limit + 1)
    return page(rows, limit, lambda row: (row.started_at.isoformat(), row.id), _view)


def _found(batch: BatchRow | None) -> BatchRow:
    if batch is None:
        raise NotFound(ReferralCode.BATCH_NOT_FOUND)
    return batch


def _state(row: BatchRow) -> BatchState:
    if row.ended_at is None:
        return BatchState.RUNNING
    return BatchState.DONE if row.stopped_by is None else BatchState.STOPPED


def _view(row: BatchRow) -> ReferralBatchView:
    return ReferralBatchView(
        id=row.id,
        state=_state(row),
        total=row.total,
        tried=row.tried,
        referred=row.referred,
        still_waiting=row.still_waiting,
        no_longer_waiting=row.no_longer_waiting,
        failed=row.failed,
        percent=100 * row.tried // row.total if row.total else 100,
        started_by=person_view(row.started_by),
        started_at=row.started_at,
        ended_at=row.ended_at,
        stopped_by=person_view(row.stopped_by) if row.stopped_by else None,
    )
