"""Reports: written, looked at with what they would cost, filed; and what came of them.

The form has the fields ``outcome``, ``text``, ``comments``, and for each meter ``exception-<meter id>`` (an outcome, or
nothing) and ``mismatch-<meter id>`` (what was seen). It is sent twice: once to be shown the cost, then, with ``step`` =
``file``, to be filed under the same key. Who asks for JSON has no eyes to look at the cost: that is a report which was
written without a connection, and it is filed at once.
"""

from typing import Any

from flask import Blueprint, abort, jsonify, make_response, render_template, request, url_for
from flask import redirect as go_to

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import KEY_FIELD, incomplete, send, text, text_or_none
from portal.pages import files
from portal.wording import _

pages = Blueprint("inspector_reports", __name__, url_prefix="/inspector/files")

_EXCEPTION, _MISMATCH = "exception-", "mismatch-"
_UNDECIDED = ("inspection.charge_pending", "idempotency.in_progress")
_PAGE = 200


@pages.post("/<file_id>/report")
@for_roles("inspector")
def report(file_id: str) -> Any:
    """Show what the report would cost, file it, or give it back to be edited, as ``step`` says."""
    if request.accept_mimetypes.best == "application/json":
        return _file_queued(file_id)
    step = request.form.get("step")
    if step == "file":
        page = _file(file_id)
    elif step == "edit":
        page = _form_again(file_id, None, keep_key=True)
    else:
        page = _preview(file_id)
    response = make_response(page)
    # A browser that goes back shows it again; one that may not keep it would show an error in its place.
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _preview(file_id: str) -> Any:
    body = _body()
    missing = _missing(body)
    if missing:
        return _form_again(file_id, missing, keep_key=True)
    costs_nothing_to_ask = {**body, "text": None, "comments": None}
    try:
        cost = api().post(f"/files/{file_id}/reports/preview", costs_nothing_to_ask)
    except Problem as problem:
        if not problem.is_passing:
            return _form_again(file_id, problem)
        cost = None
    return _confirmation(file_id, body, cost)


def _file(file_id: str) -> Any:
    body = _body()
    missing = _missing(body)
    if missing:
        return _form_again(file_id, missing, keep_key=True)
    try:
        filed = send(f"/files/{file_id}/reports", body)
    except Problem as problem:
        if problem.is_passing:
            return _confirmation(file_id, body, None, problem), problem.status
        return _form_again(file_id, _plainly(problem), keep_key=problem.code in _UNDECIDED)
    return go_to(url_for(".filed", file_id=file_id, report_id=filed["id"]))


def _file_queued(file_id: str) -> Any:
    """The same for the queue of what was written without a connection, in JSON."""
    body = _body()
    try:
        if missing := _missing(body):
            raise missing
        filed = send(f"/files/{file_id}/reports", body)
    except Problem as problem:
        if problem.is_passing or problem.code in _UNDECIDED:
            answer = jsonify(state="waiting", code=problem.code, detail=problem.detail)
            answer.status_code = problem.status if problem.is_passing else 503
            answer.headers["Retry-After"] = str(problem.retry_after or 2)
            return answer
        said = _plainly(problem)
        refusal = {"state": "refused", "code": said.code, "detail": said.detail, "errors": said.errors}
        return refusal, said.status
    return {"state": "accepted", "location": url_for(".filed", file_id=file_id, report_id=filed["id"])}, 201


@pages.get("/<file_id>/reports/<report_id>")
@for_roles("inspector")
def filed(file_id: str, report_id: str) -> str:
    """A report that was filed: its verdicts, and what became of its cost."""
    file, found = api().get(f"/files/{file_id}"), _find(file_id, report_id)
    return render_template("inspector/filed.html", file=file, report=found, meters=_by_id(file))


@pages.get("/<file_id>/reports/<report_id>/charge")
@for_roles("inspector")
def charge(file_id: str, report_id: str) -> str:
    """The part of that page that changes while the cost is being decided."""
    file, found = api().get(f"/files/{file_id}"), _find(file_id, report_id)
    return render_template("inspector/_charge.html", file=file, report=found, meters=_by_id(file))


# -- what was typed


def _body() -> dict[str, Any]:
    """The report as the API takes it; an exception that says the same as the report is none."""
    outcome = text("outcome")
    exceptions = [
        {"meter_id": name.removeprefix(_EXCEPTION), "outcome": said}
        for name, said in request.form.items()
        if name.startswith(_EXCEPTION) and said not in ("", outcome)
    ]
    mismatches = [
        {"meter_id": name.removeprefix(_MISMATCH), "seen": said.strip()}
        for name, said in request.form.items()
        if name.startswith(_MISMATCH) and said.strip()
    ]
    return {
        "outcome": outcome,
        "text": text("text"),
        "comments": text_or_none("comments"),
        "exceptions": exceptions,
        "meter_mismatches": mismatches,
    }


def _missing(body: dict[str, Any]) -> Problem | None:
    """What has to be there, and is asked of no one else before the cost is shown."""
    missing = {}
    if not body["text"]:
        missing["text"] = _("متن گزارش را بنویسید.")
    if not body["outcome"]:
        missing["outcome"] = _("یکی از نتیجه‌ها را انتخاب کنید.")
    return incomplete(**missing) if missing else None


def _plainly(problem: Problem) -> Problem:
    """A refusal as it is, but for the one that only programs understand."""
    if problem.code != "idempotency.key_reused":
        return problem
    said = _("این فرم پیش‌تر با متن یا نتیجهٔ دیگری فرستاده شده است. نخست گزارش‌های پرونده را ببینید.")
    return Problem(problem.status, problem.code, said, problem.errors)


# -- what is shown


def _form_again(file_id: str, problem: Problem | None, *, keep_key: bool = False) -> Any:
    """The file's page with what was typed; a form that the API refused for good is another, under another key."""
    values = request.form.to_dict()
    if not keep_key:
        values.pop(KEY_FIELD, None)
    page = files.file_page(file_id, problem=problem, failed="report", values=values)
    return page, problem.status if problem else 200


def _confirmation(file_id: str, body: dict[str, Any], cost: Any, problem: Problem | None = None) -> str:
    """What will be filed and what it costs; without the cost, and even the file, while somebody is away."""
    file = _file_or_none(file_id)
    return render_template(
        "inspector/confirmation.html",
        file=file,
        file_id=file_id,
        meters=_by_id(file) if file else {},
        verdicts=_verdicts(file, body) if file else [],
        body=body,
        cost=cost,
        problem=problem,
        typed=[(name, value) for name, value in request.form.items() if name not in ("csrf_token", "step")],
    )


def _verdicts(file: dict[str, Any], body: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """What the report will say of each meter that is still open."""
    named = {said["meter_id"]: said["outcome"] for said in body["exceptions"]}
    phase = file["phase"]
    return [
        (meter, named.get(meter["id"], body["outcome"])) for meter in file["meters"] if meter[phase] == "open"
    ]


def _file_or_none(file_id: str) -> dict[str, Any] | None:
    try:
        file: dict[str, Any] = api().get(f"/files/{file_id}")
    except Problem as problem:
        if not problem.is_passing:
            raise
        return None
    return file


def _find(file_id: str, report_id: str) -> dict[str, Any]:
    """A report of a file, wherever in the list it is."""
    cursor = None
    while True:
        page = api().get(f"/files/{file_id}/reports", limit=_PAGE, cursor=cursor)
        for each in page["items"]:
            if each["id"] == report_id:
                found: dict[str, Any] = each
                return found
        cursor = page["next_cursor"]
        if not cursor:
            abort(404)


def _by_id(file: dict[str, Any]) -> dict[str, Any]:
    return {meter["id"]: meter for meter in file["meters"]}
