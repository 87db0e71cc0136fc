"""What a channel for SMS does, whoever the provider is."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Protocol


class TemporaryFailure(Exception):
    """It did not work this time, and may work later. Says why, for the office; never with a secret."""


class PermanentFailure(Exception):
    """It will never work as it is. Says why, for the office; never with a secret."""


class Fate(StrEnum):
    """What became of a text that the provider took."""

    UNDER_WAY = "under_way"
    DELIVERED = "delivered"
    LOST = "lost"


class SmsChannel(Protocol):
    """A provider of SMS. It is called outside any transaction, and bounds its own patience."""

    def send(self, mobile: str, text: str, key: str) -> str:
        """Hand a text over; gives the provider's reference.

        The same ``key`` is the same text to the same telephone: one that was taken already is not sent again, as far
        as the provider can tell. Raises :class:`TemporaryFailure` or :class:`PermanentFailure`.
        """

    def fates(self, references: Sequence[str]) -> dict[str, Fate]:
        """What became of texts, by reference; one that the provider does not know of is left out.

        Raises :class:`TemporaryFailure`.
        """
