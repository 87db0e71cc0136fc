"""Where one is signed in, and signing out there."""

import re
from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, send, shown_again
from portal.wording import _

pages = Blueprint("sessions", __name__, url_prefix="/sessions")

# The first that is found counts: nearly every browser calls itself Mozilla, Chrome and Safari besides.
_BROWSERS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Version/.*Safari/", "Safari"),
)
_SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Mac OS X", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)
_HANDHELD = ("Android", "iPhone", "iPad")


@pages.get("/")
@for_roles()
def home() -> str:
    """The devices on which one is signed in."""
    return _page()


def _page(problem: Problem | None = None) -> str:
    shown = api().get("/me/sessions", limit=50, cursor=request.args.get("cursor"))
    devices = [(each, *describe(each["user_agent"])) for each in shown["items"]]
    return render_template(
        "sessions/home.html", devices=devices, next_cursor=shown["next_cursor"], problem=problem
    )


@pages.post("/<session_id>/end")
@for_roles()
@shown_again(lambda problem, **_session: _page(problem))
def end(session_id: str) -> Any:
    """Sign out on one device."""
    api().delete(f"/me/sessions/{session_id}")
    return done(_("از آن دستگاه خارج شدید."), ".home")


@pages.post("/end-others")
@for_roles()
@shown_again(_page)
def end_others() -> Any:
    """Sign out everywhere but here."""
    send("/me/sessions/end-others")
    return done(_("از همهٔ دستگاه‌های دیگر خارج شدید."), ".home")


def describe(user_agent: str | None) -> tuple[str, str]:
    """A device in a few words, by what its browser called itself, and the icon of its kind."""
    said = user_agent or ""
    browser = next((name for pattern, name in _BROWSERS if re.search(pattern, said)), "")
    system = next((name for pattern, name in _SYSTEMS if re.search(pattern, said)), "")
    if browser and system:
        name = _("%(browser)s در %(system)s", browser=browser, system=system)
    else:
        name = browser or system or said[:60] or _("دستگاهی ناشناخته")
    return name, "phone" if system in _HANDHELD else "laptop" if system else "question-circle"
