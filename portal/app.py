"""The application: everything the portal is made of, put together."""

import re
import time
import uuid
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, render_template, request, session, url_for
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as WerkzeugResponse

from chassis.telemetry import correlation_id, get_logger
from portal import areas, assets, door, wording
from portal.api import Gateway, Problem, SignedOut
from portal.cookies import LIFETIME, EncryptedSessions
from portal.forms import errors_of, field_id, form_key
from portal.menu import in_readers_language
from portal.pages import ALL, MENUS
from portal.settings import Settings

log = get_logger(__name__)

_CORRELATION_ID = re.compile(r"^[\w.:-]{1,64}$", re.ASCII)
_BODY_LIMIT = 1024 * 1024
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",  # data: are Bootstrap's own arrows and ticks
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def create_app(settings: Settings, gateway: Gateway | None = None) -> Flask:
    """The WSGI application that shows pages of what ``gateway`` answers."""
    app = Flask("portal", static_folder=None)
    app.config.update(
        MAX_CONTENT_LENGTH=_BODY_LIMIT,
        SECRET_KEY=settings.secrets[
            0
        ],  # signs the form tokens; the cookie itself is encrypted by its own keys
        SESSION_COOKIE_NAME="gazban",
        SESSION_COOKIE_SECURE=settings.https_only,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=LIFETIME,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        PORTAL=settings,
    )
    app.session_interface = EncryptedSessions(settings.secrets)
    app.extensions["assets"] = assets.install(app)
    door.install(app, gateway or Gateway(settings.gateway_url, settings.timeout_seconds))
    _install_words(app, settings)
    areas.install(app)
    app.before_request(_begin)
    CSRFProtect(app)
    app.before_request(_first_things_first)
    app.after_request(_finish)
    for pages in ALL:
        app.register_blueprint(pages)
    app.register_error_handler(SignedOut, _signed_out)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _bug)
    return app


def _install_words(app: Flask, settings: Settings) -> None:
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.loopcontrols")
    app.jinja_env.filters.update(wording.FILTERS)
    app.jinja_env.globals.update(
        _=wording._,
        plural=wording.plural,
        language=wording.language,
        weekday_name=wording.weekday_name,
        month_name=wording.month_name,
        me=door.me,
        menu=lambda: in_readers_language(MENUS.get(door.me().get("role", ""), ())),
        form_key=form_key,
        field_id=field_id,
        errors_of=errors_of,
        named=wording.named,
        weekdays=wording.weekdays,
        organization=lambda: (
            settings.organization if wording.language() == "fa" else settings.organization_english
        ),
        demo=settings.demo,
        is_fragment=_is_fragment,
        here_with=_here_with,
        this_page=_this_page,
    )


def _begin() -> None:
    given = request.headers.get("X-Correlation-Id", "")
    g.correlation_id = given if _CORRELATION_ID.match(given) else str(uuid.uuid4())
    g.began = time.perf_counter()
    correlation_id.set(g.correlation_id)


def _first_things_first() -> WerkzeugResponse | None:
    """The first password is changed before anything else, and then a second factor set up, where that is due."""
    if (
        not session.get("access_token")
        or request.endpoint in ("asset", None)
        or request.blueprint == "access"
    ):
        return None
    if door.must_change_password():
        return redirect(url_for("access.password"))
    if door.must_set_up_second_factor() and request.blueprint != "second_factor":
        return redirect(url_for("second_factor.home"))
    return None


def _finish(response: Response) -> Response:
    headers = response.headers
    headers["X-Correlation-Id"] = g.get("correlation_id", "")
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"  # the guard of forms looks at it
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    headers.setdefault("Content-Security-Policy", _POLICY)
    headers.setdefault("Cache-Control", "no-store")
    settings: Settings = current_app.config["PORTAL"]
    if settings.https_only:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    if settings.access_log and request.endpoint not in ("asset", "access.live"):
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
            user_id=door.me().get("id", ""),
        )
    return response


def _is_fragment() -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true" and "HX-Boosted" not in request.headers


def _here_with(name: str, value: str | None) -> str:
    """This page's address with another value of one parameter, or without it."""
    given = {key: each for key, each in request.args.to_dict(flat=False).items() if key != name}
    return url_for(
        str(request.endpoint), **{**(request.view_args or {}), **given, **({name: value} if value else {})}
    )


def _is_navigation() -> bool:
    """Whether a person goes to a page: not a script that fetches one, as a browser that says so tells."""
    return request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _signed_out(_: SignedOut) -> Any:
    """To the sign-in page, and from there back to the page, where what was typed is still kept."""
    if _is_navigation():
        session.clear()  # what was asked in the background may be answered when somebody else has signed in
    if _wants_json():
        return {"state": "signed_out"}, 401
    target = url_for("access.login", next=_this_page())
    if _is_fragment():
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target)


def _this_page() -> str:
    """This page; of a form that was sent the page it was on, by the browser's word, if that is a page of ours."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    origin, page = request.host_url, request.referrer or ""
    return "/" + page.removeprefix(origin) if page.startswith(origin) else "/"


def _form_too_old(_: CSRFError) -> Any:
    if request.endpoint == "access.enter":
        flash(wording._("صفحهٔ ورود کهنه شده بود؛ دوباره وارد شوید."))
        return redirect(url_for("access.login", next=request.form.get("next") or None))
    if not session.get("access_token"):
        return _signed_out(SignedOut())
    if _wants_json():
        return {"state": "waiting", "code": "portal.form_too_old"}, 400
    return _error_page(400, wording._("این صفحه کهنه شده است. آن را دوباره باز کنید و بفرستید."))


def _problem(problem: Problem) -> Any:
    if problem.status == 403 and problem.code == "auth.password_change_required":
        session["must_change_password"] = True
        return redirect(url_for("access.password"))
    if problem.status == 403 and problem.code == "auth.second_factor_setup_required":
        session["must_set_up_second_factor"] = True
        return redirect(url_for("second_factor.home"))
    if _wants_json():
        return {"state": "refused", "code": problem.code, "detail": problem.detail}, problem.status
    return _error_page(problem.status, problem.detail, problem)


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return _error_page(error.code, "")


def _bug(_: Exception) -> Any:
    log.exception("bug", path=request.path)
    return _error_page(500, "")


def _error_page(status: int, detail: str, problem: Problem | None = None) -> tuple[str, int, dict[str, str]]:
    headers = {"Retry-After": str(problem.retry_after)} if problem and problem.retry_after else {}
    if _is_fragment():
        headers |= {"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"}
    template = "common/_problem.html" if _is_fragment() else "common/problem.html"
    page = render_template(template, status=status, detail=detail, problem=problem)
    return page, 200 if _is_fragment() else status, headers
