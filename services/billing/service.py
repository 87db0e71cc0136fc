"""The billing service: nameko's view of it."""

from chassis.service import Service, command, consumes, query
from contracts.billing import BillingApi
from contracts.inspection import ObjectionDecided, ReportFiled
from contracts.referral import FileCancelled, FileRegistered, MeterCorrected
from services.billing import use_cases


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

    create_payout = command(BillingApi.create_payout, use_cases.create_payout)
    list_payouts = query(BillingApi.list_payouts, use_cases.list_payouts)
    get_payout = query(BillingApi.get_payout, use_cases.get_payout)
    freeze_payout = command(BillingApi.freeze_payout, use_cases.freeze_payout)
    cancel_payout = command(BillingApi.cancel_payout, use_cases.cancel_payout)
    get_bank_file = query(BillingApi.get_bank_file, use_cases.get_bank_file)
    confirm_payout_line = command(BillingApi.confirm_payout_line, use_cases.confirm_payout_line)
    fail_payout_line = command(BillingApi.fail_payout_line, use_cases.fail_payout_line)
    set_bank_account = command(BillingApi.set_bank_account, use_cases.set_bank_account)
    list_my_payouts = query(BillingApi.list_my_payouts, use_cases.list_my_payouts)
    get_receipt = query(BillingApi.get_receipt, use_cases.get_receipt)
    verify_receipt = query(BillingApi.verify_receipt, use_cases.verify_receipt)
