"""The knobs of this service, read from the environment once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, kw_only=True)
class MessagingSettings:
    """How much the system says by itself.

    ``tell_covered_charges``: whether the contractor hears of charges that a prepaid unit covered, not of debts only.
    """

    tell_covered_charges: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "MessagingSettings":
        """Read ``GAZBAN_MESSAGING_…`` variables; what is absent keeps its default."""
        return cls(tell_covered_charges=environment.get("GAZBAN_MESSAGING_TELL_COVERED_CHARGES", "1") != "0")


@cache
def settings() -> MessagingSettings:
    """The settings of this process."""
    return MessagingSettings.from_environment()
