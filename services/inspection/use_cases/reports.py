"""Reports: what a visit found, and what it would cost."""

from chassis.work import Look, Stale, Work
from contracts.billing import BillingApi, CostPreview, PreviewVerdict
from contracts.errors import Conflict, InspectionCode
from contracts.inspection import (
    MeterMismatch,
    MeterVerdict,
    PhaseApproved,
    ReportException,
    ReportFiled,
    ReportView,
)
from contracts.shapes import Caller
from contracts.terms import ChargeStatus, Outcome
from services.inspection import domain, store
from services.inspection.settings import settings
from services.inspection.tables import (
    AppointmentRow,
    AppointmentState,
    FileRow,
    MismatchRow,
    ReportRow,
    VerdictRow,
)
from services.inspection.use_cases.asking import PRICE_SECONDS, look_ahead
from services.inspection.use_cases.deadlines import follow
from services.inspection.use_cases.holding import (
    is_held_by,
    lock_held_file,
    not_your_file,
    require_in_work,
    require_inspector,
)
from services.inspection.use_cases.policies import unpaid_invoice_shuts
from services.inspection.use_cases.views import inspector_of, report_view


def file_report(
    work: Work,
    *,
    caller: Caller,
    file_id: str,
    outcome: Outcome,
    text: str,
    comments: str | None = None,
    exceptions: list[ReportException] | None = None,
    meter_mismatches: list[MeterMismatch] | None = None,
) -> ReportView:
    """Take the report of a visit (R13-R16).

    Refused, in this order: a file that is not the caller's, one that takes no more visits, findings that the rules do
    not allow, a debtor's or an undecided charge (R21), and a visit that was never agreed.
    """
    file = lock_held_file(work, caller, file_id)
    meters = store.list_meters(work.session, file.id)
    progress = store.progress_of(file, meters)
    verdicts = domain.judge(progress, _findings(outcome, exceptions, meter_mismatches))
    gate = _accept(work, store.gate_of(file))
    appointment = _require_appointment(work, file)
    step = domain.advance(progress, verdicts)

    report = _add_report(work, file, appointment, gate.reports_sequence, outcome, text, comments)
    _add_details(report, verdicts, meter_mismatches or [])
    appointment.state = AppointmentState.USED
    store.keep_gate(file, gate)
    store.keep_progress(file, meters, step.progress)
    if step.progress.completed:
        file.completed_by = caller.id
    _tell(work, file, report, [meter.meter_class for meter in meters], completes_phase=step.completes_phase)
    follow(work, file)
    return report_view(report)


def preview_report(
    look: Look,
    *,
    caller: Caller,
    file_id: str,
    outcome: Outcome,
    text: str | None = None,  # noqa: ARG001  # the same body as the report's, of which the words cost nothing
    comments: str | None = None,  # noqa: ARG001  # the same
    exceptions: list[ReportException] | None = None,
    meter_mismatches: list[MeterMismatch] | None = None,
) -> CostPreview:
    """What this report would cost if it were filed now (R25); neither debt nor a missing visit stands in the way."""
    require_inspector(caller)
    file, meters = look_ahead(look, file_id)
    if not is_held_by(file, caller):
        raise not_your_file()
    require_in_work(file)
    progress = store.progress_of(file, meters)
    verdicts = domain.judge(progress, _findings(outcome, exceptions, meter_mismatches))
    return look.services.client(BillingApi, deadline_seconds=PRICE_SECONDS).price_report(
        file_id=file.id,
        phase=progress.phase,
        outcome=outcome,
        verdicts=[
            PreviewVerdict(meter_id=said.meter_id, meter_class=said.meter_class, outcome=said.outcome)
            for said in verdicts
        ],
        meter_classes=[meter.meter_class for meter in progress.meters],
    )


def _findings(
    outcome: Outcome, exceptions: list[ReportException] | None, mismatches: list[MeterMismatch] | None
) -> domain.Findings:
    return domain.Findings(
        outcome=outcome,
        exceptions=tuple(domain.MeterOutcome(said.meter_id, said.outcome) for said in exceptions or ()),
        mismatched=tuple(said.meter_id for said in mismatches or ()),
    )


def _accept(work: Work, gate: domain.Gate) -> domain.Gate:
    try:
        return gate.accept(
            retry_after_seconds=settings().charge_retry_seconds,
            unpaid_invoice_shuts=gate.is_invoiced and unpaid_invoice_shuts(work),
        )
    except Conflict as refusal:
        # Billing's latest word may still be on its way.
        raise Stale(refusal) from refusal


def _require_appointment(work: Work, file: FileRow) -> AppointmentRow:
    appointment = store.find_open_appointment(work.session, file.id)
    if appointment is None or appointment.phase is not file.phase:
        raise Conflict(InspectionCode.NO_APPOINTMENT)
    return appointment


def _add_report(
    work: Work,
    file: FileRow,
    appointment: AppointmentRow,
    sequence: int,
    outcome: Outcome,
    text: str,
    comments: str | None,
) -> ReportRow:
    report = ReportRow(
        id=work.new_id(),
        file_id=file.id,
        appointment_id=appointment.id,
        sequence=sequence,
        revision=1,
        phase=file.phase,
        outcome=outcome,
        text=text,
        comments=comments,
        inspector_id=appointment.inspector_id,
        inspector_code=appointment.inspector_code,
        inspector_name=appointment.inspector_name,
        filed_at=work.now,
        charge_status=ChargeStatus.PENDING,
        charge_amount_rials=None,
        charge_debt_rials=None,
    )
    work.session.add(report)
    return report


def _add_details(
    report: ReportRow, verdicts: tuple[domain.Verdict, ...], mismatches: list[MeterMismatch]
) -> None:
    report.verdicts = [
        VerdictRow(
            meter_id=said.meter_id, position=position, meter_class=said.meter_class, outcome=said.outcome
        )
        for position, said in enumerate(verdicts)
    ]
    report.mismatches = [
        MismatchRow(meter_id=said.meter_id, position=position, seen=said.seen)
        for position, said in enumerate(mismatches)
    ]


def _tell(
    work: Work, file: FileRow, report: ReportRow, meter_classes: list[str], *, completes_phase: bool
) -> None:
    contractor, inspector = store.contractor_of(file), inspector_of(report)
    work.emit(
        ReportFiled(
            file_id=file.id,
            number=file.number,
            kind=file.kind,
            block=file.block,
            contractor=contractor,
            inspector=inspector,
            report_id=report.id,
            revision=report.revision,
            sequence=report.sequence,
            phase=report.phase,
            outcome=report.outcome,
            verdicts=[
                MeterVerdict(meter_id=said.meter_id, meter_class=said.meter_class, outcome=said.outcome)
                for said in report.verdicts
            ],
            meter_classes=meter_classes,
            completes_phase=completes_phase,
            mismatched_meters=[said.meter_id for said in report.mismatches],
            mismatches={said.meter_id: said.seen for said in report.mismatches},
            filed_at=report.filed_at,
            meters_revision=file.meters_revision,
        )
    )
    if completes_phase:
        work.emit(
            PhaseApproved(
                file_id=file.id,
                number=file.number,
                contractor=contractor,
                inspector=inspector,
                phase=report.phase,
                report_id=report.id,
                approved_at=report.filed_at,
            )
        )
