"""Deadlines run, are missed, told once and resolved, in the transactions that change a file and by the timer."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.jalali import parse_moment
from contracts.errors import CommonCode, Forbidden, InvalidRequest
from contracts.inspection import DeadlineMissed, FileDeadline
from contracts.shapes import Caller, Page
from contracts.terms import DeadlineKind, FileStatus, Outcome, Role
from services.inspection import use_cases
from services.inspection.settings import InspectionSettings
from tests.integration.inspection.conftest import Visits, person, somebody

NO_APPOINTMENT, NO_REPORT, IDLE = (
    DeadlineKind.NO_APPOINTMENT,
    DeadlineKind.NO_REPORT,
    DeadlineKind.IDLE,
)
OFFICE = somebody(Role.OFFICE)


@pytest.fixture
def visits(newcomer: Visits) -> Visits:
    """The service, which knows a file that was referred at noon of a Monday."""
    newcomer.now = parse_moment("1405-09-02 12:00")
    newcomer.refer(referred_at=newcomer.now)
    return newcomer


def running(visits: Visits) -> dict[DeadlineKind, tuple[datetime, bool]]:
    """The file's deadlines as its inspector sees them: when, and whether it was missed."""
    shown = visits.ask(use_cases.get_progress, caller=visits.inspector, file_id=visits.file.id)
    return {each.kind: (each.due_at, each.missed) for each in shown.deadlines}


def watch(visits: Visits) -> list[DeadlineMissed]:
    """What the timer finds now."""
    before = len(visits.told(DeadlineMissed))
    visits.command(use_cases.watch_deadlines)
    return visits.told(DeadlineMissed)[before:]  # type: ignore[return-value]  # told() is of one kind


def office_list(visits: Visits, **wanted: Any) -> list[FileDeadline]:
    return visits.ask(use_cases.list_deadlines, caller=OFFICE, **wanted).items


def my_list(visits: Visits, caller: Caller | None = None) -> list[FileDeadline]:
    return visits.ask(use_cases.list_my_deadlines, caller=caller or visits.inspector).items


def change(visits: Visits, key: str, **value: Any) -> None:
    visits.command(use_cases.change_policy, caller=OFFICE, key=key, value=value, reason="تصمیم هیئت مدیره")


def at(text: str) -> datetime:
    return parse_moment(text)


# --------------------------------------------------------------------------------------------------- which clocks run


def test_a_referred_file_has_its_deadlines(visits: Visits) -> None:
    assert running(visits) == {
        NO_APPOINTMENT: (at("1405-09-06 00:00"), False),
        IDLE: (at("1406-03-03 00:00"), False),
    }


def test_the_time_counts_from_the_referral_and_not_from_when_it_was_heard_of(newcomer: Visits) -> None:
    newcomer.now = at("1405-09-05 10:00")
    newcomer.refer(referred_at=at("1405-09-02 12:00"))
    assert running(newcomer)[NO_APPOINTMENT] == (at("1405-09-06 00:00"), False)


def test_a_visit_is_to_be_reported_instead(visits: Visits) -> None:
    visit = visits.set_appointment(hours=48, duration_minutes=90)
    assert running(visits) == {
        NO_REPORT: (visit.starts_at + timedelta(days=2, minutes=90), False),
        IDLE: (at("1406-03-03 00:00"), False),
    }
    moved = visits.set_appointment(hours=24, duration_minutes=60)
    assert running(visits)[NO_REPORT] == (moved.starts_at + timedelta(days=2, minutes=60), False)


def test_the_next_visit_is_due_from_the_report(visits: Visits) -> None:
    visits.set_appointment()
    visits.now = at("1405-09-04 16:00")
    visits.settle(visits.report(Outcome.DEFECTIVE))
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-09 00:00"), False)


def test_the_next_visit_is_due_from_the_end_of_one_that_was_called_off(visits: Visits) -> None:
    """Even if nobody followed when it was: the watch takes it for called off in the moment in which it looks."""
    visits.set_appointment(hours=1)
    with visits.database.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE appointments SET state = 'cancelled'")
    visits.now = at("1405-09-05 10:00")
    assert watch(visits) == []
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-10 00:00"), False)


def test_nothing_is_expected_while_the_file_owes(visits: Visits) -> None:
    visits.set_appointment()
    visits.now = at("1405-09-03 16:00")
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    assert set(running(visits)) == {IDLE}
    visits.pass_time(days=30)
    assert watch(visits) == []
    visits.now = at("1405-10-07 09:00")
    visits.command(use_cases.apply_gate_fact, visits.payment(debt_rials=1))
    assert set(running(visits)) == {IDLE}
    visits.command(use_cases.apply_gate_fact, visits.clearance())
    assert running(visits)[NO_APPOINTMENT] == (at("1405-10-11 00:00"), False)


def test_a_visit_to_a_debtor_is_to_be_reported_once_it_is_paid(visits: Visits) -> None:
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    visits.set_appointment(hours=24)
    visits.pass_time(days=20)
    assert watch(visits) == []
    visits.command(use_cases.apply_gate_fact, visits.clearance())
    assert running(visits)[NO_REPORT] == (visits.now + timedelta(days=2), False)


def owe(visits: Visits, *, debt_rials: int, invoice_due_rials: int) -> None:
    """Billing tells what the file owes now."""
    gate = replace(visits.next_gate(debt_rials=debt_rials), invoice_due_rials=invoice_due_rials)
    fact = replace(visits.payment(debt_rials=debt_rials), gate=replace(gate, version=visits.gate.version))
    visits.command(use_cases.apply_gate_fact, fact)


def test_an_invoice_that_keeps_nobody_waiting_changes_nobodys_time(visits: Visits) -> None:
    """Neither that it is open when the debt is paid, nor that it is paid."""
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    owe(visits, debt_rials=780_000, invoice_due_rials=40_000)
    visits.now = at("1405-10-07 09:00")
    owe(visits, debt_rials=0, invoice_due_rials=40_000)
    assert running(visits)[NO_APPOINTMENT] == (at("1405-10-11 00:00"), False)
    assert watch(visits) == []
    visits.now = at("1405-10-09 09:00")
    owe(visits, debt_rials=0, invoice_due_rials=0)
    assert running(visits)[NO_APPOINTMENT] == (at("1405-10-11 00:00"), False)


def test_where_an_invoice_is_paid_first_nothing_is_expected_until_it_is(visits: Visits) -> None:
    change(visits, "inspection.gate", unpaid_invoice_shuts=True)
    owe(visits, debt_rials=0, invoice_due_rials=40_000)
    assert set(running(visits)) == {IDLE}
    visits.now = at("1405-10-07 09:00")
    assert watch(visits) == []
    owe(visits, debt_rials=0, invoice_due_rials=0)
    assert running(visits)[NO_APPOINTMENT] == (at("1405-10-11 00:00"), False)


def test_what_billing_repeats_is_no_activity(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    settlement = visits.settlement(report)
    visits.command(use_cases.apply_settlement, settlement)
    before = running(visits)
    visits.pass_time(days=5)
    visits.command(use_cases.apply_settlement, settlement)
    assert running(visits) == before


def test_the_next_inspector_has_the_whole_time(visits: Visits) -> None:
    successor = somebody(Role.INSPECTOR, 2)
    visits.now = at("1405-09-05 12:00")
    visits.refer(inspector=person(successor), referral_id=new_id(), referred_at=visits.now)
    assert my_list(visits) == []
    theirs = my_list(visits, successor)
    assert [(each.kind, each.due_at) for each in theirs] == [
        (NO_APPOINTMENT, at("1405-09-10 00:00")),
        (IDLE, at("1406-03-06 00:00")),
    ]


@pytest.mark.parametrize("status", [FileStatus.AWAITING_PAYMENT, FileStatus.AWAITING_REFERRAL])
def test_a_file_that_nobody_has_can_only_be_idle(visits: Visits, status: FileStatus) -> None:
    visits.refer(status=status, inspector=None, referral_id=None, referred_at=None)
    assert [(each.kind, each.inspector) for each in office_list(visits, missed=False)] == [(IDLE, None)]


def test_an_ended_file_has_none(visits: Visits) -> None:
    visits.set_appointment()
    visits.refer(status=FileStatus.CANCELLED)
    assert visits.rows("SELECT count(*) FROM deadlines") == [(0,)]


def test_a_completed_file_has_none(visits: Visits) -> None:
    visits.visit(Outcome.APPROVED)
    visits.visit(Outcome.APPROVED)
    assert visits.rows("SELECT completed FROM files") == [(True,)]
    assert visits.rows("SELECT count(*) FROM deadlines") == [(0,)]


# ----------------------------------------------------------------------------------------------------------- missing


def test_a_missed_appointment_is_told_once(visits: Visits) -> None:
    visits.now = at("1405-09-05 23:59")
    assert watch(visits) == []
    visits.now = at("1405-09-06 00:00")
    (told,) = watch(visits)
    (row,) = visits.rows("SELECT id::text, missed_at FROM deadlines WHERE kind = 'no_appointment'")
    assert told == DeadlineMissed(
        file_id=visits.file.id,
        number="1405-000123",
        deadline_id=row[0],
        kind=NO_APPOINTMENT,
        subject_id=visits.file.referral_id or "",
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        referral_id=visits.file.referral_id,
        due_at=at("1405-09-06 00:00"),
        missed_at=visits.now,
    )
    assert row[1] == visits.now
    visits.pass_time(days=40)
    assert watch(visits) == []
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-06 00:00"), True)


def test_nothing_is_taken_from_anybody_by_itself(visits: Visits) -> None:
    visits.pass_time(days=400)
    assert {told.kind for told in watch(visits)} == {NO_APPOINTMENT, IDLE}
    assert visits.set_appointment().inspector == person(visits.inspector)


def test_a_missed_report_names_its_visit(visits: Visits) -> None:
    visit = visits.set_appointment(hours=24)
    visits.now = visit.starts_at + timedelta(days=2, minutes=60)
    (told,) = watch(visits)
    assert (told.kind, told.subject_id, told.due_at) == (NO_REPORT, visit.id, visits.now)


def test_an_idle_file_that_nobody_has_is_told_of_as_well(visits: Visits) -> None:
    visits.refer(status=FileStatus.AWAITING_PAYMENT, inspector=None, referral_id=None, referred_at=None)
    visits.now = at("1406-03-03 00:00")
    (told,) = watch(visits)
    assert (told.kind, told.subject_id, told.inspector, told.referral_id) == (
        IDLE,
        visits.file.id,
        None,
        None,
    )


def test_a_file_that_falls_idle_again_is_told_of_again(visits: Visits) -> None:
    visits.refer(status=FileStatus.AWAITING_REFERRAL, inspector=None, referral_id=None, referred_at=None)
    visits.pass_time(days=200)
    assert [told.kind for told in watch(visits)] == [IDLE]
    visits.refer()
    visits.pass_time(days=200)
    assert [told.kind for told in watch(visits)] == [IDLE]
    assert [each.resolved_at is None for each in office_list(visits)] == [True, False]


@pytest.mark.parametrize(
    "act",
    [
        lambda visits: visits.set_appointment(),
        lambda visits: visits.refer(status=FileStatus.CANCELLED),
        lambda visits: visits.refer(
            inspector=person(somebody(Role.INSPECTOR, 2)), referral_id=new_id(), referred_at=visits.now
        ),
    ],
    ids=["appointment", "cancelled", "referred anew"],
)
def test_what_makes_it_good_is_kept_beside_it(visits: Visits, act: Callable[[Visits], object]) -> None:
    visits.now = at("1405-09-06 00:00")
    watch(visits)
    visits.now = at("1405-09-08 12:00")
    act(visits)
    (missed,) = office_list(visits)
    assert (missed.kind, missed.resolved_at, missed.days_late) == (NO_APPOINTMENT, visits.now, 2)
    assert missed.inspector == person(visits.inspector)
    assert NO_APPOINTMENT not in [each.kind for each in my_list(visits)]


def test_a_late_report_makes_it_good(visits: Visits) -> None:
    visits.set_appointment(hours=1)
    visits.pass_time(days=7)
    watch(visits)
    visits.report(Outcome.DEFECTIVE)
    (missed,) = office_list(visits)
    assert (missed.kind, missed.resolved_at, missed.days_late) == (NO_REPORT, visits.now, 4)


def test_a_moved_visit_has_a_deadline_of_its_own(visits: Visits) -> None:
    visits.set_appointment(hours=1)
    visits.pass_time(days=7)
    watch(visits)
    visits.set_appointment(hours=1)
    visits.pass_time(days=7)
    assert [told.kind for told in watch(visits)] == [NO_REPORT]
    assert len(office_list(visits, kind=NO_REPORT)) == 2


# ---------------------------------------------------------------------------------------------------------- policies


def test_another_policy_counts_for_what_is_not_missed_yet(visits: Visits) -> None:
    change(visits, "inspection.deadlines", appointment_working_days=5, report_days=2, idle_months=6)
    visits.now = at("1405-09-06 00:00")
    assert watch(visits) == []
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-09 00:00"), False)
    change(visits, "inspection.deadlines", appointment_working_days=1, report_days=2, idle_months=6)
    (told,) = watch(visits)
    assert told.due_at == at("1405-09-04 00:00")


def test_another_calendar_counts_too(visits: Visits) -> None:
    change(visits, "inspection.calendar", days_off=[5, 6], holidays=["2026-11-24"])
    watch(visits)
    # neither Tuesday, nor Thursday, nor Friday
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-09 00:00"), False)


def test_whether_an_invoice_is_paid_first_counts_from_the_next_look_on(visits: Visits) -> None:
    """Who is not to wait any more has the whole time from then on; who is to wait misses nothing."""
    owe(visits, debt_rials=0, invoice_due_rials=40_000)
    change(visits, "inspection.gate", unpaid_invoice_shuts=True)
    visits.now = at("1405-10-07 09:00")
    assert watch(visits) == []
    assert set(running(visits)) == {IDLE}
    change(visits, "inspection.gate", unpaid_invoice_shuts=False)
    assert watch(visits) == []
    assert running(visits)[NO_APPOINTMENT] == (at("1405-10-11 00:00"), False)


def test_what_was_missed_stays_missed(visits: Visits) -> None:
    visits.now = at("1405-09-06 00:00")
    watch(visits)
    change(visits, "inspection.deadlines", appointment_working_days=30, report_days=2, idle_months=6)
    assert watch(visits) == []
    assert running(visits)[NO_APPOINTMENT] == (at("1405-09-06 00:00"), True)


# ------------------------------------------------------------------------------------------------------- many, at once


def more_files(visits: Visits, count: int) -> list[str]:
    """Further files of the same inspector, each referred an hour after the one before."""
    first, ids = visits.file, []
    for _ in range(count):
        visits.pass_time(hours=1)
        visits.refer(id=new_id(), referral_id=new_id(), referred_at=visits.now, meters=[])
        ids.append(visits.file.id)
    visits.file = first
    return ids


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two files at a time."""
    monkeypatch.setattr(
        "services.inspection.use_cases.deadlines.settings", lambda: InspectionSettings(deadlines_batch=2)
    )


@pytest.mark.usefixtures("small_batches")
def test_many_are_told_in_batches(visits: Visits) -> None:
    more_files(visits, 4)
    visits.pass_time(days=30)
    turns = 1
    while visits.command(use_cases.watch_deadlines):
        turns += 1
    assert turns == 3
    assert len({told.file_id for told in visits.told(DeadlineMissed)}) == 5  # type: ignore[attr-defined]  # of one kind


def test_a_file_that_is_being_changed_is_left_for_the_next_time(visits: Visits) -> None:
    visits.pass_time(days=30)
    with visits.database.writer.begin() as somebody_else:
        somebody_else.exec_driver_sql("SELECT 1 FROM files FOR UPDATE")
        assert watch(visits) == []
    assert [told.kind for told in watch(visits)] == [NO_APPOINTMENT]


def test_the_files_of_a_running_system_get_their_deadlines(visits: Visits) -> None:
    """As the migration leaves them: nothing but an idle clock, to be worked out anew."""
    forget(visits)
    visits.command(use_cases.watch_deadlines)
    assert running(visits) == {
        NO_APPOINTMENT: (at("1405-09-06 00:00"), False),
        IDLE: (at("1406-03-03 00:00"), False),
    }


def forget(visits: Visits) -> None:
    with visits.database.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM deadlines WHERE kind <> 'idle'")
        connection.exec_driver_sql("UPDATE deadlines SET rules_version = -1")


# -------------------------------------------------------------------------------------------------------------- lists


def pages(visits: Visits, use_case: Callable[..., Page[FileDeadline]], **wanted: Any) -> list[FileDeadline]:
    found: list[FileDeadline] = []
    cursor = None
    while True:
        shown = visits.ask(use_case, limit=2, cursor=cursor, **wanted)
        found += shown.items
        cursor = shown.next_cursor
        if cursor is None:
            return found


def test_an_inspectors_deadlines_come_soonest_first_in_pages(visits: Visits) -> None:
    more_files(visits, 3)
    visits.now = at("1405-09-06 00:00")
    watch(visits)
    found = pages(visits, use_cases.list_my_deadlines, caller=visits.inspector)
    assert len(found) == len({each.id for each in found}) == 8
    assert [each.due_at for each in found] == sorted(each.due_at for each in found)
    assert [each.missed_at is not None for each in found] == [True] * 4 + [False] * 4


def test_the_office_reads_all_deadlines_in_pages(visits: Visits) -> None:
    more_files(visits, 3)
    visits.set_appointment(hours=24)
    visits.pass_time(days=10)
    watch(visits)
    visits.report(Outcome.DEFECTIVE)
    missed = pages(visits, use_cases.list_deadlines, caller=OFFICE)
    assert [each.kind for each in missed] == [NO_APPOINTMENT] * 3 + [NO_REPORT]
    assert [each.due_at for each in missed] == sorted((each.due_at for each in missed), reverse=True)
    oldest = pages(visits, use_cases.list_deadlines, caller=OFFICE, oldest_first=True)
    assert oldest == missed[::-1]
    assert pages(visits, use_cases.list_deadlines, caller=OFFICE, resolved=True) == missed[-1:]
    assert pages(visits, use_cases.list_deadlines, caller=OFFICE, resolved=False) == missed[:-1]
    assert pages(visits, use_cases.list_deadlines, caller=OFFICE, kind=NO_REPORT) == missed[-1:]
    still_running = pages(visits, use_cases.list_deadlines, caller=OFFICE, missed=False)
    assert sorted(each.kind for each in still_running) == [IDLE] * 4 + [NO_APPOINTMENT]
    assert {(each.missed_at, each.days_late) for each in still_running} == {(None, 0)}


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.CONTRACTOR, Role.FINANCE, Role.IT])
def test_all_deadlines_are_the_offices_matter(visits: Visits, role: Role) -> None:
    with pytest.raises(Forbidden):
        visits.ask(use_cases.list_deadlines, caller=somebody(role))


@pytest.mark.parametrize("role", [Role.OFFICE, Role.CONTRACTOR, Role.FINANCE, Role.IT])
def test_only_an_inspector_has_deadlines_of_their_own(visits: Visits, role: Role) -> None:
    with pytest.raises(Forbidden):
        visits.ask(use_cases.list_my_deadlines, caller=somebody(role))


@pytest.mark.parametrize("cursor", ["x", "WyIxIiwgIjIiXQ", "WyIyMDI2LTExLTIzIiwgIjIiXQ"])
def test_a_cursor_that_is_not_ours_is_refused(visits: Visits, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visits.ask(use_cases.list_deadlines, caller=OFFICE, cursor=cursor)
    assert refused.value.code == CommonCode.CURSOR
