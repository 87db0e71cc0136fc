"""Before a report is decided on, referral and billing are asked for what is still on its way."""

from dataclasses import replace

import pytest

from chassis.ids import new_id
from chassis.work import Stale
from contracts.billing import GateView
from contracts.errors import InspectionCode, InvalidRequest
from contracts.inspection import ReportException
from contracts.terms import ChargeStatus, FileStatus, Outcome, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, person, refusal_of, reports_filed, somebody


def test_a_settlement_on_its_way_is_asked_for(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.CONCEALED_STAGE)
    visits.set_appointment()
    late = visits.settlement(first)
    visits.owners.gate = visits.gate_view(first)
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 2
    assert visits.owners.asked.count("get_gate") == 1
    assert set(visits.owners.patience) == {1.0}
    assert visits.rows("SELECT charge_status, charge_amount_rials FROM reports ORDER BY sequence") == [
        ("covered", 1_725_000),
        ("pending", None),
    ]
    visits.command(use_cases.apply_settlement, late)
    assert visits.rows("SELECT settled_sequence, billing_version FROM files") == [(1, late.gate.version)]


def test_what_billing_is_just_deciding_is_waited_for(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.CONCEALED_STAGE)
    visits.set_appointment()
    undecided = GateView(gate=visits.gate, last_settled=None)
    visits.owners.earlier_gates = [undecided, undecided]
    visits.settlement(first)
    visits.owners.gate = visits.gate_view(first)
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 2
    assert visits.owners.asked.count("get_gate") == 3


def test_what_billing_does_not_decide_in_time_is_refused(visits: Visits) -> None:
    visits.set_appointment()
    visits.report(Outcome.CONCEALED_STAGE)
    visits.owners.gate = GateView(gate=visits.gate, last_settled=None)
    assert refusal_of(visits, Outcome.CONCEALED_STAGE).code == InspectionCode.CHARGE_PENDING
    assert visits.owners.asked.count("get_gate") > 1


def test_a_payment_on_its_way_is_asked_for(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.DEFECTIVE)
    visits.settle(first, debt_rials=780_000)
    visits.set_appointment()
    visits.next_gate(debt_rials=0)
    visits.owners.gate = visits.gate_view(first, status=ChargeStatus.DEBT)
    assert visits.report(Outcome.APPROVED).sequence == 2


def test_an_older_answer_of_billing_opens_nothing(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.DEFECTIVE)
    settled = visits.settlement(first)
    visits.owners.gate = visits.gate_view(first)
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=7))
    visits.command(use_cases.apply_settlement, settled)
    visits.set_appointment()
    assert refusal_of(visits, Outcome.APPROVED).params == {"debt_rials": 7}


def test_while_billing_is_away_the_refusal_stands(visits: Visits) -> None:
    visits.set_appointment()
    visits.report(Outcome.CONCEALED_STAGE)
    visits.owners.asked.clear()
    assert refusal_of(visits, Outcome.CONCEALED_STAGE).code == InspectionCode.CHARGE_PENDING
    assert visits.owners.asked == ["get_snapshot", "get_gate"]


def test_a_referral_on_its_way_is_asked_for_and_billing_is_not(visits: Visits) -> None:
    successor = somebody(Role.INSPECTOR, 2)
    visits.owners.snapshot = replace(
        visits.file, version=visits.file.version + 2, inspector=person(successor), referral_id=new_id()
    )
    refused = refusal_of(visits, Outcome.APPROVED, caller=successor)
    assert refused.code == InspectionCode.NO_APPOINTMENT
    assert visits.owners.asked == ["get_snapshot"]


def test_both_owners_are_asked_when_both_may_know_better(visits: Visits) -> None:
    visits.set_appointment()
    first = visits.report(Outcome.CONCEALED_STAGE)
    visits.settlement(first)
    visits.owners.gate = visits.gate_view(first)
    successor = somebody(Role.INSPECTOR, 2)
    visits.owners.snapshot = replace(
        visits.file, version=visits.file.version + 1, inspector=person(successor), referral_id=new_id()
    )
    visits.owners.asked.clear()
    refused = refusal_of(visits, Outcome.CONCEALED_STAGE, caller=successor)
    assert refused.code == InspectionCode.NO_APPOINTMENT
    assert visits.owners.asked == ["get_snapshot", "get_gate"]


def test_a_report_on_a_file_that_was_lost_just_now_is_refused(visits: Visits) -> None:
    visits.set_appointment()
    for status in (FileStatus.AWAITING_REFERRAL, FileStatus.CANCELLED):
        visits.owners.snapshot = replace(visits.file, version=visits.file.version + 1, status=status)
        assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.NOT_YOUR_FILE
    visits.owners.snapshot = None  # referral is away, and what it said last is known still
    assert refusal_of(visits, Outcome.APPROVED).code == InspectionCode.NOT_YOUR_FILE


def test_while_referral_is_away_reports_are_taken(visits: Visits) -> None:
    visits.set_appointment()
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 1
    assert visits.owners.asked == ["get_snapshot", "get_snapshot"]


def test_a_meter_that_was_corrected_just_now_is_charged_by_its_new_class(visits: Visits) -> None:
    visits.set_appointment()
    first, second = visits.file.meters
    visits.owners.snapshot = replace(
        visits.file, version=visits.file.version + 1, meters=[replace(first, meter_class="G10"), second]
    )
    visits.report(Outcome.DEFECTIVE)
    (told,) = reports_filed(visits)
    assert told.meter_classes == ["G10", "G4"]


def test_a_decided_charge_stays_as_it_was_told(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    visits.settle(report, debt_rials=780_000)
    visits.set_appointment()
    visits.next_gate(debt_rials=80_000)
    visits.owners.gate = visits.gate_view(report, status=ChargeStatus.DEBT)
    assert refusal_of(visits, Outcome.APPROVED).params == {"debt_rials": 80_000}
    assert visits.ask_reports()[0].charge.debt_rials == 780_000


def test_a_stranger_makes_nobody_ask_billing(visits: Visits) -> None:
    visits.owners.snapshot = visits.file
    refused = refusal_of(visits, Outcome.APPROVED, caller=somebody(Role.INSPECTOR, 2))
    assert refused.code == InspectionCode.NOT_YOUR_FILE
    assert visits.owners.asked == ["get_snapshot"]


def test_findings_against_the_rules_are_no_reason_to_ask(visits: Visits) -> None:
    with pytest.raises(InvalidRequest):
        visits.command(
            use_cases.file_report,
            caller=visits.inspector,
            file_id=visits.file.id,
            outcome=Outcome.CONCEALED_STAGE,
            text="بازدید",
            exceptions=[ReportException(meter_id=visits.meters[0], outcome=Outcome.APPROVED)],
        )


def test_a_shut_gate_is_a_reason_to_ask(visits: Visits) -> None:
    visits.set_appointment()
    visits.report(Outcome.CONCEALED_STAGE)
    with pytest.raises(Stale) as stale:
        visits.command(
            use_cases.file_report,
            caller=visits.inspector,
            file_id=visits.file.id,
            outcome=Outcome.APPROVED,
            text="بازدید",
        )
    assert stale.value.refusal.code == InspectionCode.CHARGE_PENDING
