"""The billing service: tariffs, invoices, prepaid units, charges, debts, payments, the ledger, inspectors' fees."""

from contracts.billing.accounts import (
    AccountView,
    AdjustmentLine,
    AdjustmentView,
    BalanceView,
    ChargeLine,
    ChargeView,
    CostPreview,
    FileBalance,
    InvoiceLine,
    InvoiceView,
    PaymentView,
    PrepaidUnits,
    PreviewVerdict,
)
from contracts.billing.api import BillingApi
from contracts.billing.events import (
    ChargeSettled,
    ChargeVoided,
    DebtCleared,
    FeeEarned,
    InvoiceIssued,
    PaymentReceived,
    PrepaymentAdjusted,
    RegistrationPaid,
    UnitsClosed,
)
from contracts.billing.fees import FinancialReport, FinancialRow, FinancialTotals
from contracts.billing.gate import GateSnapshot, GateView, SettledReport
from contracts.billing.online import (
    OnlinePaymentView,
    ProviderSettlementView,
    ReturnedPayment,
    StartedPayment,
)

__all__ = [
    "AccountView",
    "AdjustmentLine",
    "AdjustmentView",
    "BalanceView",
    "BillingApi",
    "ChargeLine",
    "ChargeSettled",
    "ChargeView",
    "ChargeVoided",
    "CostPreview",
    "DebtCleared",
    "FeeEarned",
    "FileBalance",
    "FinancialReport",
    "FinancialRow",
    "FinancialTotals",
    "GateSnapshot",
    "GateView",
    "InvoiceIssued",
    "InvoiceLine",
    "InvoiceView",
    "OnlinePaymentView",
    "PaymentReceived",
    "PaymentView",
    "PrepaidUnits",
    "PrepaymentAdjusted",
    "PreviewVerdict",
    "ProviderSettlementView",
    "RegistrationPaid",
    "ReturnedPayment",
    "SettledReport",
    "StartedPayment",
    "UnitsClosed",
]
