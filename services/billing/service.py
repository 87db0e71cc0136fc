"""The billing service: nameko's view of it."""

from chassis.service import Service, command, consumes, query, snapshot, survey
from contracts.billing import BillingApi
from contracts.inspection import ObjectionDecided, ReportFiled
from contracts.referral import FileCancelled, FileRegistered, MeterCorrected
from services.billing import settings, use_cases


class Billing(Service, api=BillingApi):
    """Tariffs, invoices, prepaid units, charges, debts, payments, the ledger, inspectors' fees."""

    name = "billing"

    get_account = query(BillingApi.get_account, use_cases.get_account)
    get_invoice = query(BillingApi.get_invoice, use_cases.get_invoice)
    get_gate = query(BillingApi.get_gate, use_cases.get_gate)
    price_report = query(BillingApi.price_report, use_cases.price_report)
    get_balance = query(BillingApi.get_balance, use_cases.get_balance)
    get_financial_report = query(BillingApi.get_financial_report, use_cases.get_financial_report)
    record_receipt = command(BillingApi.record_receipt, use_cases.record_receipt)

    on_file_registered = consumes(FileRegistered, use_cases.open_account)
    on_report_filed = consumes(ReportFiled, use_cases.settle_report)
    on_file_cancelled = consumes(FileCancelled, use_cases.close_cancelled)
    on_meter_corrected = consumes(MeterCorrected, use_cases.adjust_prepayment)
    on_objection_decided = consumes(ObjectionDecided, use_cases.void_charge)

    audit = snapshot(BillingApi.audit, use_cases.audit)
    request_audit = command(BillingApi.request_audit, use_cases.request_audit)
    nightly_audit = survey(
        settings.AUDIT_POLL_SECONDS, use_cases.take_audit, use_cases.study_books, use_cases.settle_audit
    )
