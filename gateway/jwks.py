"""The public keys of access tokens (RFC 7517), for whoever wants to verify them without asking us."""

import base64
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from flask import Blueprint, Response, current_app

from contracts.auth import SigningKey
from gateway.routing import EXTENSION, Gateway

# A new key is published ten minutes before it signs, so whoever keeps the set for half of that knows it by then.
_KEPT_SECONDS = 300

routes = Blueprint("jwks", __name__)


@routes.get("/.well-known/jwks.json")
def jwks() -> Response:
    """The keys that may have signed a token which is still good."""
    gateway: Gateway = current_app.extensions[EXTENSION]
    keys = [as_jwk(key) for key in gateway.doorkeeper.keys.published()]
    return Response(
        json.dumps({"keys": keys}),
        content_type="application/jwk-set+json",
        headers={"Cache-Control": f"public, max-age={_KEPT_SECONDS}"},
    )


def as_jwk(key: SigningKey) -> dict[str, str]:
    """A key as RFC 8037 writes Ed25519."""
    public = load_pem_public_key(key.public_pem.encode())
    if not isinstance(public, Ed25519PublicKey):
        raise TypeError("a signing key is not an Ed25519 key")
    raw = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": key.algorithm,
        "kid": key.kid,
        "x": base64.urlsafe_b64encode(raw).rstrip(b"=").decode(),
    }
