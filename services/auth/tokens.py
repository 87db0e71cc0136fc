"""Making tokens and the keys that sign them; what is in a token is the domain's to say."""

import hashlib
import secrets
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

ALGORITHM = "EdDSA"
_REFRESH_TOKEN_BYTES = 32


class KeyPair(NamedTuple):
    """An Ed25519 key, both halves as PEM."""

    private_pem: str
    public_pem: str


def new_key_pair() -> KeyPair:
    """A fresh signing key."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return KeyPair(private.decode(), public.decode())


def sign_access_token(claims: Mapping[str, str | int | bool], *, kid: str, private_pem: str) -> str:
    """The claims as a JWT signed with EdDSA, naming its key."""
    return jwt.encode(dict(claims), _private_key(private_pem), algorithm=ALGORITHM, headers={"kid": kid})


def read_token(
    token: str, *, audience: str, issuer: str, public_pems: Mapping[str, str]
) -> dict[str, Any] | None:
    """What a token of ours says to an audience, whether or not its time is over; None for any other text."""
    try:
        public_pem = public_pems[str(jwt.get_unverified_header(token).get("kid", ""))]
        claims: dict[str, Any] = jwt.decode(
            token,
            public_pem,
            algorithms=[ALGORITHM],
            audience=audience,
            issuer=issuer,
            # the time is the use case's to judge, by the clock of its transaction
            options={"require": ["exp", "iat", "sub"], "verify_exp": False, "verify_iat": False},
        )
    except (jwt.PyJWTError, KeyError, ValueError):
        return None
    return claims


def new_refresh_token() -> str:
    """An opaque token of 256 random bits."""
    return secrets.token_urlsafe(_REFRESH_TOKEN_BYTES)


def digest(refresh_token: str) -> str:
    """What is stored of a refresh token: its SHA-256, so that a copy of the database signs nobody in."""
    return hashlib.sha256(refresh_token.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=4)
def _private_key(pem: str) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError("a signing key is not an Ed25519 key")
    return key
