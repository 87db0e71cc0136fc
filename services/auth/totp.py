"""Secrets of second factors and the codes that follow from them (RFC 6238), as authenticator apps know them."""

import base64
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from services.auth.domain import CODE_DIGITS, ISSUER_NAME, SECRET_BYTES, STEP_SECONDS


def new_secret() -> str:
    """A secret of 160 random bits in base32, as people type it when they cannot scan it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_of_step(secret: str, step: int) -> str:
    """The code of one time step."""
    return _totp(secret).generate(step * STEP_SECONDS).decode()


def otpauth_uri(secret: str, membership_code: str) -> str:
    """What a QR code for an authenticator app says."""
    return _totp(secret).get_provisioning_uri(membership_code, ISSUER_NAME)


def _totp(secret: str) -> TOTP:
    # SHA-1, six digits, thirty seconds: what every app can do, and many do nothing else. HMAC asks no more of a hash.
    return TOTP(base64.b32decode(secret), CODE_DIGITS, SHA1(), STEP_SECONDS)
