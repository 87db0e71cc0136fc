"""Who is signed in: the cookie, the tokens, and what happens when they end."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from cryptography.fernet import Fernet
from flask import Flask, session
from flask.testing import FlaskClient

from chassis.settings import MissingSetting
from portal import door
from portal.api import Problem
from portal.app import create_app
from portal.cookies import EncryptedSessions
from portal.door import Renewals
from portal.pages.access import _inside, _membership_code
from portal.settings import DEMO_SECRET, Settings
from tests.unit.portal.conftest import FakeGateway

TOKENS = {
    "access_token": "access-1",
    "refresh_token": "refresh-1",
    "token_type": "Bearer",
    "expires_in": 900,
    "must_change_password": False,
}
ME = {"id": "u1", "role": "inspector", "full_name": "بازرس", "membership_code": "19-3-00001"}


@pytest.mark.parametrize(
    "typed",
    [
        "19-3-00001",
        "19300001",
        "۱۹-۳-۰۰۰۰۱",
        "۱۹۳۰۰۰۰۱",
        " 19 3 00001 ",
        "19–3–00001",
        "19ـ3ـ00001",
        "19/3/00001",
    ],
)
def test_a_membership_code_however_it_was_typed(typed: str) -> None:
    assert _membership_code(typed) == "19-3-00001"


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "x", "", None, "/a\nb"]
)
def test_a_link_leads_to_no_other_site(app: Flask, target: str | None) -> None:
    with app.test_request_context():
        assert _inside(target) == "/"


def test_a_page_of_this_site_is_gone_on_to(app: Flask) -> None:
    with app.test_request_context():
        assert _inside("/files/1?x=2") == "/files/1?x=2"


class TestTheCookie:
    def make(self, *secrets: str) -> Flask:
        app = Flask("x")
        app.session_interface = EncryptedSessions(secrets)
        app.config.update(SESSION_COOKIE_NAME="gazban", SESSION_COOKIE_SECURE=True)

        @app.get("/set")
        def put() -> str:
            session["access_token"] = "a-token"
            return ""

        @app.get("/get")
        def get() -> dict[str, Any]:
            return dict(session)

        @app.get("/clear")
        def clear() -> str:
            session.clear()
            return ""

        return app

    def test_it_is_for_the_server_alone_and_shows_nothing(self) -> None:
        answer = self.make("s").test_client().get("/set", base_url="https://x")
        cookie = answer.headers["Set-Cookie"]
        assert all(word in cookie for word in ("HttpOnly", "SameSite=Lax", "Secure", "Path=/"))
        assert "a-token" not in cookie

    def test_it_is_read_with_an_old_secret_and_not_with_another(self) -> None:
        client = self.make("old").test_client()
        client.get("/set", base_url="https://x")
        value = client.get_cookie("gazban", domain="x")
        assert value is not None
        for secrets, kept in ((("new", "old"), {"access_token": "a-token"}), (("new",), {})):
            other = self.make(*secrets).test_client()
            other.set_cookie("gazban", value.value, domain="x")
            assert other.get("/get", base_url="https://x").json == kept

    def test_what_is_no_cookie_of_ours_is_nobody(self) -> None:
        client = self.make("s").test_client()
        for forged in ("", "x", Fernet(Fernet.generate_key()).encrypt(b"{}").decode()):
            client.set_cookie("gazban", forged, domain="localhost")
            assert client.get("/get").json == {}

    def test_an_emptied_session_is_deleted(self) -> None:
        client = self.make("s").test_client()
        client.get("/set", base_url="https://x")
        client.get("/clear", base_url="https://x")
        assert client.get_cookie("gazban", domain="x") is None


class Gateway:
    """Answers by what is given, and notes with which token it was asked."""

    def __init__(self, answers: dict[tuple[str, str], Any]) -> None:
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]

    def call(self, method: str, path: str, *, headers: dict[str, str], **_: Any) -> Any:
        self.asked.append((method, path, headers.get("Authorization", "")))
        answer = self.answers[method, path]
        answer = answer(headers) if callable(answer) else answer
        if isinstance(answer, Problem):
            raise answer
        return Answer(answer)


class Answer:
    def __init__(self, body: Any) -> None:
        self._body = body
        self.content = b"" if body is None else json.dumps(body).encode()

    def json(self) -> Any:
        return self._body


@pytest.fixture
def visit() -> Callable[[dict[tuple[str, str], Any]], tuple[FlaskClient, Gateway]]:
    def made(answers: dict[tuple[str, str], Any]) -> tuple[FlaskClient, Gateway]:
        gateway = Gateway(answers)
        app = create_app(Settings(gateway_url="", secrets=("s",), access_log=False), gateway)  # type: ignore[arg-type]
        app.config["WTF_CSRF_ENABLED"] = False

        @app.get("/whoami")
        def whoami() -> Any:
            return door.api().get("/me")

        return app.test_client(), gateway

    return made


Visit = Callable[[dict[tuple[str, str], Any]], tuple[FlaskClient, Gateway]]
SIGN_IN = {"membership_code": "19300001", "password": "p"}


def test_signing_in_takes_one_to_where_one_wanted_to_go(visit: Visit) -> None:
    client, gateway = visit({("POST", "/auth/login"): TOKENS, ("GET", "/me"): ME})
    answer = client.post("/login", data={**SIGN_IN, "next": "/files/7"})
    assert (answer.status_code, answer.location) == (302, "/files/7")
    assert gateway.asked[-1] == ("GET", "/me", "Bearer access-1")


def test_a_wrong_password_says_so_and_keeps_the_code(visit: Visit) -> None:
    client, _ = visit({("POST", "/auth/login"): Problem(401, "auth.invalid_credentials", "رمز درست نیست")})
    answer = client.post("/login", data=SIGN_IN)
    assert answer.status_code == 401
    assert "رمز درست نیست" in answer.text
    assert 'value="19300001"' in answer.text
    assert client.get("/password").status_code == 302


def test_a_first_password_has_to_be_changed_before_anything_else(visit: Visit) -> None:
    client, _ = visit({("POST", "/auth/login"): {**TOKENS, "must_change_password": True}})
    assert client.post("/login", data=SIGN_IN).location == "/password"
    assert client.get("/inspector/").location == "/password"
    assert client.get("/").location == "/password"
    assert client.get("/password").status_code == 200


def test_an_old_token_is_renewed_before_it_is_used(visit: Visit) -> None:
    client, gateway = visit(
        {
            ("POST", "/auth/login"): {**TOKENS, "expires_in": 5},
            ("POST", "/auth/refresh"): {**TOKENS, "access_token": "access-2", "refresh_token": "refresh-2"},
            ("GET", "/me"): ME,
        }
    )
    client.post("/login", data=SIGN_IN)
    assert client.get("/whoami").json == ME
    assert gateway.asked[-1] == ("GET", "/me", "Bearer access-2")
    assert [path for _, path, _ in gateway.asked].count("/auth/refresh") == 1


def test_a_refused_token_is_renewed_once_and_then_one_is_signed_out(visit: Visit) -> None:
    refused = Problem(401, "auth.invalid_token", "")
    accepted = {"Bearer access-1"}
    client, _ = visit(
        {
            ("POST", "/auth/login"): TOKENS,
            ("POST", "/auth/refresh"): {**TOKENS, "access_token": "access-2"},
            ("GET", "/me"): lambda headers: ME if headers["Authorization"] in accepted else refused,
        }
    )
    client.post("/login", data=SIGN_IN)
    accepted.clear()
    answer = client.get("/whoami?a=1")
    assert (answer.status_code, answer.location) == (302, "/login?next=/whoami?a%3D1")
    assert client.get("/password").location == "/login?next=/password"


def test_an_answer_in_the_background_takes_no_cookie_away(visit: Visit) -> None:
    """It may come when somebody else has signed in: what a service worker fetched for the one before."""
    refused = Problem(401, "auth.invalid_token", "")
    client, gateway = visit(
        {("POST", "/auth/login"): TOKENS, ("POST", "/auth/refresh"): refused, ("GET", "/me"): ME}
    )
    client.post("/login", data=SIGN_IN)
    gateway.answers["GET", "/me"] = refused
    background = client.get("/whoami", headers={"Sec-Fetch-Mode": "cors"})
    assert (background.status_code, background.headers.getlist("Set-Cookie")) == (302, [])
    (taken,) = client.get("/whoami", headers={"Sec-Fetch-Mode": "navigate"}).headers.getlist("Set-Cookie")
    assert taken.startswith("gazban=;")


def test_an_old_sign_in_page_says_so(visit: Visit) -> None:
    client, gateway = visit({})
    client.application.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/login", data={**SIGN_IN, "csrf_token": "of another day", "next": "/messages/"})
    assert (answer.status_code, answer.location) == (302, "/login?next=/messages/")
    assert "دوباره وارد شوید" in client.get(answer.location).text
    assert gateway.asked == []


def test_a_gateway_that_is_away_signs_nobody_out(visit: Visit) -> None:
    answers: dict[tuple[str, str], Any] = {("POST", "/auth/login"): TOKENS, ("GET", "/me"): ME}
    client, _ = visit(answers)
    client.post("/login", data=SIGN_IN)
    answers["GET", "/me"] = Problem(503, "service.unavailable", "", retry_after=2)
    answer = client.get("/whoami")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    answers["GET", "/me"] = ME
    assert client.get("/whoami").json == ME


def test_signing_out_ends_the_session_here_even_if_the_gateway_is_away(visit: Visit) -> None:
    client, gateway = visit(
        {
            ("POST", "/auth/login"): TOKENS,
            ("GET", "/me"): ME,
            ("POST", "/auth/logout"): Problem(503, "service.unavailable", ""),
        }
    )
    client.post("/login", data=SIGN_IN)
    answer = client.post("/logout")
    assert answer.location == "/login"
    assert ("POST", "/auth/logout", "Bearer access-1") in gateway.asked
    assert client.get("/password").location == "/login?next=/password"


def test_a_session_is_renewed_once_however_many_requests_wait_for_it() -> None:
    renewals, done = Renewals(), []

    def renew() -> dict[str, Any]:
        time.sleep(0.1)
        done.append(1)
        return {"access_token": f"{len(done)}"}

    with ThreadPoolExecutor(8) as pool:
        got = list(pool.map(lambda _: renewals.renewed("r", renew), range(8)))
    assert got == [{"access_token": "1"}] * 8
    assert renewals.renewed("another", renew) == {"access_token": "2"}


def test_a_renewal_that_failed_is_tried_again() -> None:
    renewals = Renewals()

    def fail() -> dict[str, Any]:
        raise Problem(503, "x", "")

    with pytest.raises(Problem):
        renewals.renewed("r", fail)
    assert renewals.renewed("r", lambda: {"access_token": "a"}) == {"access_token": "a"}


def test_production_needs_a_secret_of_its_own() -> None:
    given = {"GAZBAN_GATEWAY_URL": "http://gateway:8000/"}
    for secret in ("", DEMO_SECRET):
        with pytest.raises(MissingSetting):
            Settings.from_environment({**given, "PORTAL_SECRETS": secret})
    settings = Settings.from_environment({**given, "PORTAL_SECRETS": "new, old"})
    assert (settings.secrets, settings.https_only) == (("new", "old"), True)
    demo = Settings.from_environment({**given, "GAZBAN_DEMO": "1"})
    assert (demo.secrets, demo.https_only, demo.gateway_url) == ((DEMO_SECRET,), False, "http://gateway:8000")


# -- side by side


def test_what_is_asked_side_by_side_is_under_way_at_the_same_time(app: Flask) -> None:
    together = threading.Barrier(3, timeout=10)
    with app.test_request_context():
        session["me"] = {"id": "somebody"}

        def ask(name: str) -> tuple[str, str]:
            together.wait()
            return name, door.me()["id"]

        answers = door.side_by_side(lambda: ask("a"), lambda: ask("b"), lambda: ask("c"))
    assert answers == [(name, "somebody") for name in "abc"]


def test_the_first_failure_is_raised_when_all_have_ended(app: Flask) -> None:
    ended: list[str] = []

    def slow() -> None:
        time.sleep(0.05)
        ended.append("slow")

    def refused(code: str) -> None:
        raise Problem(404, code, "")

    with app.test_request_context():
        for asks in (
            (lambda: refused("first"), slow, lambda: refused("last")),
            (slow, lambda: refused("first"), lambda: refused("last")),
        ):
            with pytest.raises(Problem, match="first"):
                door.side_by_side(*asks)
    assert ended == ["slow", "slow"]


def test_a_token_that_is_old_is_renewed_once_by_those_who_ask_side_by_side(
    app: Flask, gateway: FakeGateway
) -> None:
    gateway.answers["POST", "/auth/refresh"] = {
        "access_token": "newer",
        "refresh_token": "newer",
        "expires_in": 900,
        "must_change_password": False,
    }
    gateway.answers["GET", "/x"] = {}
    with app.test_request_context():
        session.update(access_token="old", refresh_token="refresh", expires_at=0)
        app.preprocess_request()
        door.side_by_side(*[lambda: door.api().get("/x")] * 4)
        assert session["access_token"] == "newer"
    assert len(gateway.sent("POST", "/auth/refresh")) == 1
    asked = [each for each in gateway.calls if each["path"] == "/x"]
    assert [each["headers"]["Authorization"] for each in asked] == ["Bearer newer"] * 4
