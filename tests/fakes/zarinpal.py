"""A payment provider that speaks Zarinpal's interface on loopback, and fails as a test wants."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

DROP = "drop"  # in the place of an answer: the connection ends without one
Answer = dict[str, Any] | str | int


@dataclass
class FakeZarinpal:
    """What it was asked for, by authority; ``paid`` and ``verified`` are authorities.

    ``next_answers`` are given instead of the true ones, in order: an answer, an HTTP status, or DROP. The question
    has its effect all the same. ``before_answer`` runs while a question for a verification waits.
    """

    merchant: str = "merchant-1"
    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    paid: set[str] = field(default_factory=set)
    verified: dict[str, int] = field(default_factory=dict)
    paid_rials: dict[str, int] = field(default_factory=dict)
    references: dict[str, int] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    next_answers: list[Answer] = field(default_factory=list)
    pause_seconds: float = 0.0
    before_answer: Callable[[], None] = lambda: None
    url: str = ""
    _numbers: Iterator[int] = field(default_factory=lambda: count(int(time.time() * 1000)))

    def answer(self, verb: str, body: dict[str, Any]) -> dict[str, Any]:
        """The true answer, with its effect."""
        self.asked.append((verb, body))
        if body.get("merchant_id") != self.merchant:
            return _error(-9)
        return {"request": self._request, "verify": self._verify, "unVerified": self._unverified}[verb](body)

    def _request(self, body: dict[str, Any]) -> dict[str, Any]:
        authority = f"A{next(self._numbers):035d}"
        self.requests[authority] = body
        return _data(100, authority=authority)

    def _verify(self, body: dict[str, Any]) -> dict[str, Any]:
        authority = body["authority"]
        if authority not in self.requests:
            return _error(-54)
        if authority not in self.paid:
            return _error(-51)
        if body["amount"] != self.paid_rials.get(authority, self.requests[authority]["amount"]):
            return _error(-50)
        code = 101 if authority in self.verified else 100
        reference = self.verified.setdefault(authority, self.references.get(authority) or next(self._numbers))
        return _data(code, ref_id=reference, card_pan="502229******5995", fee=0)

    def _unverified(self, _body: dict[str, Any]) -> dict[str, Any]:
        waiting = [{"authority": authority} for authority in self.paid if authority not in self.verified]
        return _data(100, authorities=waiting)

    def asked_for(self, verb: str) -> list[dict[str, Any]]:
        """What it was asked, of one kind."""
        return [body for asked, body in self.asked if asked == verb]


def _data(code: int, **more: Any) -> dict[str, Any]:
    return {"data": {"code": code, "message": "Success", **more}, "errors": []}


def _error(code: int) -> dict[str, Any]:
    return {"data": [], "errors": {"code": code, "message": "…", "validations": []}}


@contextmanager
def serving(fake: FakeZarinpal) -> Iterator[FakeZarinpal]:
    """The provider on a port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            verb = self.path.removeprefix("/pg/v4/payment/").removesuffix(".json")
            answer: Answer = fake.answer(verb, body)
            if verb == "verify":
                fake.before_answer()
            if fake.next_answers:
                answer = fake.next_answers.pop(0)
            time.sleep(fake.pause_seconds)
            if answer == DROP:
                self.close_connection = True
                return
            status = answer if isinstance(answer, int) else 200
            sent = json.dumps(answer).encode() if isinstance(answer, dict) else str(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:
                self.close_connection = True  # who asked has given up

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
