"""The feed of entries, the periods of the books, and the webhooks that say that something happened."""

from typing import Protocol


class FeedApi(Protocol):
    """The feed of entries, the periods of the books, and the webhooks that say that something happened."""
