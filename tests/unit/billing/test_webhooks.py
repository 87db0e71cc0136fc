"""How stubbornly webhooks are told, whom none may reach, and how a message is signed."""

import base64
import json
import socket
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from standardwebhooks import Webhook

from services.billing.channels.webhook import Answer, Message, Teller, signatures
from services.billing.domain import PATIENCE, hold_after, is_public, message, mistake_in_url, pause_after

SECRETS = tuple("whsec_" + base64.b64encode(bytes([n]) * 32).decode() for n in (1, 2))


def test_the_pauses_grow_and_last_for_almost_three_days() -> None:
    pauses: list[timedelta] = []
    while (pause := pause_after(len(pauses) + 1)) is not None:
        pauses.append(pause)
    assert pauses[:4] == [
        timedelta(seconds=5),
        timedelta(minutes=5),
        timedelta(minutes=30),
        timedelta(hours=2),
    ]
    assert pauses == sorted(pauses)
    assert timedelta(days=2, hours=20) < sum(pauses, timedelta()) == PATIENCE <= timedelta(days=3)


def test_a_webhook_that_fails_is_never_left_alone_for_long() -> None:
    held = [hold_after(failures) for failures in range(1, 100)]
    assert held[0] == timedelta(seconds=5)
    assert held == sorted(held)
    assert held[-1] == timedelta(minutes=5)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "100.64.0.1",
        "100.100.100.200",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "::7f00:1",
        "64:ff9b:1::7f00:1",
        "3fff::1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd00:ec2::254",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:80ff:fffe",
        "localhost",
        "",
    ],
)
def test_no_address_of_somebodys_own_network_is_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("url", "plain", "private", "fine"),
    [
        ("https://books.example/hook?x=1", False, False, True),
        ("https://books.example:8443", False, False, True),
        ("http://books.example/hook", False, False, False),
        ("http://books.example/hook", True, False, True),
        ("http://127.0.0.1:9000/", True, False, False),
        ("http://127.0.0.1:9000/", True, True, True),
        ("https://[::1]/", False, False, False),
        ("https://[::1/", False, False, False),
        ("https://sub.localhost/", False, False, False),
        ("https://localhost./", False, False, False),
        ("https://127.0.0.1./", False, False, False),
        ("https://2130706433/", False, False, False),
        ("https://0177.0.0.1/", False, False, False),
        ("https://0x7f.1/", False, False, False),
        ("https://0x7F000001/", False, False, False),
        ("https://0/", False, False, False),
        ("https://8.8.8.8/", False, False, True),
        ("https://books.example./", False, False, True),
        ("https://a:b@books.example/", False, False, False),
        ("https://@books.example/", False, False, False),
        ("https://books.example/#part", False, False, False),
        ("https://books.example:99999/", False, False, False),
        ("https://books.example:0/", False, False, False),
        ("https:///path", False, False, False),
    ],
)
def test_what_an_address_says_of_itself(url: str, plain: bool, private: bool, fine: bool) -> None:
    assert (mistake_in_url(url, plain_allowed=plain, private_allowed=private) is None) is fine


def sent(url: str = "https://books.example/", body: str = "{}") -> Message:
    """A message of now."""
    return Message(message_id="m1", url=url, body=body, secrets=SECRETS, sent_at=datetime.now(UTC))


def test_every_secret_signs_a_message_as_the_specification_says() -> None:
    body = message("entries.posted", datetime(2026, 11, 22, 7, tzinfo=UTC), {"sequence": 7})
    told = sent(body=body)
    headers = {
        "webhook-id": "m1",
        "webhook-timestamp": str(int(told.sent_at.timestamp())),
        "webhook-signature": signatures(told),
    }
    for secret in SECRETS:
        assert Webhook(secret).verify(body, headers) == json.loads(body)
    assert json.loads(body) == {
        "type": "entries.posted",
        "timestamp": "2026-11-22T07:00:00+00:00",
        "data": {"sequence": 7},
    }


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    def resolve(host: str, port: int) -> list[str]:
        assert (host, port) == ("books.example", 443)
        return ["8.8.8.8", "10.0.0.1"]

    teller = Teller(patience_seconds=1, private_allowed=False, resolve=resolve)
    assert teller.tell(sent()) == Answer(error="the address is not a public one")


def test_a_name_is_resolved_once_and_only_what_was_checked_is_called() -> None:
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        got: list[bytes] = []

        def answer() -> None:
            link, _ = server.accept()
            with link:
                got.append(link.recv(65536))
                link.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        teller = Teller(patience_seconds=5, private_allowed=True, resolve=resolve)
        assert teller.tell(sent(f"http://books.invalid:{port}/a/b?c=d")) == Answer(status=200)
        thread.join(5)
    assert asked == ["books.invalid"]
    assert got[0].startswith(b"POST /a/b?c=d HTTP/1.1\r\n")
    assert f"Host: books.invalid:{port}\r\n".encode() in got[0]


def test_an_answer_in_drips_is_not_waited_for_longer_than_patience() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def drip() -> None:
            link, _ = server.accept()
            with link:
                link.recv(65536)
                try:
                    while True:
                        link.sendall(b"H")
                        link.recv(1)
                except OSError:
                    return

        Thread(target=drip, daemon=True).start()
        teller = Teller(patience_seconds=0.5, private_allowed=True, resolve=lambda *_: ["127.0.0.1"])
        started = datetime.now(UTC)
        answer = teller.tell(sent(f"http://books.invalid:{port}/"))
        assert answer.status is None
        assert datetime.now(UTC) - started < timedelta(seconds=3)


def test_nobody_there_is_an_answer_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    teller = Teller(patience_seconds=1, private_allowed=True, resolve=lambda *_: ["127.0.0.1"])
    assert teller.tell(sent(f"http://books.invalid:{port}/")).error == "no answer: ConnectionRefusedError"

    def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    assert Teller(patience_seconds=1, private_allowed=True, resolve=unknown).tell(sent()).error is not None
