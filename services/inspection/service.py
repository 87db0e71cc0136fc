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

    watch_deadlines = timer(settings().deadlines_seconds, use_cases.watch_deadlines)
