"""The rules of a visit: verdicts, the progress of meters and phases, and the gate that holds a debtor's reports.

Pure: values in, values or a refusal out. Identifiers are text, times are aware, money is in rials.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from contracts.errors import BillingCode, CommonCode, Conflict, InspectionCode, InvalidRequest
from contracts.terms import FileKind, FileStatus, MeterState, Outcome, Phase, Role

# What a person reads beside the field; programs go by the code.
STAGE_ONLY_IN_CONCEALED_PRE = "Only in pre-inspection of a concealed file."
STAGE_HAS_NO_EXCEPTIONS = "A concealed stage is for all meters and has no exceptions."
STAGE_IS_NO_EXCEPTION = "A concealed stage is recorded for the whole visit, not for one meter."
UNKNOWN_METER = "The file has no such meter."
REPEATED_METER = "The same meter twice."
APPROVED_METER = "This meter is already approved in this phase."
APPOINTMENT_IN_PAST = "Must be in the future."

_DAYS_A_YEAR = 365


# --------------------------------------------------------------------------------------------------- people, status


def has_ended(*, completed: bool, status: FileStatus) -> bool:
    """Whether the file takes no more visits: completed here, or ended by the office."""
    return completed or status in (FileStatus.COMPLETED, FileStatus.CANCELLED)


def holds(*, person_id: str, inspector_id: str | None, status: FileStatus, completed_by: str | None) -> bool:
    """Whether the file is an inspector's: they completed it, or nobody did yet and it is in their hands.

    A cancelled file still names the inspector who had it, so that they can be told; theirs it is no more.
    """
    if completed_by is not None:
        return person_id == completed_by
    return person_id == inspector_id and status in (FileStatus.REFERRED, FileStatus.COMPLETED)


def may_read(
    *,
    role: Role,
    person_id: str,
    contractor_id: str,
    inspector_id: str | None,
    status: FileStatus,
    completed_by: str | None,
) -> bool:
    """Whether a person may see a file's reports and progress.

    The contractor of the file, the inspector whose it is, the office and finance may. An inspector who lost the file
    loses sight of it, even of the reports that they wrote.
    """
    match role:
        case Role.OFFICE | Role.FINANCE:
            return True
        case Role.CONTRACTOR:
            return person_id == contractor_id
        case Role.INSPECTOR:
            return holds(
                person_id=person_id, inspector_id=inspector_id, status=status, completed_by=completed_by
            )
        case _:
            return False


def ends_appointment(
    *, held_by: str, inspector_id: str | None, status: FileStatus, referred_anew: bool
) -> bool:
    """Whether a visit agreed with the inspector ``held_by`` is off, given what the file has become."""
    return status is not FileStatus.REFERRED or inspector_id != held_by or referred_anew


def check_starts_at(starts_at: datetime, *, now: datetime, years_ahead: int) -> None:
    """A visit lies ahead (R12), at most so many years: beyond it is a slip of the pen, or beyond every calendar.

    Raises ``inspection.appointment_in_past`` or ``request.invalid``.
    """
    if starts_at <= now:
        errors = {"starts_at": [APPOINTMENT_IN_PAST]}
        raise InvalidRequest(InspectionCode.APPOINTMENT_IN_PAST, errors=errors)
    if starts_at > now + timedelta(days=_DAYS_A_YEAR * years_ahead):
        errors = {"starts_at": [appointment_too_far(years_ahead)]}
        raise InvalidRequest(CommonCode.INVALID, errors=errors)


def appointment_too_far(years_ahead: int) -> str:
    """What a person reads beside a visit that is set too far ahead."""
    return f"Must be within the next {years_ahead} years."


# --------------------------------------------------------------------------------------------------------- verdicts


@dataclass(frozen=True)
class Meter:
    """A meter with its class and its standing in both phases."""

    id: str
    meter_class: str
    pre: MeterState = MeterState.OPEN
    final: MeterState = MeterState.OPEN

    def is_open(self, phase: Phase) -> bool:
        """Whether the phase still waits for the meter's approval."""
        return (self.pre if phase is Phase.PRE else self.final) is MeterState.OPEN

    def approve(self, phase: Phase) -> "Meter":
        """The meter approved in a phase; it stays so (R16)."""
        if phase is Phase.PRE:
            return replace(self, pre=MeterState.APPROVED)
        return replace(self, final=MeterState.APPROVED)


@dataclass(frozen=True)
class Verdict:
    """What a report says of one meter, with the class that prices it."""

    meter_id: str
    meter_class: str
    outcome: Outcome


class MeterOutcome(NamedTuple):
    """A meter whose outcome differs from the report's (R15)."""

    meter_id: str
    outcome: Outcome


@dataclass(frozen=True)
class Findings:
    """What the inspector found: an outcome, the meters that differ from it, and the meters seen otherwise (R17)."""

    outcome: Outcome
    exceptions: tuple[MeterOutcome, ...] = ()
    mismatched: tuple[str, ...] = ()


@dataclass(frozen=True)
class Progress:
    """How far a file is: its phase, whether it is completed, and its meters in their order."""

    kind: FileKind
    meters: tuple[Meter, ...]
    phase: Phase = Phase.PRE
    completed: bool = False

    @property
    def open_meters(self) -> tuple[Meter, ...]:
        """The meters that the current phase still waits for."""
        return tuple(meter for meter in self.meters if meter.is_open(self.phase))


@dataclass(frozen=True)
class Step:
    """What a report does to a file: where it stands then, and whether the report completed its phase."""

    progress: Progress
    completes_phase: bool


def judge(progress: Progress, findings: Findings) -> tuple[Verdict, ...]:
    """The verdict on every still-open meter: its exception's outcome, else the report's (R15).

    Meters that are already approved get none. Raises ``inspection.outcome_not_allowed`` (R15, R16) with a message
    per field.
    """
    errors = _errors_of(progress, findings)
    if errors:
        raise InvalidRequest(
            InspectionCode.OUTCOME_NOT_ALLOWED, errors=errors, outcome=findings.outcome.value
        )
    named = dict(findings.exceptions)
    return tuple(
        Verdict(meter.id, meter.meter_class, named.get(meter.id, findings.outcome))
        for meter in progress.open_meters
    )


def advance(progress: Progress, verdicts: Iterable[Verdict]) -> Step:
    """The file after these verdicts: all meters approved in ``pre`` open ``final``, in ``final`` complete it (R16)."""
    phase = progress.phase
    approved = {verdict.meter_id for verdict in verdicts if verdict.outcome is Outcome.APPROVED}
    meters = tuple(meter.approve(phase) if meter.id in approved else meter for meter in progress.meters)
    completes_phase = not any(meter.is_open(phase) for meter in meters)
    return Step(
        progress=replace(
            progress,
            meters=meters,
            phase=Phase.FINAL if completes_phase else phase,
            completed=progress.completed or (completes_phase and phase is Phase.FINAL),
        ),
        completes_phase=completes_phase,
    )


def _errors_of(progress: Progress, findings: Findings) -> dict[str, object]:
    """What is wrong with the findings, by field; empty when nothing is."""
    errors: dict[str, object] = {}
    if findings.outcome is Outcome.CONCEALED_STAGE:
        if progress.kind is not FileKind.CONCEALED or progress.phase is not Phase.PRE:
            errors["outcome"] = [STAGE_ONLY_IN_CONCEALED_PRE]
        elif findings.exceptions:
            errors["exceptions"] = [STAGE_HAS_NO_EXCEPTIONS]
    exceptions = dict(_errors_of_exceptions(progress, findings.exceptions))
    if exceptions and "exceptions" not in errors:
        errors["exceptions"] = exceptions
    mismatches = dict(_errors_of_meters(progress, findings.mismatched))
    if mismatches:
        errors["meter_mismatches"] = mismatches
    return errors


def _errors_of_exceptions(
    progress: Progress, exceptions: tuple[MeterOutcome, ...]
) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    misnamed = dict(_errors_of_meters(progress, tuple(meter_id for meter_id, _ in exceptions)))
    open_ids = {meter.id for meter in progress.open_meters}
    for position, (meter_id, outcome) in enumerate(exceptions):
        field = str(position)
        if field in misnamed:
            yield field, misnamed[field]
        elif meter_id not in open_ids:
            yield field, {"meter_id": [APPROVED_METER]}
        elif outcome is Outcome.CONCEALED_STAGE:
            yield field, {"outcome": [STAGE_IS_NO_EXCEPTION]}


def _errors_of_meters(
    progress: Progress, meter_ids: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    known = {meter.id for meter in progress.meters}
    seen: set[str] = set()
    for position, meter_id in enumerate(meter_ids):
        if meter_id not in known:
            yield str(position), {"meter_id": [UNKNOWN_METER]}
        elif meter_id in seen:
            yield str(position), {"meter_id": [REPEATED_METER]}
        seen.add(meter_id)


# --------------------------------------------------------------------------------------------------------- the gate


@dataclass(frozen=True)
class Gate:
    """The report gate of one file (R21): may its next report be accepted?

    ``reports_sequence`` counts the reports accepted here. ``settled_sequence`` (the last report that billing has
    decided about) and ``debt_rials`` are billing's, as of its ``billing_version``. ``fence_version`` is the version
    at which billing is about to make a debt without a report: until a snapshot of that version or a later one
    arrives, the file is fenced. A model in the tests shows that with any part of this left out a debtor's report
    can be accepted.
    """

    reports_sequence: int = 0
    settled_sequence: int = 0
    billing_version: int = 0
    debt_rials: int = 0
    fence_version: int = 0

    @property
    def blocked(self) -> bool:
        """Whether the file owes, as far as billing has told."""
        return self.debt_rials > 0

    @property
    def fenced(self) -> bool:
        """Whether billing has announced a debt that its snapshots do not show yet."""
        return self.fence_version > self.billing_version

    @property
    def is_settled(self) -> bool:
        """Whether billing has decided about every report accepted so far."""
        return self.settled_sequence == self.reports_sequence

    @property
    def is_open(self) -> bool:
        """Whether the next report may be accepted."""
        return self.is_settled and not self.blocked and not self.fenced

    def accept(self, *, retry_after_seconds: int = 1) -> "Gate":
        """The gate after one more report, shut until billing settles it.

        Raises ``billing.file_in_debt`` while the file owes, and ``inspection.charge_pending``, which another try after
        ``retry_after_seconds`` may get past, while billing has yet to decide.
        """
        if self.blocked:
            raise Conflict(BillingCode.FILE_IN_DEBT, debt_rials=self.debt_rials)
        if not self.is_open:
            raise Conflict(InspectionCode.CHARGE_PENDING, retry_after_seconds=retry_after_seconds)
        return replace(self, reports_sequence=self.reports_sequence + 1)

    def apply_snapshot(self, *, version: int, settled_sequence: int, debt_rials: int) -> "Gate":
        """The gate after a snapshot of billing's; one that is no newer than the last changes nothing."""
        if version <= self.billing_version:
            return self
        return replace(
            self, billing_version=version, settled_sequence=settled_sequence, debt_rials=debt_rials
        )

    def raise_fence(self, *, version: int) -> "Gate":
        """The gate shut until a snapshot of ``version`` or later; a fence never moves back."""
        return replace(self, fence_version=max(self.fence_version, version))
