"""The inspector's past work: approved, withdrawn and dismissed files, fees, and what was paid of them."""

from typing import Any

import jdatetime
from flask import Blueprint, Response, request
from flask import render_template as render

from portal.api import Problem
from portal.door import api, for_roles
from portal.wording import digits, jalali, latin, today

pages = Blueprint("inspector_past", __name__, url_prefix="/inspector")

FORMATS = ("csv", "xlsx")
# The kinds of visits in the order in which the financial report shows them; others follow.
STAGES = (
    "concealed_stage_pre",
    "approved_pre",
    "approved_final",
    "defective_pre",
    "defective_final",
    "absent_charged_pre",
    "absent_charged_final",
    "absent_free_pre",
    "absent_free_final",
)


@pages.get("/past/<any(approved, withdrawn, dismissed):result>")
@for_roles("inspector")
def past(result: str) -> str:
    """One's approved, withdrawn or dismissed files."""
    page = api().get("/me/files", result=result, **_filters(), cursor=request.args.get("cursor"), limit=25)
    return render("inspector/past.html", result=result, page=page, given=request.args)


@pages.get("/past/<any(approved, withdrawn, dismissed):result>.<any(csv, xlsx):format>")
@for_roles("inspector")
def past_file(result: str, format: str) -> Response:
    """The whole list as a file."""
    return _passed_on("/me/files", result=result, **_filters(), format=format)


def _filters() -> dict[str, Any]:
    given = request.args
    return {
        "phase": given.get("phase"),
        "kind": given.get("kind"),
        "q": given.get("q", "").strip(),
        "sort": given.get("sort"),
    }


@pages.get("/financial-report")
@for_roles("inspector")
def financial_report() -> Any:
    """One's fees between two days, split into block and non-block; this month's at first."""
    values = {
        "from": request.args.get("from") or _month_start(),
        "to": request.args.get("to") or jalali(today()),
    }
    problem, report = None, None
    try:
        report = api().get("/me/financial-report", **_range(values))
    except Problem as refusal:
        if refusal.status != 422:
            raise
        problem = refusal
    said = set(report["total"]["stages"]) if report else set()
    page = render(
        "inspector/financial_report.html",
        values={name: digits(day.replace("-", "/")) for name, day in values.items()},
        problem=problem,
        report=report,
        stages=[stage for stage in STAGES if stage in said] + sorted(said.difference(STAGES)),
    )
    return page, problem.status if problem else 200


@pages.get("/financial-report.<any(csv, xlsx):format>")
@for_roles("inspector")
def financial_report_file(format: str) -> Response:
    """The same as a file."""
    return _passed_on("/me/financial-report", **_range(request.args), format=format)


@pages.get("/payouts")
@for_roles("inspector")
def payouts() -> str:
    """What one was paid, and what became of it."""
    page = api().get("/me/payouts", cursor=request.args.get("cursor"), limit=25)
    return render("inspector/payouts.html", page=page)


def _month_start() -> str:
    return str(jdatetime.date.fromgregorian(date=today()).strftime("%Y-%m-01"))


def _range(values: Any) -> dict[str, str]:
    """Two days as the API takes them, whatever their digits and separators."""
    return {name: latin(values.get(name, "").strip()).replace("/", "-") for name in ("from", "to")}


def _passed_on(path: str, **params: Any) -> Response:
    """A file of the gateway's, as it is."""
    got = api().download(path, **params)
    response = Response(got.content, content_type=got.headers.get("Content-Type", "application/octet-stream"))
    response.headers["Content-Disposition"] = got.headers.get("Content-Disposition", "attachment")
    return response
