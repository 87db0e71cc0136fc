"""The referral service: each verb of its contract, each fact it listens to, bound to its use case."""

from chassis.service import Service, after_restore, command, consumes, query, timer
from contracts.auth import UserCreated, UserUpdated
from contracts.billing import (
    ChargeSettled,
    ChargeVoided,
    DebitPosted,
    DebtCleared,
    DebtWrittenOff,
    FeeEarned,
    InvoiceIssued,
    PaymentReceived,
    PaymentReversed,
    PrepaymentAdjusted,
    RefundConfirmed,
    RefundFailed,
    RefundSent,
    RegistrationPaid,
    UnitsClosed,
)
from contracts.inspection import (
    AnotherTimeRequested,
    AppointmentCameNear,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentSet,
    DeadlineMissed,
    ObjectionDecided,
    ObjectionFiled,
    PhaseApproved,
    ReportFiled,
)
from contracts.referral import ReferralApi
from services.referral import use_cases


class Referral(Service, api=ReferralApi):
    """Files and who inspects them."""

    name = "referral"

    register_file = command(ReferralApi.register_file, use_cases.register_file)
    get_file = query(ReferralApi.get_file, use_cases.get_file)
    list_files = query(ReferralApi.list_files, use_cases.list_files)
    list_areas = query(ReferralApi.list_areas, use_cases.list_areas)
    classify_meter = query(ReferralApi.classify_meter, use_cases.classify_meter)
    correct_meter = command(ReferralApi.correct_meter, use_cases.correct_meter)
    refer_file = command(ReferralApi.refer_file, use_cases.refer_file)
    withdraw = command(ReferralApi.withdraw, use_cases.withdraw)
    dismiss_inspector = command(ReferralApi.dismiss_inspector, use_cases.dismiss_inspector)
    cancel_file = command(ReferralApi.cancel_file, use_cases.cancel_file)
    list_referrals = query(ReferralApi.list_referrals, use_cases.list_referrals)
    list_my_referrals = query(ReferralApi.list_my_referrals, use_cases.list_my_referrals)
    list_my_files = query(ReferralApi.list_my_files, use_cases.list_my_files)
    get_worksheet = query(ReferralApi.get_worksheet, use_cases.get_worksheet)
    put_worksheet = command(ReferralApi.put_worksheet, use_cases.put_worksheet)
    list_inspectors = query(ReferralApi.list_inspectors, use_cases.list_inspectors)
    get_inspector = query(ReferralApi.get_inspector, use_cases.get_inspector)
    get_timeline = query(ReferralApi.get_timeline, use_cases.get_timeline)
    verify_timeline = query(ReferralApi.verify_timeline, use_cases.verify_timeline)
    get_snapshot = query(ReferralApi.get_snapshot, use_cases.get_snapshot)
    list_dismissal_proposals = query(ReferralApi.list_dismissal_proposals, use_cases.list_dismissal_proposals)
    get_dismissal_proposal = query(ReferralApi.get_dismissal_proposal, use_cases.get_dismissal_proposal)
    decide_dismissal = command(ReferralApi.decide_dismissal, use_cases.decide_dismissal)
    list_policies = query(ReferralApi.list_policies, use_cases.list_policies)
    list_policy_versions = query(ReferralApi.list_policy_versions, use_cases.list_policy_versions)
    change_policy = command(ReferralApi.change_policy, use_cases.change_policy)

    declare_conflict = command(ReferralApi.declare_conflict, use_cases.declare_conflict)
    end_conflict = command(ReferralApi.end_conflict, use_cases.end_conflict)
    list_conflicts = query(ReferralApi.list_conflicts, use_cases.list_conflicts)
    rule_withdrawal = command(ReferralApi.rule_withdrawal, use_cases.rule_withdrawal)
    list_withdrawals = query(ReferralApi.list_withdrawals, use_cases.list_withdrawals)
    list_waiting_files = query(ReferralApi.list_waiting_files, use_cases.list_waiting_files)
    start_referral_batch = command(ReferralApi.start_referral_batch, use_cases.start_referral_batch)
    stop_referral_batch = command(ReferralApi.stop_referral_batch, use_cases.stop_referral_batch)
    get_referral_batch = query(ReferralApi.get_referral_batch, use_cases.get_referral_batch)
    list_referral_batches = query(ReferralApi.list_referral_batches, use_cases.list_referral_batches)

    on_user_created = consumes(UserCreated, use_cases.apply_user_created)
    on_user_updated = consumes(UserUpdated, use_cases.apply_user_updated)
    on_invoice_issued = consumes(InvoiceIssued, use_cases.apply_gate)
    on_registration_paid = consumes(RegistrationPaid, use_cases.apply_registration_paid)
    on_payment_received = consumes(PaymentReceived, use_cases.apply_gate)
    on_charge_settled = consumes(ChargeSettled, use_cases.apply_gate)
    on_debt_cleared = consumes(DebtCleared, use_cases.apply_gate)
    on_units_closed = consumes(UnitsClosed, use_cases.apply_gate)
    on_charge_voided = consumes(ChargeVoided, use_cases.apply_gate)
    on_prepayment_adjusted = consumes(PrepaymentAdjusted, use_cases.apply_gate)
    on_fee_earned = consumes(FeeEarned, use_cases.apply_fee)
    on_appointment_set = consumes(AppointmentSet, use_cases.apply_appointment)
    on_appointment_cancelled = consumes(AppointmentCancelled, use_cases.apply_appointment_cancelled)
    on_appointment_confirmed = consumes(AppointmentConfirmed, use_cases.apply_appointment_confirmed)
    on_another_time_requested = consumes(AnotherTimeRequested, use_cases.apply_another_time_requested)
    on_appointment_came_near = consumes(AppointmentCameNear, use_cases.note_visit_fact)
    on_deadline_missed = consumes(DeadlineMissed, use_cases.apply_deadline_missed)
    on_objection_filed = consumes(ObjectionFiled, use_cases.note_visit_fact)
    on_objection_decided = consumes(ObjectionDecided, use_cases.note_visit_fact)
    on_report_filed = consumes(ReportFiled, use_cases.apply_report)
    on_phase_approved = consumes(PhaseApproved, use_cases.apply_phase_approved)

    outgrow_versions = after_restore(use_cases.outgrow_versions)
    refer_waiting = timer(5, use_cases.refer_waiting)
    work_on_batch = timer(1, use_cases.work_on_batch)

    on_payment_reversed = consumes(PaymentReversed, use_cases.apply_gate)
    on_debit_posted = consumes(DebitPosted, use_cases.apply_gate)
    on_debt_written_off = consumes(DebtWrittenOff, use_cases.apply_gate)
    on_refund_sent = consumes(RefundSent, use_cases.apply_gate)
    on_refund_confirmed = consumes(RefundConfirmed, use_cases.apply_gate)
    on_refund_failed = consumes(RefundFailed, use_cases.apply_gate)
