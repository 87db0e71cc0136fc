"""Signing in with a second factor over HTTP, keys that anybody may read, and a stranger who does not keep one out."""

import base64
import time
from typing import Any

import jwt
import requests
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from tests.e2e.conftest import Town, User

PASSWORD = "Kaman-Abru-77"


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator app shows now, or so many half minutes later."""
    totp = TOTP(base64.b32decode(secret), 6, SHA1(), 30)  # what every app does
    return totp.generate(int(time.time()) + 30 * steps).decode()


def set_up(user: User) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who sets a second factor up."""
    key = user.post("/me/second-factor", {"current_password": PASSWORD}, 200)
    assert key["otpauth_uri"].startswith("otpauth://totp/Gazban:")
    codes = user.post("/me/second-factor/confirmation", {"code": code_of(key["secret"])}, 200)["codes"]
    return key["secret"], codes


def challenge(user: User) -> str:
    said = user.post("/auth/login", {"membership_code": user.code, "password": PASSWORD}, 401)
    assert said["code"] == "auth.second_factor_required"
    return str(said["challenge"])


def finish(user: User, code: str, status: int) -> Any:
    body = {"challenge": challenge(user), "code": code}
    return user.post("/auth/login/second-factor", body, status)


def test_a_second_factor_from_set_up_to_loss(town: Town) -> None:
    user = town.user("contractor")
    secret, codes = set_up(user)
    assert user.get("/me/second-factor")["recovery_codes_left"] == 10
    challenged = challenge(user)
    user.token = challenged
    assert user.ask("GET", "/me").status_code == 401, "a challenge opens nothing"
    user.token = ""

    persian = code_of(secret, 1).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    tokens = finish(user, persian, 200)
    assert finish(user, persian, 401)["code"] == "auth.invalid_code"
    user.token = tokens["access_token"]
    assert user.get("/me")["second_factor_since_jalali"]
    user.token = finish(user, codes[0], 200)["access_token"]
    assert user.get("/me/second-factor")["recovery_codes_left"] == 9

    assert town.it.ask("DELETE", f"/users/{user.id}/second-factor").status_code == 204
    assert user.ask("GET", "/me").status_code == 401
    user.sign_in(PASSWORD)


def test_the_published_keys_verify_a_token(town: Town) -> None:
    published = requests.get(f"{town.system.gateway_url}/.well-known/jwks.json", timeout=10).json()
    keys = {key.key_id: key.key for key in jwt.PyJWKSet.from_dict(published).keys}
    key = keys[jwt.get_unverified_header(town.office.token)["kid"]]
    claims = jwt.decode(
        town.office.token, key, algorithms=["EdDSA"], audience="gazban-gateway", issuer="gazban"
    )
    assert claims["role"] == "office"


def test_a_stranger_does_not_keep_a_known_device_out(town: Town) -> None:
    user = town.user("contractor")
    body = {"membership_code": user.code, "password": PASSWORD}
    device = user.post("/auth/login", {**body, "remember_device": True}, 200)["device_token"]
    stranger = User(town.system.gateway_url, user.code)
    for _ in range(10):
        stranger.post("/auth/login", {**body, "password": "wrong"}, 401)
    assert stranger.ask("POST", "/auth/login", body).status_code == 429
    user.post("/auth/login", {**body, "device_token": device}, 200)


def test_the_it_unit_signs_somebody_out_everywhere(town: Town) -> None:
    user = town.user("inspector")
    assert user.ask("GET", "/me").status_code == 200
    assert town.it.ask("POST", f"/users/{user.id}/sessions/end").status_code == 204
    assert user.ask("GET", "/me").status_code == 401
    user.post("/auth/refresh", {"refresh_token": user.refresh_token}, 401)
