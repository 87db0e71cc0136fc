"""Whose confirm is whose, where a broker gets more messages than its client sent, and in another order."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Confirm:
    """What a client is told: of one of its messages, or of all up to it."""

    tag: int
    multiple: bool
    refused: bool


class Confirms:
    """The delivery tags of one channel in confirm mode, as its client counts them and as the broker does."""

    def __init__(self) -> None:
        self._last_of_client = self._last_of_broker = 0
        self._client_tag_of: dict[
            int, int
        ] = {}  # by the broker's tag, in its order, until the broker answers
        self._missing: dict[int, int] = {}  # answers to each of the client's messages, in its order
        self._refused: set[int] = set()

    def published(self, copies: int) -> int:
        """The client published a message, of which the broker will get so many; its tag."""
        self._last_of_client += 1
        self._missing[self._last_of_client] = copies
        return self._last_of_client

    def sent(self, client_tag: int) -> None:
        """The broker gets a copy of it now."""
        self._last_of_broker += 1
        self._client_tag_of[self._last_of_broker] = client_tag

    def answered(self, broker_tag: int, *, multiple: bool, refused: bool) -> list[Confirm]:
        """What the client may be told of the messages of which every copy was answered by now."""
        if multiple:
            tags = [tag for tag in self._client_tag_of if tag <= broker_tag or broker_tag == 0]
        else:
            tags = [broker_tag] if broker_tag in self._client_tag_of else []
        done = [tag for tag in map(self._count, tags, [refused] * len(tags)) if tag]
        return self._told(done)

    def _count(self, broker_tag: int, refused: bool) -> int:
        """Count the answer to a copy; the client's tag if that was the last, else 0."""
        tag = self._client_tag_of.pop(broker_tag)
        if refused:
            self._refused.add(tag)
        self._missing[tag] -= 1
        if self._missing[tag]:
            return 0
        del self._missing[tag]
        return tag

    def _told(self, done: list[int]) -> list[Confirm]:
        """One confirm of all when nothing before the last of them waits, else one of each."""
        refused = {tag for tag in done if tag in self._refused}
        self._refused -= refused
        last = max(done, default=0)
        if len(done) > 1 and not refused and next(iter(self._missing), last + 1) > last:
            return [Confirm(last, multiple=True, refused=False)]
        return [Confirm(tag, multiple=False, refused=tag in refused) for tag in sorted(done)]
