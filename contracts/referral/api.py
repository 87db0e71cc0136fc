"""Whatever can be asked of the referral service."""

from datetime import date
from typing import Annotated, Any, Protocol

from marshmallow import validate

from contracts.policies import PolicyKey, PolicyView
from contracts.referral.conflicts import ConflictView
from contracts.referral.files import (
    DerivedClass,
    FileInHand,
    FileSnapshot,
    FileView,
    MeterView,
    NewMeter,
    PastFile,
)
from contracts.referral.policies import Area
from contracts.referral.proposals import DismissalProposal
from contracts.referral.referrals import (
    InspectorView,
    ReferralBatchView,
    ReferralView,
    WaitingFile,
    Weekday,
    WithdrawalView,
    Worksheet,
)
from contracts.referral.timeline import TimelineEntry, TimelineProof
from contracts.shapes import (
    AreaCode,
    Caller,
    Identifier,
    Limit,
    LongText,
    OptionalText,
    Page,
    Quantity,
    ShortText,
    command,
    query,
)
from contracts.terms import (
    FileKind,
    FileResult,
    FileSort,
    FileStatus,
    PastSort,
    Phase,
    ProposalState,
    WorkSort,
)


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
        inspector_id: Identifier | None = None,
        from_date: date | None = None,
        to_date: date | None = None,
        q: ShortText | None = None,
        sort: FileSort = FileSort.NEWEST,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[FileView]:
        """The caller's files, registered from one day to another in Tehran; all words of ``q`` are in what it searches.

        That is number, owner and address, whatever the keyboard; both days are included. ``inspector_id`` narrows them
        to those that this inspector has now, or completed.
        """

    @query
    def list_areas(self, *, caller: Caller) -> list[Area]:
        """Whoever has to do with files: the areas in which the organization works, in the order of its policy."""

    @query
    def classify_meter(self, *, caller: Caller, area_m2: Quantity, consumption_m3h: Quantity) -> DerivedClass:
        """The class that a meter would have if it were registered today (R18); beyond the catalogue it is refused."""

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
    def list_inspectors(
        self,
        *,
        caller: Caller,
        active: bool | None = None,
        area: AreaCode | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[InspectorView]:
        """Office: the inspectors by membership code, each with the worksheet and the load.

        ``area`` narrows them to those whose worksheet names it.
        """

    @query
    def get_inspector(self, *, caller: Caller, inspector_id: Identifier) -> InspectorView:
        """Office: one inspector, as in the list."""

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
