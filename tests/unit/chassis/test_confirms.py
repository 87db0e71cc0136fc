"""Which messages the broker has confirmed, as the relay counts them."""

import pytest

from chassis.amqp import LinkDown
from chassis.outbox import _Confirms


def published(count: int) -> _Confirms:
    confirms = _Confirms()
    for _ in range(count):
        confirms.publishing()
    return confirms


def is_confirmed(confirms: _Confirms) -> bool:
    try:
        confirms.wait(0)
    except LinkDown:
        return False
    return True


def test_nothing_published_is_nothing_to_wait_for() -> None:
    assert is_confirmed(published(0))


def test_tags_run_from_one_and_may_come_in_any_order() -> None:
    confirms = published(3)
    for tag in (3, 1):
        confirms.acked(tag, False)
        assert not is_confirmed(confirms)
    confirms.acked(2, False)
    assert is_confirmed(confirms)


def test_one_confirmation_may_speak_for_many() -> None:
    confirms = published(5)
    confirms.acked(4, True)
    assert not is_confirmed(confirms)
    confirms.acked(5, True)
    assert is_confirmed(confirms)


def test_a_message_the_broker_refused_fails_the_batch() -> None:
    confirms = published(2)
    confirms.acked(2, True)
    confirms.nacked(1, False)
    with pytest.raises(LinkDown, match="refused"):
        confirms.wait(0)


def test_a_fact_that_found_no_queue_fails_the_batch_though_it_is_confirmed() -> None:
    confirms = published(1)
    confirms.returned(None, "billing.events", "charge_settled", None)
    confirms.acked(1, False)
    with pytest.raises(LinkDown, match="charge_settled"):
        confirms.wait(0)


def test_a_new_channel_starts_over() -> None:
    confirms = published(2)
    confirms.fail("the connection was lost")
    confirms.reset()
    assert is_confirmed(confirms)
    confirms.publishing()
    confirms.acked(1, False)
    assert is_confirmed(confirms)


def test_the_broker_is_not_waited_for_for_ever() -> None:
    with pytest.raises(LinkDown, match="in time"):
        published(1).wait(0.01)
