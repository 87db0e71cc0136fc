"""Objections: the contractor says that a report is wrong, and the office rules on it."""

from datetime import datetime

from chassis import policies
from chassis.ids import is_id
from chassis.paging import decode_cursor, page, read_place
from chassis.work import Look, Work
from contracts.errors import CommonCode, Forbidden, InspectionCode, NotFound
from contracts.inspection import ObjectionDecided, ObjectionFiled, ObjectionView
from contracts.shapes import Caller, Page
from contracts.terms import ObjectionState, Role
from services.inspection import domain, store
from services.inspection.tables import FileRow, ObjectionRow, ReportRow
from services.inspection.use_cases.deadlines import follow
from services.inspection.use_cases.holding import not_your_file
from services.inspection.use_cases.policies import OBJECTIONS
from services.inspection.use_cases.views import inspector_of, objection_view


def object_to_report(work: Work, *, caller: Caller, file_id: str, report_id: str, text: str) -> ObjectionView:
    """Contractor: object to a report that found a defect or charged an absence, once, and in time.

    Whether its charge is decided already does not matter. Nothing changes until the office rules.
    """
    if caller.role is not Role.CONTRACTOR:
        raise Forbidden(CommonCode.FORBIDDEN)
    file = store.lock_file(work.session, file_id) if is_id(file_id) else None
    if file is None or file.contractor_id != caller.id:
        raise not_your_file()
    report = store.find_judged_report(work.session, report_id) if is_id(report_id) else None
    if report is None or report.file_id != file.id:
        raise NotFound(InspectionCode.REPORT_NOT_FOUND)
    domain.check_objection(
        [said.outcome for said in report.verdicts],
        filed_at=report.filed_at,
        now=work.now,
        days=policies.in_force(work.session, OBJECTIONS).days,
        already=bool(store.objections_to(work.session, [report.id])),
    )
    objection = ObjectionRow(
        id=work.new_id(),
        file_id=file.id,
        report_id=report.id,
        text=text,
        state=ObjectionState.OPEN,
        filed_at=work.now,
    )
    work.session.add(objection)
    work.emit(
        ObjectionFiled(
            file_id=file.id,
            number=file.number,
            objection_id=objection.id,
            report_id=report.id,
            sequence=report.sequence,
            contractor=store.contractor_of(file),
            inspector=inspector_of(report),
            text=text,
        )
    )
    follow(work, file)
    return objection_view(objection, report, file)


def decide_objection(
    work: Work, *, caller: Caller, objection_id: str, upheld: bool, reason: str
) -> ObjectionView:
    """Office: rule on an objection, for good. The report keeps its verdicts; billing voids its charge if upheld."""
    if caller.role is not Role.OFFICE:
        raise Forbidden(CommonCode.FORBIDDEN)
    found = store.find_objection(work.session, objection_id) if is_id(objection_id) else None
    if found is None:
        raise NotFound(InspectionCode.OBJECTION_NOT_FOUND)
    file = store.lock_file(work.session, found.file_id)
    objection = store.lock_objection(work.session, objection_id)
    report = store.find_report(work.session, found.report_id)
    assert file is not None, "files are never deleted"
    assert report is not None, "reports are never deleted"
    objection.state = domain.rule_on_objection(objection.state, upheld=upheld)
    objection.decided_at, objection.reason = work.now, reason
    objection.decided_by_id = caller.id
    objection.decided_by_code, objection.decided_by_name = caller.membership_code, caller.full_name
    _tell_decided(work, file, report, objection, upheld=upheld, reason=reason)
    follow(work, file)
    return objection_view(objection, report, file)


def _tell_decided(
    work: Work, file: FileRow, report: ReportRow, objection: ObjectionRow, *, upheld: bool, reason: str
) -> None:
    work.emit(
        ObjectionDecided(
            file_id=file.id,
            number=file.number,
            objection_id=objection.id,
            report_id=report.id,
            revision=report.revision,
            sequence=report.sequence,
            contractor=store.contractor_of(file),
            inspector=inspector_of(report),
            upheld=upheld,
            reason=reason,
            decided_at=work.now,
        )
    )


def list_objections(
    look: Look,
    *,
    caller: Caller,
    state: ObjectionState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[ObjectionView]:
    """Open ones first, the oldest first: all to the office, a contractor's own, an inspector's to their reports."""
    if caller.role not in (Role.OFFICE, Role.CONTRACTOR, Role.INSPECTOR):
        raise Forbidden(CommonCode.FORBIDDEN)
    rows = store.list_objections(
        look.session,
        contractor_id=caller.id if caller.role is Role.CONTRACTOR else None,
        inspector_id=caller.id if caller.role is Role.INSPECTOR else None,
        state=state,
        after=_after(cursor),
        limit=limit + 1,
    )
    return page(
        rows,
        limit,
        lambda row: (str(int(row[0].is_decided)), row[0].filed_at.isoformat(), row[0].id),
        lambda row: objection_view(*row),
    )


def _after(cursor: str | None) -> tuple[bool, datetime, str] | None:
    values = decode_cursor(cursor, 3)
    if values is None:
        return None
    return values[0] == "1", *read_place(values[1], values[2])
