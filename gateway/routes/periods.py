"""The periods of the books: Jalali months, closed for good."""

from typing import Any

from contracts.billing import BillingApi, PeriodClosing, PeriodView
from contracts.errors import BillingCode, CommonCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("periods", __name__, description="دوره‌های مالی · Periods")
FINANCE = frozenset({Role.FINANCE})


@routes.serve("GET", "/accounting/periods", BillingApi.list_periods, fa="دوره‌های مالی", who=FINANCE)
def list_periods(ask: Ask, **query: Any) -> Page[PeriodView]:
    """The Jalali months of the books, newest first, with what was posted in each."""
    return ask.billing.list_periods(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/accounting/periods/<period>/close",
    BillingApi.close_period,
    fa="بستن دورهٔ مالی",
    who=FINANCE,
    refuses=(CommonCode.NOT_FOUND, BillingCode.PERIOD_CLOSED, BillingCode.PERIOD_NOT_ENDED),
)
def close_period(ask: Ask, period: str) -> PeriodClosing:
    """Close a month such as `1405-08` that has ended, and every one before it, for good; the answer has its totals.

    What comes late is posted on the first day that is open, and keeps its effective date.
    """
    return ask.billing.close_period(caller=ask.caller, period=period)
