"""The facts that the inspection service tells."""

from dataclasses import dataclass, field
from datetime import datetime

from contracts.events import Event
from contracts.shapes import Person
from contracts.terms import AppointmentRemark, DeadlineKind, FileKind, Outcome, Phase


@dataclass(frozen=True, kw_only=True)
class AppointmentSet(Event):
    """A visit was set, or moved to another time; ``set_at`` tells apart two moves to the same time."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    phase: Phase
    starts_at: datetime
    duration_minutes: int
    moved: bool
    set_at: datetime | None = None
    address: str = ""
    reason: str | None = None
    remarks: list[AppointmentRemark] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(Event):
    """A visit will not take place: its inspector cancelled it (then with a ``reason``), or has the file no longer."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    starts_at: datetime
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class AppointmentConfirmed(Event):
    """The contractor will be there."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    starts_at: datetime
    confirmed_at: datetime


@dataclass(frozen=True, kw_only=True)
class AnotherTimeRequested(Event):
    """The contractor asks for another time; the visit stands until its inspector moves it."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    starts_at: datetime
    proposed_at: datetime | None
    reason: str
    requested_at: datetime


@dataclass(frozen=True, kw_only=True)
class AppointmentCameNear(Event):
    """A visit is tomorrow."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    phase: Phase
    starts_at: datetime
    duration_minutes: int
    address: str


@dataclass(frozen=True, kw_only=True)
class DeadlineMissed(Event):
    """Something was not done in time; told once. ``subject_id`` is the referral, the appointment or the file.

    ``inspector`` is who has the file, if anybody has.
    """

    file_id: str
    number: str
    deadline_id: str
    kind: DeadlineKind
    subject_id: str
    contractor: Person
    inspector: Person | None
    referral_id: str | None
    due_at: datetime
    missed_at: datetime


@dataclass(frozen=True, kw_only=True)
class ObjectionFiled(Event):
    """The contractor objects to a report."""

    file_id: str
    number: str
    objection_id: str
    report_id: str
    sequence: int
    contractor: Person
    inspector: Person
    text: str


@dataclass(frozen=True, kw_only=True)
class ObjectionDecided(Event):
    """The office ruled on an objection; if ``upheld``, the report's charge is void."""

    file_id: str
    number: str
    objection_id: str
    report_id: str
    revision: int
    sequence: int
    contractor: Person
    inspector: Person
    upheld: bool
    reason: str
    decided_at: datetime


@dataclass(frozen=True, kw_only=True)
class MeterVerdict:
    """A verdict with the class that prices it."""

    meter_id: str
    meter_class: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ReportFiled(Event):
    """A visit was reported. ``sequence`` is contiguous per file; billing settles every one, the free ones too.

    ``meter_classes`` are those of all meters of the file: they price a stage (R23). ``completes_phase`` says that
    with this report every meter is approved in ``phase``. ``meters_revision`` is the last correction of a meter that
    was known when it was filed. ``mismatches`` says what was seen of each of ``mismatched_meters`` (R17).
    """

    file_id: str
    number: str
    kind: FileKind
    block: bool
    contractor: Person
    inspector: Person
    report_id: str
    revision: int
    sequence: int
    phase: Phase
    outcome: Outcome
    verdicts: list[MeterVerdict]
    meter_classes: list[str]
    completes_phase: bool
    mismatched_meters: list[str]
    filed_at: datetime
    meters_revision: int = 0
    mismatches: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PhaseApproved(Event):
    """Every meter of the file is approved in a phase (R16)."""

    file_id: str
    number: str
    contractor: Person
    inspector: Person
    phase: Phase
    report_id: str
    approved_at: datetime
