"""Every query of billing's, by its intent."""

from services.billing.store.accounts import (
    accounts_of_contractor,
    allocations_of,
    find_account,
    find_invoice,
    last_settled,
    lock_account,
    next_number,
    payment_exists,
    payments_of,
    payments_with_credit,
    reports_of,
    reports_of_inspector,
    reports_owing,
    stock_of,
    units_of,
)
from services.billing.store.ledger import post
from services.billing.store.tariffs import mark_used, tariff_on

__all__ = [
    "accounts_of_contractor",
    "allocations_of",
    "find_account",
    "find_invoice",
    "last_settled",
    "lock_account",
    "mark_used",
    "next_number",
    "payment_exists",
    "payments_of",
    "payments_with_credit",
    "post",
    "reports_of",
    "reports_of_inspector",
    "reports_owing",
    "stock_of",
    "tariff_on",
    "units_of",
]
