"""What the office rules on: missed deadlines, proposals to dismiss, withdrawals, objections, declared connections.

Each list opens one row at a time (``open``), below which is the form that decides it.
"""

from typing import Any

from flask import Blueprint, flash, render_template, request

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, incomplete, send, shown_again, text, text_or_none
from portal.pages.office_people import find_people, is_search, people_fragment
from portal.wording import _

pages = Blueprint("office_rulings", __name__, url_prefix="/office")

_MISSED = {
    "missed": {"missed": "true", "resolved": "false"},
    "resolved": {"missed": "true", "resolved": "true"},
}
_RUNNING = {"missed": "false"}


@pages.get("/deadlines")
@for_roles("office")
def deadlines() -> str:
    """Missed deadlines and those that run."""
    state = _state("missed", "resolved", "running")
    found = api().get(
        "/deadlines",
        kind=request.args.get("kind"),
        cursor=request.args.get("cursor"),
        **_MISSED.get(state, _RUNNING),
    )
    return render_template("office/deadlines.html", deadlines=found, state=state)


# -- proposals to dismiss


@pages.get("/proposals")
@for_roles("office")
def proposals() -> str:
    """Proposals to dismiss inspectors who missed deadlines."""
    state = _state("open", "accepted", "declined", "lapsed")
    found = api().get("/dismissal-proposals", state=state, cursor=request.args.get("cursor"))
    return render_template("office/proposals.html", proposals=found, state=state)


@pages.get("/proposals/<proposal_id>")
@for_roles("office")
def proposal(proposal_id: str) -> str:
    """One of them, with what it rests on."""
    return _proposal_page(proposal_id)


def _proposal_page(proposal_id: str, problem: Problem | None = None) -> str:
    found = api().get(f"/dismissal-proposals/{proposal_id}")
    return render_template("office/proposal.html", proposal=found, problem=problem, values=request.form)


@pages.post("/proposals/<proposal_id>")
@for_roles("office")
@shown_again(_proposal_page)
def decide_proposal(proposal_id: str) -> Any:
    """Dismiss, or leave the file with its inspector."""
    decision = _decided("decision")
    send(
        f"/dismissal-proposals/{proposal_id}/decision",
        {"accept": decision == "accept", "reason": text("reason")},
    )
    said = (
        _("بازرس عزل شد و پرونده دوباره ارجاع می‌شود.")
        if decision == "accept"
        else _("پیشنهاد رد شد و پرونده نزد همان بازرس می‌ماند.")
    )
    return done(said, ".proposals")


# -- withdrawals


@pages.get("/withdrawals")
@for_roles("office")
def withdrawals() -> str:
    """Withdrawals, those that wait for a ruling first."""
    return _withdrawals_page()


def _withdrawals_page(problem: Problem | None = None, referral_id: str = "") -> str:
    state = _state("waiting", "ruled")
    found = api().get(
        "/withdrawals",
        ruled="true" if state == "ruled" else "false",
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "office/withdrawals.html", withdrawals=found, state=state, **_opened(problem, referral_id)
    )


@pages.post("/withdrawals/<referral_id>")
@for_roles("office")
@shown_again(_withdrawals_page)
def rule_withdrawal(referral_id: str) -> Any:
    """Say whether one was excused."""
    ruling = _decided("ruling")
    send(f"/withdrawals/{referral_id}/ruling", {"excused": ruling == "excused", "reason": text("reason")})
    return done(_("رأی دربارهٔ انصراف ثبت شد."), ".withdrawals")


# -- objections


@pages.get("/objections")
@for_roles("office")
def objections() -> str:
    """Contractors' objections to reports."""
    return _objections_page()


def _objections_page(problem: Problem | None = None, objection_id: str = "") -> str:
    state = _state("open", "upheld", "rejected")
    found = api().get("/objections", state=state, cursor=request.args.get("cursor"))
    opening = _opened(problem, objection_id)
    report = next(
        (_report_of(each) for each in found["items"] if each["id"] == opening["opened"] and state == "open"),
        None,
    )
    return render_template("office/objections.html", objections=found, state=state, report=report, **opening)


@pages.post("/objections/<objection_id>")
@for_roles("office")
@shown_again(_objections_page)
def decide_objection(objection_id: str) -> Any:
    """Rule on one, for good."""
    ruling = _decided("ruling")
    send(f"/objections/{objection_id}/decision", {"upheld": ruling == "upheld", "reason": text("reason")})
    said = (
        _("اعتراض پذیرفته شد و هزینهٔ گزارش باطل می‌شود.")
        if ruling == "upheld"
        else _("اعتراض رد شد و هزینهٔ گزارش پابرجا می‌ماند.")
    )
    return done(said, ".objections")


def _report_of(objection: dict[str, Any]) -> dict[str, Any] | None:
    """The report that an objection is about, among the file's."""
    reports = api().get(f"/files/{objection['file_id']}/reports", limit=100)["items"]
    return next((each for each in reports if each["id"] == objection["report_id"]), None)


# -- declared connections


@pages.get("/conflicts")
@for_roles("office")
def conflicts() -> str:
    """Which inspectors are connected with which contractors."""
    return _conflicts_page()


@pages.get("/conflicts/new")
@for_roles("office")
def new_conflict() -> str:
    """The form to declare one."""
    return _declare_page()


def _declare_page(problem: Problem | None = None) -> str:
    return render_template(
        "office/declare.html",
        problem=problem,
        values=request.form,
        inspectors=find_people("inspector_id", "inspector"),
        contractors=find_people("contractor_id", "contractor"),
    )


@pages.post("/conflicts/new")
@for_roles("office")
@shown_again(_declare_page)
def declare_conflict() -> Any:
    """Declare it; or show who was searched for."""
    if is_search():
        return _declare_page()
    missing = [name for name in ("inspector_id", "contractor_id") if not text(name)]
    if missing:
        raise incomplete(**dict.fromkeys(missing, _("یک نفر را انتخاب کنید.")))
    body = {name: text(name) for name in ("inspector_id", "contractor_id", "reason")}
    declared = send("/conflicts", body)
    response = done(_("ارتباط اعلام شد."), ".conflicts")
    if declared["held_file_count"]:
        flash(_("پرونده‌هایی از این مجری هم‌اکنون نزد این بازرس است؛ اگر باید، او را از آن‌ها عزل کنید."))
    return response


def _conflicts_page(problem: Problem | None = None, conflict_id: str = "") -> str:
    state = _state("lasting", "ended")
    found = api().get(
        "/conflicts",
        ended="true" if state == "ended" else "false",
        inspector_id=request.args.get("inspector_id"),
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "office/conflicts.html", conflicts=found, state=state, **_opened(problem, conflict_id)
    )


@pages.post("/conflicts/<conflict_id>/end")
@for_roles("office")
@shown_again(_conflicts_page)
def end_conflict(conflict_id: str) -> Any:
    """The connection is no more."""
    send(f"/conflicts/{conflict_id}/end", {"reason": text_or_none("reason")})
    return done(_("پایان ارتباط ثبت شد."), ".conflicts")


@pages.get("/people")
@for_roles("office")
def people() -> Any:
    """Whoever was searched for, as choices of a form."""
    return people_fragment()


# -- what they share


def _state(*known: str) -> str:
    """Which of a list's states is asked for; the first by default."""
    asked = request.args.get("state", "")
    return asked if asked in known else known[0]


def _opened(problem: Problem | None, opened: str) -> dict[str, Any]:
    """The row whose form is shown, and what was typed into it."""
    return {
        "opened": opened or request.args.get("open", ""),
        "problem": problem,
        "values": request.form,
    }


def _decided(name: str) -> str:
    """What was decided; raises ``Problem`` for nothing."""
    if not text(name):
        raise incomplete(**{name: _("یکی را انتخاب کنید.")})
    return text(name)
