"""Signing in, one's own account, and the IT unit's accounts of others."""

from typing import Any

from flask import request

from contracts.auth import (
    AccountLogEntry,
    AuthApi,
    LockoutView,
    SessionView,
    TemporaryPassword,
    Tokens,
    UserView,
)
from contracts.errors import AuthCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes
from gateway.views import Colleague

routes = Routes("auth", __name__, description="ورود و کاربران · Signing in and users")
_LONGEST_USER_AGENT = 200
IT, LOOK_UP = frozenset({Role.IT}), frozenset({Role.OFFICE, Role.FINANCE})


@routes.serve(
    "POST",
    "/auth/login",
    AuthApi.login,
    fa="ورود به سامانه",
    who=None,
    own_key=True,
    ours=("user_agent",),
    refuses=(AuthCode.INVALID_CREDENTIALS, AuthCode.TOO_MANY_ATTEMPTS),
)
def login(ask: Ask, **body: Any) -> Tokens:
    """Sign in.

    Until the first password is changed, every route but `PUT /auth/password` and `POST /auth/logout` answers 403
    `auth.password_change_required`. After ten failures for one membership code, known or not, further attempts answer
    429 `auth.too_many_attempts` for one minute, and longer after each that follows, up to fifteen. The session shows
    its owner the `User-Agent` that came with the request.
    """
    return ask.auth.login(**body, user_agent=_user_agent())


@routes.serve(
    "POST",
    "/auth/refresh",
    AuthApi.refresh,
    fa="تازه‌کردن نشست",
    who=None,
    own_key=True,
    refuses=(AuthCode.INVALID_TOKEN,),
)
def refresh(ask: Ask, **body: Any) -> Tokens:
    """Get new tokens for a refresh token, which is used up.

    A used one is refused and ends its session. Only when it comes again at once, before the new one was used, does the
    session go on: two tabs, or a request sent twice.
    """
    return ask.auth.refresh(**body)


@routes.serve(
    "POST",
    "/auth/logout",
    AuthApi.logout,
    fa="خروج از سامانه",
    status=204,
    own_key=True,
    before_password_change=True,
)
def logout(ask: Ask) -> None:
    """Sign out: the session's tokens are no longer accepted."""
    ask.auth.logout(caller=ask.caller)
    ask.ended_sessions.refresh()


@routes.serve(
    "PUT",
    "/auth/password",
    AuthApi.change_password,
    fa="تغییر گذرواژه",
    status=204,
    before_password_change=True,
    refuses=(AuthCode.WRONG_PASSWORD, AuthCode.WEAK_PASSWORD),
)
def change_password(ask: Ask, **body: Any) -> None:
    """Change one's own password; one's other sessions end."""
    ask.auth.change_password(caller=ask.caller, **body)
    ask.ended_sessions.refresh()


@routes.serve("GET", "/me", AuthApi.get_me, fa="حساب من")
def get_me(ask: Ask) -> UserView:
    """One's own account."""
    return ask.auth.get_me(caller=ask.caller)


@routes.serve("GET", "/me/sessions", AuthApi.list_my_sessions, fa="نشست‌های من")
def list_my_sessions(ask: Ask, **query: Any) -> Page[SessionView]:
    """List where one is signed in, the latest sign-in first."""
    return ask.auth.list_my_sessions(caller=ask.caller, **query)


@routes.serve(
    "DELETE",
    "/me/sessions/<id>",
    AuthApi.end_my_session,
    fa="پایان‌دادن به یک نشست",
    status=204,
    refuses=(AuthCode.SESSION_NOT_FOUND,),
)
def end_my_session(ask: Ask, session_id: str) -> None:
    """End one of one's sessions: its tokens are no longer accepted. Ending it twice changes nothing."""
    ask.auth.end_my_session(caller=ask.caller, session_id=session_id)
    ask.ended_sessions.refresh()


@routes.serve(
    "POST",
    "/me/sessions/end-others",
    AuthApi.end_my_other_sessions,
    fa="خروج از دستگاه‌های دیگر",
    status=204,
)
def end_my_other_sessions(ask: Ask) -> None:
    """End all of one's sessions but the one that asks."""
    ask.auth.end_my_other_sessions(caller=ask.caller)
    ask.ended_sessions.refresh()


@routes.serve(
    "POST",
    "/users",
    AuthApi.create_user,
    fa="ساختن کاربر",
    who=IT,
    status=201,
    refuses=(AuthCode.DUPLICATE_MEMBERSHIP_CODE,),
)
def create_user(ask: Ask, **body: Any) -> UserView:
    """Create a user, whose first password is the birth-certificate number."""
    return ask.auth.create_user(caller=ask.caller, **body)


@routes.serve("GET", "/users", AuthApi.list_users, fa="فهرست کاربران", who=IT)
def list_users(ask: Ask, **query: Any) -> Page[UserView]:
    """List users by membership code; `q` searches code and name."""
    return ask.auth.list_users(caller=ask.caller, **query)


@routes.serve("GET", "/people", AuthApi.list_users, fa="فهرست افراد", who=LOOK_UP)
def list_people(ask: Ask, **query: Any) -> Page[Colleague]:
    """List people, for the office to refer a file or send a message to, and for finance to look up."""
    page = ask.auth.list_users(caller=ask.caller, **query)
    people = [
        Colleague(
            id=u.id, membership_code=u.membership_code, full_name=u.full_name, role=u.role, active=u.active
        )
        for u in page.items
    ]
    return Page(items=people, next_cursor=page.next_cursor)


@routes.serve(
    "PATCH",
    "/users/<id>",
    AuthApi.update_user,
    fa="ویرایش کاربر",
    who=IT,
    refuses=(AuthCode.USER_NOT_FOUND, AuthCode.OWN_ACCOUNT),
)
def update_user(ask: Ask, user_id: str, **body: Any) -> UserView:
    """Change a user; a deactivated user's sessions end."""
    user = ask.auth.update_user(caller=ask.caller, user_id=user_id, **body)
    if not user.active:
        ask.ended_sessions.refresh()
    return user


@routes.serve(
    "POST",
    "/users/<id>/password-reset",
    AuthApi.reset_password,
    fa="بازنشانی گذرواژه",
    who=IT,
    own_key=True,
    refuses=(AuthCode.USER_NOT_FOUND, AuthCode.RESET_JUST_NOW),
)
def reset_password(ask: Ask, user_id: str) -> TemporaryPassword:
    """Give a user who forgot their password a one-time one, shown once; their sessions end.

    Asked again within fifteen seconds, 409 `auth.reset_just_now`: the password that was shown stays good.
    """
    temporary = ask.auth.reset_password(caller=ask.caller, user_id=user_id)
    ask.ended_sessions.refresh()
    return temporary


@routes.serve("GET", "/lockouts", AuthApi.list_lockouts, fa="ورودهای قفل‌شده", who=IT)
def list_lockouts(ask: Ask, **query: Any) -> Page[LockoutView]:
    """List the membership codes that are locked now after too many failed sign-ins."""
    return ask.auth.list_lockouts(caller=ask.caller, **query)


@routes.serve(
    "DELETE",
    "/lockouts/<membership_code>",
    AuthApi.lift_lockout,
    fa="بازکردن قفل ورود",
    who=IT,
    status=204,
    refuses=(AuthCode.LOCKOUT_NOT_FOUND,),
)
def lift_lockout(ask: Ask, membership_code: str) -> None:
    """Let somebody sign in again before the lock ends by itself."""
    ask.auth.lift_lockout(caller=ask.caller, membership_code=membership_code)


@routes.serve("GET", "/account-log", AuthApi.list_account_log, fa="رویدادهای حساب‌ها", who=IT)
def list_account_log(ask: Ask, **query: Any) -> Page[AccountLogEntry]:
    """What was done to accounts, the newest first, when and by whom; with `membership_code`, to one of them.

    `by` is null for what nobody did: the system's first user, and a lock after too many failed sign-ins.
    """
    return ask.auth.list_account_log(caller=ask.caller, **query)


def _user_agent() -> str | None:
    """What the browser calls itself: what can be read of it."""
    said = "".join(each for each in request.headers.get("User-Agent", "") if each.isprintable())
    return said.strip()[:_LONGEST_USER_AGENT] or None
