"""Objections on a real database: who, when, once; and what billing's word about them does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.ids import new_id
from chassis.work import NotYet
from contracts.billing import ChargeVoided, GateView, PrepaymentAdjusted
from contracts.errors import BillingCode, CommonCode, Conflict, InspectionCode, InvalidRequest, Refusal
from contracts.inspection import ObjectionDecided, ObjectionFiled, ObjectionView, ReportFiled, ReportView
from contracts.shapes import Caller
from contracts.terms import ChargeStatus, ObjectionState, Outcome, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, person, somebody

OFFICE = somebody(Role.OFFICE)


def object_to(visits: Visits, report: ReportView, caller: Caller | None = None) -> ObjectionView:
    """The contractor objects."""
    return visits.command(
        use_cases.object_to_report,
        caller=caller or visits.contractor,
        file_id=visits.file.id,
        report_id=report.id,
        text="ایرادی وجود نداشت.",
    )


def decide(visits: Visits, objection: ObjectionView, *, upheld: bool = True) -> ObjectionView:
    """The office rules."""
    return visits.command(
        use_cases.decide_objection,
        caller=OFFICE,
        objection_id=objection.id,
        upheld=upheld,
        reason="بازدید دوباره انجام شد.",
    )


def refusal_of(visits: Visits, report: ReportView, caller: Caller | None = None) -> str:
    """The code with which an objection is refused."""
    with pytest.raises(Refusal) as refused:
        object_to(visits, report, caller)
    return refused.value.code


def defect(visits: Visits) -> ReportView:
    """A report of a defect, which made a debt."""
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    visits.settle(report, debt_rials=780_000)
    return report


def voided(visits: Visits, report: ReportView) -> ChargeVoided:
    """Billing's word that the charge is void; not told yet."""
    return ChargeVoided(
        file_id=visits.file.id,
        number=visits.file.number,
        contractor=visits.file.contractor,
        inspector=person(visits.inspector),
        report_id=report.id,
        revision=1,
        sequence=report.sequence,
        amount_rials=780_000,
        returned_rials=0,
        fee_rials=546_000,
        voided_on=visits.now.date(),
        gate=visits.next_gate(debt_rials=0),
    )


def test_an_objection_is_filed_decided_and_shown_with_its_report(visits: Visits) -> None:
    report = defect(visits)
    objection = object_to(visits, report)
    assert (objection.state, objection.sequence, objection.decided_at) == (ObjectionState.OPEN, 1, None)
    (shown,) = visits.ask_reports()
    assert shown.objection == objection
    (filed,) = [event for event in visits.events if isinstance(event, ObjectionFiled)]
    assert (filed.objection_id, filed.report_id, filed.inspector) == (
        objection.id,
        report.id,
        person(visits.inspector),
    )
    ruled = decide(visits, objection)
    assert (ruled.state, ruled.decided_at, ruled.reason) == (
        ObjectionState.UPHELD,
        visits.now,
        "بازدید دوباره انجام شد.",
    )
    (told,) = [event for event in visits.events if isinstance(event, ObjectionDecided)]
    assert (told.report_id, told.revision, told.sequence, told.upheld) == (report.id, 1, 1, True)
    assert visits.ask_reports()[0].verdicts == report.verdicts
    assert visits.rows("SELECT decided_by_id::text FROM objections") == [(OFFICE.id,)]


def test_who_may_object_and_to_what(visits: Visits) -> None:
    report = defect(visits)
    assert refusal_of(visits, report, somebody(Role.CONTRACTOR, 2)) == InspectionCode.NOT_YOUR_FILE
    for caller in (visits.inspector, OFFICE):
        assert refusal_of(visits, report, caller) == CommonCode.FORBIDDEN
    for unknown in (new_id(), "nonsense"):
        assert refusal_of(visits, replace(report, id=unknown)) == InspectionCode.REPORT_NOT_FOUND
    object_to(visits, report)
    assert refusal_of(visits, report) == InspectionCode.ALREADY_OBJECTED
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=0))
    assert refusal_of(visits, visits.visit(Outcome.APPROVED)) == InspectionCode.NOT_OBJECTIONABLE


def test_an_exception_is_enough_to_object_to(visits: Visits) -> None:
    report = visits.visit(Outcome.APPROVED, (1, Outcome.ABSENT_CHARGED))
    assert object_to(visits, report).state is ObjectionState.OPEN


def test_the_time_to_object_is_a_policy(visits: Visits) -> None:
    report = defect(visits)
    visits.command(
        use_cases.change_policy,
        caller=OFFICE,
        key="inspection.objections",
        value={"days": 3},
        reason="مصوبهٔ هیئت",
    )
    visits.pass_time(days=4)
    assert refusal_of(visits, report) == InspectionCode.OBJECTION_TOO_LATE
    visits.pass_time(days=-1)
    assert object_to(visits, report).state is ObjectionState.OPEN


def test_a_report_is_objected_to_once_under_any_concurrency(visits: Visits) -> None:
    report = defect(visits)

    def try_it(_: int) -> str:
        try:
            object_to(visits, report)
        except Conflict as conflict:
            return conflict.code
        return "filed"

    with ThreadPoolExecutor(8) as pool:
        outcomes = sorted(pool.map(try_it, range(8)))
    assert outcomes == ["filed"] + [InspectionCode.ALREADY_OBJECTED] * 7
    assert len(visits.told(ObjectionFiled)) == 1


def test_an_objection_is_ruled_on_once_by_the_office(visits: Visits) -> None:
    objection = object_to(visits, defect(visits))
    for caller, objection_id, code in (
        (visits.contractor, objection.id, CommonCode.FORBIDDEN),
        (visits.inspector, objection.id, CommonCode.FORBIDDEN),
        (OFFICE, new_id(), InspectionCode.OBJECTION_NOT_FOUND),
        (OFFICE, "nonsense", InspectionCode.OBJECTION_NOT_FOUND),
    ):
        with pytest.raises(Refusal) as refused:
            visits.command(
                use_cases.decide_objection, caller=caller, objection_id=objection_id, upheld=True, reason="."
            )
        assert refused.value.code == code

    def rule(number: int) -> str:
        try:
            decide(visits, objection, upheld=number % 2 == 0)
        except Conflict as conflict:
            return conflict.code
        return "ruled"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(rule, range(8)))
    assert outcomes.count("ruled") == 1
    assert outcomes.count(InspectionCode.ALREADY_DECIDED) == 7
    assert len(visits.told(ObjectionDecided)) == 1


def test_who_sees_which_objections_and_in_what_order(visits: Visits) -> None:
    first = object_to(visits, defect(visits))
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=0))
    visits.pass_time(hours=1)
    second = object_to(visits, defect(visits))
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=0))
    visits.pass_time(hours=1)
    third = object_to(visits, defect(visits))
    decide(visits, first, upheld=False)
    for caller in (OFFICE, visits.contractor, visits.inspector):
        shown, cursor = [], None
        while True:
            page = visits.ask(use_cases.list_objections, caller=caller, limit=2, cursor=cursor)
            shown += page.items
            cursor = page.next_cursor
            if cursor is None:
                break
        assert [each.id for each in shown] == [second.id, third.id, first.id]
    rejected = visits.ask(use_cases.list_objections, caller=OFFICE, state=ObjectionState.REJECTED)
    assert [each.id for each in rejected.items] == [first.id]
    for stranger in (somebody(Role.CONTRACTOR, 2), somebody(Role.INSPECTOR, 2)):
        assert visits.ask(use_cases.list_objections, caller=stranger).items == []
    for nobody in (somebody(Role.FINANCE), somebody(Role.IT)):
        with pytest.raises(Refusal) as refused:
            visits.ask(use_cases.list_objections, caller=nobody)
        assert refused.value.code == CommonCode.FORBIDDEN
    for cursor in ("nonsense", "WyIxIiwgIngiLCAieSJd"):
        with pytest.raises(InvalidRequest):
            visits.ask(use_cases.list_objections, caller=OFFICE, cursor=cursor)


# ------------------------------------------------------------------------------------------------ billing's answer


def assert_in_debt(visits: Visits) -> None:
    """The next report is refused."""
    with pytest.raises(Conflict) as refused:
        visits.report(Outcome.APPROVED)
    assert refused.value.code == BillingCode.FILE_IN_DEBT


def test_the_gate_stays_shut_until_billing_has_voided_the_charge(visits: Visits) -> None:
    report = defect(visits)
    objection = object_to(visits, report)
    visits.set_appointment()
    assert_in_debt(visits)
    decide(visits, objection)
    assert_in_debt(visits)
    word = voided(visits, report)
    visits.command(use_cases.apply_void, word)
    visits.command(use_cases.apply_void, word)
    charge = visits.ask_reports()[0].charge
    assert (charge.status, charge.amount_rials, charge.debt_rials) == (ChargeStatus.VOIDED, 780_000, 0)
    assert visits.report(Outcome.APPROVED).sequence == 2


def test_a_settlement_that_comes_after_its_void_brings_no_charge_back(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    settled = visits.settlement(report, debt_rials=780_000)
    word = voided(visits, report)
    with pytest.raises(NotYet):
        visits.command(use_cases.apply_void, replace(word, report_id=new_id()))
    for _ in range(2):
        visits.command(use_cases.apply_void, word)
        visits.command(use_cases.apply_settlement, settled)
    assert visits.ask_reports()[0].charge.status is ChargeStatus.VOIDED
    assert visits.rows("SELECT debt_rials, billing_version FROM files") == [(0, word.gate.version)]


def test_a_void_on_its_way_is_asked_for(visits: Visits) -> None:
    report = defect(visits)
    visits.set_appointment()
    voided(visits, report)
    visits.owners.gate = visits.gate_view(report, status=ChargeStatus.VOIDED)
    assert visits.report(Outcome.APPROVED).sequence == 2
    assert visits.ask_reports()[0].charge.status is ChargeStatus.VOIDED


# ------------------------------------------------------------------------------------------------- corrected meters


def corrected(visits: Visits, *, due: int, debt_rials: int = 0) -> PrepaymentAdjusted:
    """Billing's word that the last correction is priced; not told yet."""
    visits.gate = replace(
        visits.next_gate(debt_rials=debt_rials),
        invoice_due_rials=due,
        meters_revision=visits.file.meters_revision,
    )
    return PrepaymentAdjusted(
        file_id=visits.file.id,
        number=visits.file.number,
        contractor=visits.file.contractor,
        meters_revision=visits.file.meters_revision,
        difference_rials=due,
        invoice_number="1405-000009" if due else None,
        gate=visits.gate,
    )


def want_payment_first(visits: Visits) -> None:
    """The office decides that the invoice of a correction is paid before the next report."""
    visits.command(
        use_cases.change_policy,
        caller=somebody(Role.OFFICE),
        key="inspection.gate",
        value={"unpaid_invoice_shuts": True},
        reason="نخست پرداخت",
    )


def test_after_a_correction_reports_wait_for_its_price_alone(visits: Visits) -> None:
    visits.set_appointment()
    first, second = visits.file.meters
    visits.refer(meters=[replace(first, meter_class="G6"), second], meters_revision=1)
    with pytest.raises(Conflict, match=r"inspection\.charge_pending"):
        visits.report(Outcome.CONCEALED_STAGE)
    visits.command(use_cases.apply_gate_fact, corrected(visits, due=200_000))
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 1


def test_where_the_organization_wants_it_reports_wait_for_payment_too(visits: Visits) -> None:
    want_payment_first(visits)
    visits.set_appointment()
    first, second = visits.file.meters
    visits.refer(meters=[replace(first, meter_class="G6"), second], meters_revision=1)
    with pytest.raises(Conflict) as refused:
        visits.report(Outcome.CONCEALED_STAGE)
    assert refused.value.code == InspectionCode.CHARGE_PENDING
    assert refused.value.retry_after_seconds == 1
    visits.command(use_cases.apply_gate_fact, corrected(visits, due=200_000))
    with pytest.raises(Conflict) as refused:
        visits.report(Outcome.CONCEALED_STAGE)
    assert (refused.value.code, refused.value.params) == (
        BillingCode.INVOICE_DUE,
        {"invoice_due_rials": 200_000},
    )
    corrected(visits, due=0)  # paid, and on its way
    visits.owners.gate = GateView(gate=visits.gate, last_settled=None)
    assert visits.report(Outcome.CONCEALED_STAGE).sequence == 1
    (told,) = [event for event in visits.events if isinstance(event, ReportFiled)]
    assert (told.meters_revision, told.meter_classes) == (1, ["G6", "G4"])
    assert visits.rows("SELECT priced_revision, invoice_due_rials FROM files") == [(1, 0)]


def test_a_correction_that_was_made_just_now_is_heard_of_and_waited_for(visits: Visits) -> None:
    visits.set_appointment()
    visits.owners.snapshot = replace(visits.file, version=visits.file.version + 1, meters_revision=1)
    with pytest.raises(Conflict) as refused:
        visits.report(Outcome.CONCEALED_STAGE)
    assert refused.value.code == InspectionCode.CHARGE_PENDING
    assert visits.owners.asked[-2:] == ["get_snapshot", "get_gate"]
