"""The verbs of the inspection service and the facts that it listens to, bound to their use cases."""

from chassis.service import Service, command, consumes, query, timer
from contracts import billing, referral
from contracts.inspection import InspectionApi
from services.inspection import use_cases
from services.inspection.settings import settings


class Inspection(Service, api=InspectionApi):
    """Visits and their results."""

    name = "inspection"

    set_appointment = command(
        InspectionApi.set_appointment, use_cases.set_appointment, ahead=use_cases.refresh_file
    )
    get_appointment = query(InspectionApi.get_appointment, use_cases.get_appointment)
    cancel_appointment = command(
        InspectionApi.cancel_appointment, use_cases.cancel_appointment, ahead=use_cases.refresh_file
    )
    confirm_appointment = command(
        InspectionApi.confirm_appointment, use_cases.confirm_appointment, ahead=use_cases.refresh_file
    )
    request_another_time = command(
        InspectionApi.request_another_time, use_cases.request_another_time, ahead=use_cases.refresh_file
    )
    list_my_appointments = query(InspectionApi.list_my_appointments, use_cases.list_my_appointments)
    list_appointment_slots = query(InspectionApi.list_appointment_slots, use_cases.list_appointment_slots)
    open_calendar = command(InspectionApi.open_calendar, use_cases.open_calendar)
    get_calendar = query(InspectionApi.get_calendar, use_cases.get_calendar)
    close_calendar = command(InspectionApi.close_calendar, use_cases.close_calendar)
    read_calendar = command(InspectionApi.read_calendar, use_cases.read_calendar)
    remind_of_visits = timer(settings().reminder_seconds, use_cases.remind_of_visits)

    file_report = command(
        InspectionApi.file_report,
        use_cases.file_report,
        ahead=use_cases.refresh_file,
        pull=use_cases.pull_gate,
    )
    preview_report = query(InspectionApi.preview_report, use_cases.preview_report)
    list_reports = query(InspectionApi.list_reports, use_cases.list_reports)
    get_progress = query(InspectionApi.get_progress, use_cases.get_progress)
    list_my_deadlines = query(InspectionApi.list_my_deadlines, use_cases.list_my_deadlines)
    list_deadlines = query(InspectionApi.list_deadlines, use_cases.list_deadlines)
    list_policies = query(InspectionApi.list_policies, use_cases.list_policies)
    list_policy_versions = query(InspectionApi.list_policy_versions, use_cases.list_policy_versions)
    change_policy = command(InspectionApi.change_policy, use_cases.change_policy)
    object_to_report = command(InspectionApi.object_to_report, use_cases.object_to_report)
    decide_objection = command(InspectionApi.decide_objection, use_cases.decide_objection)
    list_objections = query(InspectionApi.list_objections, use_cases.list_objections)

    on_file_registered = consumes(referral.FileRegistered, use_cases.apply_file_fact)
    on_file_referred = consumes(referral.FileReferred, use_cases.apply_file_fact)
    on_file_waiting = consumes(referral.FileWaiting, use_cases.apply_file_fact)
    on_file_withdrawn = consumes(referral.FileWithdrawn, use_cases.apply_file_fact)
    on_inspector_dismissed = consumes(referral.InspectorDismissed, use_cases.apply_file_fact)
    on_file_phase_changed = consumes(referral.FilePhaseChanged, use_cases.apply_file_fact)
    on_file_completed = consumes(referral.FileCompleted, use_cases.apply_file_fact)
    on_file_cancelled = consumes(referral.FileCancelled, use_cases.apply_file_fact)
    on_meter_corrected = consumes(referral.MeterCorrected, use_cases.apply_file_fact)

    on_invoice_issued = consumes(billing.InvoiceIssued, use_cases.apply_gate_fact)
    on_registration_paid = consumes(billing.RegistrationPaid, use_cases.apply_gate_fact)
    on_payment_received = consumes(billing.PaymentReceived, use_cases.apply_gate_fact)
    on_charge_settled = consumes(billing.ChargeSettled, use_cases.apply_settlement)
    on_debt_cleared = consumes(billing.DebtCleared, use_cases.apply_gate_fact)
    on_units_closed = consumes(billing.UnitsClosed, use_cases.apply_gate_fact)
    on_charge_voided = consumes(billing.ChargeVoided, use_cases.apply_void)
    on_prepayment_adjusted = consumes(billing.PrepaymentAdjusted, use_cases.apply_gate_fact)

    watch_deadlines = timer(settings().deadlines_seconds, use_cases.watch_deadlines)

    raise_fence = command(InspectionApi.raise_fence, use_cases.raise_fence)
    on_payment_reversed = consumes(billing.PaymentReversed, use_cases.apply_gate_fact)
    on_debit_posted = consumes(billing.DebitPosted, use_cases.apply_gate_fact)
    on_debit_dropped = consumes(billing.DebitDropped, use_cases.apply_gate_fact)
    on_gate_restated = consumes(billing.GateRestated, use_cases.apply_gate_fact)
    on_debt_written_off = consumes(billing.DebtWrittenOff, use_cases.apply_gate_fact)
    on_refund_sent = consumes(billing.RefundSent, use_cases.apply_gate_fact)
    on_refund_confirmed = consumes(billing.RefundConfirmed, use_cases.apply_gate_fact)
    on_refund_failed = consumes(billing.RefundFailed, use_cases.apply_gate_fact)
