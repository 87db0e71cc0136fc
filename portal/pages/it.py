"""The IT unit's pages: users and their passwords."""

from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, session, url_for

from portal.api import Problem
from portal.door import api, for_roles, me
from portal.forms import done, send, shown_again, text, text_or_none
from portal.menu import Group, Item
from portal.wording import _

pages = Blueprint("it", __name__, url_prefix="/it")

MENU = (
    Group("", (Item("it.home", "صفحهٔ اصلی", "house"),)),
    Group(
        "کاربران",
        (Item("it.users", "فهرست کاربران", "people"), Item("it.new_user", "کاربر تازه", "person-plus")),
    ),
)
ROLES = ("inspector", "contractor", "office", "finance", "it")
_ONCE = "temporary_password"  # in the session, from the answer that has it until the page that shows it
it_only = for_roles("it")


@pages.get("/")
@it_only
def home() -> str:
    """What the unit is there for."""
    return render_template("it/home.html", roles=ROLES)


@pages.get("/users")
@it_only
def users() -> str:
    """Everybody, by membership code."""
    args = request.args
    role = args.get("role", "")
    found = api().get(
        "/users",
        role=role if role in ROLES else "",
        q=args.get("q", "").strip(),
        cursor=args.get("cursor", ""),
    )
    return render_template("it/users.html", found=found, roles=ROLES)


@pages.get("/users/new")
@it_only
def new_user() -> str:
    """The form for another user."""
    return _new_user(request.args)


def _new_user(values: Any, problem: Problem | None = None) -> str:
    return render_template("it/new_user.html", roles=ROLES, values=values, problem=problem)


@pages.post("/users/new")
@it_only
@shown_again(lambda problem: _new_user(request.form, problem))
def create_user() -> Any:
    """Create them; the first password is the birth-certificate number."""
    body = {
        "membership_code": text("membership_code"),
        "full_name": text("full_name"),
        "role": text("role"),
        "birth_certificate_number": text("birth_certificate_number"),
        "mobile": text_or_none("mobile"),
    }
    made = send("/users", body)
    said = _("کاربر ساخته شد. با شمارهٔ شناسنامه وارد می‌شود و باید همان‌جا رمزش را تغییر دهد.")
    return done(said, ".user", code=made["membership_code"])


@pages.get("/users/<code>")
@it_only
def user(code: str) -> str:
    """One user, and what can be changed; a temporary password is shown this once."""
    return _user(code)


def _user(code: str, problem: Problem | None = None, failed: str = "") -> str:
    found = _find(code)
    once = session.pop(_ONCE, None) or {}
    return render_template(
        "it/user.html",
        user=found,
        is_me=found["id"] == me()["id"],
        password=once.get("password") if once.get("id") == found["id"] else None,
        problem=problem,
        failed=failed,
        values=request.form if failed == "details" else found,
    )


def _find(code: str) -> dict[str, Any]:
    """The API has users in its list only, where the code finds them."""
    found = api().get("/users", q=code, limit=200)["items"]
    exactly = [each for each in found if each["membership_code"] == code]
    if not exactly:
        abort(404)
    return dict(exactly[0])


@pages.post("/users/<code>")
@it_only
@shown_again(lambda problem, code: _user(code, problem, "details"))
def change_user(code: str) -> Any:
    """Another name or mobile number."""
    return _change(code, {"full_name": text("full_name"), "mobile": text_or_none("mobile")})


@pages.post("/users/<code>/active")
@it_only
@shown_again(lambda problem, code: _user(code, problem, "active"))
def activate_user(code: str) -> Any:
    """Let somebody in, or keep them out; whoever is kept out is signed out everywhere."""
    return _change(code, {"active": text("active") == "1"})


def _change(code: str, body: dict[str, Any]) -> Any:
    api().patch(f"/users/{_find(code)['id']}", body)
    return done(_("تغییرات ثبت شد."), ".user", code=code)


@pages.post("/users/<code>/password-reset")
@it_only
@shown_again(lambda problem, code: _user(code, problem, "reset"))
def reset_password(code: str) -> Any:
    """A one-time password, shown on the page that follows and never again."""
    user_id = _find(code)["id"]
    made = api().post(f"/users/{user_id}/password-reset")
    session[_ONCE] = {"id": user_id, "password": made["temporary_password"]}
    return redirect(url_for(".user", code=code))
