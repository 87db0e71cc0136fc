"""Who is signed in, with which tokens, and the gateway's API in their name."""

import contextvars
import functools
import hashlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any, TypeVar

import requests
from flask import Flask, abort, current_app, g, request, session

from portal.api import Gateway, Problem, SignedOut
from portal.wording import language

EXTENSION = "gazban-gateway"
_POOL = "gazban-side-by-side"
_ASKING_THREADS = 32
_EARLY_SECONDS = 30  # a token that ends sooner is renewed first
_REMEMBERED_SECONDS = 60
View = TypeVar("View", bound=Callable[..., Any])


class Renewals:
    """Renews a session once, however many of its requests find its token old at the same moment."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._done: dict[str, tuple[float, threading.Lock, dict[str, Any]]] = {}

    def renewed(self, refresh_token: str, renew: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The tokens that follow on a refresh token: got by ``renew``, or remembered since a twin did."""
        key = hashlib.sha256(refresh_token.encode()).hexdigest()
        now = time.monotonic()
        with self._guard:
            for old in [k for k, (since, _, _) in self._done.items() if since < now - _REMEMBERED_SECONDS]:
                del self._done[old]
            _, lock, tokens = self._done.setdefault(key, (now, threading.Lock(), {}))
        with lock:
            if not tokens:
                tokens.update(renew())
            return tokens


def install(app: Flask, gateway: Gateway) -> None:
    """Give every request of the application the gateway."""
    app.extensions[EXTENSION] = (gateway, Renewals())
    app.extensions[_POOL] = ThreadPoolExecutor(_ASKING_THREADS, thread_name_prefix="side-by-side")


class Api:
    """The gateway's API in the name of whoever is signed in.

    The verbs take a path under ``/api/v1``, query parameters by name (those that are None or empty are left out) and a
    JSON body, and return what was answered. ``key`` is the idempotency key of the form that was sent. They raise
    ``Problem`` for a refusal, and ``SignedOut`` when the session has ended.
    """

    def get(self, path: str, **params: Any) -> Any:
        """What is there."""
        return _answer(self.call("GET", path, params=params))

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        """What came of it."""
        return _answer(self.call("POST", path, json={} if body is None else body, key=key))

    def put(self, path: str, body: Any) -> Any:
        """What it is now."""
        return _answer(self.call("PUT", path, json=body))

    def patch(self, path: str, body: Any) -> Any:
        """What it is now."""
        return _answer(self.call("PATCH", path, json=body))

    def delete(self, path: str, **params: Any) -> Any:
        """None, or what is left of it."""
        return _answer(self.call("DELETE", path, params=params))

    def download(self, path: str, **params: Any) -> requests.Response:
        """A file, as the gateway serves it."""
        return self.call("GET", path, params=params)

    def call(self, method: str, path: str, *, key: str = "", **more: Any) -> requests.Response:
        """One request; a session whose access token was refused is renewed, once."""
        gateway, _ = current_app.extensions[EXTENSION]
        try:
            return gateway.call(method, path, headers=_headers(_access_token(), key), **more)  # type: ignore[no-any-return]  # an extension is Any
        except Problem as problem:
            if problem.status != 401:
                raise
        try:
            return gateway.call(method, path, headers=_headers(_renew(), key), **more)  # type: ignore[no-any-return]  # an extension is Any
        except Problem as problem:
            if problem.status != 401:
                raise
            raise SignedOut from problem


def api() -> Api:
    """The gateway's API for this request."""
    return Api()


def side_by_side(*asks: Callable[[], Any]) -> list[Any]:
    """What each of these gives, asked at the same time, for what does not need the others' answers.

    All have ended when this returns; what is raised is the first failure in their order. None of them may ask side by
    side itself.
    """
    pool: ThreadPoolExecutor = current_app.extensions[_POOL]
    others = [pool.submit(contextvars.copy_context().run, ask) for ask in asks[1:]]
    try:
        answers = [asks[0]()]
    finally:
        wait(others)
    return answers + [each.result() for each in others]


def me() -> dict[str, Any]:
    """Who is signed in: ``id``, ``role``, ``full_name``, ``membership_code``; empty for nobody."""
    return session.get("me") or {}


def sign_in(membership_code: str, password: str) -> None:
    """Sign in and remember it in the session; raises ``Problem``."""
    gateway, _ = current_app.extensions[EXTENSION]
    body = {"membership_code": membership_code, "password": password}
    # What the browser calls itself: by it people tell their devices apart.
    headers = {**_headers("", ""), "User-Agent": request.headers.get("User-Agent", "")}
    answer = gateway.call("POST", "/auth/login", headers=headers, json=body)
    session.clear()  # and with it whatever token guarded the form: another person, another session
    session.update(_kept(answer.json()))
    _look_at_me()


def renew_after_password_change() -> None:
    """Get tokens that no longer say that the password is to be changed."""
    _renew()
    _look_at_me()


def sign_out() -> None:
    """End the session here and at the gateway, whether or not that can be reached."""
    try:
        if session.get("access_token"):
            api().post("/auth/logout")
    except (Problem, SignedOut):
        pass
    session.clear()


def for_roles(*roles: str) -> Callable[[View], View]:
    """A page for people of these roles; the others get 404, as from the gateway. Without roles: for all signed in."""

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not session.get("access_token"):
                raise SignedOut
            if roles and me().get("role") not in roles:
                abort(404)
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]  # of the shape that it wraps

    return decorate


def must_change_password() -> bool:
    """Whether nothing but the change of the first password is possible."""
    return bool(session.get("must_change_password"))


# -- tokens


def _look_at_me() -> None:
    if must_change_password():
        session["me"] = {}
        return
    answer = api().get("/me")
    session["me"] = {name: answer[name] for name in ("id", "role", "full_name", "membership_code")}


def _access_token() -> str:
    if not session.get("access_token"):
        raise SignedOut
    if session["expires_at"] - time.time() < _EARLY_SECONDS:
        return _renew()
    return str(session["access_token"])


def _renew() -> str:
    gateway, renewals = current_app.extensions[EXTENSION]
    refresh_token = session.get("refresh_token")
    if not refresh_token:
        raise SignedOut

    def renew() -> dict[str, Any]:
        body = {"refresh_token": refresh_token}
        return _kept(gateway.call("POST", "/auth/refresh", headers=_headers("", ""), json=body).json())

    try:
        session.update(renewals.renewed(refresh_token, renew))
    except Problem as problem:
        if problem.is_passing:
            raise
        raise SignedOut from problem
    return str(session["access_token"])


def _kept(tokens: dict[str, Any]) -> dict[str, Any]:
    return {
        "access_token": tokens["access_token"],
        "refresh_token": tokens["refresh_token"],
        "expires_at": int(time.time()) + tokens["expires_in"],
        "must_change_password": tokens["must_change_password"],
    }


def _headers(access_token: str, key: str) -> dict[str, str]:
    headers = {
        "Accept-Language": language(),
        "X-Correlation-Id": g.correlation_id,
        "X-Forwarded-For": request.remote_addr or "",
    }
    if access_token:
        headers["Authorization"] = f"Bearer {access_token}"
    if key:
        headers["Idempotency-Key"] = key
    return headers


def _answer(response: requests.Response) -> Any:
    return response.json() if response.content else None
