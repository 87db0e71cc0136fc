"""Billing's verbs: one function each, one transaction each."""

from services.billing.use_cases.accounts import (
    get_account,
    get_balance,
    get_gate,
    get_invoice,
    open_account,
)
from services.billing.use_cases.adjusting import adjust_prepayment
from services.billing.use_cases.announcing import announce_entries
from services.billing.use_cases.earnings import get_financial_report
from services.billing.use_cases.ending import close_cancelled
from services.billing.use_cases.feed import list_entries, number_entries
from services.billing.use_cases.periods import close_period, list_periods
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.telling import (
    forget_webhook_deliveries,
    settle_webhook_delivery,
    take_webhook_delivery,
    tell_webhook,
)
from services.billing.use_cases.voiding import void_charge
from services.billing.use_cases.webhooks import (
    create_webhook,
    delete_webhook,
    delete_webhooks,
    list_webhook_deliveries,
    list_webhooks,
    ping_webhook,
    replay_webhook_delivery,
    rotate_webhook_secret,
)

__all__ = [
    "adjust_prepayment",
    "announce_entries",
    "close_cancelled",
    "close_period",
    "create_webhook",
    "delete_webhook",
    "delete_webhooks",
    "forget_webhook_deliveries",
    "get_account",
    "get_balance",
    "get_financial_report",
    "get_gate",
    "get_invoice",
    "list_entries",
    "list_periods",
    "list_webhook_deliveries",
    "list_webhooks",
    "number_entries",
    "open_account",
    "ping_webhook",
    "price_report",
    "record_receipt",
    "replay_webhook_delivery",
    "rotate_webhook_secret",
    "settle_report",
    "settle_webhook_delivery",
    "take_webhook_delivery",
    "tell_webhook",
    "void_charge",
]
