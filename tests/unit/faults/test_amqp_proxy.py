"""What may overtake what on a channel."""

import asyncio
import struct
from collections.abc import Callable

from tests.faults import amqp_frames as frames
from tests.faults.amqp_proxy import LONGEST_HOLD_SECONDS, AmqpProxy
from tests.faults.proxy import Pieces, Talk

QUEUE_DECLARE, CLOSE_CONNECTION = (50, 10), (10, 50)


def frame(kind: int, channel: int, payload: bytes) -> bytes:
    return struct.pack(">BHI", kind, channel, len(payload)) + payload + b"\xce"


def method(which: tuple[int, int], channel: int = 1) -> bytes:
    return frame(frames.METHOD, channel, struct.pack(">HH", *which))


def unit(body: bytes, channel: int = 1) -> Pieces:
    half = len(body) // 2
    return [
        method(frames.PUBLISH, channel),
        frame(frames.HEADER, channel, struct.pack(">HHQ", 60, 0, len(body))),
        *(frame(frames.BODY, channel, part) for part in (body[:half], body[half:])),
    ]


def sent(*pieces: Pieces | bytes) -> bytes:
    return b"".join(each if isinstance(each, bytes) else b"".join(each) for each in pieces)


def holding(check: Callable[[Talk, Pieces], Pieces | None]) -> None:
    """Let a check talk to a proxy that holds every message back."""

    async def run() -> None:
        proxy, late = AmqpProxy(1), Pieces()
        proxy.reorder(1)
        expected = check(proxy.talk(late.extend), late)
        await asyncio.sleep(LONGEST_HOLD_SECONDS * 1.5)
        assert late == (expected or [])

    asyncio.run(run())


def test_another_method_of_the_channel_finds_all_that_was_published_before_it() -> None:
    def check(talk: Talk, late: Pieces) -> None:
        assert talk.from_client(sent(unit(b"one"))) == []
        assert talk.from_client(method(QUEUE_DECLARE)) == [*unit(b"one"), method(QUEUE_DECLARE)]

    holding(check)


def test_closing_the_connection_sends_what_every_channel_holds() -> None:
    def check(talk: Talk, late: Pieces) -> None:
        assert talk.from_client(sent(unit(b"one"), unit(b"two", channel=2))) == []
        assert talk.from_client(method(CLOSE_CONNECTION, 0)) == [
            *unit(b"one"),
            *unit(b"two", channel=2),
            method(CLOSE_CONNECTION, 0),
        ]

    holding(check)


def test_a_client_that_leaves_has_sent_what_it_sent() -> None:
    def check(talk: Talk, late: Pieces) -> None:
        assert talk.from_client(sent(unit(b"one"))) == []
        assert talk.client_left() == unit(b"one")

    holding(check)


def test_another_channel_does_not_wait() -> None:
    def check(talk: Talk, late: Pieces) -> Pieces:
        assert talk.from_client(sent(unit(b"one"))) == []
        assert talk.from_client(method(QUEUE_DECLARE, 2)) == [method(QUEUE_DECLARE, 2)]
        return unit(b"one")

    holding(check)


def test_a_message_that_nothing_overtakes_goes_on_by_itself_and_whole() -> None:
    def check(talk: Talk, late: Pieces) -> Pieces:
        begun = unit(b"two")
        assert talk.from_client(sent(unit(b"one"), begun[:2])) == []
        return unit(b"one")  # between the frames of another, which is not complete yet

    holding(check)
