"""Receipts for money that came in, which anybody who holds one may verify."""

from typing import Protocol


class ReceiptsApi(Protocol):
    """Receipts for money that came in, which anybody who holds one may verify."""
