"""What people may read of a file's visits."""

from chassis.ids import is_id
from chassis.paging import decode_cursor, not_our_cursor, page
from chassis.work import Look
from contracts.errors import CommonCode, Forbidden
from contracts.inspection import FileProgress, MeterProgress, ReportView
from contracts.shapes import Caller, Page
from contracts.terms import Role
from services.inspection import domain, store
from services.inspection.tables import FileRow, ReportRow
from services.inspection.use_cases.deadlines import deadline_view
from services.inspection.use_cases.holding import not_your_file
from services.inspection.use_cases.views import appointment_view, objection_view, report_view

_SEQUENCE_DIGITS = 9


def list_reports(
    look: Look, *, caller: Caller, file_id: str, limit: int = 50, cursor: str | None = None
) -> Page[ReportView]:
    """The file's reports, oldest first."""
    file = find_visible_file(look, caller, file_id)
    rows = store.list_reports(look.session, file.id, after_sequence=_after(cursor), limit=limit + 1)
    objections = store.objections_to(look.session, [row.id for row in rows])

    def view(row: ReportRow) -> ReportView:
        objection = objections.get(row.id)
        return report_view(row, objection_view(objection, row, file) if objection else None)

    return page(rows, limit, lambda row: (str(row.sequence),), view)


def get_progress(look: Look, *, caller: Caller, file_id: str) -> FileProgress:
    """How far the file is with its inspections."""
    file = find_visible_file(look, caller, file_id)
    appointment = store.find_open_appointment(look.session, file.id)
    return FileProgress(
        file_id=file.id,
        phase=file.phase,
        completed=file.completed,
        appointment=appointment_view(appointment) if appointment else None,
        meters=[
            MeterProgress(id=meter.id, pre=meter.pre, final=meter.final)
            for meter in store.list_meters(look.session, file.id)
        ],
        deadlines=[deadline_view(row) for row in store.list_standing_deadlines(look.session, file.id)],
    )


def find_visible_file(look: Look, caller: Caller, file_id: str) -> FileRow:
    """The file, if the caller may see its reports; any other is not found. The IT unit has no business here."""
    if caller.role is Role.IT:
        raise Forbidden(CommonCode.FORBIDDEN)
    file = store.find_file(look.session, file_id) if is_id(file_id) else None
    if file is None or not domain.may_read(
        role=caller.role,
        person_id=caller.id,
        contractor_id=file.contractor_id,
        inspector_id=file.inspector_id,
        status=file.status,
        completed_by=file.completed_by,
    ):
        raise not_your_file()
    return file


def _after(cursor: str | None) -> int:
    values = decode_cursor(cursor, 1)
    if values is None:
        return 0
    if not (values[0].isascii() and values[0].isdigit() and len(values[0]) <= _SEQUENCE_DIGITS):
        raise not_our_cursor()
    return int(values[0])
