"""Webhooks, as another system hears of the books."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.e2e.conftest import Town, until


class Receiver:
    """Somebody's accounting, on this machine."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], str]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                receiver.got.append((dict(self.headers), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/gazban"
        Thread(target=partial(self.server.serve_forever, poll_interval=0.05), daemon=True).start()

    def heard(self, secret: str, event: str) -> list[Any]:
        """What it was told of an event, every message verified."""
        told = [Webhook(secret).verify(body, headers) for headers, body in list(self.got)]
        return [message for message in told if message["type"] == event]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A receiver on this machine."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_payment_is_told_signed_and_found_in_the_feed(town: Town, receiver: Receiver) -> None:
    hook = town.finance.post("/webhooks", {"url": receiver.url, "description": "حسابداری"})
    assert hook["secret"].startswith("whsec_")
    (listed,) = [one for one in town.finance.get("/webhooks")["items"] if one["id"] == hook["id"]]
    assert "secret" not in listed
    assert (listed["state"], listed["description"]) == ("active", "حسابداری")
    file = town.file()
    town.pay(file["id"], 1_000)

    def payment() -> Any:
        told = receiver.heard(hook["secret"], "payment.received")
        return next((one for one in told if one["data"]["file_id"] == file["id"]), None)

    sequence = until(payment, "the payment is told")["data"]["sequence"]
    (entry,) = town.finance.get(f"/accounting/entries?after={sequence - 1}&limit=1")["items"]
    assert (entry["file_id"], entry["key"].split(":")[0]) == (file["id"], "payment")
    until(
        lambda: any(
            one["data"]["sequence"] >= sequence for one in receiver.heard(hook["secret"], "entries.posted")
        ),
        "the entries are told",
    )

    rotated = town.finance.post(f"/webhooks/{hook['id']}/secret-rotation", status=200)
    ping = town.finance.post(f"/webhooks/{hook['id']}/test")
    until(lambda: receiver.heard(hook["secret"], "ping"), "the ping is told")
    headers, body = next((h, b) for h, b in receiver.got if h["webhook-id"] == ping["id"])
    assert Webhook(rotated["secret"]).verify(body, headers) == json.loads(body)

    path = f"/webhooks/{hook['id']}/deliveries"

    def arrived() -> Any:
        found = town.finance.get(f"{path}?state=delivered&limit=200")["items"]
        return next((one for one in found if one["id"] == ping["id"]), None)

    assert until(arrived, "its delivery is noted")["last_status"] == 204
    town.finance.post(f"{path}/{ping['id']}/replay", status=200)
    until(lambda: [h["webhook-id"] for h, _ in receiver.got].count(ping["id"]) == 2, "it is told again")
    town.finance.ask("DELETE", f"/webhooks/{hook['id']}")
    assert town.finance.get(path, 404)["code"] == "billing.webhook_not_found"


def test_who_may_and_what_is_refused(town: Town, receiver: Receiver) -> None:
    for user in (town.office, town.contractor, town.inspector, town.it):
        assert user.get("/webhooks", 403)["code"] == "request.forbidden"
        assert user.post("/webhooks", {"url": receiver.url}, 403)["code"] == "request.forbidden"
    for url in ("ftp://books.example", "books.example", "https://a b"):
        assert "url" in town.finance.post("/webhooks", {"url": url}, 422)["errors"]
    refusal = town.finance.post("/webhooks", {"url": "https://user:pass@books.example/"}, 422)
    assert refusal["code"] == "billing.webhook_address_refused"
    assert "events" in town.finance.post("/webhooks", {"url": receiver.url, "events": []}, 422)["errors"]
    hook = town.finance.post("/webhooks", {"url": receiver.url, "events": ["period.closed"]})
    refusal = town.finance.post("/webhooks", {"url": receiver.url}, 409)
    assert refusal["code"] == "billing.webhook_exists"
    assert town.finance.ask("DELETE", "/webhooks").status_code == 422
    assert town.finance.ask("DELETE", "/webhooks?all=false").status_code == 422
    assert town.finance.ask("DELETE", f"/webhooks/{hook['id']}").status_code == 204
    for path in ("secret-rotation", "test", f"deliveries/{hook['id']}/replay"):
        refusal = town.finance.post(f"/webhooks/{hook['id']}/{path}", status=404)
        assert refusal["code"] == "billing.webhook_not_found"
