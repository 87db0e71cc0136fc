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
    Code,
    Identifier,
    Limit,
    LongText,
    OptionalText,
    Page,
    Person,
    Sensitive,
    ShortText,
    command,
    query,
    secret,
)
from contracts.terms import (
    AppointmentRemark,
    ChargeStatus,
    DayOff,
    DeadlineKind,
    FileKind,
    MeterState,
    ObjectionState,
    Outcome,
    Phase,
    Role,
    UnusualVisits,
)

ReportText = Annotated[str, validate.Length(min=1, max=10_000)]
Minutes = Annotated[int, validate.Range(min=15, max=480)]
StepMinutes = Annotated[int, validate.Range(min=5, max=240)]
Days = Annotated[int, validate.Range(min=1, max=31)]
CalendarToken = Annotated[str, Code(), Sensitive(), validate.Length(min=1, max=64)]


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
class ObjectionView:
    """A contractor's objection to a report, and what the office ruled; ``sequence`` is the report's."""

    id: str
    file_id: str
    number: str
    report_id: str
    sequence: int
    contractor: Person
    inspector: Person
    text: str
    state: ObjectionState
    filed_at: datetime
    decided_at: datetime | None
    reason: str | None


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
    objection: ObjectionView | None = None


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
class GatePolicy:
    """What besides a debt shuts the report gate (R21).

    ``unpaid_invoice_shuts``: whether the invoice of a corrected meter's difference (R17) is to be paid before the next
    report, or only issued before it.
    """

    unpaid_invoice_shuts: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectionPolicy:
    """How many days a contractor has to object to a report, counted from its filing."""

    days: Annotated[int, validate.Range(min=1, max=365)] = 10


class InspectionApi(Protocol):
    """Visits and their results."""

    @command
    def set_appointment(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        starts_at: datetime,
        duration_minutes: Minutes = 60,
        reason: LongText | None = None,
    ) -> AppointmentView:
        """Inspector: set the next visit, or move it (R12, R14); the contractor is told at once, with the reason."""

    @query
    def get_appointment(self, *, caller: Caller, file_id: Identifier) -> AppointmentDetails:
        """The visit that the file waits for, with the times that it had before; ``no_appointment`` if there is none."""

    @command
    def cancel_appointment(self, *, caller: Caller, file_id: Identifier, reason: LongText) -> AppointmentView:
        """Inspector: call the visit off (R14); the file stays with them, and waits for a new one."""

    @command
    def confirm_appointment(
        self, *, caller: Caller, file_id: Identifier, starts_at: datetime | None = None
    ) -> AppointmentView:
        """Contractor: somebody will be there. With ``starts_at``, only if that is still the time of the visit."""

    @command
    def request_another_time(
        self, *, caller: Caller, file_id: Identifier, reason: LongText, proposed_at: datetime | None = None
    ) -> AppointmentView:
        """Contractor: ask for another time. The visit stands until its inspector moves it."""

    @query
    def list_my_appointments(
        self,
        *,
        caller: Caller,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[VisitView]:
        """Inspector, contractor: one's own visits between two days of Tehran, in order; from today on by default."""

    @query
    def list_appointment_slots(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        from_date: date | None = None,
        days: Days = 7,
        duration_minutes: Minutes = 60,
        step_minutes: StepMinutes = 30,
    ) -> AppointmentSlots:
        """Inspector: when the file could be visited within working hours, beside one's other visits."""

    @command
    @secret
    def open_calendar(self, *, caller: Caller) -> NewCalendar:
        """Inspector, contractor: a secret by which one's visits can be read without signing in; an earlier one ends."""

    @query
    def get_calendar(self, *, caller: Caller) -> CalendarState:
        """Inspector, contractor: whether one's visits can be read by a secret."""

    @command
    def close_calendar(self, *, caller: Caller) -> None:
        """Inspector, contractor: the secret is worth nothing from now on."""

    @command
    @secret
    def read_calendar(self, *, token: CalendarToken) -> CalendarFeed:
        """Whoever has the secret: a person's visits. A command, for it notes that the secret was used."""

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

    @command
    def object_to_report(
        self, *, caller: Caller, file_id: Identifier, report_id: Identifier, text: LongText
    ) -> ObjectionView:
        """Contractor: object to a report that found a defect or charged an absence, once and in time."""

    @command
    def decide_objection(
        self, *, caller: Caller, objection_id: Identifier, upheld: bool, reason: LongText
    ) -> ObjectionView:
        """Office: rule on an objection, for good; if it is upheld, billing voids the report's charge."""

    @query
    def list_objections(
        self,
        *,
        caller: Caller,
        state: ObjectionState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[ObjectionView]:
        """Open ones first, the oldest first. Office: all; contractor: the own; inspector: those to the own reports."""


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
