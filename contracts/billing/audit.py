"""The audit of the books."""

from typing import Protocol


class AuditApi(Protocol):
    """The audit of the books."""
