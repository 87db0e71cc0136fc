"""What an inspector does with a file in their hands beside reporting: set, move and cancel visits, withdraw."""

import re
from datetime import timedelta
from typing import Any

import jdatetime
from flask import Blueprint, flash, render_template, request

from portal.api import Problem
from portal.door import api, for_roles, me, side_by_side
from portal.forms import done, incomplete, send, shown_again, text, text_or_none, ticked, whole
from portal.pages import files
from portal.wording import _, jtime, latin, term

pages = Blueprint("inspector_visits", __name__, url_prefix="/inspector/files")

DURATIONS = (30, 45, 60, 90, 120)
_USUAL_MINUTES = 60
_DAYS = 7
_DAY = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_TIME = re.compile(r"^(\d{1,2})[:.٫٬ ]?(\d{2})?$")


def is_mine(file: dict[str, Any]) -> bool:
    """Whether a file is in the hands of whoever is signed in."""
    return file["status"] == "referred" and bool(file["inspector"]) and file["inspector"]["id"] == me()["id"]


def _file_actions(file: dict[str, Any]) -> dict[str, Any]:
    """What the actions below a file need: the visit that it waits for, and the free times of the next days."""
    if not is_mine(file):
        return {"mine": False}
    visit, picker = side_by_side(lambda: _visit(file), lambda: _picker(file["id"]))
    return {"mine": True, "visit": visit, **picker}


files.MORE["inspector"] = _file_actions


def _visit(file: dict[str, Any]) -> dict[str, Any] | None:
    """The visit with all that is known of it; None if there is none. Inspection's word is the newest."""
    try:
        visit: dict[str, Any] = api().get(f"/files/{file['id']}/appointment")
    except Problem as problem:
        if problem.is_passing:
            known: dict[str, Any] | None = file["appointment"]
            return known
        if problem.code in ("inspection.no_appointment", "inspection.not_your_file"):
            return None
        raise
    return None if visit["cancelled_at"] else visit


def _picker(file_id: str) -> dict[str, Any]:
    """The days on which the file could be visited; None of them while nobody knows."""
    minutes = request.values.get("duration", "")
    chosen = int(minutes) if minutes.isdecimal() and int(minutes) in DURATIONS else _USUAL_MINUTES
    first = request.args.get("from", "")
    try:
        days = api().get(
            f"/files/{file_id}/appointment-slots",
            **{"from": first if _DAY.match(first) else None},
            days=_DAYS,
            duration_minutes=chosen,
        )["days"]
    except Problem as problem:
        if not (problem.is_passing or problem.status in (404, 409, 422)):
            raise
        days = None
    return {
        "days": days,
        "later": _day_after(days[-1]["day_jalali"]) if days else "",
        "duration": chosen,
        "durations": DURATIONS,
    }


@pages.get("/<file_id>/times")
@for_roles("inspector")
def times(file_id: str) -> str:
    """The free times alone, for another length of the visit or later days."""
    file = api().get(f"/files/{file_id}")
    visit = _visit(file) if is_mine(file) else None
    return render_template("inspector/_times.html", file=file, visit=visit, **_picker(file_id))


@pages.post("/<file_id>/visit")
@for_roles("inspector")
@files.shown_on_file("visit")
def set_visit(file_id: str) -> Any:
    """Set the next visit, or move it: to a free time that was pressed, or to a day and an hour that were typed."""
    body = {
        "starts_at": text("starts_at") or _typed_time(),
        "duration_minutes": whole("duration_minutes") or _USUAL_MINUTES,
        "reason": text_or_none("reason"),
    }
    visit = api().put(f"/files/{file_id}/appointment", body)
    when = jtime(visit["starts_at_jalali"], weekday=True)
    response = done(
        _("زمان بازرسی تعیین و به مجری گفته شد: %(time)s", time=when), "files.show", file_id=file_id
    )
    for remark in visit["remarks"]:
        flash(_("توجه: %(remark)s", remark=term(f"remark.{remark}")))
    return response


@pages.post("/<file_id>/visit/cancellation")
@for_roles("inspector")
@files.shown_on_file("cancellation")
def cancel_visit(file_id: str) -> Any:
    """Call it off; the file stays, and waits for another time."""
    if not text("reason"):
        raise incomplete(reason=_("دلیل لغو را بنویسید."))
    send(f"/files/{file_id}/appointment/cancellation", {"reason": text("reason")})
    said = _("بازدید لغو شد و به مجری گفته شد. زمان دیگری تعیین کنید.")
    return done(said, "files.show", file_id=file_id)


@pages.get("/<file_id>/withdrawal")
@for_roles("inspector")
def withdrawal(file_id: str) -> str:
    """Asks whether one means it: a withdrawal is for good."""
    return _withdrawal_form(file_id)


def _withdrawal_form(file_id: str, problem: Problem | None = None) -> str:
    file = api().get(f"/files/{file_id}")
    return render_template(
        "inspector/withdrawal.html", file=file, mine=is_mine(file), problem=problem, values=request.form
    )


@pages.post("/<file_id>/withdrawal")
@for_roles("inspector")
@shown_again(_withdrawal_form)
def withdraw(file_id: str) -> Any:
    """Give the file up, if the box is ticked and a reason is typed."""
    missing = {}
    if not text("reason"):
        missing["reason"] = _("دلیل انصراف را بنویسید.")
    if not ticked("sure"):
        missing["sure"] = _("برای انصراف، کادر «می‌دانم» را علامت بزنید.")
    if missing:
        raise incomplete(**missing)
    send(f"/files/{file_id}/withdrawal", {"reason": text("reason")})
    said = _("از این پرونده انصراف دادید. پرونده به بازرس دیگری ارجاع می‌شود.")
    return done(said, "inspector_past.past", result="withdrawn")


def _day_after(day: str) -> str:
    year, month, number = (int(part) for part in day.split("-"))
    return str((jdatetime.date(year, month, number) + timedelta(days=1)).strftime("%Y-%m-%d"))


def _typed_time() -> str:
    """A day and an hour as the API takes them (``1405-09-01 10:30``); raises ``Problem`` for what is none."""
    day = _DAY.match(latin(text("date")))
    time = _TIME.match(latin(text("time")))
    wrong = {}
    if not day:
        wrong["date"] = _("روز را مانند ۱۴۰۵/۰۹/۰۱ بنویسید.")
    if not time or int(time[1]) > 23 or int(time[2] or 0) > 59:
        wrong["time"] = _("ساعت را مانند ۱۰:۳۰ بنویسید.")
    if wrong or not day or not time:
        raise incomplete(**wrong)
    year, month, number = (int(part) for part in day.groups())
    return f"{year:04}-{month:02}-{number:02} {int(time[1]):02}:{int(time[2] or 0):02}"
