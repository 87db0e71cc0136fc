"""What an organization decides by itself of how work is shared."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class EnginePolicy:
    """How work is shared (R7).

    ``unexcused_withdrawals_count``: whether a withdrawal that the office ruled unexcused stays in the inspector's load.
    """

    unexcused_withdrawals_count: bool = True
