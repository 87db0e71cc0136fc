"""Money: accounts, receipts, balances and fees."""

from typing import Any

from contracts.billing import AccountView, BalanceView, BillingApi, FinancialReport, PaymentView
from contracts.errors import BillingCode
from contracts.terms import Role
from gateway.ask import Ask
from gateway.exports import tables
from gateway.routing import Routes

routes = Routes("billing", __name__, description="مالی · Money")
INSPECTOR, CONTRACTOR, FINANCE = (
    frozenset({role}) for role in (Role.INSPECTOR, Role.CONTRACTOR, Role.FINANCE)
)
PAYERS = frozenset({Role.CONTRACTOR, Role.OFFICE, Role.FINANCE})


@routes.serve(
    "GET",
    "/files/<id>/account",
    BillingApi.get_account,
    fa="حساب پرونده",
    who=PAYERS,
    refuses=(BillingCode.FILE_NOT_FOUND,),
)
def get_account(ask: Ask, file_id: str) -> AccountView:
    """A file's invoice, prepaid units, charges, payments and debt."""
    return ask.billing.get_account(caller=ask.caller, file_id=file_id)


@routes.serve("GET", "/me/balance", BillingApi.get_balance, fa="ماندهٔ من", who=CONTRACTOR)
def get_balance(ask: Ask) -> BalanceView:
    """What one owes, over all of one's files."""
    return ask.billing.get_balance(caller=ask.caller)


@routes.serve(
    "POST",
    "/files/<id>/receipts",
    BillingApi.record_receipt,
    fa="ثبت فیش بانکی",
    who=FINANCE,
    status=201,
    refuses=(
        BillingCode.FILE_NOT_FOUND,
        BillingCode.DUPLICATE_REFERENCE,
        BillingCode.PAID_IN_FUTURE,
    ),
)
def record_receipt(ask: Ask, file_id: str, **body: Any) -> PaymentView:
    """Record a bank receipt by hand; a reference counts once, for ever."""
    return ask.billing.record_receipt(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "GET",
    "/me/financial-report",
    BillingApi.get_financial_report,
    fa="گزارش مالی من",
    who=INSPECTOR,
    export=tables.FINANCIAL_REPORT,
)
def get_financial_report(ask: Ask, **query: Any) -> FinancialReport:
    """One's fees in a range of dates, both ends included, split into block and non-block."""
    return ask.billing.get_financial_report(caller=ask.caller, **query)
