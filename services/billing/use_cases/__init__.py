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
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.tariffs import (
    activate_tariff,
    create_tariff,
    get_tariff,
    list_tariffs,
    preview_tariff,
    withdraw_tariff,
)
from services.billing.use_cases.voiding import void_charge

__all__ = [
    "activate_tariff",
    "adjust_prepayment",
    "close_cancelled",
    "create_tariff",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "get_tariff",
    "list_tariffs",
    "open_account",
    "preview_tariff",
    "price_report",
    "record_receipt",
    "settle_report",
    "void_charge",
    "withdraw_tariff",
]
