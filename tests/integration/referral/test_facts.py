"""What the facts of inspection, billing and auth do to a file, told once or twice, in order or late."""

from dataclasses import replace

import pytest

from chassis.ids import new_id
from chassis.work import NotYet
from contracts.auth import UserCreated, UserUpdated
from contracts.billing import DebtCleared
from contracts.inspection import (
    AnotherTimeRequested,
    AppointmentCancelled,
    AppointmentConfirmed,
    ChangeRequest,
)
from contracts.referral import FileAppointment, FileCompleted, FilePhaseChanged, FileView
from contracts.shapes import Caller
from contracts.terms import AppointmentRemark, FileStatus, MeterState, Phase, ReferralEnd, Role
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, meter


@pytest.fixture
def inspector(referral: ReferralDesk) -> Caller:
    return referral.inspector(1)


@pytest.fixture
def file(referral: ReferralDesk, inspector: Caller) -> FileView:
    return referral.pay(referral.register(meter(), meter("واحد ۲")))


def test_approved_meters_stay_approved(referral: ReferralDesk, file: FileView, inspector: Caller) -> None:
    first, second = file.meters
    referral.report(file, inspector, first.id)
    referral.report(file, inspector, second.id, sequence=2)
    after = referral.look_at(file)
    assert [(each.pre, each.final) for each in after.meters] == [(MeterState.APPROVED, MeterState.OPEN)] * 2
    assert after.phase is Phase.PRE  # only phase_approved moves it


def test_the_phases_go_by_and_the_file_is_completed(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    in_final = referral.approve(file, inspector, Phase.PRE)
    assert (in_final.phase, in_final.status) == (Phase.FINAL, FileStatus.REFERRED)
    assert len(referral.desk.told(FilePhaseChanged)) == 1
    done = referral.approve(file, inspector, Phase.FINAL)
    assert (done.status, done.completed_at) == (FileStatus.COMPLETED, referral.desk.now)
    assert done.inspector is not None
    assert done.inspector.id == inspector.id
    assert all(each.final is MeterState.APPROVED for each in done.meters)
    (event,) = referral.desk.told(FileCompleted)
    assert isinstance(event, FileCompleted)
    assert event.file.status is FileStatus.COMPLETED
    (only,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    assert only.ended_by is ReferralEnd.COMPLETED


def test_a_phase_is_approved_once(referral: ReferralDesk, file: FileView, inspector: Caller) -> None:
    event = referral.phase_approved(file, inspector, Phase.PRE)
    for _ in range(2):
        referral.desk.command(use_cases.apply_phase_approved, event)
    assert len(referral.desk.told(FilePhaseChanged)) == 1


def test_the_final_approval_waits_for_the_first(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    with pytest.raises(NotYet):
        referral.desk.command(
            use_cases.apply_phase_approved, referral.phase_approved(file, inspector, Phase.FINAL)
        )


def test_who_withdrew_while_the_last_report_was_on_its_way_still_completed_it(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    successor = referral.inspector(2)
    referral.approve(file, inspector, Phase.PRE)
    taken_over = referral.withdraw(file, inspector)
    assert taken_over.inspector is not None
    assert taken_over.inspector.id == successor.id
    done = referral.approve(file, inspector, Phase.FINAL)
    assert done.inspector is not None
    assert (done.status, done.inspector.id) == (FileStatus.COMPLETED, inspector.id)
    ends = [
        each.ended_by
        for each in referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    ]
    assert ends == [ReferralEnd.WITHDRAWN, ReferralEnd.COMPLETED]


def test_the_first_approval_does_not_revive_a_cancelled_file(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    referral.cancel(file)
    after = referral.approve(file, inspector, Phase.PRE)
    assert (after.status, after.phase) == (FileStatus.CANCELLED, Phase.FINAL)
    assert referral.desk.told(FilePhaseChanged) == []


@pytest.mark.parametrize("crosses", [Phase.PRE, Phase.FINAL])
def test_a_completion_that_crosses_the_cancellation_wins(
    referral: ReferralDesk, file: FileView, inspector: Caller, crosses: Phase
) -> None:
    if crosses is Phase.FINAL:
        referral.approve(file, inspector, Phase.PRE)
    referral.cancel(file)
    left = [Phase.FINAL] if crosses is Phase.FINAL else [Phase.PRE, Phase.FINAL]
    done = referral.approve(file, inspector, *left)
    assert done.inspector is not None
    assert (done.status, done.phase, done.inspector.id) == (
        FileStatus.COMPLETED,
        Phase.FINAL,
        inspector.id,
    )
    (told,) = referral.desk.told(FileCompleted)
    assert isinstance(told, FileCompleted)
    assert told.file.status is FileStatus.COMPLETED
    (only,) = referral.desk.query(use_cases.list_referrals, caller=referral.office, file_id=file.id)
    assert (only.ended_by, only.end_reason) == (ReferralEnd.COMPLETED, None)
    lines = referral.desk.query(use_cases.get_timeline, caller=referral.office, file_id=file.id).items
    assert "file_cancelled" in [line.event for line in lines]
    assert (lines[-1].event, lines[-1].details["cancellation"]) == ("file_completed", "void")
    assert "لغو آن بی‌اثر است" in lines[-1].summary
    assert referral.desk.query(use_cases.get_file, caller=inspector, file_id=file.id) == done


def test_an_appointment_is_shown_until_it_is_moved_used_or_cancelled(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    first = referral.set_appointment(file, inspector)
    referral.desk.pass_time(hours=1)
    moved = referral.set_appointment(file, inspector, first.appointment_id)
    shown = referral.look_at(file).appointment
    assert shown is not None
    assert (shown.id, shown.starts_at, shown.duration_minutes) == (first.appointment_id, moved.starts_at, 60)
    referral.report(file, inspector, file.meters[0].id)
    assert referral.look_at(file).appointment is None
    second = referral.set_appointment(file, inspector)
    cancelled = AppointmentCancelled(
        file_id=file.id,
        number=file.number,
        appointment_id=first.appointment_id,
        contractor=second.contractor,
        inspector=second.inspector,
        starts_at=first.starts_at,
    )
    referral.desk.command(use_cases.apply_appointment_cancelled, cancelled)
    assert referral.look_at(file).appointment is not None
    referral.desk.command(
        use_cases.apply_appointment_cancelled, replace(cancelled, appointment_id=second.appointment_id)
    )
    assert referral.look_at(file).appointment is None


def test_an_appointment_is_shown_with_what_is_said_of_it(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    agreed = referral.set_appointment(file, inspector)
    referral.desk.pass_time(minutes=1)
    again = replace(agreed, remarks=[AppointmentRemark.DAY_OFF], moved=True, starts_at=referral.desk.now)
    referral.desk.command(use_cases.apply_appointment, again)

    def shown() -> FileAppointment:
        (listed,) = referral.desk.query(use_cases.list_files, caller=referral.contractor).items
        assert listed.appointment == referral.look_at(file).appointment
        assert listed.appointment is not None
        return listed.appointment

    assert (shown().remarks, shown().confirmed_at) == ([AppointmentRemark.DAY_OFF], None)
    confirmed = AppointmentConfirmed(
        file_id=file.id,
        number=file.number,
        appointment_id=agreed.appointment_id,
        contractor=file.contractor,
        inspector=agreed.inspector,
        starts_at=again.starts_at,
        confirmed_at=referral.desk.now,
    )
    referral.desk.command(
        use_cases.apply_appointment_confirmed, replace(confirmed, starts_at=agreed.starts_at)
    )
    assert shown().confirmed_at is None  # it was the time before that they confirmed
    referral.desk.pass_time(minutes=1)
    confirmed = replace(confirmed, confirmed_at=referral.desk.now)
    referral.desk.command(use_cases.apply_appointment_confirmed, confirmed)
    assert (shown().confirmed_at, shown().change_request) == (referral.desk.now, None)
    asked = AnotherTimeRequested(
        file_id=file.id,
        number=file.number,
        appointment_id=agreed.appointment_id,
        contractor=file.contractor,
        inspector=agreed.inspector,
        starts_at=again.starts_at,
        proposed_at=None,
        reason="سفر",
        requested_at=referral.desk.now,
    )
    referral.desk.command(use_cases.apply_another_time_requested, asked)
    assert (shown().confirmed_at, shown().change_request) == (
        None,
        ChangeRequest(reason="سفر", proposed_at=None, requested_at=referral.desk.now),
    )
    referral.desk.pass_time(minutes=1)
    referral.desk.command(use_cases.apply_appointment, replace(agreed, starts_at=referral.desk.now))
    assert (shown().remarks, shown().confirmed_at, shown().change_request) == ([], None, None)
    referral.withdraw(file, inspector)
    assert referral.look_at(file).appointment is None


def test_an_appointment_of_somebody_who_lost_the_file_is_not_shown(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    successor = referral.inspector(2)
    referral.withdraw(file, inspector)
    referral.set_appointment(file, inspector)
    assert referral.look_at(file).appointment is None
    referral.set_appointment(file, successor)
    referral.report(file, inspector, file.meters[0].id)
    assert referral.look_at(file).appointment is not None


def test_only_newer_snapshots_of_the_debt_count(referral: ReferralDesk, file: FileView) -> None:
    for version, debt, shown in ((5, 390_000, 390_000), (4, 0, 390_000), (5, 1, 390_000), (6, 0, 0)):
        referral.desk.command(use_cases.apply_gate, referral.gate(file, version, debt))
        after = referral.look_at(file)
        assert (after.debt_rials, after.debtor) == (shown, shown > 0)


def test_the_same_fact_under_another_id_is_one_line(
    referral: ReferralDesk, file: FileView, inspector: Caller
) -> None:
    fee = referral.fee(file, inspector)
    for _ in range(2):
        referral.desk.command(use_cases.apply_gate, referral.gate(file, 7, 0))
        referral.desk.command(use_cases.apply_fee, fee)
    lines = referral.desk.query(use_cases.get_timeline, caller=referral.office, file_id=file.id).items
    assert [line.event for line in lines].count(DebtCleared.name) == 1
    assert [line.event for line in lines].count("fee_earned") == 1


def test_facts_of_an_unknown_file_wait(referral: ReferralDesk, file: FileView, inspector: Caller) -> None:
    stranger = replace(file, id=new_id())
    with pytest.raises(NotYet):
        referral.set_appointment(stranger, inspector)
    with pytest.raises(NotYet):
        referral.report(stranger, inspector)
    with pytest.raises(NotYet):
        referral.desk.command(use_cases.apply_gate, referral.gate(stranger, 1, 0))
    with pytest.raises(NotYet):
        referral.desk.command(use_cases.apply_fee, referral.fee(stranger, inspector))


def test_people_are_what_auth_last_told(referral: ReferralDesk) -> None:
    somebody = UserCreated(
        id=new_id(), membership_code="19-3-00077", full_name="نام نخست", role=Role.INSPECTOR
    )
    changed = UserUpdated(
        id=somebody.id,
        membership_code=somebody.membership_code,
        full_name="نام تازه",
        role=Role.INSPECTOR,
        active=False,
    )
    referral.desk.command(use_cases.apply_user_created, somebody)
    referral.desk.command(use_cases.apply_user_updated, changed)
    referral.desk.command(use_cases.apply_user_created, somebody)  # told again, late
    old_token = Caller(
        id=somebody.id,
        role=Role.INSPECTOR,
        membership_code=somebody.membership_code,
        full_name=somebody.full_name,
    )
    referral.fill_worksheet(old_token)
    assert referral.desk.rows("SELECT full_name, active FROM people WHERE id = :id", id=somebody.id) == [
        ("نام تازه", False)
    ]
