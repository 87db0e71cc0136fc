"""A proxy for RabbitMQ: it delays and cuts, and doubles and reorders what clients publish, frame by frame.

Only publishing is meddled with. A channel's other methods keep their order, with each other and with what was published
before them; deliveries keep theirs, because their tags do. No client can tell but by what arrives: a confirm reaches it
under its own tag, once the broker took every copy of that very message.
"""

import asyncio
import random
from dataclasses import dataclass

from tests.faults import amqp_frames as frames
from tests.faults.amqp_confirms import Confirms
from tests.faults.proxy import Pieces, Proxy, Send, Talk

LONGEST_HOLD_SECONDS = 0.2
_MOST_OVERTAKING = 3  # messages that may overtake one that is held back


class AmqpProxy(Proxy):
    """Between the processes and a broker on a port of 127.0.0.1."""

    def __init__(self, upstream_port: int, *, seed: int = 1) -> None:
        super().__init__(upstream_port)
        self.random = random.Random(seed)
        self.duplicate_rate = self.reorder_rate = 0.0

    def duplicate(self, rate: float) -> None:
        """From now on, let this share of the published messages reach the broker twice."""
        self.duplicate_rate = rate

    def reorder(self, rate: float) -> None:
        """From now on, hold this share of the published messages back until a few later ones overtook them."""
        self.reorder_rate = rate

    def calm(self) -> None:
        """Do nothing but carry from now on."""
        super().calm()
        self.duplicate_rate = self.reorder_rate = 0.0

    def talk(self, to_server: Send) -> Talk:
        """A connection whose frames are looked at."""
        return _AmqpTalk(self, to_server)


class _AmqpTalk(Talk):
    """The channels of one connection."""

    def __init__(self, proxy: AmqpProxy, to_server: Send) -> None:
        self._proxy, self._to_server = proxy, to_server
        self._published, self._answered = frames.Frames(), frames.Frames()
        self._channels: dict[int, _Channel] = {}

    def from_client(self, data: bytes) -> Pieces:
        """The frames that go to the broker now."""
        return [piece for frame in self._published.take(data) for piece in self._passed(frame)]

    def from_server(self, data: bytes) -> Pieces:
        """The frames that go to the client now, with confirms in its own count."""
        return [piece for frame in self._answered.take(data) for piece in self._translated(frame)]

    def client_left(self) -> Pieces:
        """What was held back."""
        return [piece for channel in self._channels.values() for piece in channel.flush()]

    def _passed(self, frame: bytes) -> Pieces:
        number = frames.channel_of(frame)
        if frames.kind_of(frame) not in (frames.METHOD, frames.HEADER, frames.BODY):
            return [frame]  # a heartbeat, or the greeting
        if number == 0:
            return [*self.client_left(), frame]
        if number not in self._channels or _is(frame, frames.CHANNEL_OPEN):
            self._channels[number] = _Channel(self._proxy, self._to_server)
        return self._channels[number].take(frame)

    def _translated(self, frame: bytes) -> Pieces:
        channel = self._channels.get(frames.channel_of(frame))
        if channel is None or channel.confirms is None:
            return [frame]
        if not (_is(frame, frames.ACK) or _is(frame, frames.NACK)):
            return [frame]
        tag, multiple = frames.confirm_of(frame)
        told = channel.confirms.answered(tag, multiple=multiple, refused=_is(frame, frames.NACK))
        return [
            frames.confirm(frames.channel_of(frame), each.tag, multiple=each.multiple, refused=each.refused)
            for each in told
        ]


@dataclass(eq=False)
class _Held:
    """A message that is held back until so many later ones arrived."""

    unit: Pieces
    tag: int
    later: int
    overtaken: bool = False


class _Channel:
    """What a client publishes on one channel, as units: a method, a header and the bodies."""

    def __init__(self, proxy: AmqpProxy, to_server: Send) -> None:
        self._proxy, self._to_server = proxy, to_server
        self._unit: Pieces = []  # what has arrived of the present one
        self._body_bytes = 0  # what is missing of it
        self._held: list[_Held] = []
        self.confirms: Confirms | None = None

    def take(self, frame: bytes) -> Pieces:
        """What goes on for a frame of the client's."""
        if frames.kind_of(frame) == frames.METHOD:
            if _is(frame, frames.PUBLISH):
                self._unit = [frame]
                return []
            earlier = self.flush()
            if _is(frame, frames.CONFIRM_SELECT) and self.confirms is None:
                self.confirms = Confirms()
            return [*earlier, frame]
        self._unit.append(frame)
        announced = frames.kind_of(frame) == frames.HEADER
        self._body_bytes += frames.body_bytes_of(frame) * (1 if announced else -1)
        if self._body_bytes > 0:
            return []
        unit, self._unit = self._unit, []
        return self._publish(unit)

    def flush(self) -> Pieces:
        """Everything that is held back, in the order of the client."""
        held, self._held = self._held, []
        return [piece for each in held for piece in self._let_go(each)]

    def _publish(self, unit: Pieces) -> Pieces:
        """Send a unit, or a copy more, or hold it back; then what was held back for it."""
        copies = 1 + self._happens("duplicated", self._proxy.duplicate_rate)
        self._proxy.counts["published"] += 1
        tag = self.confirms.published(copies) if self.confirms is not None else 0
        earlier, out = list(self._held), Pieces()
        for _ in range(copies):
            if self._happens("held", self._proxy.reorder_rate):
                self._hold(unit, tag)
            else:
                out += self._send(unit, tag)
        for held in earlier:
            held.later -= 1
            held.overtaken |= bool(out)
            if held.later <= 0:
                self._held.remove(held)
                out += self._let_go(held)
        return out

    def _happens(self, what: str, rate: float) -> bool:
        happens = self._proxy.random.random() < rate
        self._proxy.counts[what] += happens
        return happens

    def _hold(self, unit: Pieces, tag: int) -> None:
        held = _Held(unit, tag, self._proxy.random.randint(1, _MOST_OVERTAKING))
        self._held.append(held)
        asyncio.get_running_loop().call_later(LONGEST_HOLD_SECONDS, self._expire, held)

    def _expire(self, held: _Held) -> None:
        if held in self._held:
            self._held.remove(held)
            self._to_server(self._let_go(held))

    def _let_go(self, held: _Held) -> Pieces:
        self._proxy.counts["reordered"] += held.overtaken
        return self._send(held.unit, held.tag)

    def _send(self, unit: Pieces, tag: int) -> Pieces:
        if self.confirms is not None and tag:
            self.confirms.sent(tag)
        return unit


def _is(frame: bytes, method: tuple[int, int]) -> bool:
    return frames.kind_of(frame) == frames.METHOD and frames.method_of(frame) == method
