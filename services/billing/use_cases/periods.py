"""Periods: the Jalali months of the books, which are closed in their order, for good."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from chassis.jalali import jalali_month, jalali_month_bounds, jalali_months_before, tehran_date
from chassis.paging import decode_cursor, encode_cursor, not_our_cursor
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.billing import AccountTotals, PeriodClosing, PeriodView
from contracts.errors import BillingCode, Conflict
from contracts.shapes import Caller, Page
from contracts.terms import PeriodState
from services.billing import store
from services.billing.tables import ClosedPeriod
from services.billing.use_cases.announcing import announce_period
from services.billing.use_cases.permitting import require_finance

log = get_logger(__name__)


@dataclass
class _Totals:
    entries: int = 0
    debit_rials: int = 0
    credit_rials: int = 0


def list_periods(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[PeriodView]:
    """Finance: every month from the first posting to now, newest first; what a closed one held was written down."""
    require_finance(caller)
    closed = store.closed_periods(look.session)
    oldest, newest = _months_of_books(look, closed)
    months = jalali_months_before(_month_before(cursor) or newest, limit + 1)
    months = [month for month in months if month >= oldest]
    shown = months[:limit]
    posted = _posted_in(look, shown, after=closed[-1].last_day if closed else None)
    return Page(
        items=[_view(month, closed, posted[month]) for month in shown],
        next_cursor=encode_cursor(shown[-1]) if len(months) > limit else None,
    )


def close_period(work: Work, *, caller: Caller, period: str) -> PeriodClosing:
    """Close a month that has ended, and with it every one before it, for good.

    Whoever is just posting is waited for, and belongs to it; whoever posts afterwards belongs to the next one.
    """
    require_finance(caller)
    first, last = jalali_month_bounds(period)
    if last >= tehran_date(work.now):
        raise Conflict(BillingCode.PERIOD_NOT_ENDED, period=period)
    store.lock_books(work.session)
    before = store.closed_through(work.session)
    if before is not None and last <= before:
        raise Conflict(BillingCode.PERIOD_CLOSED, period=period)
    held = _held_until(work, before, last)
    held.setdefault(period, _Totals())
    for month in sorted(held):
        store.add_closed_period(work.session, _closed(work, caller, month, held[month]))
    log.info("period_closed", period=period, by=caller.id)
    totals = held[period]
    announce_period(work, period)
    return PeriodClosing(
        period=period,
        first_day=first,
        last_day=last,
        state=PeriodState.CLOSED,
        entries=totals.entries,
        debit_rials=totals.debit_rials,
        credit_rials=totals.credit_rials,
        closed_by=caller.id,
        closed_at=work.now,
        closed=sorted(held),
        accounts=_accounts(work, first, last),
    )


def _months_of_books(look: Look, closed: Sequence[ClosedPeriod]) -> tuple[str, str]:
    """The first and the last month that there is anything to say of."""
    today = tehran_date(look.now)
    first, last = store.posted_range(look.session)
    months = [jalali_month(day) for day in (first or today, last or today, today)]
    months += [row.period for row in closed[:1]]
    return min(months), max(months)


def _month_before(cursor: str | None) -> str | None:
    """Where the page after a cursor begins."""
    values = decode_cursor(cursor, 1)
    if values is None:
        return None
    try:
        return jalali_months_before(values[0], 2)[1]
    except (ValueError, OverflowError) as error:
        raise not_our_cursor() from error


def _held_until(work: Work, after: date | None, last: date) -> dict[str, _Totals]:
    """What each open month up to a day holds; one without entries is left out."""
    first, _ = store.posted_range(work.session)
    start = after + timedelta(days=1) if after else first
    return _by_month(store.totals_by_day(work.session, start, last)) if start and start <= last else {}


def _posted_in(look: Look, months: list[str], *, after: date | None) -> defaultdict[str, _Totals]:
    """What those of these months hold that are open."""
    first, last = jalali_month_bounds(months[-1])[0], jalali_month_bounds(months[0])[1]
    if after is not None:
        first = max(first, after + timedelta(days=1))
    return _by_month(store.totals_by_day(look.session, first, last)) if first <= last else _by_month([])


def _by_month(days: Iterable[tuple[date, int, int, int]]) -> defaultdict[str, _Totals]:
    months: defaultdict[str, _Totals] = defaultdict(_Totals)
    for day, entries, debit, credit in days:
        totals = months[jalali_month(day)]
        totals.entries += entries
        totals.debit_rials += debit
        totals.credit_rials += credit
    return months


def _closed(work: Work, caller: Caller, month: str, totals: _Totals) -> ClosedPeriod:
    return ClosedPeriod(
        period=month,
        last_day=jalali_month_bounds(month)[1],
        closed_by=caller.id,
        closed_at=work.now,
        entries=totals.entries,
        debit_rials=totals.debit_rials,
        credit_rials=totals.credit_rials,
    )


def _view(month: str, closed: Sequence[ClosedPeriod], posted: _Totals) -> PeriodView:
    """A month without a row of its own was closed, empty, with the next one that has one."""
    first, last = jalali_month_bounds(month)
    row = next((row for row in closed if row.last_day >= last), None)
    totals = posted if row is None else row if row.period == month else _Totals()
    return PeriodView(
        period=month,
        first_day=first,
        last_day=last,
        state=PeriodState.CLOSED if row else PeriodState.OPEN,
        entries=totals.entries,
        debit_rials=totals.debit_rials,
        credit_rials=totals.credit_rials,
        closed_by=row.closed_by if row else None,
        closed_at=row.closed_at if row else None,
    )


def _accounts(work: Work, first: date, last: date) -> list[AccountTotals]:
    names = store.account_names(work.session)
    return [
        AccountTotals(account=code, name=names.get(code, code), debit_rials=debit, credit_rials=credit)
        for code, debit, credit in store.totals_by_account(work.session, first, last)
    ]
