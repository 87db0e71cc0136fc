"""The broker dies under publishers and consumers, and comes back."""

import pytest

from launcher.backends import Backends
from tests.integration.chassis.conftest import Post, report_filed, wait_for


def test_nothing_is_lost_when_the_broker_is_killed(post: Post, backends: Backends) -> None:
    if backends.rabbit is None:
        pytest.skip("the broker is not a process of ours, so it is not ours to kill")
    relay = post.relay()
    inbox = post.consume()
    post.tell(*(report_filed("before", n) for n in range(1, 51)))
    backends.rabbit.kill()
    post.tell(*(report_filed("during", n) for n in range(1, 51)))
    backends.rabbit.start()
    post.tell(*(report_filed("after", n) for n in range(1, 51)))
    assert wait_for(lambda: relay.connected and inbox.connected, 30)
    assert wait_for(lambda: len(post.applied) >= 150, 30)
    came = {name: [n for f, n in post.applied if f == name] for name in ("before", "during", "after")}
    # What the broker had not confirmed when it died it may have kept in part; all of it comes again, each once.
    assert sorted(came["before"]) == list(range(1, 51))
    assert came["during"] == came["after"] == list(range(1, 51))
