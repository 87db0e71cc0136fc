"""The inspection service: appointments, reports, per-meter verdicts, and the gate that holds a debtor's reports."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.billing import CostPreview
from contracts.events import Event
from contracts.shapes import Caller, Identifier, Limit, OptionalText, Page, Person, ShortText, command, query
from contracts.terms import ChargeStatus, FileKind, MeterState, Outcome, Phase

ReportText = Annotated[str, validate.Length(min=1, max=10_000)]
Minutes = Annotated[int, validate.Range(min=15, max=480)]


@dataclass(frozen=True, kw_only=True)
class ReportException:
    """A meter whose verdict differs from the report's outcome (R15)."""

    meter_id: Identifier
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class MeterMismatch:
    """A meter that differs on site from the one recorded; ``seen`` says what was there (R17)."""

    meter_id: Identifier
    seen: ShortText


Exceptions = Annotated[list[ReportException], validate.Length(max=200)]
Mismatches = Annotated[list[MeterMismatch], validate.Length(max=200)]


@dataclass(frozen=True, kw_only=True)
class AppointmentView:
    """A visit agreed for a file."""

    id: str
    file_id: str
    phase: Phase
    starts_at: datetime
    duration_minutes: int
    inspector: Person
    set_at: datetime


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a report says of one meter."""

    meter_id: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ReportCharge:
    """What billing made of a report; ``amount_rials`` is null while the charge is pending."""

    status: ChargeStatus
    amount_rials: int | None
    debt_rials: int | None


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """One visit's report; ``sequence`` counts the file's reports from 1."""

    id: str
    file_id: str
    sequence: int
    phase: Phase
    outcome: Outcome
    text: str
    comments: str | None
    verdicts: list[Verdict]
    meter_mismatches: list[MeterMismatch]
    inspector: Person
    filed_at: datetime
    charge: ReportCharge


@dataclass(frozen=True, kw_only=True)
class MeterProgress:
    """A meter's standing in both phases."""

    id: str
    pre: MeterState
    final: MeterState


@dataclass(frozen=True, kw_only=True)
class FileProgress:
    """How far a file is with its inspections."""

    file_id: str
    phase: Phase
    completed: bool
    appointment: AppointmentView | None
    meters: list[MeterProgress]


class InspectionApi(Protocol):
    """Visits and their results."""

    @command
    def set_appointment(
        self, *, caller: Caller, file_id: Identifier, starts_at: datetime, duration_minutes: Minutes = 60
    ) -> AppointmentView:
        """Inspector: set the next visit, or move it (R12, R14); the contractor is told at once."""

    @command
    def file_report(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        outcome: Outcome,
        text: ReportText,
        comments: OptionalText | None = None,
        exceptions: Exceptions | None = None,
        meter_mismatches: Mismatches | None = None,
    ) -> ReportView:
        """Inspector: the result of the visit (R13-R16), unless the file owes or a charge is undecided (R21)."""

    @query
    def preview_report(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        outcome: Outcome,
        text: OptionalText | None = None,
        comments: OptionalText | None = None,
        exceptions: Exceptions | None = None,
        meter_mismatches: Mismatches | None = None,
    ) -> CostPreview:
        """Inspector: what this report would cost, and whether it would block the next one (R25). Nothing is stored."""

    @query
    def list_reports(
        self, *, caller: Caller, file_id: Identifier, limit: Limit = 50, cursor: str | None = None
    ) -> Page[ReportView]:
        """The file's reports, oldest first."""

    @query
    def get_progress(self, *, caller: Caller, file_id: Identifier) -> FileProgress:
        """Phase, appointment and verdicts as this service knows them; somebody else's file is not found."""


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


@dataclass(frozen=True, kw_only=True)
class AppointmentCancelled(Event):
    """A visit will not take place: the file is no longer with that inspector."""

    file_id: str
    number: str
    appointment_id: str
    contractor: Person
    inspector: Person
    starts_at: datetime


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
    with this report every meter is approved in ``phase``.
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
