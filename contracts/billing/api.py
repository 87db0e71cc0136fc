"""Whatever can be asked of the billing service."""

from datetime import date
from typing import Protocol

from contracts.billing.accounts import (
    AccountView,
    BalanceView,
    CostPreview,
    InvoiceView,
    PaymentView,
    PreviewVerdict,
)
from contracts.billing.audit import AuditApi
from contracts.billing.corrections import CorrectionsApi
from contracts.billing.feed import FeedApi
from contracts.billing.fees import FinancialReport
from contracts.billing.gate import GateView
from contracts.billing.online import OnlinePaymentsApi
from contracts.billing.payouts import PayoutsApi
from contracts.billing.receipts import ReceiptsApi
from contracts.billing.statements import StatementsApi
from contracts.billing.tariffs import TariffsApi
from contracts.shapes import Caller, Identifier, Reference, Rials, command, query
from contracts.terms import Outcome, Phase


class BillingApi(
    TariffsApi,
    CorrectionsApi,
    OnlinePaymentsApi,
    ReceiptsApi,
    PayoutsApi,
    FeedApi,
    StatementsApi,
    AuditApi,
    Protocol,
):
    """Money: files' accounts here, and the parts that it inherits."""

    @query
    def get_account(self, *, caller: Caller, file_id: Identifier) -> AccountView:
        """Contractor, office, finance: invoice, units, charges, payments and debt of a file."""

    @query
    def get_invoice(self, *, caller: Caller, file_id: Identifier, wait_milliseconds: int = 0) -> InvoiceView:
        """The registration invoice; waits that long for a file that was registered a moment ago."""

    @query
    def get_gate(self, *, file_id: Identifier) -> GateView:
        """For services and the gateway: a file's debt and settled watermark, as of now."""

    @query
    def price_report(
        self,
        *,
        file_id: Identifier,
        phase: Phase,
        outcome: Outcome,
        verdicts: list[PreviewVerdict],
        meter_classes: list[str],
    ) -> CostPreview:
        """For inspection: what such a report of today would cost (R25)."""

    @command
    def record_receipt(
        self, *, caller: Caller, file_id: Identifier, amount_rials: Rials, reference: Reference, paid_on: date
    ) -> PaymentView:
        """Finance: a bank receipt for a file. A reference counts once, for ever: ``billing.duplicate_reference``."""

    @query
    def get_balance(self, *, caller: Caller) -> BalanceView:
        """Contractor: what is owed, over all files."""

    @query
    def get_financial_report(self, *, caller: Caller, from_date: date, to_date: date) -> FinancialReport:
        """Inspector: the fees earned in a range of dates, equal to the ledger's to the rial (R30)."""
