"""The verbs of the messaging service and the facts it listens to, bound to their use cases."""

from chassis.service import Service, at_start, command, consumes, errand, query, timer
from contracts import auth, billing, inspection, referral
from contracts.messaging import MessagingApi
from services.messaging import use_cases


class Messaging(Service, api=MessagingApi):
    """What people are told."""

    name = "messaging"

    send_message = command(MessagingApi.send_message, use_cases.send_message)
    list_messages = query(MessagingApi.list_messages, use_cases.list_messages)
    get_message = query(MessagingApi.get_message, use_cases.get_message)
    list_readers = query(MessagingApi.list_readers, use_cases.list_readers)
    cancel_message = command(MessagingApi.cancel_message, use_cases.cancel_message)
    list_my_messages = query(MessagingApi.list_my_messages, use_cases.list_my_messages)
    get_my_message = query(MessagingApi.get_my_message, use_cases.get_my_message)
    mark_read = command(MessagingApi.mark_read, use_cases.mark_read)
    count_unread = query(MessagingApi.count_unread, use_cases.count_unread)
    list_templates = query(MessagingApi.list_templates, use_cases.list_templates)
    get_template = query(MessagingApi.get_template, use_cases.get_template)
    change_template = command(MessagingApi.change_template, use_cases.change_template)
    preview_template = query(MessagingApi.preview_template, use_cases.preview_template)
    list_deliveries = query(MessagingApi.list_deliveries, use_cases.list_deliveries)
    retry_delivery = command(MessagingApi.retry_delivery, use_cases.retry_delivery)
    list_policies = query(MessagingApi.list_policies, use_cases.list_policies)
    list_policy_versions = query(MessagingApi.list_policy_versions, use_cases.list_policy_versions)
    change_policy = command(MessagingApi.change_policy, use_cases.change_policy)

    on_user_created = consumes(auth.UserCreated, use_cases.remember_user)
    on_user_updated = consumes(auth.UserUpdated, use_cases.update_user)
    on_password_reset = consumes(auth.PasswordReset, use_cases.tell_password_reset)

    on_file_registered = consumes(referral.FileRegistered, use_cases.remember_file)
    on_file_referred = consumes(referral.FileReferred, use_cases.tell_file_referred)
    on_file_waiting = consumes(referral.FileWaiting, use_cases.tell_file_waiting)
    on_file_withdrawn = consumes(referral.FileWithdrawn, use_cases.tell_file_withdrawn)
    on_inspector_dismissed = consumes(referral.InspectorDismissed, use_cases.tell_inspector_dismissed)
    on_file_phase_changed = consumes(referral.FilePhaseChanged, use_cases.tell_phase_changed)
    on_file_completed = consumes(referral.FileCompleted, use_cases.tell_file_completed)
    on_file_cancelled = consumes(referral.FileCancelled, use_cases.tell_file_cancelled)
    on_meter_corrected = consumes(referral.MeterCorrected, use_cases.tell_meter_corrected)
    on_withdrawal_ruled = consumes(referral.WithdrawalRuled, use_cases.tell_withdrawal_ruled)
    on_dismissal_proposed = consumes(referral.DismissalProposed, use_cases.tell_dismissal_proposed)
    on_dismissal_declined = consumes(referral.DismissalDeclined, use_cases.remember_file)

    on_appointment_set = consumes(inspection.AppointmentSet, use_cases.tell_appointment_set)
    on_appointment_cancelled = consumes(inspection.AppointmentCancelled, use_cases.tell_appointment_cancelled)
    on_appointment_confirmed = consumes(inspection.AppointmentConfirmed, use_cases.tell_appointment_confirmed)
    on_another_time_requested = consumes(
        inspection.AnotherTimeRequested, use_cases.tell_another_time_requested
    )
    on_appointment_came_near = consumes(inspection.AppointmentCameNear, use_cases.tell_appointment_came_near)
    on_deadline_missed = consumes(inspection.DeadlineMissed, use_cases.tell_deadline_missed)
    on_objection_filed = consumes(inspection.ObjectionFiled, use_cases.tell_objection_filed)
    on_objection_decided = consumes(inspection.ObjectionDecided, use_cases.tell_objection_decided)
    on_report_filed = consumes(inspection.ReportFiled, use_cases.tell_report_filed)
    on_phase_approved = consumes(inspection.PhaseApproved, use_cases.tell_phase_approved)

    on_invoice_issued = consumes(billing.InvoiceIssued, use_cases.tell_invoice_issued)
    on_registration_paid = consumes(billing.RegistrationPaid, use_cases.tell_registration_paid)
    on_payment_received = consumes(billing.PaymentReceived, use_cases.tell_payment_received)
    on_charge_settled = consumes(billing.ChargeSettled, use_cases.tell_charge_settled)
    on_debt_cleared = consumes(billing.DebtCleared, use_cases.tell_debt_cleared)
    on_fee_earned = consumes(billing.FeeEarned, use_cases.tell_fee_earned)
    on_units_closed = consumes(billing.UnitsClosed, use_cases.tell_units_closed)
    on_charge_voided = consumes(billing.ChargeVoided, use_cases.tell_charge_voided)
    on_prepayment_adjusted = consumes(billing.PrepaymentAdjusted, use_cases.tell_prepayment_adjusted)
    on_webhook_disabled = consumes(billing.WebhookDisabled, use_cases.tell_webhook_disabled)

    on_tariff_activated = consumes(billing.TariffActivated, use_cases.tell_tariff_activated)
    on_tariff_withdrawn = consumes(billing.TariffWithdrawn, use_cases.tell_tariff_withdrawn)

    on_payout_sent = consumes(billing.PayoutSent, use_cases.tell_payout_sent)
    on_payout_confirmed = consumes(billing.PayoutConfirmed, use_cases.tell_payout_confirmed)
    on_payout_failed = consumes(billing.PayoutFailed, use_cases.tell_payout_failed)

    require_channel = at_start(use_cases.require_channel)
    publish_due_messages = timer(1, use_cases.publish_due_messages)
    deliver = errand(1, use_cases.take_delivery, use_cases.hand_over, use_cases.settle_delivery)
    expire_deliveries = timer(60, use_cases.expire_deliveries)
    follow_deliveries = errand(5, use_cases.take_questions, use_cases.ask_fates, use_cases.settle_fates)

    on_payment_reversed = consumes(billing.PaymentReversed, use_cases.tell_payment_reversed)
    on_debit_posted = consumes(billing.DebitPosted, use_cases.tell_debit_posted)
    on_debt_written_off = consumes(billing.DebtWrittenOff, use_cases.tell_debt_written_off)
    on_refund_sent = consumes(billing.RefundSent, use_cases.tell_refund_sent)
    on_refund_confirmed = consumes(billing.RefundConfirmed, use_cases.tell_refund_confirmed)
    on_refund_failed = consumes(billing.RefundFailed, use_cases.tell_refund_failed)
