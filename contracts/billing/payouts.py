"""Paying inspectors what they earned, in batches."""

from typing import Protocol


class PayoutsApi(Protocol):
    """Paying inspectors what they earned, in batches."""
