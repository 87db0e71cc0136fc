"""Publishing whatever a test likes, past every rule of the chassis, and knowing that the broker has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import kombu
from amqp.basic_message import Message

_BATCH = 500
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True)
class Letter:
    """A message and where it goes; the exchange ``""`` takes the name of a queue."""

    message: Message
    routing_key: str
    exchange: str = ""


def publish(amqp_url: str, letters: Sequence[Letter]) -> int:
    """Publish in order, with confirms; how many of them found a queue. Raises OSError when the broker is away."""
    with kombu.Connection(amqp_url, connect_timeout=5) as connection:
        connection.connect()
        raw = connection.connection
        # py-amqp would otherwise read from the socket at each publish, and slow it down
        raw.client_properties = {**raw.client_properties, "capabilities": {}}
        channel = connection.channel()
        channel.confirm_select()
        outstanding, returned = set[int](), list[str]()

        def confirmed(tag: int, multiple: bool) -> None:
            outstanding.difference_update(
                [each for each in outstanding if each <= tag] if multiple else [tag]
            )

        def came_back(_error: Any, _exchange: str, routing_key: str, _message: Any) -> None:
            returned.append(routing_key)

        channel.events["basic_ack"].add(confirmed)
        channel.events["basic_return"].add(came_back)
        for number, letter in enumerate(letters, start=1):
            outstanding.add(number)
            channel.basic_publish(letter.message, letter.exchange, letter.routing_key, mandatory=True)
            while outstanding and (number % _BATCH == 0 or number == len(letters)):
                connection.drain_events(timeout=_PATIENCE_SECONDS)
        return len(letters) - len(returned)
