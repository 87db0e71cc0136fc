"""Billing's verbs: one function each, one transaction each."""

from services.billing.use_cases.accounts import (
    get_account,
    get_balance,
    get_gate,
    get_invoice,
    open_account,
)
from services.billing.use_cases.adjusting import adjust_prepayment
from services.billing.use_cases.auditing import (
    audit,
    request_audit,
    settle_audit,
    study_books,
    take_audit,
)
from services.billing.use_cases.earnings import get_financial_report
from services.billing.use_cases.ending import close_cancelled
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.voiding import void_charge

__all__ = [
    "adjust_prepayment",
    "audit",
    "close_cancelled",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "open_account",
    "price_report",
    "record_receipt",
    "request_audit",
    "settle_audit",
    "settle_report",
    "study_books",
    "take_audit",
    "void_charge",
]
