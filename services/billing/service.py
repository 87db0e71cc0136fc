"""The billing service: nameko's view of it."""

from chassis.service import (
    Service,
    after_restore,
    at_start,
    command,
    consumes,
    dealing,
    errand,
    query,
    snapshot,
    survey,
    timer,
)
from contracts.billing import BillingApi
from contracts.inspection import ObjectionDecided, ReportFiled
from contracts.referral import FileCancelled, FileRegistered, MeterCorrected
from services.billing import use_cases
from services.billing.settings import settings


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

    reverse_payment = command(BillingApi.reverse_payment, use_cases.reverse_payment)
    debit_file = command(BillingApi.debit_file, use_cases.debit_file)
    write_off_debt = command(BillingApi.write_off_debt, use_cases.write_off_debt)
    refund_credit = command(BillingApi.refund_credit, use_cases.refund_credit)
    confirm_refund = command(BillingApi.confirm_refund, use_cases.confirm_refund)
    fail_refund = command(BillingApi.fail_refund, use_cases.fail_refund)
    list_refunds = query(BillingApi.list_refunds, use_cases.list_refunds)
    post_debits = errand(0.25, use_cases.take_debit, use_cases.raise_fence, use_cases.settle_debit)

    list_tariffs = query(BillingApi.list_tariffs, use_cases.list_tariffs)
    get_tariff = query(BillingApi.get_tariff, use_cases.get_tariff)
    preview_tariff = query(BillingApi.preview_tariff, use_cases.preview_tariff)
    create_tariff = command(BillingApi.create_tariff, use_cases.create_tariff)
    activate_tariff = command(BillingApi.activate_tariff, use_cases.activate_tariff)
    withdraw_tariff = command(BillingApi.withdraw_tariff, use_cases.withdraw_tariff)

    start_payment = dealing(
        BillingApi.start_payment, use_cases.start_payment, use_cases.request_payment, use_cases.settle_request
    )
    confirm_payment = dealing(
        BillingApi.confirm_payment, use_cases.confirm_payment, use_cases.ask_provider, use_cases.settle_return
    )
    get_payment = query(BillingApi.get_payment, use_cases.get_payment)
    list_file_payments = query(BillingApi.list_file_payments, use_cases.list_file_payments)
    list_payments = query(BillingApi.list_payments, use_cases.list_payments)
    record_settlement = command(BillingApi.record_settlement, use_cases.record_settlement)
    list_settlements = query(BillingApi.list_settlements, use_cases.list_settlements)
    list_clearing = query(BillingApi.list_clearing, use_cases.list_clearing)

    knows_its_providers = at_start(use_cases.require_providers)
    outgrow_versions = after_restore(use_cases.outgrow_versions)
    asks_about_payments = errand(
        settings().payment_sweep_seconds,
        use_cases.take_due_payment,
        use_cases.ask_provider,
        use_cases.settle_due_payment,
    )
    asks_for_unverified_payments = errand(
        settings().payment_sweep_seconds,
        use_cases.take_provider,
        use_cases.ask_unverified,
        use_cases.settle_unverified,
    )

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
    number_entries = timer(settings().feed_seconds, use_cases.number_entries)
    announce_entries = timer(1, use_cases.announce_entries)
    tell_webhooks = errand(
        settings().webhook_seconds,
        use_cases.take_webhook_delivery,
        use_cases.tell_webhook,
        use_cases.settle_webhook_delivery,
    )
    forget_webhook_deliveries = timer(3600, use_cases.forget_webhook_deliveries)

    get_trial_balance = query(BillingApi.get_trial_balance, use_cases.get_trial_balance)
    get_aging = query(BillingApi.get_aging, use_cases.get_aging)
    get_contractor_statement = query(BillingApi.get_contractor_statement, use_cases.get_contractor_statement)
    get_inspector_statement = query(BillingApi.get_inspector_statement, use_cases.get_inspector_statement)
    get_my_statement = query(BillingApi.get_my_statement, use_cases.get_my_statement)
    list_chart = query(BillingApi.list_chart, use_cases.list_chart)
    map_account = command(BillingApi.map_account, use_cases.map_account)
    read_journal = query(BillingApi.read_journal, use_cases.read_journal)

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

    audit = snapshot(BillingApi.audit, use_cases.audit)
    request_audit = command(BillingApi.request_audit, use_cases.request_audit)
    nightly_audit = survey(
        settings().audit_poll_seconds, use_cases.take_audit, use_cases.study_books, use_cases.settle_audit
    )
