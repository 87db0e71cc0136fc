"""The contractor's pages: registering, files by what needs doing, visits, and what one can do with a file."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.areas import offered_with
from portal.door import api, for_roles
from portal.forms import done, send, shown_again, text, ticked
from portal.menu import Group, Item
from portal.pages.files import MORE, shown_on_file, typed_day
from portal.wording import _, jalali, latin, today

pages = Blueprint("contractor", __name__, url_prefix="/contractor")
contractor_only = for_roles("contractor")

MENU = (
    Group(
        "",
        (
            Item("contractor.home", "صفحهٔ اصلی", "house"),
            Item("contractor.new", "ثبت پروژهٔ جدید", "plus-square"),
            Item("files.index", "پرونده‌های من", "folder2"),
            Item("contractor.visits", "زمان‌های بازرسی", "calendar-event"),
        ),
    ),
    Group(
        "مالی",
        (
            Item("contractor_money.debts", "بدهی‌ها و پرداخت‌ها", "credit-card"),
            Item("contractor_money.statement", "صورت‌حساب", "journal-text"),
        ),
    ),
)
_MOST = 200
_SHOWN = 50
_NEXT_VISITS = 5
_EMPTY_ROWS = 4
_MORE_ROWS = 6
_MOST_ROWS = 200
_PAST_DAYS = 180
_METER_FIELDS = ("label", "area_m2", "consumption_m3h")
_OTHER = "other"
_OBJECTIONABLE = {"defective", "absent_charged"}


@pages.get("/")
@contractor_only
def home() -> str:
    """The files by what needs doing, what is owed, and the next visits."""
    balance = api().get("/me/balance")
    unpaid = api().get("/files", status="awaiting_payment", limit=_SHOWN)
    debtors = api().get("/files", debtor="true", sort="debt", limit=_SHOWN)
    at_work = api().get("/files", status="referred", limit=_MOST)["items"]
    visits = api().get("/me/appointments", limit=_SHOWN)["items"]
    coming = [visit for visit in visits if not visit["cancelled_at"] and not visit["reported"]]
    answered = [visit for visit in coming if visit["confirmed_at"] or visit["change_request"]]
    registering = {file["id"] for file in unpaid["items"]}
    return render_template(
        "contractor/home.html",
        balance=balance,
        due={each["file_id"]: each["invoice_due_rials"] for each in balance["files"]},
        unpaid=unpaid,
        debtors=debtors,
        mismatched=[file for file in at_work if any(meter["mismatch"] for meter in file["meters"])],
        supplements=[
            each
            for each in balance["files"]
            if each["invoice_due_rials"] and each["file_id"] not in registering and not unpaid["next_cursor"]
        ],
        unconfirmed=[visit for visit in coming if visit not in answered],
        visits=answered[:_NEXT_VISITS],
        has_files=bool(at_work or unpaid["items"] or balance["files"]),
    )


# -- registering


@pages.get("/new")
@contractor_only
def new() -> str:
    """The form that registers a project."""
    return _registration_form({}, [])


@pages.post("/new")
@contractor_only
@shown_again(lambda problem: _registration_form(request.form, _typed_meters(), problem))
def register() -> Any:
    """Register it, and show its invoice; or the form again, with more rows or with what was refused."""
    rows = _typed_meters()
    if ticked("more"):
        return _registration_form(request.form, rows, spare=_MORE_ROWS)
    _require_all(rows)
    body = {
        "kind": text("kind"),
        "block": ticked("block"),
        "area": _area(),
        "address": text("address"),
        "owner_name": text("owner_name"),
        "meters": [
            {
                "label": row["label"] or _("کنتور %(n)s", n=place),
                "area_m2": _quantity(row["area_m2"]),
                "consumption_m3h": _quantity(row["consumption_m3h"]),
            }
            for place, row in enumerate(rows, start=1)
        ],
    }
    file = send("/files", body)
    return done(_("پروژه ثبت شد."), "contractor_money.invoice", file_id=file["id"], registered=1)


@pages.get("/meter-class")
@contractor_only
def meter_class() -> str:
    """The class of a meter that is being typed: a part of the form."""
    area, consumption = (latin(request.args.get(name, "")).strip() for name in _METER_FIELDS[1:])
    derived = problem = None
    if area and consumption:
        try:
            derived = api().get("/meter-class", area_m2=_plain(area), consumption_m3h=_plain(consumption))
        except Problem as refusal:
            problem = refusal if refusal.status == 422 else None
    return render_template("contractor/_meter_class.html", derived=derived, problem=problem)


def _registration_form(
    values: Any, rows: list[dict[str, str]], problem: Problem | None = None, spare: int = 0
) -> str:
    blanks = spare or max(_EMPTY_ROWS - len(rows), 1)
    row_errors = _errors_of_rows(problem)
    if problem and row_errors:  # each is said at its row
        plain = {name: said for name, said in problem.errors.items() if name.partition(".")[0] != "meters"}
        problem = Problem(problem.status, problem.code, problem.detail, plain)
    own = sorted({each["area"] for each in api().get("/files", limit=_SHOWN)["items"]})
    return render_template(
        "contractor/new.html",
        values=values,
        rows=[*rows, *[dict.fromkeys(_METER_FIELDS, "")] * blanks][:_MOST_ROWS],
        row_errors=row_errors,
        problem=problem,
        areas=[*offered_with(*own), (_OTHER, _("منطقهٔ دیگر"))],
    )


def _require_all(rows: list[dict[str, str]]) -> None:
    """Say in people's words what was left empty, before the API says it in its own; raises ``Problem``."""
    wanted = {
        "kind": _("نوع لوله‌کشی را انتخاب کنید."),
        "owner_name": _("نام مالک را بنویسید."),
        "area": _("منطقه را انتخاب کنید."),
        "address": _("نشانی را بنویسید."),
    }
    missing = {name: [said] for name, said in wanted.items() if not text(name)}
    if text("area") == _OTHER and not text("other_area"):
        missing["area"] = [_("کد منطقه را بنویسید.")]
    if not rows:
        missing["meters"] = [_("دست‌کم یک کنتور را بنویسید.")]
    for place, row in enumerate(rows):
        if not row["area_m2"]:
            missing[f"meters.{place}.area_m2"] = [_("زیربنا را بنویسید.")]
        if not row["consumption_m3h"]:
            missing[f"meters.{place}.consumption_m3h"] = [_("مصرف را بنویسید.")]
    if missing:
        raise Problem(422, "portal.incomplete", _("چند مورد نوشته نشده است."), missing)


def _errors_of_rows(problem: Problem | None) -> dict[int, dict[str, Any]]:
    """What is wrong with each row's fields: ``meters.1.area_m2`` in the API's words."""
    found: dict[int, dict[str, Any]] = {}
    for name, said in (problem.errors if problem else {}).items():
        whole, _dot, rest = name.partition(".")
        place, _dot, column = rest.partition(".")
        if whole == "meters" and place.isdecimal():
            found.setdefault(int(place), {})[column] = said
    return found


def _typed_meters() -> list[dict[str, str]]:
    """The rows in which anything was typed."""
    columns = [request.form.getlist(name) for name in _METER_FIELDS]
    rows = [dict(zip(_METER_FIELDS, map(str.strip, row), strict=True)) for row in zip(*columns, strict=False)]
    return [row for row in rows if any(row.values())]


def _area() -> str:
    return (latin(text("other_area")) if text("area") == _OTHER else text("area")).lower()


def _plain(typed: str) -> str:
    """A number as programs write it."""
    return latin(typed).replace("٫", ".").replace("/", ".").replace("٬", "").replace(",", "")


def _quantity(typed: str) -> Any:
    """A number; what is none goes to the API as typed, which says so."""
    try:
        return float(_plain(typed))
    except ValueError:
        return typed or None


# -- visits


@pages.get("/visits")
@contractor_only
def visits() -> str:
    """One's visits: those to come, or those that were."""
    past = request.args.get("when") == "past"
    days: dict[str, str] = {}
    if past:
        days = {
            "from": jalali(today() - timedelta(days=_PAST_DAYS)),
            "to": jalali(today() - timedelta(days=1)),
        }
    page = api().get("/me/appointments", **days, limit=_SHOWN, cursor=request.args.get("cursor"))
    return render_template("contractor/visits.html", page=page, past=past)


# -- what one can do with a file


@pages.post("/files/<file_id>/confirmation")
@contractor_only
@shown_on_file("visit")
def confirm_visit(file_id: str) -> Any:
    """Say that somebody will be there, at the time that one saw."""
    send(f"/files/{file_id}/appointment/confirmation", {"starts_at": text("starts_at") or None})
    return done(_("حضور شما تأیید شد و به بازرس گفته شد."), "files.show", file_id=file_id)


@pages.post("/files/<file_id>/change-request")
@contractor_only
@shown_on_file("change")
def ask_another_time(file_id: str) -> Any:
    """Ask for another time."""
    day, clock = typed_day(text("proposed_at")), latin(text("proposed_time")) or "09:00"
    body = {"reason": text("reason"), "proposed_at": f"{day} {clock}" if day else None}
    send(f"/files/{file_id}/appointment/change-request", body)
    said = _("درخواست شما به بازرس رسید. تا او زمان را تغییر ندهد، زمان کنونی برجاست.")
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/meters/<meter_id>")
@contractor_only
@shown_on_file("meter-{meter_id}")
def correct_meter(file_id: str, meter_id: str) -> Any:
    """Correct what was stated of a meter; its class follows."""
    body = {name: _quantity(text(name)) for name in _METER_FIELDS[1:]}
    meter = api().patch(f"/files/{file_id}/meters/{meter_id}", body)
    said = _("کنتور «%(label)s» اصلاح شد. ردهٔ آن: %(name)s", label=meter["label"], name=meter["meter_class"])
    return done(said, "files.show", file_id=file_id)


@pages.post("/files/<file_id>/reports/<report_id>/objection")
@contractor_only
@shown_on_file("objection-{report_id}")
def object_to_report(file_id: str, report_id: str) -> Any:
    """Object to a report."""
    send(f"/files/{file_id}/reports/{report_id}/objection", {"text": text("text")})
    said = _("اعتراض شما ثبت شد. دفتر ارجاع آن را بررسی می‌کند و نتیجه به شما گفته می‌شود.")
    return done(said, "files.show", file_id=file_id)


def _file_actions(file: dict[str, Any]) -> dict[str, Any]:
    """What the actions need besides the file: which meters may be corrected, and what a report can be objected to."""
    at_work = file["status"] not in ("completed", "cancelled")
    correctable = [meter for meter in file["meters"] if at_work and meter[file["phase"]] == "open"]
    correctable.sort(key=lambda meter: meter["mismatch"] is None)
    return {"correctable": correctable, "objectionable": _OBJECTIONABLE}


MORE["contractor"] = _file_actions
