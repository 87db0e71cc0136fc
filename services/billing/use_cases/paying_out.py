"""What becomes of the lines of a frozen batch: each is confirmed or fails, once; and what inspectors see of it."""

from datetime import date

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.billing import BankAccountView, MyPayout, PayoutConfirmed, PayoutFailed, PayoutLineView
from contracts.errors import BillingCode, CommonCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.shapes import Caller, Page, Person
from contracts.terms import PayoutLineState, PayoutState, Role
from services.billing import store
from services.billing.domain import PayoutKey, parse_iban, payout_confirmed_entry, reversal_entry
from services.billing.tables import Payout, PayoutLine
from services.billing.use_cases.payout_views import inspector_of, line_view
from services.billing.use_cases.payouts import locked_payout
from services.billing.use_cases.permitting import require_finance


def confirm_payout_line(
    work: Work,
    *,
    caller: Caller,
    payout_id: str,
    line_id: str,
    reference: str,
    paid_on: date | None = None,
) -> PayoutLineView:
    """The bank has paid: what was in transit has left the bank account on that day."""
    require_finance(caller)
    today = tehran_date(work.now)
    on = paid_on or today
    if on > today:
        raise InvalidRequest(BillingCode.PAID_IN_FUTURE, errors={"paid_on": ["Must not be in the future."]})
    payout, line = _sent_line(work, payout_id, line_id)
    if payout.frozen_on is not None and on < payout.frozen_on:
        raise InvalidRequest(
            CommonCode.INVALID, errors={"paid_on": ["Must not be before the batch was frozen."]}
        )
    line.state, line.reference, line.paid_on = PayoutLineState.CONFIRMED, reference, on
    line.ended_by, line.ended_at = caller.id, work.now
    entry = payout_confirmed_entry(_key(line), on, net_rials=line.net_rials, reference=reference)
    store.post(work.session, entry, work.now)
    _settle(work, payout)
    work.emit(
        PayoutConfirmed(
            user_id=line.inspector_id,
            inspector=inspector_of(line),
            payout_id=payout.id,
            line_id=line.id,
            net_rials=line.net_rials,
            reference=reference,
            paid_on=on,
        )
    )
    return line_view(line)


def fail_payout_line(
    work: Work, *, caller: Caller, payout_id: str, line_id: str, reason: str
) -> PayoutLineView:
    """The bank did not pay: the entry is reversed today, and the fees wait for a later batch."""
    require_finance(caller)
    payout, line = _sent_line(work, payout_id, line_id)
    on = tehran_date(work.now)
    line.state, line.failure_reason = PayoutLineState.FAILED, reason
    line.ended_by, line.ended_at = caller.id, work.now
    sent = store.find_entry(work.session, _key(line).sent)
    assert sent is not None, "a line that was sent has its entry"
    store.post(work.session, reversal_entry(sent, on), work.now)
    store.free_items(work.session, [line.id])
    _settle(work, payout)
    work.emit(
        PayoutFailed(
            user_id=line.inspector_id,
            inspector=inspector_of(line),
            payout_id=payout.id,
            line_id=line.id,
            gross_rials=line.gross_rials,
            net_rials=line.net_rials,
            reason=reason,
            failed_on=on,
        )
    )
    return line_view(line)


def _sent_line(work: Work, payout_id: str, line_id: str) -> tuple[Payout, PayoutLine]:
    """A line of which nothing was heard yet."""
    payout = locked_payout(work, payout_id)
    line = store.find_line(work.session, payout.id, line_id) if is_id(line_id) else None
    if line is None:
        raise NotFound(BillingCode.PAYOUT_LINE_NOT_FOUND)
    if payout.frozen_on is None:
        raise Conflict(BillingCode.PAYOUT_NOT_FROZEN)
    if line.state != PayoutLineState.SENT:
        raise Conflict(BillingCode.PAYOUT_LINE_SETTLED)
    return payout, line


def _settle(work: Work, payout: Payout) -> None:
    """The batch is settled with its last line."""
    if all(other.state != PayoutLineState.SENT for other in store.payout_lines_of(work.session, payout.id)):
        payout.state = PayoutState.SETTLED


def _key(line: PayoutLine) -> PayoutKey:
    return PayoutKey(payout_id=line.payout_id, line_id=line.id, inspector_id=line.inspector_id)


def set_bank_account(work: Work, *, caller: Caller, inspector_id: str, iban: str) -> BankAccountView:
    """Where an inspector is paid by the batches that are frozen from now on."""
    require_finance(caller)
    try:
        checked = parse_iban(iban)
    except ValueError as error:
        raise InvalidRequest(CommonCode.INVALID, errors={"iban": ["Not a valid Iranian IBAN."]}) from error
    inspector = store.find_inspector(work.session, inspector_id)
    if inspector is None:
        raise NotFound(BillingCode.INSPECTOR_NOT_FOUND)
    inspector.iban, inspector.iban_changed_at, inspector.iban_changed_by = checked, work.now, caller.id
    who = Person(id=inspector.id, membership_code=inspector.membership_code, full_name=inspector.full_name)
    return BankAccountView(inspector=who, iban=checked, changed_at=work.now)


def list_my_payouts(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[MyPayout]:
    """What the caller was sent, newest first; drafts are nobody's yet."""
    if caller.role is not Role.INSPECTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    rows = store.payouts_of_inspector(look.session, caller.id, decode_place(cursor), limit + 1)
    return page(rows, limit, lambda row: (row[1].created_at.isoformat(), row[1].id), _my_payout)


def _my_payout(row: tuple[PayoutLine, Payout]) -> MyPayout:
    line, payout = row
    assert payout.frozen_on is not None, "only what was sent is listed"
    return MyPayout(
        payout_id=payout.id,
        from_date=payout.from_date,
        to_date=payout.to_date,
        gross_rials=line.gross_rials,
        withholding_rials=line.withholding_rials,
        net_rials=line.net_rials,
        state=PayoutLineState(line.state),
        sent_on=payout.frozen_on,
        paid_on=line.paid_on,
        reference=line.reference,
        failure_reason=line.failure_reason,
    )
