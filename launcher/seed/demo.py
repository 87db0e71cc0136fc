"""A front-end without a screen: signs people in, sends their requests, and waits for what must arrive first."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient

from chassis.rpc import RpcClient
from launcher.seed.cast import PASSWORD, DemoFile, DemoUser

PATIENCE_SECONDS = 30.0
_PAUSE_SECONDS = 0.05
# Refusals that pass by themselves: the same request is sent again.
_PASSING = ("inspection.charge_pending", "idempotency.in_progress")


class SeedFailed(Exception):
    """A step got an answer that it did not expect."""


@dataclass
class Demo:
    """The demonstration in the making: who is signed in, and which file has which id."""

    client: FlaskClient
    rpc: RpcClient
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    users: dict[str, dict[str, Any]] = field(default_factory=dict)

    def ask(
        self,
        who: DemoUser | None,
        method: str,
        path: str,
        body: object = None,
        *,
        key: str = "",
        allow: tuple[str, ...] = (),
    ) -> Any:
        """Send one request; the answer's JSON. Raises SeedFailed for a refusal whose code is not allowed."""
        headers = {"Accept-Language": "en", "X-Correlation-Id": f"seed-{key or 'step'}"}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.tokens[who.code]}"
        if key:
            headers["Idempotency-Key"] = f"seed-{key}"

        def attempt() -> Any:
            answer = self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)
            found = answer.get_json(silent=True)
            code = found.get("code") if isinstance(found, dict) else None
            if answer.status_code == 503 or code in _PASSING:
                return None
            if answer.status_code >= 400 and code not in allow:
                raise SeedFailed(f"{method} {path}: {answer.status_code} {found}")
            return found if found is not None else {}

        return until(attempt, f"{method} {path} is answered")

    def sign_in(self, user: DemoUser) -> None:
        """Sign in, changing the first password when that is due."""
        tokens = self._login(user, PASSWORD)
        if "access_token" not in tokens:
            tokens = self._login(user, user.certificate)
            if "access_token" not in tokens:
                raise SeedFailed(f"{user.code} cannot sign in: {tokens}")
        self.tokens[user.code] = tokens["access_token"]
        if tokens["must_change_password"]:
            change = {"current_password": user.certificate, "new_password": PASSWORD}
            self.ask(user, "PUT", "/auth/password", change)

    def _login(self, user: DemoUser, password: str) -> Any:
        body = {"membership_code": user.code, "password": password}
        return self.ask(None, "POST", "/auth/login", body, allow=("auth.invalid_credentials",))

    def file(self, wanted: DemoFile) -> Any:
        """The file as its contractor sees it now."""
        return self.ask(wanted.contractor, "GET", f"/files/{self.ids[wanted.key]}")


def until(attempt: Callable[[], Any], what: str) -> Any:
    """Try until there is an answer; raises SeedFailed when that takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found = attempt()
        if found is not None and found is not False:
            return found
        if time.monotonic() > deadline:
            raise SeedFailed(f"waited {PATIENCE_SECONDS:.0f} s in vain until {what}")
        time.sleep(_PAUSE_SECONDS)
