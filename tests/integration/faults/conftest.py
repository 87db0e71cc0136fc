"""What the tests of the meddling share: a queue of their own, and the port of a server's URL."""

import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import kombu
import pytest

from launcher.backends import Backends
from tests.integration.chassis.conftest import post

__all__ = ["post", "queue"]


def port_of(url: str) -> int:
    """The port in a server's URL."""
    port = urlsplit(url).port
    assert port is not None
    return port


def through(url: str, port: int) -> str:
    """The URL of the same server by way of a proxy."""
    parts = urlsplit(url)
    credentials = parts.netloc.rpartition("@")[0]
    return urlunsplit(parts._replace(netloc=f"{credentials}@127.0.0.1:{port}"))


def at_database(url: str, path: str) -> str:
    """The URL of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=path))


@pytest.fixture
def queue(backends: Backends) -> Iterator[str]:
    """A durable queue that nobody else knows, deleted afterwards."""
    name = f"faults-{uuid.uuid4().hex[:8]}"
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        channel.queue_declare(name, durable=True, auto_delete=False)
        yield name
        channel.queue_delete(name)
