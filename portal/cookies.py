"""The session cookie: encrypted, so that nobody reads or changes it, not even its owner's browser."""

import base64
import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SessionInterface

LIFETIME = timedelta(days=30)


class EncryptedSessions(SessionInterface):
    """Keeps Flask's session in one cookie, encrypted and signed (Fernet) with a key derived from a secret."""

    def __init__(self, secrets: Sequence[str]) -> None:
        self._cipher = MultiFernet([Fernet(_key(secret)) for secret in secrets])

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession:
        """What the cookie holds; nothing when there is none, or none of ours."""
        sealed = request.cookies.get(self.get_cookie_name(app), "")
        try:
            kept = (
                json.loads(self._cipher.decrypt(sealed, ttl=int(LIFETIME.total_seconds()))) if sealed else {}
            )
        except (InvalidToken, ValueError):
            kept = {}
        return SecureCookieSession(kept)

    def save_session(self, app: Flask, session: Any, response: Response) -> None:
        """Set the cookie when the session changed, delete it when it became empty."""
        name = self.get_cookie_name(app)
        response.vary.add("Cookie")
        if not session.modified:
            return
        if not session:
            response.delete_cookie(name, httponly=True, samesite="Lax", secure=self.get_cookie_secure(app))
            return
        response.set_cookie(
            name,
            self._cipher.encrypt(json.dumps(dict(session)).encode()).decode(),
            max_age=LIFETIME,
            httponly=True,
            # Lax, not Strict: whoever comes back from the bank is still signed in.
            samesite="Lax",
            secure=self.get_cookie_secure(app),
        )


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(b"gazban portal cookie\0" + secret.encode()).digest())
