"""The IT unit: who cannot sign in after too many wrong passwords, and letting them."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, shown_again
from portal.wording import _, digits

pages = Blueprint("it_lockouts", __name__, url_prefix="/it/lockouts")

_GONE = "auth.lockout_not_found"


@pages.get("/")
@for_roles("it")
def home() -> str:
    """The membership codes that are locked now."""
    return _page()


@pages.post("/<membership_code>/lift")
@for_roles("it")
@shown_again(lambda problem, **_code: _page(problem))
def lift(membership_code: str) -> Any:
    """Let one begin anew."""
    try:
        api().delete(f"/lockouts/{membership_code}")
    except Problem as problem:
        if problem.code != _GONE:
            raise
    return done(_("با کد عضویت %(code)s دوباره می‌توان وارد شد.", code=digits(membership_code)), ".home")


def _page(problem: Problem | None = None) -> str:
    shown = api().get("/lockouts", cursor=request.args.get("cursor"))
    return render_template("it_lockouts/home.html", shown=shown, problem=problem)
