"""The referral service: files, their specification and meters, worksheets, and who inspects what."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.inspection import ChangeRequest
from contracts.policies import PolicyKey, PolicyView
from contracts.shapes import (
    AreaCode,
    Caller,
    Identifier,
    Limit,
    LongText,
    OptionalText,
    Page,
    Person,
    Quantity,
    ShortText,
    command,
    query,
)
from contracts.terms import (
    AppointmentRemark,
    BatchState,
    ChainFault,
    DeadlineKind,
    FileKind,
    FileResult,
    FileSort,
    FileStatus,
    MeterState,
    PastSort,
    Phase,
    ProposalState,
    ReferralEnd,
    ReferralKind,
    WorkSort,
)

Weekday = Annotated[int, validate.Range(min=0, max=6)]


@dataclass(frozen=True, kw_only=True)
class NewMeter:
    """A meter as the contractor states it; nobody states a class (R18)."""

    label: ShortText
    area_m2: Quantity
    consumption_m3h: Quantity


@dataclass(frozen=True, kw_only=True)
class MeterChange:
    """One correction of a meter (R17). ``revision`` counts the file's changes of class; null if the class stayed.

    ``report_id`` is the report whose mismatch it answers, if there was one.
    """

    old_area_m2: Decimal
    new_area_m2: Decimal
    old_consumption_m3h: Decimal
    new_consumption_m3h: Decimal
    old_class: str
    new_class: str
    revision: int | None
    corrected_by: Person
    corrected_at: datetime
    report_id: str | None


@dataclass(frozen=True, kw_only=True)
class MeterView:
    """A meter with its derived class and its standing in both phases.

    ``mismatch`` is what a report saw that differs and nobody has corrected since (R17). ``history`` is its
    corrections, oldest first; null where files are listed.
    """

    id: str
    label: str
    area_m2: Decimal
    consumption_m3h: Decimal
    meter_class: str
    pre: MeterState
    final: MeterState
    mismatch: str | None = None
    history: list[MeterChange] | None = None


@dataclass(frozen=True, kw_only=True)
class FileAppointment:
    """The visit that the file waits for, and the contractor's last word about it."""

    id: str
    starts_at: datetime
    duration_minutes: int
    remarks: list[AppointmentRemark] = field(default_factory=list)
    confirmed_at: datetime | None = None
    change_request: ChangeRequest | None = None


@dataclass(frozen=True, kw_only=True)
class FileView:
    """A file as its people see it. ``debt_rials`` and ``appointment`` are what their owners last told."""

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    status: FileStatus
    phase: Phase
    debtor: bool
    debt_rials: int
    contractor: Person
    inspector: Person | None
    registered_at: datetime
    waiting_since: datetime | None = None
    referred_at: datetime | None
    completed_at: datetime | None
    appointment: FileAppointment | None
    meters: list[MeterView]


@dataclass(frozen=True, kw_only=True)
class FileInHand(FileView):
    """A file in an inspector's hands; ``referred_days`` are the days since the referral, in Tehran (R8)."""

    referred_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One inspector considered for a referral; ``score`` is load over capacity in millionths, lower is chosen."""

    inspector: Person
    score: int
    eligible: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class ReferralView:
    """One handing-over of a file, with what it was decided on (R7)."""

    id: str
    inspector: Person
    kind: ReferralKind
    reason: str
    candidates: list[Candidate]
    referred_at: datetime
    referred_by: Person | None
    ended_at: datetime | None
    ended_by: ReferralEnd | None
    end_reason: str | None


@dataclass(frozen=True, kw_only=True)
class PastFile:
    """A file in one of the inspector's lists of past work.

    ``excused`` and ``ruling_reason`` are what the office ruled of a withdrawal, null until it has.
    """

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    phase: Phase
    result: FileResult
    reason: str | None
    referred_at: datetime
    happened_at: datetime
    excused: bool | None = None
    ruling_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class Worksheet:
    """What work an inspector is willing to take (R6); ``weekdays`` count from 0 = Saturday."""

    accepting: bool
    areas: Annotated[list[AreaCode], validate.Length(max=100)]
    kinds: Annotated[list[FileKind], validate.Length(max=2)]
    blocks: bool
    weekdays: Annotated[list[Weekday], validate.Length(max=7)]
    capacity: Annotated[int, validate.Range(min=0, max=1000)]


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event of a file's life; ``details`` is the event as its publisher told it, less what is private.

    ``hash`` is made of the whole entry and of the hash before it: whoever keeps it can tell later that nothing changed.
    """

    id: str
    position: int
    service: str
    event: str
    occurred_at: datetime
    summary: str
    details: dict[str, str]
    hash: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineProof:
    """Whether a timeline is still what was written: ``checked`` entries of ``length`` fit, up to ``first_broken``.

    ``head`` is the hash of the last entry, as the file itself remembers it.
    """

    intact: bool
    length: int
    head: str
    checked: int
    first_broken: int | None
    reason: ChainFault | None


@dataclass(frozen=True, kw_only=True)
class MeterSpec:
    """A meter as the other services need it."""

    id: str
    label: str
    meter_class: str


@dataclass(frozen=True, kw_only=True)
class FileSnapshot:
    """A whole file as the other services need it; only one with a higher ``version`` replaces another.

    ``meters_revision`` counts the corrections that changed a meter's class.
    """

    id: str
    number: str
    version: int
    kind: FileKind
    block: bool
    area: str
    status: FileStatus
    phase: Phase
    contractor: Person
    inspector: Person | None
    referral_id: str | None
    meters: list[MeterSpec]
    registered_at: datetime
    address: str = ""
    owner_name: str = ""
    referred_at: datetime | None = None
    meters_revision: int = 0


@dataclass(frozen=True, kw_only=True)
class EnginePolicy:
    """How work is shared (R7).

    ``unexcused_withdrawals_count``: whether a withdrawal that the office ruled unexcused stays in the inspector's load.
    """

    unexcused_withdrawals_count: bool = True


@dataclass(frozen=True, kw_only=True)
class MissedDeadline:
    """What a proposal rests on; ``made_good_at`` is when it was done after all."""

    deadline_id: str
    kind: DeadlineKind
    due_at: datetime
    missed_at: datetime
    made_good_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DismissalProposal:
    """A proposal to take a file from an inspector who missed deadlines (R11); the office decides, nobody else does.

    It lapses when the referral ends otherwise. ``reason`` is the office's.
    """

    id: str
    file_id: str
    number: str
    inspector: Person
    referred_at: datetime
    state: ProposalState
    deadlines: list[MissedDeadline]
    proposed_at: datetime
    ended_at: datetime | None
    decided_by: Person | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class HeldFile:
    """A file in an inspector's hands."""

    id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A declared connection of an inspector with a contractor; while it lasts, neither rule nor office refers.

    ``held_files`` are those of this contractor that the inspector has nevertheless, at most 50 of
    ``held_file_count``: declaring takes none away, the office may dismiss.
    """

    id: str
    inspector: Person
    contractor: Person
    reason: str
    declared_by: Person
    declared_at: datetime
    ended_by: Person | None
    ended_at: datetime | None
    end_reason: str | None
    held_file_count: int
    held_files: list[HeldFile]


@dataclass(frozen=True, kw_only=True)
class WithdrawalView:
    """A withdrawal and what the office ruled of it; ``id`` is the referral's."""

    id: str
    file_id: str
    file_number: str
    contractor: Person
    inspector: Person
    phase: Phase
    reason: str | None
    referred_at: datetime
    withdrawn_at: datetime
    excused: bool | None
    ruling_reason: str | None
    ruled_by: Person | None
    ruled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WaitingFile:
    """A paid file that nobody has; ``why`` says in a sentence why nobody is eligible, as of now."""

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    phase: Phase
    contractor: Person
    registered_at: datetime
    waiting_since: datetime
    waiting_days: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ReferralBatchView:
    """A try of all the files that waited when it was started: ``tried`` of ``total``.

    Each tried file was ``referred``, is ``still_waiting`` because nobody is eligible, was ``no_longer_waiting`` when
    its turn came, or ``failed`` by a fault of the system and waits on. The files that a stopped batch has not tried
    wait on too.
    """

    id: str
    state: BatchState
    total: int
    tried: int
    referred: int
    still_waiting: int
    no_longer_waiting: int
    percent: int
    started_by: Person
    started_at: datetime
    ended_at: datetime | None
    failed: int = 0
    stopped_by: Person | None = None


class ReferralApi(Protocol):
    """Files and who inspects them."""

    @command
    def register_file(
        self,
        *,
        caller: Caller,
        kind: FileKind,
        block: bool,
        area: AreaCode,
        address: Annotated[str, validate.Length(min=1, max=500)],
        owner_name: ShortText,
        meters: Annotated[list[NewMeter], validate.Length(min=1, max=200)],
    ) -> FileView:
        """Contractor: register a project. A meter beyond the catalogue is refused (R18); billing invoices it (R19)."""

    @query
    def get_file(self, *, caller: Caller, file_id: Identifier) -> FileView:
        """The whole specification (R9); somebody else's file is not found."""

    @query
    def list_files(
        self,
        *,
        caller: Caller,
        status: FileStatus | None = None,
        phase: Phase | None = None,
        kind: FileKind | None = None,
        debtor: bool | None = None,
        area: AreaCode | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        q: ShortText | None = None,
        sort: FileSort = FileSort.NEWEST,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[FileView]:
        """The caller's files, registered from one day to another in Tehran; all words of ``q`` are in what it searches.

        That is number, owner and address, whatever the keyboard; both days are included.
        """

    @command
    def correct_meter(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        meter_id: Identifier,
        area_m2: Quantity | None = None,
        consumption_m3h: Quantity | None = None,
    ) -> MeterView:
        """Contractor: correct an open meter's data; its class is derived anew (R17, R18)."""

    @command
    def refer_file(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        inspector_id: Identifier | None = None,
        reason: LongText | None = None,
    ) -> ReferralView:
        """Office: refer a paid file, by the rule or to a named inspector with a reason (R7)."""

    @command
    def withdraw(
        self, *, caller: Caller, file_id: Identifier, reason: OptionalText | None = None
    ) -> FileView:
        """Inspector: give the file up, for good; it is referred again at once (R10)."""

    @command
    def dismiss_inspector(self, *, caller: Caller, file_id: Identifier, reason: LongText) -> FileView:
        """Office: take the file from its inspector; it is referred again at once (R11)."""

    @command
    def cancel_file(self, *, caller: Caller, file_id: Identifier, reason: LongText) -> FileView:
        """Office: end a file that will not be completed; billing credits its unused units (R24)."""

    @query
    def list_referrals(self, *, caller: Caller, file_id: Identifier) -> list[ReferralView]:
        """Every referral of a file, oldest first.

        Contractors and inspectors see no other candidate's name, in ``reason`` neither, and no remark of the office.
        """

    @query
    def list_my_referrals(
        self,
        *,
        caller: Caller,
        phase: Phase | None = None,
        kind: FileKind | None = None,
        debtor: bool | None = None,
        area: AreaCode | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        q: ShortText | None = None,
        sort: WorkSort = WorkSort.OLDEST,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[FileInHand]:
        """Inspector: the files in hand (R8), by default the oldest referral first; the dates are the referral's."""

    @query
    def list_my_files(
        self,
        *,
        caller: Caller,
        result: FileResult,
        phase: Phase | None = None,
        kind: FileKind | None = None,
        area: AreaCode | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        q: ShortText | None = None,
        sort: PastSort = PastSort.NEWEST,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[PastFile]:
        """Inspector: approved, withdrawn or dismissed files (R27-R29); the dates are of the day that ended it."""

    @query
    def get_worksheet(self, *, caller: Caller) -> Worksheet:
        """Inspector: the own worksheet; one never filled in accepts nothing."""

    @command
    def put_worksheet(
        self,
        *,
        caller: Caller,
        accepting: bool,
        areas: Annotated[list[AreaCode], validate.Length(max=100)],
        kinds: Annotated[list[FileKind], validate.Length(max=2)],
        blocks: bool,
        weekdays: Annotated[list[Weekday], validate.Length(max=7)],
        capacity: Annotated[int, validate.Range(min=0, max=1000)],
    ) -> Worksheet:
        """Inspector: replace the worksheet (R6); waiting files that it admits are referred."""

    @query
    def get_timeline(
        self, *, caller: Caller, file_id: Identifier, limit: Limit = 50, cursor: str | None = None
    ) -> Page[TimelineEntry]:
        """Every event of the file, of every service, in the order in which this service learned of them."""

    @query
    def verify_timeline(self, *, caller: Caller, file_id: Identifier) -> TimelineProof:
        """Whether the file's timeline is still what was written, entry by entry."""

    @query
    def get_snapshot(self, *, file_id: Identifier) -> FileSnapshot:
        """For services: the file as it is now."""

    @query
    def list_dismissal_proposals(
        self,
        *,
        caller: Caller,
        state: ProposalState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[DismissalProposal]:
        """Office: proposals to dismiss inspectors who missed deadlines, newest first."""

    @query
    def get_dismissal_proposal(self, *, caller: Caller, proposal_id: Identifier) -> DismissalProposal:
        """Office: one proposal."""

    @command
    def decide_dismissal(
        self, *, caller: Caller, proposal_id: Identifier, accept: bool, reason: LongText
    ) -> DismissalProposal:
        """Office: dismiss the inspector as proposed (R11), for good, or leave the file with them."""

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
    def declare_conflict(
        self, *, caller: Caller, inspector_id: Identifier, contractor_id: Identifier, reason: LongText
    ) -> ConflictView:
        """Office: an inspector is connected with a contractor and gets none of their files, by nobody (R7)."""

    @command
    def end_conflict(
        self, *, caller: Caller, conflict_id: Identifier, reason: OptionalText | None = None
    ) -> ConflictView:
        """Office: the connection is no more; waiting files that it kept waiting are referred."""

    @query
    def list_conflicts(
        self,
        *,
        caller: Caller,
        inspector_id: Identifier | None = None,
        contractor_id: Identifier | None = None,
        ended: bool | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[ConflictView]:
        """Office: the declared connections, newest first."""

    @command
    def rule_withdrawal(
        self, *, caller: Caller, referral_id: Identifier, excused: bool, reason: LongText
    ) -> WithdrawalView:
        """Office: whether an inspector's withdrawal was excused; final. The file stays lost to them either way."""

    @query
    def list_withdrawals(
        self, *, caller: Caller, ruled: bool | None = None, limit: Limit = 50, cursor: str | None = None
    ) -> Page[WithdrawalView]:
        """Office: withdrawals, newest first; ``ruled`` narrows them to those with or without a ruling."""

    @query
    def list_waiting_files(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[WaitingFile]:
        """Office: the paid files that nobody has, the longest wait first, each with why."""

    @command
    def start_referral_batch(self, *, caller: Caller) -> ReferralBatchView:
        """Office: try all the files that wait now, in the background; one batch at a time."""

    @query
    def get_referral_batch(self, *, caller: Caller, batch_id: Identifier) -> ReferralBatchView:
        """Office: a batch and how far it is."""

    @command
    def stop_referral_batch(self, *, caller: Caller, batch_id: Identifier) -> ReferralBatchView:
        """Office: try no more of a batch's files; what it has referred stays referred."""

    @query
    def list_referral_batches(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[ReferralBatchView]:
        """Office: the batches, newest first."""


@dataclass(frozen=True, kw_only=True)
class FileEvent(Event):
    """Base of the facts about a file: each carries the whole file as of then."""

    file: FileSnapshot

    @property
    def lane(self) -> str:
        """The file's id."""
        return self.file.id


@dataclass(frozen=True, kw_only=True)
class FileRegistered(FileEvent):
    """A contractor registered a project."""


@dataclass(frozen=True, kw_only=True)
class FileReferred(FileEvent):
    """An inspector has the file."""

    kind: ReferralKind
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileWaiting(FileEvent):
    """The file is paid and nobody is eligible for it."""


@dataclass(frozen=True, kw_only=True)
class FileWithdrawn(FileEvent):
    """The inspector gave the file up."""

    inspector: Person
    reason: str


@dataclass(frozen=True, kw_only=True)
class InspectorDismissed(FileEvent):
    """The office took the file from its inspector."""

    inspector: Person
    reason: str


@dataclass(frozen=True, kw_only=True)
class FilePhaseChanged(FileEvent):
    """Pre-inspection is over; the file is in final inspection."""


@dataclass(frozen=True, kw_only=True)
class FileCompleted(FileEvent):
    """Every meter is approved in final inspection."""


@dataclass(frozen=True, kw_only=True)
class FileCancelled(FileEvent):
    """The office ended the file."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MeterCorrected(FileEvent):
    """The contractor corrected a meter's data; its class may have changed."""

    meter_id: str
    old_class: str
    new_class: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalRuled(FileEvent):
    """The office ruled whether an inspector's withdrawal was excused."""

    referral_id: str
    inspector: Person
    excused: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class DismissalProposed(FileEvent):
    """An inspector missed a deadline: the office is to decide whether to take the file from them."""

    proposal_id: str
    inspector: Person
    deadline: DeadlineKind
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DismissalDeclined(FileEvent):
    """The office leaves the file with the inspector who missed a deadline."""

    proposal_id: str
    inspector: Person
    deadline: DeadlineKind
    reason: str
