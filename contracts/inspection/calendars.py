"""A person's visits as their calendar program reads them, by a secret."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from marshmallow import validate

from contracts.shapes import Code, Person, Sensitive
from contracts.terms import AppointmentRemark, Phase, Role

CalendarToken = Annotated[str, Code(), Sensitive(), validate.Length(min=1, max=64)]


@dataclass(frozen=True, kw_only=True)
class NewCalendar:
    """The secret by which a person's visits can be read; it is shown once."""

    token: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CalendarState:
    """Whether somebody has an address from which their visits can be read, and when it was last used."""

    active: bool
    created_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class FeedVisit:
    """A visit as a calendar program gets it; ``sequence`` rises with every move, and with the cancellation.

    Of a cancelled one neither owner nor address is told: its file may be somebody else's by now. ``remind_at`` is null
    for a visit that is cancelled or reported.
    """

    id: str
    number: str
    phase: Phase
    starts_at: datetime
    ends_at: datetime
    owner_name: str
    address: str
    inspector: Person
    contractor: Person
    remarks: list[AppointmentRemark]
    confirmed: bool
    cancelled: bool
    sequence: int
    changed_at: datetime
    remind_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CalendarFeed:
    """A person's visits, in the order of their times."""

    role: Role
    visits: list[FeedVisit]
