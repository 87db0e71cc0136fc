"""Objections to reports."""

from typing import Any

from contracts.errors import InspectionCode
from contracts.inspection import InspectionApi, ObjectionView
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("objections", __name__, description="اعتراض‌ها · Objections")
CONTRACTOR, OFFICE = frozenset({Role.CONTRACTOR}), frozenset({Role.OFFICE})
CONCERNED = frozenset({Role.CONTRACTOR, Role.INSPECTOR, Role.OFFICE})


@routes.serve(
    "POST",
    "/files/<id>/reports/<report_id>/objection",
    InspectionApi.object_to_report,
    fa="اعتراض به گزارش بازرسی",
    who=CONTRACTOR,
    status=201,
    refuses=(
        InspectionCode.NOT_YOUR_FILE,
        InspectionCode.REPORT_NOT_FOUND,
        InspectionCode.NOT_OBJECTIONABLE,
        InspectionCode.ALREADY_OBJECTED,
        InspectionCode.OBJECTION_TOO_LATE,
    ),
)
def object_to_report(ask: Ask, file_id: str, report_id: str, **body: Any) -> ObjectionView:
    """Object to a report that found a defect or charged an absence.

    A report is objected to once, within the days that the policy `inspection.objections` says, counted from its
    filing. Its charge stands until the office rules.
    """
    return ask.inspection.object_to_report(caller=ask.caller, file_id=file_id, report_id=report_id, **body)


@routes.serve("GET", "/objections", InspectionApi.list_objections, fa="فهرست اعتراض‌ها", who=CONCERNED)
def list_objections(ask: Ask, **query: Any) -> Page[ObjectionView]:
    """List objections: open ones first, then those that were ruled on, each the oldest first.

    Contractors see their own, inspectors those to their reports, the office all.
    """
    return ask.inspection.list_objections(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/objections/<id>/decision",
    InspectionApi.decide_objection,
    fa="رأی دربارهٔ اعتراض",
    who=OFFICE,
    refuses=(InspectionCode.OBJECTION_NOT_FOUND, InspectionCode.ALREADY_DECIDED),
)
def decide_objection(ask: Ask, objection_id: str, **body: Any) -> ObjectionView:
    """Rule on an objection, for good.

    If it is upheld, the charge of the report is void: what was paid for it is the contractor's again, and the file
    takes reports again unless it owes for something else. The report keeps its verdicts.
    """
    return ask.inspection.decide_objection(caller=ask.caller, objection_id=objection_id, **body)
