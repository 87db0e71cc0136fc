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
from services.billing.use_cases.writing_off import write_off_debt

__all__ = [
    "activate_tariff",
    "adjust_prepayment",
    "ask_provider",
    "ask_unverified",
    "close_cancelled",
    "confirm_payment",
    "confirm_refund",
    "create_tariff",
    "debit_file",
    "fail_refund",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "get_payment",
    "get_tariff",
    "list_file_payments",
    "list_payments",
    "list_refunds",
    "list_tariffs",
    "open_account",
    "preview_tariff",
    "price_report",
    "raise_fence",
    "record_receipt",
    "record_settlement",
    "refund_credit",
    "request_payment",
    "require_providers",
    "reverse_payment",
    "settle_debit",
    "settle_due_payment",
    "settle_report",
    "settle_request",
    "settle_return",
    "settle_unverified",
    "start_payment",
    "take_debit",
    "take_due_payment",
    "take_provider",
    "void_charge",
    "withdraw_tariff",
    "write_off_debt",
]
