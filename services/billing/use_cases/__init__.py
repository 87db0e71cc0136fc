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
from services.billing.use_cases.auditing import (
    audit,
    request_audit,
    settle_audit,
    study_books,
    take_audit,
)
from services.billing.use_cases.debits import (
    debit_file,
    raise_fence,
    reverse_payment,
    settle_debit,
    take_debit,
)
from services.billing.use_cases.earnings import get_financial_report
from services.billing.use_cases.ending import close_cancelled
from services.billing.use_cases.feed import list_entries, number_entries
from services.billing.use_cases.issuing import get_receipt, verify_receipt
from services.billing.use_cases.journal import list_chart, map_account, read_journal
from services.billing.use_cases.paying import (
    get_payment,
    list_file_payments,
    list_payments,
    request_payment,
    require_providers,
    settle_request,
    start_payment,
)
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
from services.billing.use_cases.periods import close_period, list_periods
from services.billing.use_cases.provider_settlements import list_clearing, list_settlements, record_settlement
from services.billing.use_cases.receipts import record_receipt
from services.billing.use_cases.refunds import confirm_refund, fail_refund, list_refunds, refund_credit
from services.billing.use_cases.restoring import outgrow_versions
from services.billing.use_cases.settlement import price_report, settle_report
from services.billing.use_cases.statements import (
    get_aging,
    get_contractor_statement,
    get_inspector_statement,
    get_my_statement,
    get_trial_balance,
)
from services.billing.use_cases.tariffs import (
    activate_tariff,
    create_tariff,
    get_tariff,
    list_tariffs,
    preview_tariff,
    withdraw_tariff,
)
from services.billing.use_cases.telling import (
    forget_webhook_deliveries,
    settle_webhook_delivery,
    take_webhook_delivery,
    tell_webhook,
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
from services.billing.use_cases.writing_off import write_off_debt

__all__ = [
    "activate_tariff",
    "adjust_prepayment",
    "announce_entries",
    "ask_provider",
    "ask_unverified",
    "audit",
    "cancel_payout",
    "close_cancelled",
    "close_period",
    "confirm_payment",
    "confirm_payout_line",
    "confirm_refund",
    "create_payout",
    "create_tariff",
    "create_webhook",
    "debit_file",
    "delete_webhook",
    "delete_webhooks",
    "fail_payout_line",
    "fail_refund",
    "forget_webhook_deliveries",
    "freeze_payout",
    "get_account",
    "get_aging",
    "get_balance",
    "get_bank_file",
    "get_contractor_statement",
    "get_financial_report",
    "get_gate",
    "get_inspector_statement",
    "get_invoice",
    "get_my_statement",
    "get_payment",
    "get_payout",
    "get_receipt",
    "get_tariff",
    "get_trial_balance",
    "list_chart",
    "list_clearing",
    "list_entries",
    "list_file_payments",
    "list_my_payouts",
    "list_payments",
    "list_payouts",
    "list_periods",
    "list_refunds",
    "list_settlements",
    "list_tariffs",
    "list_webhook_deliveries",
    "list_webhooks",
    "map_account",
    "number_entries",
    "open_account",
    "outgrow_versions",
    "ping_webhook",
    "preview_tariff",
    "price_report",
    "raise_fence",
    "read_journal",
    "record_receipt",
    "record_settlement",
    "refund_credit",
    "replay_webhook_delivery",
    "request_audit",
    "request_payment",
    "require_providers",
    "reverse_payment",
    "rotate_webhook_secret",
    "set_bank_account",
    "settle_audit",
    "settle_debit",
    "settle_due_payment",
    "settle_report",
    "settle_request",
    "settle_return",
    "settle_unverified",
    "settle_webhook_delivery",
    "start_payment",
    "study_books",
    "take_audit",
    "take_debit",
    "take_due_payment",
    "take_provider",
    "take_webhook_delivery",
    "tell_webhook",
    "verify_receipt",
    "void_charge",
    "withdraw_tariff",
    "write_off_debt",
]
