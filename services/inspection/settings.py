"""What of the inspection service can be set from outside."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, kw_only=True)
class InspectionSettings:
    """What an organization may see differently.

    ``charge_retry_seconds``: when to try again, as told to who reports while a charge is undecided (R21).
    ``appointment_years``: how far ahead a visit may be set.
    ``reminder_seconds``: how often it is looked whom to remind of tomorrow's visits.
    ``deadlines_seconds``, ``deadlines_batch``: how often it is looked for deadlines that have passed, and of how many
    files in one transaction.
    """

    charge_retry_seconds: int = 1
    appointment_years: int = 10
    reminder_seconds: float = 5.0
    deadlines_seconds: float = 30.0
    deadlines_batch: int = 50

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "InspectionSettings":
        """Read ``GAZBAN_INSPECTION_…`` variables."""
        return cls(
            charge_retry_seconds=int(environment.get("GAZBAN_INSPECTION_CHARGE_RETRY_SECONDS") or 1),
            appointment_years=int(environment.get("GAZBAN_INSPECTION_APPOINTMENT_YEARS") or 10),
            reminder_seconds=float(environment.get("GAZBAN_INSPECTION_REMINDER_SECONDS") or 5.0),
            deadlines_seconds=float(environment.get("GAZBAN_INSPECTION_DEADLINES_SECONDS") or 30),
            deadlines_batch=int(environment.get("GAZBAN_INSPECTION_DEADLINES_BATCH") or 50),
        )


@cache
def settings() -> InspectionSettings:
    """The settings of this process, read once."""
    return InspectionSettings.from_environment()
