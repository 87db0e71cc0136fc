"""Reports: accepted once, refused in order, moving phases (R13-R16, R21)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.db import Database
from chassis.ids import new_id
from contracts.errors import (
    BillingCode,
    CommonCode,
    Conflict,
    Forbidden,
    InspectionCode,
    InvalidRequest,
    NotFound,
)
from contracts.inspection import FileProgress, MeterVerdict, PhaseApproved, ReportException, ReportFiled
from contracts.terms import ChargeStatus, FileKind, FileStatus, MeterState, Outcome, Phase, Role
from launcher.provision import ServiceDatabase
from services.inspection import domain, use_cases
from tests.integration.inspection.conftest import Visits, person, refusal_of, reports_filed, somebody

OPEN, APPROVED = MeterState.OPEN, MeterState.APPROVED


def progress_of(visits: Visits) -> FileProgress:
    return visits.ask(use_cases.get_progress, caller=visits.inspector, file_id=visits.file.id)


# -------------------------------------------------------------------------------------------------------- accepted


def test_a_report_is_taken_and_told(visits: Visits) -> None:
    visits.set_appointment()
    visits.pass_time(hours=25)
    view = visits.report(Outcome.DEFECTIVE, (1, Outcome.ABSENT_FREE), mismatched={0: "G6"})
    assert (view.sequence, view.phase, view.outcome, view.filed_at) == (
        1,
        Phase.PRE,
        Outcome.DEFECTIVE,
        visits.now,
    )
    assert {said.meter_id: said.outcome for said in view.verdicts} == {
        visits.meters[0]: Outcome.DEFECTIVE,
        visits.meters[1]: Outcome.ABSENT_FREE,
    }
    assert (view.charge.status, view.charge.amount_rials) == (ChargeStatus.PENDING, None)
    (told,) = reports_filed(visits)
    assert told == ReportFiled(
        file_id=visits.file.id,
        number="1405-000123",
        kind=FileKind.CONCEALED,
        block=False,
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        report_id=view.id,
        revision=1,
        sequence=1,
        phase=Phase.PRE,
        outcome=Outcome.DEFECTIVE,
        verdicts=[
            MeterVerdict(meter_id=visits.meters[0], meter_class="G4", outcome=Outcome.DEFECTIVE),
            MeterVerdict(meter_id=visits.meters[1], meter_class="G4", outcome=Outcome.ABSENT_FREE),
        ],
        meter_classes=["G4", "G4"],
        completes_phase=False,
        mismatched_meters=[visits.meters[0]],
        mismatches={visits.meters[0]: "G6"},
        filed_at=visits.now,
    )
    assert progress_of(visits).appointment is None


def test_a_file_walks_from_its_first_visit_to_completion(visits: Visits) -> None:
    visits.visit(Outcome.CONCEALED_STAGE)
    visits.visit(Outcome.APPROVED, (1, Outcome.DEFECTIVE))
    assert [(meter.pre, meter.final) for meter in progress_of(visits).meters] == [
        (APPROVED, OPEN),
        (OPEN, OPEN),
    ]
    third = visits.visit(Outcome.APPROVED)
    assert [said.meter_id for said in third.verdicts] == [visits.meters[1]]
    assert progress_of(visits).phase is Phase.FINAL
    assert not progress_of(visits).completed
    fourth = visits.visit(Outcome.APPROVED)
    assert (fourth.phase, len(fourth.verdicts)) == (Phase.FINAL, 2)
    assert progress_of(visits).completed
    assert [told.completes_phase for told in reports_filed(visits)] == [False, False, True, True]
    approved = [told for told in visits.events if isinstance(told, PhaseApproved)]
    assert [(told.phase, told.report_id) for told in approved] == [
        (Phase.PRE, third.id),
        (Phase.FINAL, fourth.id),
    ]
    refused = refusal_of(visits, Outcome.APPROVED)
    assert (type(refused), refused.code) == (Conflict, InspectionCode.PHASE_DONE)


def test_the_phase_moves_with_its_report_and_no_older_word_moves_it_back(visits: Visits) -> None:
    visits.visit(Outcome.APPROVED)
    visits.refer(phase=Phase.PRE)
    assert progress_of(visits).phase is Phase.FINAL
    visits.refer(phase=Phase.FINAL)
    assert [meter.pre for meter in progress_of(visits).meters] == [APPROVED, APPROVED]


def test_whoever_completed_a_file_still_sees_it(visits: Visits) -> None:
    visits.visit(Outcome.APPROVED)
    visits.visit(Outcome.APPROVED)
    visits.refer(status=FileStatus.COMPLETED, phase=Phase.FINAL, inspector=None, referral_id=None)
    assert progress_of(visits).completed
    assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.PHASE_DONE


def test_a_verdict_carries_the_class_that_the_meter_has_now(visits: Visits) -> None:
    first, second = visits.file.meters
    visits.refer(meters=[replace(first, meter_class="G10"), second])
    visits.visit(Outcome.DEFECTIVE)
    (told,) = reports_filed(visits)
    assert [said.meter_class for said in told.verdicts] == told.meter_classes == ["G10", "G4"]


def test_of_twenty_twins_one_report_is_accepted(
    visits: Visits, migrated: Callable[[str], ServiceDatabase]
) -> None:
    visits.set_appointment()
    crowd = Database(migrated("inspection").app_url, pool_size=20)

    def attempt(_number: int) -> str:
        twin = Visits(crowd)
        twin.file, twin.inspector, twin.meters = visits.file, visits.inspector, visits.meters
        try:
            return f"sequence {twin.report(Outcome.CONCEALED_STAGE).sequence}"
        except Conflict as refusal:
            return refusal.code

    try:
        with ThreadPoolExecutor(20) as pool:
            answers = Counter(pool.map(attempt, range(20)))
    finally:
        crowd.close()
    assert answers == {"sequence 1": 1, str(InspectionCode.CHARGE_PENDING): 19}
    assert visits.rows("SELECT reports_sequence, settled_sequence FROM files") == [(1, 0)]
    assert visits.rows("SELECT count(*) FROM reports") == [(1,)]
    assert visits.rows("SELECT name, count(*) FROM outbox GROUP BY name ORDER BY name") == [
        ("appointment_set", 1),
        ("report_filed", 1),
    ]


# --------------------------------------------------------------------------------------------------------- refused


def test_a_report_needs_an_appointment_each_time(visits: Visits) -> None:
    assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.NO_APPOINTMENT
    visits.visit(Outcome.CONCEALED_STAGE)
    refused = refusal_of(visits, Outcome.APPROVED)
    assert (type(refused), refused.code) == (Conflict, InspectionCode.NO_APPOINTMENT)


def test_a_debtor_takes_no_report_until_all_is_paid(visits: Visits) -> None:
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    visits.set_appointment()
    refused = refusal_of(visits, Outcome.APPROVED)
    assert (type(refused), refused.code) == (Conflict, BillingCode.FILE_IN_DEBT)
    assert refused.params == {"debt_rials": 780_000}
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=1))
    assert refusal_of(visits, Outcome.APPROVED).params == {"debt_rials": 1}
    assert visits.rows("SELECT blocked FROM files") == [(True,)]
    visits.command(use_cases.apply_gate_fact, visits.clearance())
    assert visits.report(Outcome.APPROVED).sequence == 2


def test_an_undecided_charge_refuses_the_next_report(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.CONCEALED_STAGE)
    visits.set_appointment()
    refused = refusal_of(visits, Outcome.CONCEALED_STAGE)
    assert (type(refused), refused.code) == (Conflict, InspectionCode.CHARGE_PENDING)
    assert refused.retry_after_seconds == 1
    visits.settle(first)
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 2


def test_a_fenced_file_takes_no_report_until_the_snapshot_behind_the_fence(visits: Visits) -> None:
    visits.set_appointment()
    visits.command(use_cases.raise_fence, file_id=visits.file.id, version=4)
    visits.command(use_cases.raise_fence, file_id=visits.file.id, version=3)
    assert visits.rows("SELECT fenced, blocked, fence_version FROM files") == [(True, False, 4)]
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=0))
    assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.CHARGE_PENDING
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=0))
    assert visits.rows("SELECT fenced, billing_version FROM files") == [(False, 4)]
    assert visits.report(Outcome.APPROVED).sequence == 1


@pytest.mark.parametrize("file_id", [new_id(), "x"], ids=["unknown", "no id"])
def test_a_file_that_is_not_known_yet_has_no_gate_to_shut(visits: Visits, file_id: str) -> None:
    with pytest.raises(NotFound) as refused:
        visits.command(use_cases.raise_fence, file_id=file_id, version=4)
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE


def test_refusals_come_in_their_order(visits: Visits) -> None:
    """Ownership, then the file's end, then the findings, then the gate, then the visit: each hides the next."""
    visits.set_appointment()
    visits.settle(visits.report(Outcome.APPROVED), debt_rials=1)
    stage_in_final = Outcome.CONCEALED_STAGE
    assert refusal_of(visits, Outcome.APPROVED).code == BillingCode.FILE_IN_DEBT
    assert refusal_of(visits, stage_in_final).code == InspectionCode.OUTCOME_NOT_ALLOWED
    visits.refer(status=FileStatus.COMPLETED)
    assert refusal_of(visits, stage_in_final).code == InspectionCode.PHASE_DONE
    visits.refer(status=FileStatus.CANCELLED)
    assert refusal_of(visits, stage_in_final).code == InspectionCode.NOT_YOUR_FILE
    stranger = refusal_of(visits, stage_in_final, caller=somebody(Role.INSPECTOR, 2))
    assert (type(stranger), stranger.code) == (NotFound, InspectionCode.NOT_YOUR_FILE)
    outsider = refusal_of(visits, stage_in_final, caller=visits.contractor)
    assert (type(outsider), outsider.code) == (Forbidden, CommonCode.FORBIDDEN)


def test_debt_is_told_before_the_undecided_charge(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.CONCEALED_STAGE)
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=5))
    assert refusal_of(visits, Outcome.APPROVED).code == BillingCode.FILE_IN_DEBT
    assert first.charge.status is ChargeStatus.PENDING


@pytest.mark.parametrize("phase_is_final", [False, True])
def test_findings_against_the_rules_are_told_by_field(visits: Visits, phase_is_final: bool) -> None:
    if phase_is_final:
        visits.visit(Outcome.APPROVED)
    visits.visit(Outcome.APPROVED, (1, Outcome.DEFECTIVE))
    visits.set_appointment()
    refused = refusal_of(visits, Outcome.APPROVED, (1, Outcome.DEFECTIVE), (0, Outcome.DEFECTIVE))
    assert (type(refused), refused.code) == (InvalidRequest, InspectionCode.OUTCOME_NOT_ALLOWED)
    assert refused.errors == {"exceptions": {"1": {"meter_id": [domain.APPROVED_METER]}}}


def test_a_refused_report_leaves_nothing_behind(visits: Visits) -> None:
    view = visits.set_appointment()
    visits.events.clear()
    refusal_of(visits, Outcome.APPROVED, (0, Outcome.CONCEALED_STAGE))
    assert visits.events == []
    assert visits.rows("SELECT count(*) FROM reports") == [(0,)]
    assert visits.rows("SELECT reports_sequence, settled_sequence FROM files") == [(0, 0)]
    assert progress_of(visits).appointment == view


def test_a_malformed_meter_id_is_an_unknown_meter(visits: Visits) -> None:
    visits.set_appointment()
    with pytest.raises(InvalidRequest) as refused:
        visits.command(
            use_cases.file_report,
            caller=visits.inspector,
            file_id=visits.file.id,
            outcome=Outcome.APPROVED,
            text="بازدید",
            exceptions=[ReportException(meter_id="nonsense", outcome=Outcome.DEFECTIVE)],
        )
    assert refused.value.errors == {"exceptions": {"0": {"meter_id": [domain.UNKNOWN_METER]}}}


def test_whoever_lost_the_file_files_nothing(visits: Visits) -> None:
    visits.set_appointment()
    successor = somebody(Role.INSPECTOR, 2)
    visits.refer(inspector=person(successor), referral_id=new_id())
    assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.NOT_YOUR_FILE
    refused = refusal_of(visits, Outcome.APPROVED, caller=successor)
    assert refused.code == InspectionCode.NO_APPOINTMENT
