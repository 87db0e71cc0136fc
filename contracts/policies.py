"""What an organization decides by itself, as data with versions: the shapes in which it is shown and changed.

A policy is a frozen dataclass in the contract of the service that obeys it, with a default for every field; its key
is ``service.name``. Version 0 is that default.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from marshmallow import validate

from contracts.shapes import Code, Person
from contracts.terms import Role

# Who sees what the organization decides by itself, and who decides it.
READERS = frozenset({Role.OFFICE, Role.FINANCE})
DECIDERS = frozenset({Role.OFFICE})

PolicyKey = Annotated[str, Code(), validate.Regexp(r"^[a-z]{2,20}\.[a-z_]{2,40}$")]
# Tehran time, on 24 hours.
ClockTime = Annotated[str, Code(), validate.Regexp(r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
# A Jalali month and day, whatever the year.
MonthDay = Annotated[str, Code(), validate.Regexp(r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


@dataclass(frozen=True, kw_only=True)
class PolicyView:
    """One version of a policy: its value, who made it so, when and why; of version 0 nobody did."""

    key: str
    title: str
    version: int
    value: dict[str, Any]
    reason: str | None
    changed_by: Person | None
    changed_at: datetime | None
