"""Tariffs: their versions, what a new one would change, and from when one is in force (R23, R26)."""

from typing import Protocol


class TariffsApi(Protocol):
    """Tariffs: their versions, what a new one would change, and from when one is in force (R23, R26)."""
