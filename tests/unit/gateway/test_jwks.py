"""The published keys, and where a sign-in comes from."""

from collections.abc import Callable

import jwt
import pytest
from flask import Flask

from contracts.auth import AuthApi, Tokens
from contracts.errors import AuthCode, Unauthenticated
from contracts.terms import Role
from tests.fakes.rpc import FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import Person

LOGIN = {"membership_code": "19-3-00001", "password": "x"}


def test_whoever_has_the_published_keys_can_verify_a_token(app: Flask, issuer: TokenIssuer) -> None:
    answer = app.test_client().get("/.well-known/jwks.json")
    assert (answer.status_code, answer.content_type) == (200, "application/jwk-set+json")
    assert answer.headers["Cache-Control"] == "public, max-age=300", "less than a key is published ahead"
    (key,) = jwt.PyJWKSet.from_dict(answer.get_json()).keys
    claims = jwt.decode(
        issuer.token(Role.IT), key.key, algorithms=["EdDSA"], audience="gazban-gateway", issuer="gazban"
    )
    assert (key.key_id, claims["role"]) == (issuer.kid, "it")


def test_nothing_private_is_published(app: Flask) -> None:
    (key,) = app.test_client().get("/.well-known/jwks.json").get_json()["keys"]
    assert set(key) == {"kty", "crv", "use", "alg", "kid", "x"}


def test_without_auth_there_are_no_keys(app: Flask, rpc: FakeRpc) -> None:
    rpc.away.add("auth")
    assert app.test_client().get("/.well-known/jwks.json").status_code == 503


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [("", None), ("203.0.113.9", "203.0.113.9"), ("1.1.1.1, 203.0.113.9", "203.0.113.9")],
)
def test_a_sign_in_says_where_it_comes_from(
    rpc: FakeRpc, somebody: Callable[..., Person], forwarded: str, address: str | None
) -> None:
    rpc.answer(AuthApi.login, sample(Tokens))
    somebody().ask("POST", "/auth/login", LOGIN, X_Forwarded_For=forwarded)
    (call,) = rpc.calls_of(AuthApi.login)
    assert call.arguments["address"] == address


@pytest.mark.parametrize("ours", ["address", "user_agent"])
def test_nobody_says_in_the_body_where_they_are(somebody: Callable[..., Person], ours: str) -> None:
    assert somebody().ask("POST", "/auth/login", {**LOGIN, ours: "x"}).status_code == 422


def test_the_challenge_comes_with_the_refusal(rpc: FakeRpc, somebody: Callable[..., Person]) -> None:
    rpc.answer(AuthApi.login, Unauthenticated(AuthCode.SECOND_FACTOR_REQUIRED, challenge="a.b.c"))
    refused = somebody().ask("POST", "/auth/login", LOGIN)
    assert refused.status_code == 401
    said = refused.get_json()
    assert (said["code"], said["challenge"]) == ("auth.second_factor_required", "a.b.c")
