"""Real private nodes through `open_backends`: two systems side by side, a kill, a stop, and nothing left.

RabbitMQ takes seconds to start, so one scenario goes through all of it.
"""

import os
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import amqp
import pytest

from launcher.backends import Backends, PrivateRabbit, open_backends
from launcher.processes import marked_with
from launcher.supervisor import wait_until

LOCAL = {"BACKENDS": "local"}


def connected(rabbit: PrivateRabbit) -> "amqp.Connection":
    user, _, password = rabbit.url.removeprefix("amqp://").partition("@")[0].partition(":")
    connection = amqp.Connection(f"127.0.0.1:{rabbit.port}", userid=user, password=password)
    connection.connect()
    return connection


def leave_message(rabbit: PrivateRabbit, body: str) -> None:
    with connected(rabbit) as connection, connection.channel() as channel:
        channel.confirm_select()
        channel.queue_declare("kept", durable=True, auto_delete=False)
        channel.basic_publish_confirm(amqp.Message(body, delivery_mode=2), routing_key="kept")


def take_message(rabbit: PrivateRabbit) -> str | None:
    with connected(rabbit) as connection, connection.channel() as channel:
        channel.queue_declare("kept", durable=True, auto_delete=False)
        message = channel.basic_get("kept", no_ack=True)
        return None if message is None else str(message.body)


def together(*actions: object) -> None:
    """Start nodes at the same time: each uses one core for some seconds."""
    threads = [threading.Thread(target=action) for action in actions if callable(action)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[tuple[Path, Path]]:
    yield tmp_path / "one", tmp_path / "other"
    for folder in (tmp_path / "one", tmp_path / "other"):
        assert wait_until(partial(_nothing_is_left_of, folder), timeout_seconds=5)


def _nothing_is_left_of(folder: Path) -> bool:
    return marked_with(folder) == []


def rabbit_of(backends: Backends) -> PrivateRabbit:
    assert backends.rabbit is not None
    return backends.rabbit


def test_private_nodes_through_their_whole_life(folders: tuple[Path, Path]) -> None:
    said: list[str] = []
    with (
        open_backends(folders[0], durable=True, say=said.append, environment=LOCAL) as durable,
        open_backends(folders[1], durable=False, say=said.append, environment=LOCAL) as passing,
    ):
        one, other = rabbit_of(durable), rabbit_of(passing)
        assert durable.origin == passing.origin == "local"
        assert len({one.port, other.port}) == 2
        leave_message(one, "kept by one")
        assert take_message(other) is None
        leave_message(other, "kept by other")

        url = one.url
        one.stop()
        assert other.pid is not None
        os.kill(other.pid, signal.SIGKILL)
        assert wait_until(lambda: other.pid is None, timeout_seconds=5)
        together(one.start, passing.revive)
        assert one.url == url
        assert (take_message(one), take_message(other)) == ("kept by one", "kept by other")
    assert [line for line in said if line.startswith("servers: private RabbitMQ")] == [
        line for line in said if line.startswith("servers:")
    ]
    assert not (folders[1] / "rabbitmq").exists()
    assert (folders[0] / "backends").read_text() == "local"


def test_given_servers_are_taken_as_they_are(tmp_path: Path) -> None:
    given = {"AMQP_URL": "amqp://there//", "DATABASE_URL": "postgres://u:p@there/postgres"}
    with open_backends(tmp_path, durable=False, say=lambda _: None, environment=given) as backends:
        assert (backends.amqp_url, backends.postgres_url) == (
            "amqp://there//",
            "postgresql://u:p@there/postgres",
        )
        assert backends.revive() == []
    assert marked_with(tmp_path) == []
