"""Signing in and out, the password, the language; and what a browser asks of any site."""

import re
from typing import Any

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from werkzeug.wrappers import Response as WerkzeugResponse

from portal import door, wording
from portal.api import Problem
from portal.door import api, for_roles, me
from portal.forms import text
from portal.wording import _, latin

pages = Blueprint("access", __name__)

_DASHES = re.compile(r"[\s‐‑‒–—−ـ_/.]+")
_YEAR_SECONDS = 365 * 24 * 3600


@pages.get("/")
def home() -> WerkzeugResponse | str:
    """The personal page: what waits for whoever is signed in."""
    if not session.get("access_token"):
        return redirect(url_for(".login"))
    if door.must_change_password():
        return redirect(url_for(".password"))
    return redirect(url_for(f"{me()['role']}.home"))


@pages.get("/login")
def login() -> str | WerkzeugResponse:
    """The sign-in form."""
    if session.get("access_token"):
        return redirect(_inside(request.args.get("next")))
    return _login_form()


@pages.post("/login")
def enter() -> Any:
    """Sign in, and go on to where one wanted to go."""
    try:
        door.sign_in(_membership_code(text("membership_code")), request.form.get("password", ""))
    except Problem as problem:
        if problem.code == door.CODE_WANTED:
            return redirect(url_for(".second_step", next=request.form.get("next") or None))
        return _login_form(problem), problem.status
    return _go_on()


@pages.get("/login/code")
def second_step() -> str | WerkzeugResponse:
    """The form for the code of the second factor."""
    return _second_step_form() if door.owes_code() else redirect(url_for(".login"))


@pages.post("/login/code")
def finish() -> Any:
    """Sign in with it, and go on to where one wanted to go."""
    if not door.owes_code():
        return redirect(url_for(".login"))
    try:
        door.finish_sign_in(text("code"))
    except Problem as problem:
        if problem.code != "auth.challenge_over":
            return _second_step_form(problem), problem.status
        door.forget_challenge()
        flash(_("زمان گام دوم گذشت؛ دوباره وارد شوید."))
        return redirect(url_for(".login", next=request.form.get("next") or None))
    return _go_on()


def _go_on() -> WerkzeugResponse:
    if door.must_change_password():
        return redirect(url_for(".password"))
    if door.must_set_up_second_factor():
        return redirect(url_for("second_factor.home"))
    return redirect(_inside(request.form.get("next")))


@pages.post("/logout")
def logout() -> WerkzeugResponse:
    """Sign out; the pages that the browser kept for times without a signal go with it."""
    door.sign_out()
    response = redirect(url_for(".login"))
    response.headers["Clear-Site-Data"] = '"cache"'
    flash(_("خارج شدید."))
    return response


@pages.get("/password")
@for_roles()
def password() -> str:
    """The form to change one's password; the first one has to be changed."""
    return _password_form()


@pages.post("/password")
@for_roles()
def change_password() -> Any:
    """Change it."""
    current, new = request.form.get("current_password", ""), request.form.get("new_password", "")
    if new != request.form.get("repeated", ""):
        errors = {"repeated": [_("با رمز تازه یکی نیست.")]}
        return _password_form(Problem(422, "portal.not_repeated", "", errors)), 422
    try:
        api().put("/auth/password", {"current_password": current, "new_password": new})
    except Problem as problem:
        return _password_form(problem), problem.status
    door.renew_tokens()
    flash(_("رمز شما تغییر کرد. دستگاه‌های دیگر خارج شدند."))
    return redirect(url_for(".home"))


@pages.get("/language/<wanted>")
def choose_language(wanted: str) -> WerkzeugResponse:
    """Read everything in Persian or in English from now on."""
    response = redirect(_inside(request.args.get("next")))
    if wanted in wording.LANGUAGES:
        response.set_cookie(
            wording.COOKIE,
            wanted,
            max_age=_YEAR_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=current_app.config["SESSION_COOKIE_SECURE"],
        )
    return response


@pages.get("/health/live")
def live() -> dict[str, str]:
    """Whether this process answers."""
    return {"status": "ok"}


@pages.get("/favicon.ico")
@pages.get("/icon.svg")
def favicon() -> Response:
    """The sign of the portal in a browser's tab."""
    response: Response = current_app.extensions["assets"].plain("icon.svg")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def _login_form(problem: Problem | None = None) -> str:
    wanted = request.form.get("next") or request.args.get("next") or ""
    return render_template("access/login.html", problem=problem, next=wanted, values=request.form)


def _second_step_form(problem: Problem | None = None) -> str:
    wanted = request.form.get("next") or request.args.get("next") or ""
    return render_template("access/second_step.html", problem=problem, next=wanted)


def _password_form(problem: Problem | None = None) -> str:
    return render_template("access/password.html", problem=problem, forced=door.must_change_password())


def _inside(target: str | None) -> str:
    """A page of this site to go to: never another site, whatever a link says."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")) and "\n" not in target:
        return target
    return url_for("access.home")


def _membership_code(typed: str) -> str:
    """As the API knows it (``19-3-00001``), however it was typed: with Persian digits, other dashes or none."""
    plain = _DASHES.sub("-", latin(typed)).strip("-")
    if plain.isdecimal() and len(plain) > 7:
        return f"{plain[:2]}-{plain[2:-5]}-{plain[-5:]}"
    return plain
