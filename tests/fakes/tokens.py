"""Access tokens like those of the auth service, from a key of the test's own."""

import time
from dataclasses import dataclass, field

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from contracts.auth import SigningKey
from contracts.terms import Role


@dataclass
class TokenIssuer:
    """Signs tokens; ``public_key`` is what the gateway is told."""

    kid: str = "key-1"
    _key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> SigningKey:
        pem = self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        return SigningKey(kid=self.kid, algorithm="EdDSA", public_pem=pem.decode())

    def token(
        self,
        role: Role,
        /,
        *,
        must_change: bool = False,
        must_set_up: bool = False,
        expires_in: float = 900,
        **claims: object,
    ) -> str:
        """A token for a person of this role; ``claims`` replace the usual ones, None leaves one out."""
        usual = {
            "iss": "gazban",
            "aud": "gazban-gateway",
            "sub": f"id-of-{role}",
            "role": str(role),
            "code": "19-3-00001",
            "name": "مریم کرمانی",
            "sid": f"session-of-{role}",
            "mcp": must_change,
            "msf": must_set_up,
            "exp": time.time() + expires_in,
        }
        payload = {name: value for name, value in {**usual, **claims}.items() if value is not None}
        return jwt.encode(payload, self._key, algorithm="EdDSA", headers={"kid": self.kid})
