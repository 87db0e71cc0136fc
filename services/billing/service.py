"""The billing service: nameko's view of it."""

from chassis.service import Service, command, consumes, errand, query, timer
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

    list_entries = query(BillingApi.list_entries, use_cases.list_entries)
    list_periods = query(BillingApi.list_periods, use_cases.list_periods)
    close_period = command(BillingApi.close_period, use_cases.close_period)
    list_webhooks = query(BillingApi.list_webhooks, use_cases.list_webhooks)
    create_webhook = command(BillingApi.create_webhook, use_cases.create_webhook)
    delete_webhook = command(BillingApi.delete_webhook, use_cases.delete_webhook)
    delete_webhooks = command(BillingApi.delete_webhooks, use_cases.delete_webhooks)
    rotate_webhook_secret = command(BillingApi.rotate_webhook_secret, use_cases.rotate_webhook_secret)
    list_webhook_deliveries = query(BillingApi.list_webhook_deliveries, use_cases.list_webhook_deliveries)
    replay_webhook_delivery = command(BillingApi.replay_webhook_delivery, use_cases.replay_webhook_delivery)
    ping_webhook = command(BillingApi.ping_webhook, use_cases.ping_webhook)
    number_entries = timer(settings.FEED_SECONDS, use_cases.number_entries)
    announce_entries = timer(1, use_cases.announce_entries)
    tell_webhooks = errand(
        settings.WEBHOOK_SECONDS,
        use_cases.take_webhook_delivery,
        use_cases.tell_webhook,
        use_cases.settle_webhook_delivery,
    )
    forget_webhook_deliveries = timer(3600, use_cases.forget_webhook_deliveries)
