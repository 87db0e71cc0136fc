"""Verdicts, and what they make of meters and phases (R15, R16)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import InspectionCode, InvalidRequest
from contracts.terms import FileKind, MeterState, Outcome, Phase
from services.inspection import domain
from services.inspection.domain import Findings, Meter, MeterOutcome, Progress, Step, advance, judge

OPEN, APPROVED = MeterState.OPEN, MeterState.APPROVED


def file_of(*ids: str, kind: FileKind = FileKind.CONCEALED, phase: Phase = Phase.PRE) -> Progress:
    pre = APPROVED if phase is Phase.FINAL else OPEN
    return Progress(kind=kind, phase=phase, meters=tuple(Meter(each, "G4", pre=pre) for each in ids))


def findings(
    outcome: Outcome, *exceptions: tuple[str, Outcome], mismatched: tuple[str, ...] = ()
) -> Findings:
    return Findings(outcome, tuple(MeterOutcome(*each) for each in exceptions), mismatched)


def report(progress: Progress, outcome: Outcome, *exceptions: tuple[str, Outcome]) -> Step:
    return advance(progress, judge(progress, findings(outcome, *exceptions)))


def said(progress: Progress, outcome: Outcome, *exceptions: tuple[str, Outcome]) -> dict[str, Outcome]:
    return {each.meter_id: each.outcome for each in judge(progress, findings(outcome, *exceptions))}


def errors_of(progress: Progress, found: Findings) -> dict[str, Any]:
    with pytest.raises(InvalidRequest) as refused:
        judge(progress, found)
    assert refused.value.code == InspectionCode.OUTCOME_NOT_ALLOWED
    return refused.value.errors


# ------------------------------------------------------------------------------------------------------- verdicts


def test_the_outcome_is_the_verdict_on_every_meter_that_no_exception_names() -> None:
    verdicts = said(
        file_of("1", "2", "3"),
        Outcome.APPROVED,
        ("2", Outcome.DEFECTIVE),
        ("3", Outcome.ABSENT_CHARGED),
    )
    assert verdicts == {"1": Outcome.APPROVED, "2": Outcome.DEFECTIVE, "3": Outcome.ABSENT_CHARGED}


def test_an_approved_meter_gets_no_verdict_any_more() -> None:
    step = report(file_of("1", "2"), Outcome.APPROVED, ("2", Outcome.DEFECTIVE))
    assert said(step.progress, Outcome.ABSENT_FREE) == {"2": Outcome.ABSENT_FREE}


def test_a_verdict_names_the_class_that_prices_it() -> None:
    progress = Progress(kind=FileKind.EXPOSED, meters=(Meter("1", "G4"), Meter("2", "G25")))
    assert [each.meter_class for each in judge(progress, findings(Outcome.DEFECTIVE))] == ["G4", "G25"]


def test_an_exception_equal_to_the_outcome_is_harmless() -> None:
    plain = said(file_of("1", "2"), Outcome.DEFECTIVE)
    assert said(file_of("1", "2"), Outcome.DEFECTIVE, ("1", Outcome.DEFECTIVE)) == plain


@pytest.mark.parametrize(
    ("kind", "phase"),
    [(FileKind.EXPOSED, Phase.PRE), (FileKind.EXPOSED, Phase.FINAL), (FileKind.CONCEALED, Phase.FINAL)],
)
def test_a_concealed_stage_is_for_the_pre_phase_of_a_concealed_file(kind: FileKind, phase: Phase) -> None:
    errors = errors_of(file_of("1", kind=kind, phase=phase), findings(Outcome.CONCEALED_STAGE))
    assert errors == {"outcome": [domain.STAGE_ONLY_IN_CONCEALED_PRE]}


def test_a_concealed_stage_approves_nothing() -> None:
    step = report(file_of("1", "2"), Outcome.CONCEALED_STAGE)
    assert step == Step(progress=file_of("1", "2"), completes_phase=False)


def test_a_concealed_stage_has_no_exceptions() -> None:
    errors = errors_of(file_of("1", "2"), findings(Outcome.CONCEALED_STAGE, ("1", Outcome.DEFECTIVE)))
    assert errors == {"exceptions": [domain.STAGE_HAS_NO_EXCEPTIONS]}


def test_a_concealed_stage_is_no_exception() -> None:
    errors = errors_of(file_of("1", "2"), findings(Outcome.APPROVED, ("2", Outcome.CONCEALED_STAGE)))
    assert errors == {"exceptions": {"0": {"outcome": [domain.STAGE_IS_NO_EXCEPTION]}}}


def test_every_wrong_exception_is_told_by_its_position() -> None:
    progress = report(file_of("1", "2", "3"), Outcome.DEFECTIVE, ("1", Outcome.APPROVED)).progress
    found = findings(
        Outcome.APPROVED,
        ("2", Outcome.DEFECTIVE),
        ("9", Outcome.DEFECTIVE),
        ("2", Outcome.ABSENT_FREE),
        ("1", Outcome.DEFECTIVE),
    )
    assert errors_of(progress, found) == {
        "exceptions": {
            "1": {"meter_id": [domain.UNKNOWN_METER]},
            "2": {"meter_id": [domain.REPEATED_METER]},
            "3": {"meter_id": [domain.APPROVED_METER]},
        }
    }


def test_a_mismatch_may_name_any_meter_of_the_file_once() -> None:
    progress = report(file_of("1", "2"), Outcome.DEFECTIVE, ("1", Outcome.APPROVED)).progress
    assert judge(progress, findings(Outcome.DEFECTIVE, mismatched=("1", "2")))
    assert errors_of(progress, findings(Outcome.DEFECTIVE, mismatched=("1", "1", "9"))) == {
        "meter_mismatches": {
            "1": {"meter_id": [domain.REPEATED_METER]},
            "2": {"meter_id": [domain.UNKNOWN_METER]},
        }
    }


# ------------------------------------------------------------------------------------------------ phases and files


def test_the_worked_example_of_a_concealed_file() -> None:
    progress = file_of("1", "2")
    for _stage in range(4):
        progress = report(progress, Outcome.CONCEALED_STAGE).progress
    step = report(progress, Outcome.APPROVED)
    assert (step.completes_phase, step.progress.phase, step.progress.completed) == (True, Phase.FINAL, False)
    step = report(step.progress, Outcome.APPROVED, ("2", Outcome.DEFECTIVE))
    assert (step.completes_phase, step.progress.completed) == (False, False)
    step = report(step.progress, Outcome.APPROVED)
    assert (step.completes_phase, step.progress.phase, step.progress.completed) == (True, Phase.FINAL, True)


def test_an_exposed_file_takes_two_approvals() -> None:
    first = report(file_of("1", kind=FileKind.EXPOSED), Outcome.APPROVED)
    second = report(first.progress, Outcome.APPROVED)
    assert (first.progress.phase, first.progress.completed) == (Phase.FINAL, False)
    assert second.progress.completed


@st.composite
def visits(draw: st.DrawFn, progress: Progress) -> Findings:
    """Some findings that the rules allow."""
    allowed = [outcome for outcome in Outcome if outcome is not Outcome.CONCEALED_STAGE]
    staged = progress.kind is FileKind.CONCEALED and progress.phase is Phase.PRE
    outcome = draw(st.sampled_from([*allowed, Outcome.CONCEALED_STAGE] if staged else allowed))
    if outcome is Outcome.CONCEALED_STAGE:
        return findings(outcome)
    named = draw(st.lists(st.sampled_from([each.id for each in progress.open_meters]), unique=True))
    return findings(outcome, *((each, draw(st.sampled_from(allowed))) for each in named))


@given(data=st.data(), kind=st.sampled_from(FileKind), count=st.integers(1, 4))
def test_whatever_is_reported_approval_lasts_and_phases_follow_it(
    data: st.DataObject, kind: FileKind, count: int
) -> None:
    progress = file_of(*(str(number) for number in range(count)), kind=kind)
    for _visit in range(12):
        before = progress
        verdicts = judge(before, data.draw(visits(before)))
        step = advance(before, verdicts)
        progress = step.progress

        assert {each.meter_id for each in verdicts} == {each.id for each in before.open_meters}
        for old, new in zip(before.meters, progress.meters, strict=True):
            assert old.id == new.id
            assert new.pre is APPROVED or old.pre is OPEN
            assert new.final is APPROVED or old.final is OPEN
        now_open = [each for each in progress.meters if each.is_open(before.phase)]
        assert step.completes_phase == (not now_open)
        moved_on = step.completes_phase and before.phase is Phase.PRE
        assert progress.phase is (Phase.FINAL if moved_on else before.phase)
        assert progress.completed == (step.completes_phase and before.phase is Phase.FINAL)
        if before.phase is Phase.PRE:
            assert all(each.final is OPEN for each in progress.meters)
        if progress.completed:
            break
