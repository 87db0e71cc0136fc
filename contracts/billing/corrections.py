"""What finance corrects by hand: reversed payments, manual debits, write-offs, refunds."""

from typing import Protocol


class CorrectionsApi(Protocol):
    """What finance corrects by hand: reversed payments, manual debits, write-offs, refunds."""
