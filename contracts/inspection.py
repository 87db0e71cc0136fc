"""The inspection service: appointments, reports, per-meter verdicts, and the gate that holds a debtor's reports."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, Protocol

from marshmallow import validate

from contracts.billing import CostPreview
from contracts.events import Event
from contracts.policies import ClockTime, MonthDay, PolicyKey, PolicyView
from contracts.shapes import (
    Caller,
    Identifier,
    Limit,
    LongText,
    OptionalText,
    Page,
    Person,
    ShortText,
    command,
    query,
)
from contracts.terms import (
    AppointmentRemark,
    ChargeStatus,
    DeadlineKind,
    FileKind,
    MeterState,
    Outcome,
    Phase,
    UnusualVisits,
)

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


@dataclass(frozen=True, kw_only=True)
class CalendarPolicy:
    """When people work, in Tehran: days off (0 = Saturday), hours, holidays; yearly ones by Jalali month and day."""

    days_off: Annotated[list[Annotated[int, validate.Range(min=0, max=6)]], validate.Length(max=6)] = field(
        default_factory=lambda: [6]
    )
    opens_at: ClockTime = "08:00"
    closes_at: ClockTime = "18:00"
    yearly_holidays: Annotated[list[MonthDay], validate.Length(max=100)] = field(
        default_factory=lambda: [
            "01-01", "01-02", "01-03", "01-04", "01-12", "01-13", "03-14", "03-15", "11-22", "12-29"
        ]
    )  # fmt: skip
    holidays: Annotated[list[date], validate.Length(max=1000)] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class VisitPolicy:
    """What is asked of the time of a visit (R12).

    A visit on a day off, outside the hours, or at less notice than ``minimum_notice_minutes`` is unusual: such ones
    are taken with a remark, or refused. ``remind_at`` is when people are reminded on the day before.
    """

    unusual_visits: UnusualVisits = UnusualVisits.ALLOW
    minimum_notice_minutes: Annotated[int, validate.Range(min=0, max=43_200)] = 1_440
    remind_at: ClockTime = "17:00"


@dataclass(frozen=True, kw_only=True)
class DeadlinePolicy:
    """How long may pass before somebody is asked why: see ``DeadlineKind``."""

    appointment_working_days: Annotated[int, validate.Range(min=1, max=365)] = 3
    report_days: Annotated[int, validate.Range(min=1, max=365)] = 2
    idle_months: Annotated[int, validate.Range(min=1, max=120)] = 6


@dataclass(frozen=True, kw_only=True)
class ObjectionPolicy:
    """How many days a contractor has to object to a report, counted from its filing."""

    days: Annotated[int, validate.Range(min=1, max=365)] = 10


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

    @query
    def list_my_deadlines(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[FileDeadline]:
        """Inspector: the deadlines of the files in hand, running and missed ones, soonest first."""

    @query
    def list_deadlines(
        self,
        *,
        caller: Caller,
        kind: DeadlineKind | None = None,
        missed: bool = True,
        resolved: bool | None = None,
        oldest_first: bool | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[FileDeadline]:
        """Office: missed deadlines, newest first, resolved ones too unless asked; or running ones, soonest first."""

    @query
    def list_policies(self, *, caller: Caller) -> list[PolicyView]:
        """Office, finance: the policies of this service, as in force."""

    @query
    def list_policy_versions(self, *, caller: Caller, key: PolicyKey) -> list[PolicyView]:
        """Office, finance: every version of a policy, newest first; the last is what the system came with."""

    @command
    def change_policy(
        self,
        *,
        caller: Caller,
        key: PolicyKey,
        value: dict[str, Any],
        reason: LongText,
        version: int | None = None,
    ) -> PolicyView:
        """Office: a new version of a policy, in force at once; ``version`` is the one that it was made from."""


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
    was known when it was filed.
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
