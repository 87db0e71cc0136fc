"""Billing's verbs: one function each, one transaction each."""

from services.billing.use_cases.accounts import (
    get_account,
    get_balance,
    get_gate,
    get_invoice,
    open_account,
)
from services.billing.use_cases.adjusting import adjust_prepayment
from services.billing.use_cases.earnings import get_financial_report
from services.billing.use_cases.ending import close_cancelled
from services.billing.use_cases.journal import list_chart, map_account, read_journal
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.statements import (
    get_aging,
    get_contractor_statement,
    get_inspector_statement,
    get_my_statement,
    get_trial_balance,
)
from services.billing.use_cases.voiding import void_charge

__all__ = [
    "adjust_prepayment",
    "close_cancelled",
    "get_account",
    "get_aging",
    "get_balance",
    "get_contractor_statement",
    "get_financial_report",
    "get_gate",
    "get_inspector_statement",
    "get_invoice",
    "get_my_statement",
    "get_trial_balance",
    "list_chart",
    "map_account",
    "open_account",
    "price_report",
    "read_journal",
    "record_receipt",
    "settle_report",
    "void_charge",
]
