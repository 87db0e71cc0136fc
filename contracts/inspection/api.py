"""Whatever can be asked of the inspection service."""

from datetime import date, datetime
from typing import Any, Protocol

from contracts.billing import CostPreview
from contracts.inspection.appointments import (
    AppointmentDetails,
    AppointmentSlots,
    AppointmentView,
    Days,
    Minutes,
    StepMinutes,
    VisitView,
)
from contracts.inspection.calendars import CalendarFeed, CalendarState, CalendarToken, NewCalendar
from contracts.inspection.gate import FenceAnswer, FenceVersion
from contracts.inspection.progress import FileDeadline, FileProgress
from contracts.inspection.reports import Exceptions, Mismatches, ObjectionView, ReportText, ReportView
from contracts.policies import PolicyKey, PolicyView
from contracts.shapes import Caller, Identifier, Limit, LongText, OptionalText, Page, command, query, secret
from contracts.terms import DeadlineKind, ObjectionState, Outcome


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
        reason: OptionalText | None = None,
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

    @command
    def raise_fence(self, *, file_id: Identifier, version: FenceVersion) -> FenceAnswer:
        """For billing: shut a file's gate until billing tells of its ``version`` or a later one (R21).

        Answers with the version that inspection has heard of; if it is as high, the gate stays as it was.
        """
