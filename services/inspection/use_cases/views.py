"""What others see of the rows."""

from collections.abc import Sequence
from typing import Any

from contracts.inspection import (
    AppointmentDetails,
    AppointmentMove,
    AppointmentView,
    ChangeRequest,
    MeterMismatch,
    ObjectionView,
    ReportCharge,
    ReportView,
    Verdict,
    VisitView,
)
from contracts.shapes import Person
from contracts.terms import AppointmentRemark
from services.inspection import store
from services.inspection.tables import (
    AppointmentMoveRow,
    AppointmentRow,
    AppointmentState,
    FileRow,
    ObjectionRow,
    ReportRow,
)


def inspector_of(row: AppointmentRow | ReportRow) -> Person:
    """Who is to visit, or visited."""
    return Person(id=row.inspector_id, membership_code=row.inspector_code, full_name=row.inspector_name)


def appointment_view(row: AppointmentRow) -> AppointmentView:
    """A visit as others see it."""
    return AppointmentView(**_agreed(row))


def appointment_details(row: AppointmentRow, moves: Sequence[AppointmentMoveRow]) -> AppointmentDetails:
    """A visit with the times that it had before."""
    return AppointmentDetails(
        **_agreed(row),
        moves=[
            AppointmentMove(
                starts_at=move.starts_at,
                duration_minutes=move.duration_minutes,
                set_at=move.set_at,
                moved_at=move.moved_at,
                reason=move.reason,
            )
            for move in moves
        ],
    )


def visit_view(visit: tuple[AppointmentRow, FileRow]) -> VisitView:
    """A visit with what its people need to find it."""
    row, file = visit
    return VisitView(
        **_agreed(row),
        number=file.number,
        owner_name=file.owner_name,
        address=file.address,
        contractor=store.contractor_of(file),
        reported=row.state is AppointmentState.USED,
    )


def _agreed(row: AppointmentRow) -> dict[str, Any]:
    """The fields of an ``AppointmentView``, which the fuller views have, too."""
    return {
        "id": row.id,
        "file_id": row.file_id,
        "phase": row.phase,
        "starts_at": row.starts_at,
        "duration_minutes": row.duration_minutes,
        "inspector": inspector_of(row),
        "set_at": row.set_at,
        "remarks": [AppointmentRemark(remark) for remark in row.remarks],
        "confirmed_at": row.confirmed_at,
        "change_request": _change_request(row),
        "cancelled_at": row.cancelled_at,
        "cancel_reason": row.cancel_reason,
    }


def _change_request(row: AppointmentRow) -> ChangeRequest | None:
    if row.change_reason is None or row.change_requested_at is None:
        return None
    return ChangeRequest(
        reason=row.change_reason, proposed_at=row.change_proposed_at, requested_at=row.change_requested_at
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
