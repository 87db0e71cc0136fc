"""Visits: when they are, and when they could be."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated

from marshmallow import validate

from contracts.shapes import Person
from contracts.terms import AppointmentRemark, DayOff, Phase

Minutes = Annotated[int, validate.Range(min=15, max=480)]
StepMinutes = Annotated[int, validate.Range(min=5, max=240)]
Days = Annotated[int, validate.Range(min=1, max=31)]


@dataclass(frozen=True, kw_only=True)
class ChangeRequest:
    """The contractor asks for another time; ``proposed_at`` is null when they name none."""

    reason: str
    proposed_at: datetime | None
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentView:
    """A visit agreed for a file.

    ``remarks`` say what is unusual about its time. ``confirmed_at`` and ``change_request`` are the contractor's last
    word about it: there is at most one of the two, and none once the visit is moved.
    """

    id: str
    file_id: str
    phase: Phase
    starts_at: datetime
    duration_minutes: int
    inspector: Person
    set_at: datetime
    remarks: list[AppointmentRemark] = field(default_factory=list)
    confirmed_at: datetime | None = None
    change_request: ChangeRequest | None = None
    cancelled_at: datetime | None = None
    cancel_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppointmentMove:
    """The time that a visit had before it was moved, and why it was."""

    starts_at: datetime
    duration_minutes: int
    set_at: datetime
    moved_at: datetime
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class AppointmentDetails(AppointmentView):
    """A visit with the times that it had before, oldest first."""

    moves: list[AppointmentMove]


@dataclass(frozen=True, kw_only=True)
class VisitView(AppointmentView):
    """A visit with what its inspector and its contractor need to find it; ``reported`` says that it took place."""

    number: str
    owner_name: str
    address: str
    contractor: Person
    reported: bool


@dataclass(frozen=True, kw_only=True)
class Slot:
    """A time that is free for a visit."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class SlotDay:
    """A day with its free times; ``off`` says why nobody works on it."""

    day: date
    off: DayOff | None
    slots: list[Slot]


@dataclass(frozen=True, kw_only=True)
class AppointmentSlots:
    """When a file's inspector could visit it, day by day."""

    file_id: str
    duration_minutes: int
    step_minutes: int
    days: list[SlotDay]
