"""What others see of the rows."""

from contracts.inspection import (
    AppointmentView,
    MeterMismatch,
    ObjectionView,
    ReportCharge,
    ReportView,
    Verdict,
)
from contracts.shapes import Person
from services.inspection import store
from services.inspection.tables import AppointmentRow, FileRow, ObjectionRow, ReportRow


def inspector_of(row: AppointmentRow | ReportRow) -> Person:
    """Who is to visit, or visited."""
    return Person(id=row.inspector_id, membership_code=row.inspector_code, full_name=row.inspector_name)


def appointment_view(row: AppointmentRow) -> AppointmentView:
    """A visit as others see it."""
    return AppointmentView(
        id=row.id,
        file_id=row.file_id,
        phase=row.phase,
        starts_at=row.starts_at,
        duration_minutes=row.duration_minutes,
        inspector=inspector_of(row),
        set_at=row.set_at,
    )


def objection_view(row: ObjectionRow, report: ReportRow, file: FileRow) -> ObjectionView:
    """An objection as others see it; who of the office ruled on it is nobody's business."""
    return ObjectionView(
        id=row.id,
        file_id=row.file_id,
        number=file.number,
        report_id=row.report_id,
        sequence=report.sequence,
        contractor=store.contractor_of(file),
        inspector=inspector_of(report),
        text=row.text,
        state=row.state,
        filed_at=row.filed_at,
        decided_at=row.decided_at,
        reason=row.reason,
    )


def report_view(row: ReportRow, objection: ObjectionView | None = None) -> ReportView:
    """A report as others see it, its charge as far as billing has told."""
    return ReportView(
        id=row.id,
        file_id=row.file_id,
        sequence=row.sequence,
        phase=row.phase,
        outcome=row.outcome,
        text=row.text,
        comments=row.comments,
        verdicts=[Verdict(meter_id=said.meter_id, outcome=said.outcome) for said in row.verdicts],
        meter_mismatches=[MeterMismatch(meter_id=said.meter_id, seen=said.seen) for said in row.mismatches],
        inspector=inspector_of(row),
        filed_at=row.filed_at,
        charge=ReportCharge(
            status=row.charge_status,
            amount_rials=row.charge_amount_rials,
            debt_rials=row.charge_debt_rials,
        ),
        objection=objection,
    )
