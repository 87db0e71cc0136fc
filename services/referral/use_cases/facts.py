"""What this service does about the facts that the others tell. Each is applied once, however often it is told."""

from chassis.work import NotYet, Work
from contracts.auth import UserCreated, UserUpdated
from contracts.billing import (
    ChargeSettled,
    ChargeVoided,
    DebitPosted,
    DebtCleared,
    DebtWrittenOff,
    FeeEarned,
    GateSnapshot,
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
from contracts.referral import FileCompleted, FilePhaseChanged
from contracts.shapes import Person
from contracts.terms import FileStatus, MeterState, Outcome, Phase, ReferralEnd, Role
from services.referral import store
from services.referral.domain.wording import OUTCOMES
from services.referral.store.people import Known
from services.referral.tables import FileRow, PersonRow, ReferralRow
from services.referral.use_cases.access import note_person
from services.referral.use_cases.proposals import APPOINTED, REPORTED, make_good, propose_dismissal
from services.referral.use_cases.recording import note_fact, record
from services.referral.use_cases.referring import (
    clear_appointment,
    end_referral,
    refer_or_wait,
    refer_waiting,
    start_waiting,
)

GateFact = (
    InvoiceIssued
    | PaymentReceived
    | ChargeSettled
    | ChargeVoided
    | PrepaymentAdjusted
    | DebtCleared
    | UnitsClosed
    | PaymentReversed
    | DebitPosted
    | DebtWrittenOff
    | RefundSent
    | RefundConfirmed
    | RefundFailed
)
VisitFact = (
    AppointmentConfirmed | AnotherTimeRequested | AppointmentCameNear | ObjectionFiled | ObjectionDecided
)


def apply_user_created(work: Work, event: UserCreated) -> None:
    """Auth: somebody new. Whoever is known already is known by newer news."""
    store.add_person(
        work.session,
        Known(id=event.id, membership_code=event.membership_code, full_name=event.full_name, role=event.role),
    )


def apply_user_updated(work: Work, event: UserUpdated) -> None:
    """Auth: a name or an activity changed. An inspector back in service gets files by the timer."""
    store.save_person(
        work.session,
        Known(
            id=event.id,
            membership_code=event.membership_code,
            full_name=event.full_name,
            role=event.role,
            active=event.active,
        ),
    )


def apply_registration_paid(work: Work, event: RegistrationPaid) -> None:
    """Billing: the file is paid, so it is referred at once (R19, R7). What was paid is the file's worth."""
    store.lock_engine(work.session)
    file = _known_file(work, event.file_id)
    _apply_gate(file, event.gate)
    if not note_fact(work, file, event, key=""):
        return
    file.value_rials = event.amount_rials
    if file.status == FileStatus.AWAITING_PAYMENT:
        start_waiting(work, file)
        refer_or_wait(work, file)


def apply_gate(work: Work, event: GateFact) -> None:
    """Billing: something about money; the newest snapshot of the debt counts."""
    file = _known_file(work, event.file_id)
    _apply_gate(file, event.gate)
    note_fact(work, file, event, key=_gate_key(event))


def _apply_gate(file: FileRow, gate: GateSnapshot) -> None:
    if gate.version > file.gate_version:
        file.gate_version, file.debt_rials = gate.version, gate.debt_rials


def _gate_key(event: GateFact) -> str:
    match event:
        case InvoiceIssued():
            return event.invoice_number
        case PaymentReceived():
            return event.payment_id
        case ChargeSettled() | ChargeVoided():
            return f"{event.report_id}:{event.revision}"
        case DebtCleared() | UnitsClosed() | PrepaymentAdjusted():
            return str(event.gate.version)
        case PaymentReversed():
            return event.payment_id
        case DebitPosted():
            return event.debit_id
        case DebtWrittenOff():
            return event.write_off_id
        case RefundSent() | RefundConfirmed() | RefundFailed():
            return event.refund_id


def apply_fee(work: Work, event: FeeEarned) -> None:
    """Billing: an inspector earned something; nobody's business but theirs and the organization's."""
    file = _known_file(work, event.file_id)
    key = f"{event.report_id}:{event.amount_rials}:{event.earned_on.isoformat()}"
    note_fact(work, file, event, key=key, private_to=event.inspector.id)


def apply_appointment(work: Work, event: AppointmentSet) -> None:
    """Inspection: a visit was set or moved. One set by an inspector who has lost the file will be cancelled."""
    file = _known_file(work, event.file_id)
    if note_fact(work, file, event, key=None) and _has(file, event.inspector):
        file.appointment_id = event.appointment_id
        file.appointment_starts_at = event.starts_at
        file.appointment_minutes = event.duration_minutes
        file.appointment_remarks = [str(remark) for remark in event.remarks]
        file.appointment_confirmed_at = file.appointment_change = None
        make_good(work, file, APPOINTED, event.set_at or work.now)


def apply_appointment_cancelled(work: Work, event: AppointmentCancelled) -> None:
    """Inspection: the visit will not take place."""
    file = _known_file(work, event.file_id)
    if note_fact(work, file, event, key=event.appointment_id) and file.appointment_id == event.appointment_id:
        clear_appointment(file)


def apply_appointment_confirmed(work: Work, event: AppointmentConfirmed) -> None:
    """Inspection: the contractor will be there, at the time that was set when they said so."""
    file = _known_file(work, event.file_id)
    if note_fact(work, file, event, key=_visit_key(event)) and _is_shown(file, event):
        file.appointment_confirmed_at, file.appointment_change = event.confirmed_at, None


def apply_another_time_requested(work: Work, event: AnotherTimeRequested) -> None:
    """Inspection: the contractor asks for another time than the one that is set."""
    file = _known_file(work, event.file_id)
    if note_fact(work, file, event, key=_visit_key(event)) and _is_shown(file, event):
        file.appointment_confirmed_at = None
        file.appointment_change = {
            "reason": event.reason,
            "proposed_at": event.proposed_at.isoformat() if event.proposed_at else None,
            "requested_at": event.requested_at.isoformat(),
        }


def _is_shown(file: FileRow, event: AppointmentConfirmed | AnotherTimeRequested) -> bool:
    shown = (file.appointment_id, file.appointment_starts_at)
    return shown == (event.appointment_id, event.starts_at)


def note_visit_fact(work: Work, event: VisitFact) -> None:
    """Inspection: something about a visit that changes nothing here; it stands on the timeline."""
    note_fact(work, _known_file(work, event.file_id), event, key=_visit_key(event))


def apply_deadline_missed(work: Work, event: DeadlineMissed) -> None:
    """Inspection: something was not done in time. By itself nothing follows; the office may be asked to decide."""
    file = _known_file(work, event.file_id)
    if note_fact(work, file, event, key=event.deadline_id):
        propose_dismissal(work, file, event)


def _visit_key(event: VisitFact) -> str:
    match event:
        case AppointmentConfirmed():
            return f"{event.appointment_id}:{event.confirmed_at.isoformat()}"
        case AnotherTimeRequested():
            return f"{event.appointment_id}:{event.requested_at.isoformat()}"
        case AppointmentCameNear():
            return f"{event.appointment_id}:{event.starts_at.isoformat()}"
        case ObjectionFiled() | ObjectionDecided():
            return event.objection_id


def apply_report(work: Work, event: ReportFiled) -> None:
    """Inspection: a visit was reported. Approved meters stay approved (R16); the appointment is used up (R14)."""
    file = _known_file(work, event.file_id)
    details = _report_details(file, event)
    if not note_fact(work, file, event, key=f"{event.report_id}:{event.revision}", details=details):
        return
    approved = {verdict.meter_id for verdict in event.verdicts if verdict.outcome is Outcome.APPROVED}
    for meter in file.meters:
        if meter.id in approved and event.phase is Phase.PRE:
            meter.pre = str(MeterState.APPROVED)
        elif meter.id in approved:
            meter.final = str(MeterState.APPROVED)
    _mark_mismatches(work, file, event)
    if _has(file, event.inspector):
        clear_appointment(file)
        make_good(work, file, REPORTED, event.filed_at)


def _mark_mismatches(work: Work, file: FileRow, event: ReportFiled) -> None:
    """Remember what was seen of each meter that differs (R17), unless it was corrected after the visit."""
    for meter in file.meters:
        if meter.id not in event.mismatched_meters:
            continue
        correction = store.find_last_correction(work.session, meter.id)
        if correction is None or correction.corrected_at <= event.filed_at:
            meter.mismatch, meter.mismatch_report_id = event.mismatches.get(meter.id, ""), event.report_id


def _report_details(file: FileRow, event: ReportFiled) -> dict[str, str]:
    """The exceptions and the mismatches, by the meters' labels."""
    labels = {meter.id: meter.label for meter in file.meters}
    exceptions = [
        f"{labels.get(verdict.meter_id, verdict.meter_id)}: {OUTCOMES[verdict.outcome]}"
        for verdict in event.verdicts
        if verdict.outcome is not event.outcome
    ]
    mismatched = [labels.get(meter_id, meter_id) for meter_id in event.mismatched_meters]
    told = {"exceptions": "، ".join(exceptions), "mismatched_meters": "، ".join(mismatched)}
    return {name: value for name, value in told.items() if value}


def apply_phase_approved(work: Work, event: PhaseApproved) -> None:
    """Inspection: every meter is approved in a phase (R16): the file goes on to the final one, or is completed.

    A report that was taken in the very moment in which the file was given up or cancelled counts: completion wins.
    """
    inspector = _note_inspector(work, event.inspector)
    if event.phase is Phase.FINAL:
        store.lock_engine(work.session)
    file = _known_file(work, event.file_id)
    if event.phase is Phase.FINAL and file.phase == Phase.PRE:
        raise NotYet(f"file {file.id} is still in pre-inspection")
    if not note_fact(work, file, event, key=str(event.phase)):
        return
    _keep_approval(work, file, event)
    if event.phase is Phase.FINAL:
        _complete(work, file, inspector, event)
        return
    file.phase = str(Phase.FINAL)
    if file.status != FileStatus.CANCELLED:  # whose end has been told, and nobody visits it any more
        record(work, file, lambda snapshot: FilePhaseChanged(file=snapshot))


def _keep_approval(work: Work, file: FileRow, event: PhaseApproved) -> None:
    referral = store.find_last_referral(work.session, file.id, event.inspector.id)
    store.add_approval(
        work.session,
        file_id=file.id,
        phase=event.phase,
        inspector_id=event.inspector.id,
        referred_at=referral.referred_at if referral else file.registered_at,
        approved_at=event.approved_at,
    )


def _complete(work: Work, file: FileRow, inspector: PersonRow, event: PhaseApproved) -> None:
    """The file is completed by whoever filed the last report, even if they lost it that very moment."""
    referral = store.find_last_referral(work.session, file.id, inspector.id)
    end_referral(work, file, ReferralEnd.COMPLETED)
    cancelled = file.status == FileStatus.CANCELLED
    if cancelled:
        _undo_cancellation(file, referral)
    file.status, file.waiting_since = str(FileStatus.COMPLETED), None
    file.completed_at, file.inspector = event.approved_at, inspector
    if referral is not None:
        file.referral_id, file.referred_at = referral.id, referral.referred_at
    clear_appointment(file)
    about = {"cancellation": "void"} if cancelled else {}
    record(work, file, lambda snapshot: FileCompleted(file=snapshot), about)
    refer_waiting(work)


def _undo_cancellation(file: FileRow, referral: ReferralRow | None) -> None:
    """The office's decision came too late; that it was made stays on the timeline."""
    file.cancelled_at = file.cancelled_by = file.cancel_reason = None
    if referral is not None and referral.ended_by == ReferralEnd.CANCELLED:
        referral.ended_by, referral.end_reason = str(ReferralEnd.COMPLETED), None


def _known_file(work: Work, file_id: str) -> FileRow:
    file = store.lock_file(work.session, file_id)
    if file is None:
        raise NotYet(f"file {file_id} is not known")
    return file


def _has(file: FileRow, inspector: Person) -> bool:
    return (
        file.status == FileStatus.REFERRED
        and file.inspector is not None
        and file.inspector.id == inspector.id
    )


def _note_inspector(work: Work, inspector: Person) -> PersonRow:
    return note_person(
        work,
        Known(
            id=inspector.id,
            membership_code=inspector.membership_code,
            full_name=inspector.full_name,
            role=Role.INSPECTOR,
        ),
    )
