"""What of the referral service can be set from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, kw_only=True)
class ReferralSettings:
    """So that no transaction holds the engine for long: ``refer_batch`` is the most waiting files that one refers
    beside its own work, ``batch_chunk`` the most that one tries of a batch of the office.
    """

    refer_batch: int = 20
    batch_chunk: int = 25

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "ReferralSettings":
        """Read ``GAZBAN_REFERRAL_…`` variables."""
        return cls(
            refer_batch=int(environment.get("GAZBAN_REFERRAL_BATCH", "20")),
            batch_chunk=int(environment.get("GAZBAN_REFERRAL_CHUNK", "25")),
        )


@cache
def settings() -> ReferralSettings:
    """The process's settings, read once."""
    return ReferralSettings.from_environment()
