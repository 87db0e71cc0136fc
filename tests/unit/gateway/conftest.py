"""A gateway whose services are a table of answers, and people who hold tokens for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contracts.auth import AuthApi
from contracts.terms import Role
from gateway.app import create_app
from gateway.auth import Doorkeeper
from gateway.routing import EXTENSION, Gateway
from gateway.settings import Settings
from tests.fakes.rpc import FakeRpc
from tests.fakes.tokens import TokenIssuer

SETTINGS = Settings(amqp_url="amqp://nowhere", access_log=False)


@dataclass
class Person:
    """Somebody with a token and a browser."""

    client: FlaskClient
    token: str

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        """Send a request under ``/api/v1``; header names are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            given.setdefault("Authorization", f"Bearer {self.token}")
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=given)


@pytest.fixture(scope="session")
def issuer() -> TokenIssuer:
    return TokenIssuer()


@pytest.fixture
def rpc(issuer: TokenIssuer) -> FakeRpc:
    fake = FakeRpc()
    fake.answer(AuthApi.list_signing_keys, [issuer.public_key])
    fake.answer(AuthApi.list_revoked_sessions, [])
    return fake


@pytest.fixture(scope="session")
def routed() -> Flask:
    """The application with all its routes, whose services are put in by each test: making one takes its time."""
    return create_app(FakeRpc(), SETTINGS)


@pytest.fixture
def app(routed: Flask, rpc: FakeRpc) -> Flask:
    routed.extensions[EXTENSION] = Gateway(rpc, Doorkeeper(rpc, SETTINGS), SETTINGS)
    return routed


@pytest.fixture
def somebody(app: Flask, issuer: TokenIssuer) -> Callable[..., Person]:
    """A person of a role: ``somebody(Role.OFFICE, must_change=True)``; without a role, one who is not signed in."""

    def make(role: Role | None = None, **claims: Any) -> Person:
        return Person(app.test_client(), issuer.token(role, **claims) if role is not None else "")

    return make


@pytest.fixture
def inspector(somebody: Callable[..., Person]) -> Person:
    return somebody(Role.INSPECTOR)


@pytest.fixture
def contractor(somebody: Callable[..., Person]) -> Person:
    return somebody(Role.CONTRACTOR)


@pytest.fixture
def office(somebody: Callable[..., Person]) -> Person:
    return somebody(Role.OFFICE)


@pytest.fixture
def finance(somebody: Callable[..., Person]) -> Person:
    return somebody(Role.FINANCE)
