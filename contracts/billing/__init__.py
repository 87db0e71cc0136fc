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
from contracts.billing.audit import AuditRun, AuditView, InvariantView
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

__all__ = [
    "AccountView",
    "AdjustmentLine",
    "AdjustmentView",
    "AuditRun",
    "AuditView",
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
    "InvariantView",
    "InvoiceIssued",
    "InvoiceLine",
    "InvoiceView",
    "PaymentReceived",
    "PaymentView",
    "PrepaidUnits",
    "PrepaymentAdjusted",
    "PreviewVerdict",
    "RegistrationPaid",
    "SettledReport",
    "UnitsClosed",
]
