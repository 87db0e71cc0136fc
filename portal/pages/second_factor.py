"""One's second factor: a code of the phone beside the password."""

from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, redirect, render_template, request, session, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as WerkzeugResponse

from portal import door
from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, shown_again, text
from portal.wording import _

pages = Blueprint("second_factor", __name__, url_prefix="/second-factor")

# In the session: the secret until it is confirmed, and the recovery codes until the page that shows them.
_KEY, _CODES = "second_factor_key", "recovery_codes"
_TOO_LATE = "auth.no_second_factor"  # the key was not confirmed in time
_PIXELS = 5


@pages.get("/")
@for_roles()
def home() -> str:
    """Whether one has a second factor, and what can be done about it."""
    return _home()


def _home(problem: Problem | None = None) -> str:
    return render_template(
        "second_factor/home.html",
        state=api().get("/me/second-factor"),
        problem=problem,
        forced=door.must_set_up_second_factor(),
    )


@pages.post("/")
@for_roles()
@shown_again(_home)
def change() -> WerkzeugResponse:
    """Set it up, move it to another phone, get new recovery codes, or go without."""
    do = _CHANGES.get(text("do"), _begin)
    return do({"current_password": request.form.get("current_password", ""), "code": text("code")})


@pages.get("/set-up")
@for_roles()
def set_up() -> str | WerkzeugResponse:
    """The secret, for the phone to scan or the person to type."""
    return _set_up() if _KEY in session else redirect(url_for(".home"))


def _set_up(problem: Problem | None = None) -> str:
    if problem is not None and problem.code == _TOO_LATE:
        session.pop(_KEY)
        return _home(problem)
    key = session[_KEY]
    secret = key["secret"]
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template(
        "second_factor/set_up.html", picture=qr_code(key["otpauth_uri"]), secret=groups, problem=problem
    )


@pages.post("/set-up")
@for_roles()
def confirm() -> Any:
    """Show that the phone has it."""
    if _KEY not in session:
        return redirect(url_for(".home"))
    try:
        made = api().post("/me/second-factor/confirmation", {"code": text("code")})
    except Problem as problem:
        return _set_up(problem), problem.status
    session.pop(_KEY)
    session[_CODES] = made["codes"]
    door.renew_tokens()
    return redirect(url_for(".recovery_codes"))


@pages.get("/recovery-codes")
@for_roles()
def recovery_codes() -> str | WerkzeugResponse:
    """The recovery codes, shown this once."""
    codes = session.pop(_CODES, None)
    if not codes:
        return redirect(url_for(".home"))
    return render_template("second_factor/recovery_codes.html", codes=codes)


def qr_code(uri: str) -> Markup:
    """What an authenticator app scans, as SVG; black on white in every theme, since cameras want it so."""
    return Markup(segno.make_qr(uri, error="m").svg_inline(scale=_PIXELS, dark="#000", light="#fff"))


def _begin(proof: dict[str, str]) -> WerkzeugResponse:
    session[_KEY] = api().post("/me/second-factor", {**proof, "code": proof["code"] or None})
    return redirect(url_for(".set_up"))


def _renew_recovery_codes(proof: dict[str, str]) -> WerkzeugResponse:
    session[_CODES] = api().post("/me/second-factor/recovery-codes", proof)["codes"]
    return redirect(url_for(".recovery_codes"))


def _remove(proof: dict[str, str]) -> WerkzeugResponse:
    api().post("/me/second-factor/removal", proof)
    return done(_("ورود دومرحله‌ای برداشته شد. دستگاه‌های دیگر خارج شدند."), ".home")


_CHANGES: dict[str, Callable[[dict[str, str]], WerkzeugResponse]] = {
    "begin": _begin,
    "codes": _renew_recovery_codes,
    "remove": _remove,
}
