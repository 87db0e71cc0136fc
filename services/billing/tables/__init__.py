"""How billing's rows map to objects. What may never change is guarded by triggers, made in the migrations."""

from services.billing.tables.accounts import (
    Adjustment,
    FileAccount,
    Invoice,
    PrepaidUnit,
    Restoration,
    SettledReport,
    TariffVersion,
)
from services.billing.tables.base import Base
from services.billing.tables.ledger import (
    AccountMapping,
    Audit,
    ClosedPeriod,
    LedgerEntry,
    LedgerPosting,
    NumberedEntry,
    UnnumberedEntry,
)
from services.billing.tables.payments import (
    Allocation,
    Debit,
    OnlinePayment,
    Payment,
    ProviderLook,
    ProviderSettlement,
    Refund,
    WriteOff,
)
from services.billing.tables.payouts import Inspector, Payout, PayoutItem, PayoutLine
from services.billing.tables.webhooks import Webhook, WebhookDelivery

__all__ = [
    "AccountMapping",
    "Adjustment",
    "Allocation",
    "Audit",
    "Base",
    "ClosedPeriod",
    "Debit",
    "FileAccount",
    "Inspector",
    "Invoice",
    "LedgerEntry",
    "LedgerPosting",
    "NumberedEntry",
    "OnlinePayment",
    "Payment",
    "Payout",
    "PayoutItem",
    "PayoutLine",
    "PrepaidUnit",
    "ProviderLook",
    "ProviderSettlement",
    "Refund",
    "Restoration",
    "SettledReport",
    "TariffVersion",
    "UnnumberedEntry",
    "Webhook",
    "WebhookDelivery",
    "WriteOff",
]
