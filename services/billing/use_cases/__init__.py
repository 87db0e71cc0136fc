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
from services.billing.use_cases.paying import (
    get_payment,
    list_file_payments,
    list_payments,
    request_payment,
    require_providers,
    settle_request,
    start_payment,
)
from services.billing.use_cases.provider_settlements import record_settlement
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.verifying import (
    ask_provider,
    ask_unverified,
    confirm_payment,
    settle_due_payment,
    settle_return,
    settle_unverified,
    take_due_payment,
    take_provider,
)
from services.billing.use_cases.voiding import void_charge

__all__ = [
    "adjust_prepayment",
    "ask_provider",
    "ask_unverified",
    "close_cancelled",
    "confirm_payment",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "get_payment",
    "list_file_payments",
    "list_payments",
    "open_account",
    "price_report",
    "record_receipt",
    "record_settlement",
    "request_payment",
    "require_providers",
    "settle_due_payment",
    "settle_report",
    "settle_request",
    "settle_return",
    "settle_unverified",
    "start_payment",
    "take_due_payment",
    "take_provider",
    "void_charge",
]
