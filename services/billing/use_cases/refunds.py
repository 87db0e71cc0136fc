"""Credit that goes back to the contractor: on its way, then paid by the bank, or come back.

Nobody has credit while something is owed, and what is announced keeps its part of it, so what is refunded could pay
nothing.
"""

from sqlalchemy.exc import IntegrityError

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.billing import RefundConfirmed, RefundFailed, RefundSent, RefundView
from contracts.errors import BillingCode, Conflict, NotFound
from contracts.shapes import Caller, Page
from contracts.terms import RefundState
from services.billing import store
from services.billing.domain import (
    confirmed_refund_entry,
    failed_refund_entry,
    refund_entry,
    reversal_entry,
)
from services.billing.tables import FileAccount, Refund
from services.billing.use_cases.clearing import tell_cleared
from services.billing.use_cases.correcting import author, lock_corrected
from services.billing.use_cases.credit import bills_of, draw_credit, release_refund, use_credit
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.views import contractor_of, gate_of, refund_view


def refund_credit(
    work: Work, *, caller: Caller, file_id: str, reason: str, amount_rials: int | None = None
) -> RefundView:
    """Send credit back: all of it, or an amount; what is left of payments first, then of credited units.

    What an announced debit is about to take, or was never received, stays: inspection may be away for long.
    """
    account = lock_corrected(work, caller, file_id)
    free = max(account.credit_rials - store.announced_rials(work.session, account.file_id), 0)
    amount = free if amount_rials is None else amount_rials
    if not 0 < amount <= free:
        raise Conflict(BillingCode.MORE_THAN_CREDIT, credit_rials=free)
    refund = Refund(
        id=work.new_id(),
        file_id=account.file_id,
        state=RefundState.SENT,
        amount_rials=amount,
        reason=reason,
        **author(caller),
        sent_at=work.now,
    )
    work.session.add(refund)
    work.session.flush()
    draw_credit(work, account, refund, amount)
    account.version += 1
    entry = refund_entry(account.file_id, tehran_date(work.now), refund_id=refund.id, amount_rials=amount)
    store.post(work.session, entry, work.now)
    work.emit(
        RefundSent(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            refund_id=refund.id,
            amount_rials=amount,
            reason=reason,
            gate=gate_of(account),
        )
    )
    return refund_view(refund, account)


def confirm_refund(work: Work, *, caller: Caller, refund_id: str, reference: str) -> RefundView:
    """The bank has paid it, by a reference that counts once, for ever."""
    account, refund = _lock_sent(work, caller, refund_id)
    if store.refund_reference_exists(work.session, reference):
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=reference)
    try:
        with work.session.begin_nested():
            refund.state, refund.reference = RefundState.CONFIRMED, reference
            refund.ended_by, refund.ended_at = caller.id, work.now
    except IntegrityError as error:  # a twin was quicker by a moment
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=reference) from error
    account.version += 1
    entry = confirmed_refund_entry(
        account.file_id,
        tehran_date(work.now),
        refund_id=refund.id,
        reference=reference,
        amount_rials=refund.amount_rials,
    )
    store.post(work.session, entry, work.now)
    work.emit(
        RefundConfirmed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            refund_id=refund.id,
            amount_rials=refund.amount_rials,
            reference=reference,
            gate=gate_of(account),
        )
    )
    return refund_view(refund, account)


def fail_refund(work: Work, *, caller: Caller, refund_id: str, reason: str) -> RefundView:
    """It came back: an exact reversal; it is credit again, and pays what is owed by now."""
    account, refund = _lock_sent(work, caller, refund_id)
    on, had_debt = tehran_date(work.now), account.debt_rials > 0
    refund.state, refund.failure = RefundState.FAILED, reason
    refund.ended_by, refund.ended_at = caller.id, work.now
    sent = store.find_entry(work.session, f"refund:{refund.id}")
    assert sent is not None, "a refund is posted when it is sent"
    store.post(work.session, reversal_entry(sent, on), work.now)
    release_refund(work, account, refund)
    reused = use_credit(work, account, bills_of(work, account))
    entry = failed_refund_entry(account.file_id, on, refund_id=refund.id, reused_rials=reused)
    store.post(work.session, entry, work.now)
    account.version += 1
    work.emit(
        RefundFailed(
            file_id=account.file_id,
            number=account.number,
            contractor=contractor_of(account),
            refund_id=refund.id,
            amount_rials=refund.amount_rials,
            reason=reason,
            gate=gate_of(account),
        )
    )
    tell_cleared(work, account, had_debt=had_debt)
    return refund_view(refund, account)


def _lock_sent(work: Work, caller: Caller, refund_id: str) -> tuple[FileAccount, Refund]:
    """A refund on its way, with its account, both locked."""
    require_finance(caller)
    found = store.find_refund(work.session, refund_id) if is_id(refund_id) else None
    if found is None:
        raise NotFound(BillingCode.REFUND_NOT_FOUND)
    account = lock_corrected(work, caller, found.file_id)
    refund = store.lock_refund(work.session, found.id)
    if refund.state != RefundState.SENT:
        raise Conflict(BillingCode.REFUND_ENDED)
    return account, refund


def list_refunds(
    look: Look,
    *,
    caller: Caller,
    state: RefundState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[RefundView]:
    """The refunds of all files, the oldest first."""
    require_finance(caller)
    rows = store.list_refunds(look.session, state=state, after=decode_place(cursor), limit=limit + 1)
    return page(
        rows,
        limit,
        lambda row: (row[0].sent_at.isoformat(), row[0].id),
        lambda row: refund_view(*row),
    )
