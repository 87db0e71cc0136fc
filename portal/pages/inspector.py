"""The inspector's pages, as the guide names them: worksheet, referred files, past work, the financial report."""

from datetime import timedelta
from typing import Any

import jdatetime
from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.areas import offered_with
from portal.charts import Bar, columns
from portal.door import api, for_roles
from portal.forms import chosen, done, shown_again, text, ticked, whole
from portal.menu import Group, Item
from portal.wording import _, digits, jalali, latin, number, today

pages = Blueprint("inspector", __name__, url_prefix="/inspector")

MENU = (
    Group(
        "",
        (
            Item("inspector.home", "صفحهٔ اصلی", "house"),
            Item("inspector.worksheet", "کاربرگ بازرسی گاز", "card-checklist"),
        ),
    ),
    Group(
        "پرونده‌های ارجاع‌شده",
        (
            Item("inspector.referred", "پیش‌بازرسی", "folder2-open", {"phase": "pre"}),
            Item("inspector.referred", "بازرسی نهایی", "folder-check", {"phase": "final"}),
        ),
    ),
    Group(
        "گزارشات",
        (
            Item("inspector_past.past", "لیست پرونده‌های تأییدی", "check2-circle", {"result": "approved"}),
            Item(
                "inspector_past.past", "لیست پرونده‌های انصرافی", "arrow-return-left", {"result": "withdrawn"}
            ),
            Item("inspector_past.past", "لیست پرونده‌های عزل‌شده", "person-x", {"result": "dismissed"}),
            Item("inspector_past.financial_report", "گزارش مالی", "cash-stack"),
            Item("inspector_past.payouts", "پرداخت‌های من", "wallet2"),
        ),
    ),
)

KINDS = ("concealed", "exposed")
_UNREPORTED_DAYS = 14
_COMING_DAYS = 7
_WEEK = 7
_WEEKS = 5  # from the 1st, 8th, 15th, 22nd and 29th on


# -- home


@pages.get("/")
@for_roles("inspector")
def home() -> str:
    """What waits: visits, files, deadlines, messages, and the month's fees."""
    files = _or_none("/me/referrals", limit=200)
    visits = _or_none(
        "/me/appointments",
        **{"from": jalali(today() - timedelta(days=_UNREPORTED_DAYS))},
        to=jalali(today() + timedelta(days=_COMING_DAYS)),
        limit=200,
    )
    return render_template(
        "inspector/home.html",
        phases=_by_phase(files["items"]) if files else None,
        visits=_by_day(visits["items"]) if visits else None,
        deadlines=_near_deadlines(),
        unread=_or_none("/me/messages/unread-count"),
        worksheet=_or_none("/me/worksheet"),
        month=_month(),
    )


def _or_none(path: str, **params: Any) -> Any:
    """What is there; None while whoever knows it is away, so that the rest of the page is shown."""
    try:
        return api().get(path, **params)
    except Problem as problem:
        if not problem.is_passing:
            raise
        return None


def _by_phase(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """How many files each phase has, and how many of them are debtors' or have no visit set."""
    counted = []
    for phase in ("pre", "final"):
        those = [file for file in files if file["phase"] == phase]
        counted.append(
            {
                "phase": phase,
                "count": len(those),
                "debtors": sum(file["debtor"] for file in those),
                "unplanned": sum(file["appointment"] is None for file in those),
            }
        )
    return counted


def _by_day(visits: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Visits of before that nobody reported, today's, and those to come."""
    day = jalali(today())
    standing = [visit for visit in visits if not visit["cancelled_at"]]
    return {
        "unreported": [v for v in standing if v["starts_at_jalali"][:10] < day and not v["reported"]],
        "today": [v for v in standing if v["starts_at_jalali"][:10] == day],
        "next": [v for v in standing if v["starts_at_jalali"][:10] > day and not v["reported"]],
    }


def _near_deadlines() -> list[dict[str, Any]] | None:
    """What was missed, or is due in the next days; None while nobody knows."""
    page = _or_none("/me/deadlines", limit=50)
    if page is None:
        return None
    last = jalali(today() + timedelta(days=_COMING_DAYS))
    return [each for each in page["items"] if each["missed_at"] or each["due_at_jalali"][:10] <= last]


def _month() -> dict[str, Any] | None:
    """The fees of this Jalali month until today, week by week; None while billing is away."""
    now = jdatetime.date.fromgregorian(date=today())
    report = _or_none("/me/financial-report", **{"from": f"{now:%Y-%m}-01"}, to=f"{now:%Y-%m-%d}")
    if report is None:
        return None
    weeks = [0] * _WEEKS
    for row in report["rows"]:
        weeks[(int(row["on_jalali"][8:10]) - 1) // _WEEK] += row["fee_rials"]
    named = [(_("هفتهٔ %(n)s", n=digits(place)), fees) for place, fees in enumerate(weeks, 1)]
    chart = columns(
        _("حق‌الزحمهٔ این ماه، هفته به هفته"), [Bar(name, fees, number(fees)) for name, fees in named]
    )
    return {"number": now.month, "year": now.year, "report": report, "weeks": named, "chart": chart}


# -- worksheet


@pages.get("/worksheet")
@for_roles("inspector")
def worksheet() -> str:
    """What work one is willing to take."""
    return _worksheet_form(api().get("/me/worksheet"))


@pages.post("/worksheet")
@for_roles("inspector")
@shown_again(lambda problem: _worksheet_form(_typed_worksheet(), problem))
def keep_worksheet() -> Any:
    """Keep it; files that wait and that it admits may be referred at once."""
    api().put("/me/worksheet", _typed_worksheet())
    return done(_("کاربرگ شما ثبت شد."), ".worksheet")


def _typed_worksheet() -> dict[str, Any]:
    typed = latin(text("other_areas")).replace("،", " ").replace(",", " ").lower().split()
    return {
        "accepting": ticked("accepting"),
        "areas": list(dict.fromkeys([*chosen("areas"), *typed])),
        "kinds": chosen("kinds"),
        "blocks": ticked("blocks"),
        "weekdays": sorted(int(day) for day in chosen("weekdays") if day.isdecimal()),
        "capacity": whole("capacity"),
    }


def _worksheet_form(kept: dict[str, Any], problem: Problem | None = None) -> str:
    typed = text("other_areas").split() if problem else []
    return render_template(
        "inspector/worksheet.html",
        values={**kept, "capacity": digits(kept["capacity"]), "other_areas": text("other_areas")},
        areas=offered_with(*(area for area in kept["areas"] if area not in typed)),
        kinds=KINDS,
        problem=problem,
    )


# -- files in one's hands


@pages.get("/files/<any(pre, final):phase>")
@for_roles("inspector")
def referred(phase: str) -> str:
    """The files in one's hands in a phase, the oldest referral first."""
    given = request.args
    page = api().get(
        "/me/referrals",
        phase=phase,
        kind=given.get("kind"),
        debtor=given.get("debtor"),
        q=given.get("q", "").strip(),
        sort=given.get("sort"),
        cursor=given.get("cursor"),
        limit=25,
    )
    return render_template("inspector/referred.html", phase=phase, page=page, given=given)


# -- the calendar's address


@pages.get("/calendar")
@for_roles("inspector")
def calendar() -> str:
    """Whether one's visits can be read by a calendar program."""
    return render_template("inspector/calendar.html", state=api().get("/me/calendar"), address=None)


@pages.post("/calendar")
@for_roles("inspector")
def open_calendar() -> str:
    """Make an address, which is shown this once."""
    address = api().post("/me/calendar")
    return render_template("inspector/calendar.html", state=api().get("/me/calendar"), address=address)


@pages.post("/calendar/end")
@for_roles("inspector")
def end_calendar() -> Any:
    """Revoke it."""
    api().delete("/me/calendar")
    return done(_("نشانی تقویم از کار افتاد."), ".calendar")
