"""Tells a webhook, by the Standard Webhooks specification: signed, once, and nowhere else than to a checked address.

A name is resolved once, every address that it stands for is checked, and the connection goes to the first of them: so
nobody can lead us into our own network by an address that changes between the check and the call. What is answered is
not read beyond its status; a redirect is an answer like any other.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH
from standardwebhooks import Webhook

from services.billing.domain import is_public

_PORTS = {"http": 80, "https": 443}

Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message as it goes out now, with the secrets that sign it."""

    message_id: str
    url: str
    body: str
    secrets: tuple[str, ...]
    sent_at: datetime


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The status with which the receiver answered; or none, and why not."""

    status: int | None = None
    error: str | None = None


class NotAllowed(Exception):
    """A name that stands for an address of somebody's own network."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses that a name stands for, those of IPv4 first."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    ordered = sorted(found, key=lambda entry: entry[0] != socket.AF_INET)
    return list(dict.fromkeys(str(entry[4][0]) for entry in ordered))


def trusted() -> ssl.SSLContext:
    """Whoever this machine trusts, and whoever browsers do."""
    context = ssl.create_default_context()
    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
    return context


def signatures(message: Message) -> str:
    """The message's signatures, one for each secret."""
    return " ".join(
        Webhook(secret).sign(message.message_id, message.sent_at, message.body) for secret in message.secrets
    )


class Teller:
    """Sends messages; ``private_allowed`` lets them go to any address, for tests and for one's own network."""

    def __init__(
        self,
        *,
        patience_seconds: float,
        private_allowed: bool,
        resolve: Resolve = resolve,
        trusted: Callable[[], ssl.SSLContext] = trusted,
    ) -> None:
        self._patience_seconds, self._private_allowed = patience_seconds, private_allowed
        self._resolve, self._trusted = resolve, trusted

    def tell(self, message: Message) -> Answer:
        """Send a message once. Never raises: what went wrong is the answer."""
        parts = urlsplit(message.url)
        try:
            address = self._checked(parts)
            with closing(_Link(address, self._patience_seconds)) as link:
                return self._post(link, parts, message)
        except NotAllowed:
            return Answer(error="the address is not a public one")
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            return Answer(error=f"no answer: {type(error).__name__}")

    def _checked(self, parts: SplitResult) -> tuple[str, int]:
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        addresses = self._resolve(host, port)
        if not addresses or not (self._private_allowed or all(is_public(found) for found in addresses)):
            raise NotAllowed
        return addresses[0], port

    def _post(self, link: "_Link", parts: SplitResult, message: Message) -> Answer:
        host = parts.hostname or ""
        if parts.scheme == "https":
            link.secure(self._trusted(), host)
        connection = http.client.HTTPConnection(host)
        connection.sock = link.socket
        connection.request(
            "POST", _target(parts), body=message.body.encode(), headers=_headers(parts, message)
        )
        return Answer(status=connection.getresponse().status)


class _Link:
    """A connection that is cut when patience ends, however slowly the other side reads or answers."""

    def __init__(self, address: tuple[str, int], patience_seconds: float) -> None:
        began = time.monotonic()
        self.socket = socket.create_connection(address, timeout=patience_seconds)
        self._cut = threading.Timer(patience_seconds - (time.monotonic() - began), self._shut)
        self._cut.daemon = True
        self._cut.start()

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from now on, with whoever proves to be this host."""
        secured = context.wrap_socket(self.socket, server_hostname=host, do_handshake_on_connect=False)
        self.socket = secured
        secured.do_handshake()

    def close(self) -> None:
        """Hang up."""
        self._cut.cancel()
        self.socket.close()

    def _shut(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


def _target(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(parts: SplitResult, message: Message) -> dict[str, str]:
    return {
        "Host": parts.netloc,
        "Content-Type": "application/json",
        "User-Agent": "Gazban-Webhooks/1",
        "Connection": "close",
        "webhook-id": message.message_id,
        "webhook-timestamp": str(int(message.sent_at.timestamp())),
        "webhook-signature": signatures(message),
    }
