"""Paying online through a payment provider, and what the provider settles with the bank."""

from typing import Protocol


class OnlinePaymentsApi(Protocol):
    """Paying online through a payment provider, and what the provider settles with the bank."""
