"""What payment providers pay to the bank of the money that they took for us."""

from datetime import date

from chassis.jalali import tehran_date
from chassis.paging import decode_place, page
from chassis.work import Look, Work
from contracts.billing import ProviderClearing, ProviderSettlementView, RecordedSettlement
from contracts.errors import BillingCode, Conflict, InvalidRequest
from contracts.shapes import Caller, Page
from services.billing import store
from services.billing.domain import provider_settlement_entry
from services.billing.tables import ProviderSettlement
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.ranges import possible_day


def record_settlement(
    work: Work,
    *,
    caller: Caller,
    provider: str,
    amount_rials: int,
    reference: str,
    settled_on: date,
    fee_rials: int = 0,
) -> ProviderSettlementView:
    """Record what arrived at the bank and what was kept as a fee; never more than the provider has of ours."""
    require_finance(caller)
    if settled_on > tehran_date(work.now):
        errors = {"settled_on": ["Must not be in the future."]}
        raise InvalidRequest(BillingCode.PAID_IN_FUTURE, errors=errors)
    possible_day(settled_on, "settled_on")
    clearing = store.lock_clearing(work.session, provider)
    if store.settlement_exists(work.session, provider, reference):
        raise Conflict(BillingCode.DUPLICATE_REFERENCE, reference=reference)
    if amount_rials + fee_rials > clearing:
        raise Conflict(BillingCode.SETTLED_TOO_MUCH, clearing_rials=clearing)
    settlement = ProviderSettlement(
        id=work.new_id(),
        provider=provider,
        reference=reference,
        amount_rials=amount_rials,
        fee_rials=fee_rials,
        settled_on=settled_on,
        recorded_by=caller.id,
        recorded_at=work.now,
    )
    work.session.add(settlement)
    entry = provider_settlement_entry(
        provider, settled_on, reference=reference, amount_rials=amount_rials, fee_rials=fee_rials
    )
    store.post(work.session, entry, work.now)
    return _view(settlement, clearing - amount_rials - fee_rials)


def list_settlements(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[RecordedSettlement]:
    """What was recorded so far, the last first."""
    require_finance(caller)
    rows = store.list_settlements(look.session, before=decode_place(cursor), count=limit + 1)
    return page(rows, limit, key=lambda row: (row.recorded_at.isoformat(), row.id), view=_recorded)


def list_clearing(look: Look, *, caller: Caller) -> list[ProviderClearing]:
    """What each provider has of ours, as of now."""
    require_finance(caller)
    return [
        ProviderClearing(provider=provider, clearing_rials=balance)
        for provider, balance in store.list_clearing(look.session)
    ]


def _recorded(settlement: ProviderSettlement) -> RecordedSettlement:
    return RecordedSettlement(
        id=settlement.id,
        provider=settlement.provider,
        amount_rials=settlement.amount_rials,
        fee_rials=settlement.fee_rials,
        reference=settlement.reference,
        settled_on=settlement.settled_on,
        recorded_at=settlement.recorded_at,
    )


def _view(settlement: ProviderSettlement, clearing_rials: int) -> ProviderSettlementView:
    return ProviderSettlementView(
        id=settlement.id,
        provider=settlement.provider,
        amount_rials=settlement.amount_rials,
        fee_rials=settlement.fee_rials,
        reference=settlement.reference,
        settled_on=settlement.settled_on,
        recorded_at=settlement.recorded_at,
        clearing_rials=clearing_rials,
    )
