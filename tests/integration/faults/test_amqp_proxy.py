"""A real client and a real broker with the proxy between them."""

import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import kombu
import pytest
from amqp.basic_message import Message
from amqp.exceptions import AMQPError

from launcher.backends import Backends
from launcher.supervisor import wait_until
from tests.faults.amqp_proxy import AmqpProxy
from tests.integration.chassis.conftest import Post, report_filed, wait_for
from tests.integration.faults.conftest import port_of, through


@pytest.fixture
def proxy(backends: Backends) -> Iterator[AmqpProxy]:
    made = AmqpProxy(port_of(backends.amqp_url))
    made.start()
    yield made
    made.stop()


class Publisher:
    """Publishes with confirms by way of the proxy, and notes what it is told."""

    def __init__(self, backends: Backends, proxy: AmqpProxy, queue: str) -> None:
        self._connection = kombu.Connection(through(backends.amqp_url, proxy.port))
        self._connection.connect()
        # py-amqp would else read from the socket at each publish
        self._connection.connection.client_properties["capabilities"] = {}
        self._channel = self._connection.channel()
        self._channel.confirm_select()
        self._channel.events["basic_ack"].add(self._acked)
        self._queue, self._last = queue, 0
        self.confirmed: Counter[int] = Counter()

    def _acked(self, tag: int, multiple: bool) -> None:
        earlier = [each for each in range(1, tag) if not self.confirmed[each]] if multiple else []
        self.confirmed.update([*earlier, tag])

    def publish(self, count: int, body: str = "", **options: Any) -> None:
        for _ in range(count):
            self._last += 1
            self._channel.basic_publish(
                Message(body or str(self._last), delivery_mode=2), "", self._queue, **options
            )

    def publish_until_lost(self, body: str) -> None:
        """Raises what tells of the loss."""
        for _ in range(100):
            self.publish(1, body)
            self._connection.drain_events(timeout=5)

    def wait_confirmed(self, seconds: float = 10) -> None:
        give_up_at = time.monotonic() + seconds
        while len(self.confirmed) < self._last and time.monotonic() < give_up_at:
            self._connection.drain_events(timeout=seconds)

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def publisher(backends: Backends, proxy: AmqpProxy, queue: str) -> Iterator[Publisher]:
    made = Publisher(backends, proxy, queue)
    yield made
    made.close()


def taken(backends: Backends, queue: str) -> list[str]:
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        return [str(message.body) for message in iter(lambda: channel.basic_get(queue, no_ack=True), None)]


def test_a_calm_proxy_is_not_noticed(
    backends: Backends, proxy: AmqpProxy, publisher: Publisher, queue: str
) -> None:
    publisher.publish(200)
    publisher.publish(1, body="x" * 400_000)  # several frames
    publisher.wait_confirmed()
    assert publisher.confirmed == Counter(range(1, 202))
    assert taken(backends, queue) == [*map(str, range(1, 201)), "x" * 400_000]
    assert (proxy.counts["published"], proxy.counts["duplicated"], proxy.counts["held"]) == (201, 0, 0)


def test_doubled_and_reordered_messages_are_confirmed_once_under_their_own_tags(
    backends: Backends, proxy: AmqpProxy, publisher: Publisher, queue: str
) -> None:
    proxy.duplicate(0.3)
    proxy.reorder(0.3)
    publisher.publish(500)
    publisher.wait_confirmed()
    assert publisher.confirmed == Counter(range(1, 501))
    arrived = taken(backends, queue)
    assert set(arrived) == set(map(str, range(1, 501)))
    assert len(arrived) == 500 + proxy.counts["duplicated"] > 600
    assert proxy.counts["reordered"] > 100
    first_seen = list(dict.fromkeys(map(int, arrived)))
    assert first_seen != sorted(first_seen)


def test_a_confirm_means_that_the_broker_has_that_very_message(
    backends: Backends, proxy: AmqpProxy, publisher: Publisher, queue: str
) -> None:
    proxy.reorder(1)
    publisher.publish(1)
    publisher.wait_confirmed()  # nothing overtakes it, so it waits its longest
    assert taken(backends, queue) == ["1"]
    assert (proxy.counts["held"], proxy.counts["reordered"]) == (1, 0)


def test_what_nobody_takes_comes_back_and_is_confirmed_all_the_same(
    backends: Backends, proxy: AmqpProxy
) -> None:
    publisher = Publisher(backends, proxy, "a queue that is not there")
    returned: list[Any] = []
    publisher._channel.events["basic_return"].add(lambda *what: returned.append(what))
    proxy.duplicate(1)
    publisher.publish(3, mandatory=True)
    publisher.wait_confirmed()
    publisher.close()
    assert publisher.confirmed == Counter([1, 2, 3])
    assert len(returned) == 6


def test_a_delay_is_felt_and_keeps_the_order(
    backends: Backends, proxy: AmqpProxy, publisher: Publisher, queue: str
) -> None:
    proxy.delay(0.1)
    began = time.monotonic()
    publisher.publish(20)
    publisher.wait_confirmed()
    assert time.monotonic() - began >= 0.2  # there and back
    proxy.calm()
    assert taken(backends, queue) == [str(number) for number in range(1, 21)]


def test_a_cut_ends_every_connection_and_the_next_one_works(
    backends: Backends, proxy: AmqpProxy, queue: str
) -> None:
    first = Publisher(backends, proxy, queue)
    proxy.cut()
    with pytest.raises((OSError, AMQPError)):
        first._connection.drain_events(timeout=5)
    first._connection.collect()
    second = Publisher(backends, proxy, queue)
    second.publish(1)
    second.wait_confirmed()
    second.close()
    assert (proxy.counts["cut"], proxy.counts["connections"]) == (1, 2)


def test_a_cut_in_the_middle_of_a_frame_leaves_whole_messages_only(
    backends: Backends, proxy: AmqpProxy, queue: str
) -> None:
    first = Publisher(backends, proxy, queue)
    proxy.cut(after_bytes=5_000)
    with pytest.raises((OSError, AMQPError)):
        first.publish_until_lost(body="y" * 1_000)
    first._connection.collect()
    assert wait_until(lambda: proxy.counts["cut"] == 1, timeout_seconds=5)
    arrived = taken(backends, queue)
    assert 1 <= len(arrived) <= 4
    assert set(arrived) == {"y" * 1_000}


def test_a_broker_that_is_away_is_a_connection_that_ends(queue: str) -> None:
    proxy = AmqpProxy(1)
    proxy.start()
    with pytest.raises(OSError):
        kombu.Connection(f"amqp://127.0.0.1:{proxy.port}//", connect_timeout=2).connect()
    proxy.stop()
    assert proxy.counts["refused"] >= 1


def test_facts_that_are_told_through_it_count_once(post: Post, proxy: AmqpProxy) -> None:
    direct, post.amqp_url = post.amqp_url, through(post.amqp_url, proxy.port)
    post.fail = post.wait_for_gap
    post.relay()
    post.consume()
    proxy.duplicate(0.3)
    proxy.reorder(0.3)
    for sequence in range(1, 31):
        post.tell(*(report_filed(file, sequence) for file in "abc"))
        if sequence == 15:
            proxy.cut()
    assert wait_for(lambda: len(post.rows("applied")) == 90, 20)
    assert sorted(post.applied) == [(file, n) for file in "abc" for n in range(1, 31)]
    assert proxy.counts["duplicated"] > 0
    assert proxy.counts["cut"] == 2
    proxy.calm()
    post.amqp_url = direct
