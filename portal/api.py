"""The gateway's HTTP API as the pages call it.

Every call returns what the gateway answered as plain dictionaries and lists, or raises ``Problem`` with what it said.
"""

from collections.abc import Callable
from typing import Any

import requests
from requests.adapters import HTTPAdapter

_POOL = 64


class SignedOut(Exception):
    """Nobody is signed in (any more)."""


class Problem(Exception):
    """A refusal: ``code`` for programs, ``detail`` for the reader, ``errors`` by field, ``retry_after`` in seconds."""

    def __init__(
        self, status: int, code: str, detail: str, errors: dict[str, Any] | None = None, retry_after: int = 0
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status, self.code, self.detail = status, code, detail
        self.errors = errors or {}
        self.retry_after = retry_after

    def renamed(self, called: Callable[[str], str]) -> "Problem":
        """The same, its errors under the names that fields have in a form."""
        errors = {called(name): said for name, said in self.errors.items()}
        return Problem(self.status, self.code, self.detail, errors, self.retry_after)

    @property
    def is_passing(self) -> bool:
        """Whether the same request may well succeed a little later."""
        return self.status in (429, 502, 503, 504)


class Gateway:
    """The gateway, by a pool of connections that all requests share."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._url, self._timeout = url, timeout_seconds
        self._http = requests.Session()
        self._http.trust_env = False  # no proxy between the portal and its gateway
        self._http.mount("http", HTTPAdapter(pool_connections=_POOL, pool_maxsize=_POOL))

    def call(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str],
        params: dict[str, Any] | None = None,
        json: Any = None,
    ) -> requests.Response:
        """One request under ``/api/v1``; raises ``Problem`` for every status from 400 on, and when nobody answers."""
        try:
            response = self._http.request(
                method,
                f"{self._url}/api/v1{path}",
                params={name: value for name, value in (params or {}).items() if value not in (None, "")},
                json=json,
                headers=headers,
                timeout=self._timeout,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            raise Problem(503, "portal.gateway_away", "", retry_after=2) from error
        if response.status_code >= 400:
            raise _problem(response)
        return response


def _problem(response: requests.Response) -> Problem:
    try:
        said = response.json()
        code, detail, errors = said["code"], said["detail"], said.get("errors")
    except (ValueError, KeyError, TypeError):
        code, detail, errors = "portal.gateway_away", "", None
    retry_after = response.headers.get("Retry-After", "")
    seconds = int(retry_after) if retry_after.isdecimal() else 0
    return Problem(response.status_code, code, detail, errors, seconds)
