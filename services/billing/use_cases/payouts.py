"""Batches of payouts: drafted of what inspectors are owed, then frozen and sent, or dropped."""

from collections.abc import Mapping, Sequence
from datetime import date

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.billing import BankFile, PayoutDetails, PayoutSent, PayoutView
from contracts.errors import BillingCode, CommonCode, Conflict, InvalidRequest, NotFound
from contracts.shapes import Caller, Page
from contracts.terms import PayoutLineState, PayoutState
from services.billing import store
from services.billing.domain import PayoutKey, PayoutShare, payout_sent_entry, share_out
from services.billing.tables import Inspector, Payout, PayoutLine
from services.billing.use_cases.accounts import tariff_for
from services.billing.use_cases.payout_views import (
    inspector_of,
    line_view,
    payout_details,
    payout_view,
)
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.ranges import possible_day


def create_payout(
    work: Work,
    *,
    caller: Caller,
    to_date: date,
    from_date: date | None = None,
    inspector_ids: list[str] | None = None,
) -> PayoutDetails:
    """Draft a batch of the fees that no other pays, less the voids of paid ones; tax by the tariff of today."""
    require_finance(caller)
    if from_date is not None and from_date > to_date:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})
    possible_day(to_date, "to")
    if from_date is not None:
        possible_day(from_date, "from")
    store.lock_payouts(work.session)
    tariff = tariff_for(work, tehran_date(work.now))
    shares = share_out(store.unpaid_fees(work.session, from_date, to_date, inspector_ids), tariff.withholding)
    if not shares:
        raise Conflict(BillingCode.NOTHING_TO_PAY)
    payout = Payout(
        id=work.new_id(),
        state=PayoutState.DRAFT,
        from_date=from_date,
        to_date=to_date,
        tariff_version=tariff.version,
        withholding_basis_points=tariff.withholding,
        created_by=caller.id,
        created_at=work.now,
    )
    work.session.add(payout)
    work.session.flush()
    lines = _lines(work, payout, shares)
    store.add_lines(work.session, lines)
    return payout_details(payout, [line for line, _ in lines])


def _lines(work: Work, payout: Payout, shares: Sequence[PayoutShare]) -> list[tuple[PayoutLine, PayoutShare]]:
    """In the order of membership codes, as they will stand in the bank's file."""
    people = store.inspectors_of(work.session, [share.inspector_id for share in shares])
    ordered = sorted(
        shares, key=lambda share: (people[share.inspector_id].membership_code, share.inspector_id)
    )
    return [
        (_line(work, payout, share, number, people[share.inspector_id]), share)
        for number, share in enumerate(ordered, 1)
    ]


def _line(work: Work, payout: Payout, share: PayoutShare, number: int, inspector: Inspector) -> PayoutLine:
    return PayoutLine(
        id=work.new_id(),
        payout_id=payout.id,
        line_number=number,
        inspector_id=inspector.id,
        membership_code=inspector.membership_code,
        full_name=inspector.full_name,
        iban=inspector.iban,
        gross_rials=share.gross_rials,
        withholding_rials=share.withholding_rials,
        state=PayoutLineState.DRAFT,
    )


def freeze_payout(work: Work, *, caller: Caller, payout_id: str) -> PayoutDetails:
    """Fix the lines of a draft for ever, each with its inspector's name and IBAN of now, and post that they are sent.

    What was looked at is what is frozen: when a fee of it became void meanwhile, or another share is withheld from
    today, the draft is refused, and a new one says what is owed now.
    """
    require_finance(caller)
    payout = locked_payout(work, payout_id)
    if payout.state != PayoutState.DRAFT:
        raise Conflict(BillingCode.PAYOUT_NOT_DRAFT)
    on = tehran_date(work.now)
    tariff = tariff_for(work, on)
    if tariff.withholding != payout.withholding_basis_points or store.is_outdated(work.session, payout.id):
        raise Conflict(BillingCode.PAYOUT_OUTDATED)
    lines = store.payout_lines_of(work.session, payout.id)
    people = store.inspectors_of(work.session, [line.inspector_id for line in lines])
    for line in lines:
        _send(work, line, people[line.inspector_id], on)
    payout.state, payout.frozen_on, payout.frozen_by = PayoutState.FROZEN, on, caller.id
    payout.tariff_version = tariff.version
    store.mark_used(work.session, tariff.version, on)
    return payout_details(payout, lines)


def _send(work: Work, line: PayoutLine, inspector: Inspector, on: date) -> None:
    line.state = PayoutLineState.SENT
    line.membership_code, line.full_name = inspector.membership_code, inspector.full_name
    line.iban = inspector.iban
    key = PayoutKey(payout_id=line.payout_id, line_id=line.id, inspector_id=line.inspector_id)
    entry = payout_sent_entry(key, on, gross_rials=line.gross_rials, withholding_rials=line.withholding_rials)
    store.post(work.session, entry, work.now)
    work.emit(
        PayoutSent(
            user_id=line.inspector_id,
            inspector=inspector_of(line),
            payout_id=line.payout_id,
            line_id=line.id,
            gross_rials=line.gross_rials,
            withholding_rials=line.withholding_rials,
            net_rials=line.net_rials,
            sent_on=on,
        )
    )


def cancel_payout(work: Work, *, caller: Caller, payout_id: str) -> None:
    """Drop a draft: its fees can be paid by another batch. A second time changes nothing."""
    require_finance(caller)
    payout = locked_payout(work, payout_id)
    if payout.state == PayoutState.CANCELLED:
        return
    if payout.state != PayoutState.DRAFT:
        raise Conflict(BillingCode.PAYOUT_NOT_DRAFT)
    lines = store.payout_lines_of(work.session, payout.id)
    for line in lines:
        line.state, line.ended_by, line.ended_at = PayoutLineState.CANCELLED, caller.id, work.now
    store.free_items(work.session, [line.id for line in lines])
    payout.state, payout.cancelled_by, payout.cancelled_at = PayoutState.CANCELLED, caller.id, work.now


def list_payouts(
    look: Look,
    *,
    caller: Caller,
    state: PayoutState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[PayoutView]:
    """The batches with their totals, newest first."""
    require_finance(caller)
    rows = store.list_payouts(look.session, state, decode_place(cursor), limit + 1)
    totals: Mapping[str, store.PayoutTotals] = store.totals_of(look.session, [row.id for row in rows])
    return page(
        rows,
        limit,
        lambda row: (row.created_at.isoformat(), row.id),
        lambda row: payout_view(row, totals[row.id]),
    )


def get_payout(look: Look, *, caller: Caller, payout_id: str) -> PayoutDetails:
    """A batch with its lines."""
    require_finance(caller)
    payout = found_payout(look, payout_id)
    return payout_details(payout, store.payout_lines_of(look.session, payout.id))


def get_bank_file(look: Look, *, caller: Caller, payout_id: str) -> BankFile:
    """The lines of a frozen batch, whatever became of them since: the file is the same whenever it is fetched."""
    require_finance(caller)
    payout = found_payout(look, payout_id)
    if payout.frozen_on is None:
        raise Conflict(BillingCode.PAYOUT_NOT_FROZEN)
    return BankFile(
        payout_id=payout.id,
        to_date=payout.to_date,
        frozen_on=payout.frozen_on,
        lines=[line_view(line) for line in store.payout_lines_of(look.session, payout.id)],
    )


def locked_payout(work: Work, payout_id: str) -> Payout:
    """The batch, while nobody else decides about any."""
    store.lock_payouts(work.session)
    return found_payout(work, payout_id)


def found_payout(work: Work | Look, payout_id: str) -> Payout:
    """The batch; there is none by another name."""
    payout = store.find_payout(work.session, payout_id) if is_id(payout_id) else None
    if payout is None:
        raise NotFound(BillingCode.PAYOUT_NOT_FOUND)
    return payout
