"""The verbs of the messaging service and the facts it listens to, bound to their use cases."""

from chassis.service import Service, command, consumes, query
from contracts import auth, billing, inspection, referral
from contracts.messaging import MessagingApi
from services.messaging import use_cases


class Messaging(Service, api=MessagingApi):
    """What people are told."""

    name = "messaging"

    send_message = command(MessagingApi.send_message, use_cases.send_message)
    list_my_messages = query(MessagingApi.list_my_messages, use_cases.list_my_messages)
    mark_read = command(MessagingApi.mark_read, use_cases.mark_read)
    count_unread = query(MessagingApi.count_unread, use_cases.count_unread)

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

    on_appointment_set = consumes(inspection.AppointmentSet, use_cases.tell_appointment_set)
    on_appointment_cancelled = consumes(inspection.AppointmentCancelled, use_cases.tell_appointment_cancelled)
    on_report_filed = consumes(inspection.ReportFiled, use_cases.tell_report_filed)
    on_phase_approved = consumes(inspection.PhaseApproved, use_cases.tell_phase_approved)

    on_invoice_issued = consumes(billing.InvoiceIssued, use_cases.tell_invoice_issued)
    on_registration_paid = consumes(billing.RegistrationPaid, use_cases.tell_registration_paid)
    on_payment_received = consumes(billing.PaymentReceived, use_cases.tell_payment_received)
    on_charge_settled = consumes(billing.ChargeSettled, use_cases.tell_charge_settled)
    on_debt_cleared = consumes(billing.DebtCleared, use_cases.tell_debt_cleared)
    on_fee_earned = consumes(billing.FeeEarned, use_cases.tell_fee_earned)
    on_units_closed = consumes(billing.UnitsClosed, use_cases.tell_units_closed)
