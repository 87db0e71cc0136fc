"""A file's page: the same for everybody who may see it, and on it what their role can do; and the list of files."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from portal.api import Problem
from portal.areas import offered_with
from portal.door import api, for_roles, me, side_by_side
from portal.forms import View, shown_again
from portal.pages.files_words import next_steps, numbers_apart
from portal.wording import latin

pages = Blueprint("files", __name__, url_prefix="/files")

# What the actions of a role need besides the file: the module of each role adds its own.
# Its template is ``<role>/_file_actions.html``; what this returns is there, and ``problem``, ``failed``, ``values``.
MORE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
READERS = ("inspector", "contractor", "office", "finance")
LISTERS = ("contractor", "office", "finance")
_FILTERS = ("status", "phase", "kind", "debtor", "area", "inspector_id", "q", "sort")
_DAYS = ("from", "to")
_FORMATS = ("csv", "xlsx")
_ACCOUNT_READERS = ("contractor", "office", "finance")
_LIST_LENGTH = 25
_MOST_REPORTS = 200
_TIMELINE_LENGTH = 30


@pages.get("/")
@for_roles(*LISTERS)
def index() -> Any:
    """The files that one may see, as one wants to see them."""
    try:
        page = api().get("/files", **_wanted(), limit=_LIST_LENGTH, cursor=request.args.get("cursor"))
        problem = None
    except Problem as refusal:
        if refusal.status != 422:
            raise
        page, problem = {"items": [], "next_cursor": None}, refusal
    return (
        render_template(
            "files/list.html",
            page=page,
            problem=problem,
            values=request.args,
            filtered=any(request.args.get(name) for name in (*_FILTERS, *_DAYS) if name != "sort"),
            areas=offered_with(*_asked_area()),
        ),
        problem.status if problem else 200,
    )


@pages.get("/download")
@for_roles(*LISTERS)
def download() -> Response:
    """The same list, all of it, as a file."""
    return passed_on("/files", **_wanted(), format=_format())


@pages.get("/<file_id>")
@for_roles(*READERS)
def show(file_id: str) -> str:
    """The file, and what one can do with it."""
    return file_page(file_id)


@pages.get("/<file_id>/timeline")
@for_roles(*READERS)
def timeline(file_id: str) -> str:
    """What happened to it, in order; by htmx a part of that."""
    page = api().get(f"/files/{file_id}/timeline", limit=_TIMELINE_LENGTH, cursor=request.args.get("cursor"))
    if request.headers.get("HX-Request") == "true":
        return render_template("files/_timeline.html", page=page, file_id=file_id, apart=numbers_apart)
    return render_template(
        "files/timeline.html",
        page=page,
        file_id=file_id,
        file=api().get(f"/files/{file_id}"),
        apart=numbers_apart,
    )


@pages.get("/<file_id>/timeline/download")
@for_roles(*READERS)
def timeline_download(file_id: str) -> Response:
    """All that happened to it, as a file."""
    return passed_on(f"/files/{file_id}/timeline", format=_format())


@pages.get("/receipts/<payment_id>.pdf")
@for_roles(*_ACCOUNT_READERS)
def receipt(payment_id: str) -> Response:
    """A payment's receipt."""
    return passed_on(f"/payments/{payment_id}/receipt")


def file_page(file_id: str, *, problem: Problem | None = None, failed: str = "", values: Any = None) -> str:
    """A file's page; after a refused form with what was typed: ``failed`` is the form's name."""
    role = me()["role"]
    file, reports, account = side_by_side(
        lambda: api().get(f"/files/{file_id}"),
        lambda: api().get(f"/files/{file_id}/reports", limit=_MOST_REPORTS)["items"],
        lambda: _if_allowed(f"/files/{file_id}/account", _ACCOUNT_READERS),
    )
    more = MORE.get(role)
    return render_template(
        "files/file.html",
        **{
            "file": file,
            "reports": reports,
            "account": account,
            "account_away": account is None and role in _ACCOUNT_READERS,
            "labels": {meter["id"]: meter["label"] for meter in file["meters"]},
            "charges": {charge["report_id"]: charge for charge in (account or {}).get("charges", [])},
            "steps": next_steps(file, reports, account, role),
            "actions": f"{role}/_file_actions.html",
            "timeline_url": url_for("files.timeline", file_id=file_id),
            **(more(file) if more else {}),
            "problem": problem,
            "failed": failed,
            "values": values or {},
        },
    )


def shown_on_file(form: str) -> Callable[[View], View]:
    """A view of one of the forms of a file's page, which is shown again where it is refused.

    Of the form's name, what stands in braces is of the view's address.
    """

    def page(problem: Problem, file_id: str, **address: str) -> str:
        return file_page(file_id, problem=problem, failed=form.format(**address), values=request.form)

    return shown_again(page)


def passed_on(path: str, **params: Any) -> Response:
    """A file of the gateway's, under its own name and type."""
    found = api().download(path, **params)
    response = Response(found.content, content_type=found.headers.get("Content-Type"))
    response.headers["Content-Disposition"] = found.headers.get("Content-Disposition", "attachment")
    return response


def typed_day(typed: str | None) -> str:
    """A day as the API takes it, whatever its digits and separators."""
    return latin(typed or "").strip().replace("/", "-")


def _wanted() -> dict[str, str]:
    asked = {name: request.args.get(name, "").strip() for name in _FILTERS}
    return asked | {name: typed_day(request.args.get(name)) for name in _DAYS}


def _asked_area() -> list[str]:
    return [area] if (area := request.args.get("area", "").strip()) else []


def _format() -> str:
    wanted = request.args.get("format", "")
    if wanted not in _FORMATS:
        abort(404)
    return wanted


def _if_allowed(path: str, roles: tuple[str, ...]) -> Any:
    """What is there, or None for whom it is not there, and while who has it is away."""
    if me()["role"] not in roles:
        return None
    try:
        return api().get(path)
    except Problem as problem:
        if problem.status not in (403, 404) and not problem.is_passing:
            raise
        return None
