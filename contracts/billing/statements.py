"""What accountants read: trial balance, aging, statements, journals, and the mapping to their own chart."""

from typing import Protocol


class StatementsApi(Protocol):
    """What accountants read: trial balance, aging, statements, journals, and the mapping to their own chart."""
