"""Billing's verbs: one function each, one transaction each."""

from services.billing.use_cases.accounts import (
    get_account,
    get_balance,
    get_gate,
    get_invoice,
    open_account,
)
from services.billing.use_cases.adjusting import adjust_prepayment
from services.billing.use_cases.debits import (
    debit_file,
    raise_fence,
    reverse_payment,
    settle_debit,
    take_debit,
)
from services.billing.use_cases.earnings import get_financial_report
from services.billing.use_cases.ending import close_cancelled
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.refunds import confirm_refund, fail_refund, list_refunds, refund_credit
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
from services.billing.use_cases.writing_off import write_off_debt

__all__ = [
    "activate_tariff",
    "adjust_prepayment",
    "close_cancelled",
    "confirm_refund",
    "create_tariff",
    "debit_file",
    "fail_refund",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "get_tariff",
    "list_refunds",
    "list_tariffs",
    "open_account",
    "preview_tariff",
    "price_report",
    "raise_fence",
    "record_receipt",
    "refund_credit",
    "reverse_payment",
    "settle_debit",
    "settle_report",
    "take_debit",
    "void_charge",
    "withdraw_tariff",
    "write_off_debt",
]
