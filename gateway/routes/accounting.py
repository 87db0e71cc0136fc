"""The books as accountants read them: balances, ages, statements, their own chart, and files for their programs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response

from contracts.billing import AgingReport, BillingApi, ChartAccount, JournalPage, Statement, TrialBalance
from contracts.errors import BillingCode, CommonCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.exports import WRITING_SECONDS, JournalFormat, accounting_tables
from gateway.exports.journal import gather
from gateway.exports.journal_file import journal_file
from gateway.routing import Routes

routes = Routes("accounting", __name__, description="حسابداری · Accounting")
FINANCE = frozenset({Role.FINANCE})
OWN_STATEMENT = frozenset({Role.CONTRACTOR, Role.INSPECTOR})


@routes.serve(
    "GET",
    "/accounting/trial-balance",
    BillingApi.get_trial_balance,
    fa="تراز آزمایشی",
    who=FINANCE,
    export=accounting_tables.TRIAL_BALANCE,
)
def get_trial_balance(ask: Ask, **query: Any) -> TrialBalance:
    """Every account's debits, credits and balance, posted through a day."""
    return ask.billing.get_trial_balance(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/accounting/aging",
    BillingApi.get_aging,
    fa="سن بدهی‌ها",
    who=FINANCE,
    export=accounting_tables.AGING,
)
def get_aging(ask: Ask, **query: Any) -> AgingReport:
    """Debts and open invoices by age, a file in each row, the longest registered first; their sum is account 1210."""
    return ask.billing.get_aging(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/accounting/statements/contractors/<id>",
    BillingApi.get_contractor_statement,
    fa="صورت‌حساب مجری",
    who=FINANCE,
    refuses=(BillingCode.PERSON_NOT_FOUND,),
    export=accounting_tables.STATEMENT,
)
def get_contractor_statement(ask: Ask, contractor_id: str, **query: Any) -> Statement:
    """What a contractor owes and is owed, over all files, with the balance after each entry."""
    return ask.billing.get_contractor_statement(caller=ask.caller, contractor_id=contractor_id, **query)


@routes.serve(
    "GET",
    "/accounting/statements/inspectors/<id>",
    BillingApi.get_inspector_statement,
    fa="صورت‌حساب بازرس",
    who=FINANCE,
    refuses=(BillingCode.PERSON_NOT_FOUND,),
    export=accounting_tables.STATEMENT,
)
def get_inspector_statement(ask: Ask, inspector_id: str, **query: Any) -> Statement:
    """An inspector's fees, voids and payouts, with the balance after each entry."""
    return ask.billing.get_inspector_statement(caller=ask.caller, inspector_id=inspector_id, **query)


@routes.serve(
    "GET",
    "/me/statement",
    BillingApi.get_my_statement,
    fa="صورت‌حساب من",
    who=OWN_STATEMENT,
    export=accounting_tables.STATEMENT,
)
def get_my_statement(ask: Ask, **query: Any) -> Statement:
    """One's own statement. A positive balance is owed by oneself, a negative one to oneself."""
    return ask.billing.get_my_statement(caller=ask.caller, **query)


@routes.serve(
    "GET",
    "/accounting/chart",
    BillingApi.list_chart,
    fa="نگاشت حساب‌ها",
    who=FINANCE,
)
def list_chart(ask: Ask) -> Page[ChartAccount]:
    """Our accounts, and those of the organization's own chart that they are mapped to."""
    return Page(items=ask.billing.list_chart(caller=ask.caller), next_cursor=None)


@routes.serve(
    "PUT",
    "/accounting/chart/<code>",
    BillingApi.map_account,
    fa="نگاشت یک حساب",
    who=FINANCE,
    refuses=(BillingCode.ACCOUNT_NOT_FOUND,),
)
def map_account(ask: Ask, code: str, **body: Any) -> ChartAccount:
    """Map an account to the organization's own chart; balances and exports show it at once."""
    return ask.billing.map_account(caller=ask.caller, code=code, **body)


@routes.serve(
    "GET",
    "/accounting/export",
    BillingApi.read_journal,
    fa="خروجی دفتر روزنامه",
    who=FINANCE,
    refuses=(CommonCode.TOO_MANY_ROWS,),
    formats=JournalFormat,
)
def export_journal(ask: Ask, *, format: JournalFormat, from_date: date, to_date: date) -> Response:
    """The entries posted in a range of days, both included, with the balances around them, for other programs.

    hledger and beancount check it themselves: accounts are declared, balances asserted. CSV and XLSX are in Persian, or
    in English by `Accept-Language`.
    """

    def page(asked: Mapping[str, Any]) -> JournalPage:
        spare = ask.sparing(WRITING_SECONDS)
        found: JournalPage = spare.begin(BillingApi, "read_journal", **asked).result()
        return found

    return journal_file(gather(page, from_date, to_date), format)
