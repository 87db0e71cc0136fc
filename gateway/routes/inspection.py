"""Reports."""

from typing import Any

from contracts.billing import CostPreview
from contracts.errors import BillingCode, InspectionCode
from contracts.inspection import InspectionApi, ReportView
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.exports import tables
from gateway.routing import FILE_PEOPLE, Routes

routes = Routes("inspection", __name__, description="گزارش بازرسی · Reports")
INSPECTOR = frozenset({Role.INSPECTOR})
_WRONG_REPORT = (
    InspectionCode.NOT_YOUR_FILE,
    InspectionCode.PHASE_DONE,
    InspectionCode.OUTCOME_NOT_ALLOWED,
)


@routes.serve(
    "POST",
    "/files/<id>/reports",
    InspectionApi.file_report,
    fa="ثبت گزارش بازرسی",
    who=INSPECTOR,
    status=201,
    refuses=(
        *_WRONG_REPORT,
        InspectionCode.NO_APPOINTMENT,
        InspectionCode.CHARGE_PENDING,
        BillingCode.FILE_IN_DEBT,
        BillingCode.INVOICE_DUE,
    ),
)
def file_report(ask: Ask, file_id: str, **body: Any) -> ReportView:
    """File the result of a visit.

    `outcome` is the verdict on every open meter that no exception names. A debtor file takes no report, nor does one
    whose invoice for a corrected meter is open; while the charge of the previous report, or the price of a corrected
    meter, is undecided the answer is 409 with `Retry-After`.
    """
    return ask.inspection.file_report(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "POST",
    "/files/<id>/reports/preview",
    InspectionApi.preview_report,
    fa="پیش‌نمایش هزینهٔ گزارش",
    who=INSPECTOR,
    refuses=_WRONG_REPORT,
)
def preview_report(ask: Ask, file_id: str, **body: Any) -> CostPreview:
    """What a report would cost, and whether it would make the file a debtor; nothing is stored."""
    return ask.inspection.preview_report(caller=ask.caller, file_id=file_id, **body)


@routes.serve(
    "GET",
    "/files/<id>/reports",
    InspectionApi.list_reports,
    fa="گزارش‌های پرونده",
    who=FILE_PEOPLE,
    refuses=(InspectionCode.NOT_YOUR_FILE,),
    export=tables.REPORTS,
)
def list_reports(ask: Ask, file_id: str, **query: Any) -> Page[ReportView]:
    """A file's reports, oldest first."""
    return ask.inspection.list_reports(caller=ask.caller, file_id=file_id, **query)
