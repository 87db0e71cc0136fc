"""The portal with a gateway that answers from a table, and browsers that are signed in already."""

import json
import re
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal import areas, door
from portal.api import Problem
from portal.app import create_app
from portal.settings import Settings

_ID = re.compile(r'\sid="([^"]*)"')
_REFERENCES = re.compile(r'\s(?:for|aria-describedby)="([^"]*)"')
Answer = Any  # JSON, a Problem, a ready response, or what makes one of them of the request's json


class FakeGateway:
    """Answers from ``answers``, by method and path under ``/api/v1``; what was asked is in ``calls``.

    What the table does not have is 404. An answer that can be called is called with the request's JSON and parameters.
    """

    def __init__(self) -> None:
        self.answers: dict[tuple[str, str], Answer] = {}
        self.calls: list[dict[str, Any]] = []

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str],
        params: dict[str, Any] | None = None,
        json: Any = None,
    ) -> requests.Response:
        """One request, as ``portal.api.Gateway`` takes it."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "")}
        self.calls.append({"method": method, "path": path, "headers": headers, "params": given, "json": json})
        answer = self.answers.get((method, path), Problem(404, "not_found", "پیدا نشد."))
        if callable(answer):
            answer = answer(json, given)
        if isinstance(answer, Problem):
            raise answer
        return answer if isinstance(answer, requests.Response) else _response(answer)

    def sent(self, method: str, path: str) -> list[Any]:
        """The JSON bodies that came to one place, in order."""
        return [each["json"] for each in self.calls if (each["method"], each["path"]) == (method, path)]

    def asked(self, path: str) -> list[dict[str, Any]]:
        """The parameters with which one place was read, in order."""
        return [each["params"] for each in self.calls if (each["method"], each["path"]) == ("GET", path)]


def _response(answer: Any) -> requests.Response:
    response = requests.Response()
    response.status_code = 204 if answer is None else 200
    response._content = b"" if answer is None else json.dumps(answer).encode()
    response.headers["Content-Type"] = "application/json"
    return response


class Browser(FlaskClient):
    """A browser that reads every page as somebody does who cannot see it: by its ids, and by what refers to them."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """One request; what a label or a description of its page refers to is there, once."""
        response = super().open(*args, **kwargs)
        if response.mimetype == "text/html":
            ids = Counter(_ID.findall(response.text))
            assert not [each for each, times in ids.items() if times > 1]
            assert (
                not {each for given in _REFERENCES.findall(response.text) for each in given.split()}
                - ids.keys()
            )
        return response


@pytest.fixture
def gateway() -> FakeGateway:
    """The gateway, with nothing in it but what pages of every role may ask for."""
    fake = FakeGateway()
    fake.answers["GET", "/me/messages/unread-count"] = {"unread": 0}
    fake.answers["GET", "/areas"] = {
        "items": [
            {"code": "kerman", "name": "کرمان", "english_name": "Kerman"},
            {"code": "sirjan", "name": "سیرجان", "english_name": "Sirjan"},
        ],
        "next_cursor": None,
    }
    return fake


def make_app() -> Flask:
    """The portal, before any request; its forms need no token against forgery here."""
    application = create_app(
        Settings(gateway_url="http://gateway", secrets=("a test's secret",), access_log=False),
        FakeGateway(),  # type: ignore[arg-type]
    )
    application.test_client_class = Browser
    application.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    return application


@pytest.fixture(scope="session")
def made_once() -> Flask:
    """One for all tests: each would compile the templates anew."""
    return make_app()


@pytest.fixture
def app(made_once: Flask, gateway: FakeGateway) -> Flask:
    """The portal, with a gateway of this test's own and nothing remembered."""
    made_once.extensions[door.EXTENSION] = (gateway, door.Renewals())
    areas.install(made_once)
    return made_once


@pytest.fixture
def client(app: Flask) -> Callable[[str], FlaskClient]:
    """A browser that is signed in as somebody of a role; nobody for an empty one."""

    def browser(role: str = "") -> FlaskClient:
        opened = app.test_client()
        if role:
            with opened.session_transaction() as session:
                session.update(
                    access_token="access",
                    refresh_token="refresh",
                    expires_at=int(time.time()) + 900,
                    must_change_password=False,
                    me={"id": "me", "role": role, "full_name": "نام", "membership_code": "19-0-00001"},
                )
        return opened

    return browser
