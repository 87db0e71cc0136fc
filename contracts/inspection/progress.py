"""How far a file is with its inspections, and by when what is next is due."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.inspection.appointments import AppointmentView
from contracts.shapes import Person
from contracts.terms import DeadlineKind, MeterState, Phase


@dataclass(frozen=True, kw_only=True)
class MeterProgress:
    """A meter's standing in both phases."""

    id: str
    pre: MeterState
    final: MeterState


@dataclass(frozen=True, kw_only=True)
class DeadlineView:
    """By when something is to happen to a file, or should have."""

    kind: DeadlineKind
    due_at: datetime
    missed: bool


@dataclass(frozen=True, kw_only=True)
class FileDeadline:
    """A deadline in a list: of which file, whose it is, and what became of it.

    The time counts from ``since``. ``days_late`` are whole days, until now or until ``resolved_at``: when an
    appointment was set, a report filed, the file ended or left this inspector, or anything happened to an idle one.
    """

    id: str
    file_id: str
    number: str
    kind: DeadlineKind
    contractor: Person
    inspector: Person | None
    since: datetime
    due_at: datetime
    missed_at: datetime | None
    resolved_at: datetime | None
    days_late: int


@dataclass(frozen=True, kw_only=True)
class FileProgress:
    """How far a file is with its inspections."""

    file_id: str
    phase: Phase
    completed: bool
    appointment: AppointmentView | None
    meters: list[MeterProgress]
    deadlines: list[DeadlineView] = field(default_factory=list)
