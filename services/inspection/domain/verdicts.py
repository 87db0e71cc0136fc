"""What a visit found: the verdict on each meter, and what it does to the file (R15, R16)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from contracts.errors import InspectionCode, InvalidRequest
from contracts.terms import FileKind, MeterState, Outcome, Phase

# What a person reads beside the field; programs go by the code.
STAGE_ONLY_IN_CONCEALED_PRE = "Only in pre-inspection of a concealed file."
STAGE_HAS_NO_EXCEPTIONS = "A concealed stage is for all meters and has no exceptions."
STAGE_IS_NO_EXCEPTION = "A concealed stage is recorded for the whole visit, not for one meter."
UNKNOWN_METER = "The file has no such meter."
REPEATED_METER = "The same meter twice."
APPROVED_METER = "This meter is already approved in this phase."


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
