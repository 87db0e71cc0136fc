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
from services.billing.use_cases.issuing import get_receipt, verify_receipt
from services.billing.use_cases.paying_out import (
    confirm_payout_line,
    fail_payout_line,
    list_my_payouts,
    set_bank_account,
)
from services.billing.use_cases.payouts import (
    cancel_payout,
    create_payout,
    freeze_payout,
    get_bank_file,
    get_payout,
    list_payouts,
)
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.voiding import void_charge

__all__ = [
    "adjust_prepayment",
    "cancel_payout",
    "close_cancelled",
    "confirm_payout_line",
    "create_payout",
    "fail_payout_line",
    "freeze_payout",
    "get_account",
    "get_balance",
    "get_bank_file",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "get_payout",
    "get_receipt",
    "list_my_payouts",
    "list_payouts",
    "open_account",
    "price_report",
    "record_receipt",
    "set_bank_account",
    "settle_report",
    "verify_receipt",
    "void_charge",
]
