"""People who use Gazban over HTTP while it is shot at, and do not give up: every outcome is known in the end."""

import random
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import requests

FIRST_USER = ("19-9-00001", "1001")
PASSWORD = "Kaman-Abru-77"
CERTIFICATE = "12345"
PATIENCE_SECONDS = 120.0

_REQUEST_SECONDS = 12.0
_PAUSE_SECONDS = 0.2
_AGAIN = frozenset({502, 503, 504})
_IN_PROGRESS = "idempotency.in_progress"
# What a person may be told while facts are on their way, or because the rules say so.
KNOWN_REFUSALS = frozenset(
    {
        "inspection.charge_pending",
        "billing.file_in_debt",
        "billing.invoice_due",
        "billing.file_not_found",
        "referral.file_not_found",
        "inspection.not_your_file",
        "inspection.no_appointment",
        "inspection.phase_done",
    }
)


class Stopped(Exception):
    """The load is over."""


class Surprise(Exception):
    """An answer that nobody should get."""


@dataclass(frozen=True)
class Answer:
    """What came in the end."""

    status: int
    body: Any

    @property
    def code(self) -> str:
        """The stable code of a refusal."""
        return str(self.body.get("code", "")) if isinstance(self.body, dict) else ""


@dataclass
class Tally:
    """What everybody together was answered."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    accepted: dict[str, str] = field(default_factory=dict)  # the file of each report that was taken
    refusals: Counter[str] = field(default_factory=Counter)
    again: Counter[str] = field(default_factory=Counter)
    surprises: list[str] = field(default_factory=list)
    files_completed: int = 0
    abandoned: bool = False  # the run broke: nobody asks for outcomes any more

    def count(self, counter: "Counter[str]", what: str) -> None:
        """One more."""
        with self.lock:
            counter[what] += 1

    def surprise(self, what: str) -> Surprise:
        """Note what should not have been; it fails the run."""
        with self.lock:
            self.surprises.append(what)
        return Surprise(what)


class Person:
    """Somebody signed in, who asks again with the same key until there is an answer that says something."""

    def __init__(self, url: str, code: str, password: str, tally: Tally, stop: threading.Event) -> None:
        self._url, self._code, self._password = f"{url}/api/v1", code, password
        self._tally, self._stop = tally, stop
        self._session = requests.Session()
        self._token = ""

    def twin(self) -> "Person":
        """The same person at another device."""
        other = Person("", self._code, self._password, self._tally, self._stop)
        other._url, other._token = self._url, self._token
        return other

    def sign_in(self) -> None:
        """Sign in, or again."""
        self._token = ""
        wanted = {"membership_code": self._code, "password": self._password}
        self._token = self.must("POST", "/auth/login", wanted)["access_token"]

    def settle_in(self) -> None:
        """Sign in for the first time and choose a password, unless that was done before."""
        first = self._password
        self.sign_in()
        change = {"current_password": first, "new_password": PASSWORD}
        self.must("PUT", "/auth/password", change)
        self._password = PASSWORD
        self.sign_in()

    def must(self, method: str, path: str, body: Any = None) -> Any:
        """What is answered to a request that nothing can refuse."""
        answer = self.ask(method, path, body)
        if answer.status >= 400:
            raise self._tally.surprise(f"{method} {path}: {answer.status} {answer.body}")
        return answer.body

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """The answer to one request, made again under the same key as often as it takes."""
        key = str(uuid.uuid4())
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at and not self._tally.abandoned:
            answer = self._send(method, path, body, key)
            if answer is not None:
                return self._judged(answer, f"{method} {path}")
            time.sleep(_PAUSE_SECONDS * (0.5 + random.random()))
        raise self._tally.surprise(f"{method} {path} was not answered for {PATIENCE_SECONDS:g} s")

    def _send(self, method: str, path: str, body: Any, key: str) -> Answer | None:
        """Ask once; None where nobody can tell what became of it."""
        headers = {"Accept-Language": "en"} | ({"Idempotency-Key": key} if method != "GET" else {})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            sent = self._session.request(
                method, f"{self._url}{path}", json=body, headers=headers, timeout=_REQUEST_SECONDS
            )
            answer = Answer(sent.status_code, sent.json() if sent.content else None)
        except (requests.RequestException, ValueError):
            self._tally.count(self._tally.again, "no answer")
            return None
        if answer.status in _AGAIN or answer.code == _IN_PROGRESS:
            self._tally.count(self._tally.again, answer.code)
            return None
        if answer.status == 401 and self._token:
            self._tally.count(self._tally.again, answer.code)
            self.sign_in()
            return None
        return answer

    def _judged(self, answer: Answer, what: str) -> Answer:
        if answer.status < 400:
            return answer
        if answer.code not in KNOWN_REFUSALS:
            raise self._tally.surprise(f"{what}: {answer.status} {answer.body}")
        self._tally.count(self._tally.refusals, answer.code)
        return answer

    def until_done(self, method: str, path: str, body: Any) -> Any:
        """Ask until it is not refused any more, because the facts that it waits for have arrived."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up_at:
            answer = self.ask(method, path, body)
            if answer.status < 400:
                return answer.body
            self.pause()
        raise self._tally.surprise(f"{method} {path} was refused for {PATIENCE_SECONDS:g} s: {answer.code}")

    def pause(self, seconds: float = 0.1) -> None:
        """Wait a little; raises Stopped when the load is over."""
        if self._stop.wait(seconds):
            raise Stopped
