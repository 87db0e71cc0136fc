"""What was told comes again, thousands of times, and counts once."""

import kombu
import pytest
from amqp.basic_message import Message

from launcher.backends import Backends
from tests.faults.bus import Letter, publish
from tests.faults.storm import Tap, steal, storm
from tests.integration.chassis.conftest import Post, report_filed, wait_for


@pytest.fixture
def tap(post: Post) -> Tap:
    made = Tap(post.amqp_url, most_kept=50)
    made.start()
    assert made.wait_ready()
    return made


def test_a_storm_of_copies_changes_nothing(post: Post, tap: Tap) -> None:
    post.relay()
    post.consume()
    post.tell(*(report_filed("stormy", n) for n in range(1, 101)))
    assert wait_for(lambda: tap.heard == 100 and len(post.applied) == 100)
    tap.stop()
    sample = tap.sample()
    assert len(sample) == 50
    assert all(message.properties["application_headers"]["gazban.sequence"] for message in sample)
    assert storm(tap, 2_000) == 2_000
    with kombu.Connection(post.amqp_url) as connection:
        channel = connection.channel()
        assert wait_for(lambda: channel.queue_declare("billing.inbox", passive=True).message_count == 0)
        for queue in ("referral.inbox", "messaging.inbox"):  # nobody consumes them here
            assert channel.queue_purge(queue) > 100
    assert len(post.applied) == 100


def test_there_is_no_storm_of_nothing(post: Post, tap: Tap) -> None:
    tap.stop()
    with pytest.raises(ValueError, match="nothing was told"):
        storm(tap)


def test_what_is_stolen_comes_again_and_says_so(backends: Backends, queue: str) -> None:
    assert publish(backends.amqp_url, [Letter(Message(str(n)), queue) for n in range(10)]) == 10
    assert steal(backends.amqp_url, queue, 6) == 6
    with kombu.Connection(backends.amqp_url) as connection:
        channel = connection.channel()
        assert wait_for(lambda: channel.queue_declare(queue, passive=True).message_count == 10)
        again = [channel.basic_get(queue, no_ack=True) for _ in range(10)]
    assert [int(message.body) for message in again] == list(range(10))
    assert [message.delivery_info["redelivered"] for message in again] == [True] * 6 + [False] * 4
    assert steal(backends.amqp_url, queue, 5, patience_seconds=0.2) == 0


def test_what_finds_no_queue_is_not_counted(backends: Backends) -> None:
    assert publish(backends.amqp_url, [Letter(Message("lost"), "a queue that is not there")]) == 0
