"""Visits are set, moved and called off (R12-R14)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from chassis.ids import new_id
from contracts.errors import CommonCode, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.inspection import AppointmentCancelled, AppointmentSet
from contracts.terms import FileStatus, Outcome, Phase, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, person, somebody


def test_a_visit_is_set_and_told(visits: Visits) -> None:
    view = visits.set_appointment(hours=24, duration_minutes=90)
    assert (view.phase, view.duration_minutes) == (Phase.PRE, 90)
    assert view.starts_at == visits.now + timedelta(hours=24)
    assert view.inspector == person(visits.inspector)
    (told,) = visits.events
    assert told == AppointmentSet(
        file_id=visits.file.id,
        number="1405-000123",
        appointment_id=view.id,
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        phase=Phase.PRE,
        starts_at=view.starts_at,
        duration_minutes=90,
        moved=False,
        set_at=visits.now,
        remarks=view.remarks,
    )


def test_a_moved_visit_keeps_its_id_and_its_history(visits: Visits) -> None:
    first = visits.set_appointment(hours=24)
    visits.pass_time(hours=1)
    second = visits.set_appointment(hours=48)
    visits.pass_time(hours=1)
    third = visits.set_appointment(hours=72, duration_minutes=30)
    assert first.id == second.id == third.id
    assert third.set_at == visits.now
    assert [told.moved for told in visits.events if isinstance(told, AppointmentSet)] == [False, True, True]
    moves = visits.rows("SELECT starts_at, duration_minutes, set_at FROM appointment_moves ORDER BY id")
    assert moves == [(each.starts_at, each.duration_minutes, each.set_at) for each in (first, second)]


def test_setting_a_visit_to_what_it_is_tells_nobody(visits: Visits) -> None:
    first = visits.set_appointment()
    assert visits.set_appointment() == first
    assert len(visits.told(AppointmentSet)) == 1
    assert visits.rows("SELECT count(*) FROM appointment_moves") == [(0,)]


def test_a_visit_is_not_set_in_the_past(visits: Visits) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visits.set_appointment(hours=-1)
    assert refused.value.code == InspectionCode.APPOINTMENT_IN_PAST
    assert list(refused.value.errors) == ["starts_at"]


def test_a_visit_is_not_set_beyond_every_calendar(visits: Visits) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visits.set_appointment(hours=24 * 3651)
    assert refused.value.code == CommonCode.INVALID
    assert refused.value.errors == {"starts_at": ["Must be within the next 10 years."]}
    assert visits.set_appointment(hours=24 * 3649).phase is Phase.PRE


def test_a_debtors_file_is_visited_all_the_same(visits: Visits) -> None:
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    assert visits.set_appointment().phase is Phase.PRE
    assert set(visits.owners.asked) == {"get_snapshot"}


def test_only_its_inspector_sets_a_visit(visits: Visits) -> None:
    with pytest.raises(NotFound) as refused:
        visits.set_appointment(caller=somebody(Role.INSPECTOR, 2))
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE
    for role in (Role.CONTRACTOR, Role.OFFICE, Role.FINANCE, Role.IT):
        with pytest.raises(Forbidden) as forbidden:
            visits.set_appointment(caller=somebody(role))
        assert forbidden.value.code == CommonCode.FORBIDDEN


@pytest.mark.parametrize("file_id", ["", "123", "not-a-file", "0" * 36, "'; DROP TABLE files"])
def test_a_malformed_id_is_not_found_and_nobody_is_asked(visits: Visits, file_id: str) -> None:
    with pytest.raises(NotFound) as refused:
        visits.decided(
            use_cases.set_appointment,
            caller=visits.inspector,
            file_id=file_id,
            starts_at=visits.now + timedelta(hours=1),
        )
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE
    assert visits.owners.asked == []


def test_a_file_that_arrived_just_now_is_asked_for(newcomer: Visits) -> None:
    newcomer.owners.snapshot = newcomer.file
    assert newcomer.set_appointment().inspector == person(newcomer.inspector)
    assert (newcomer.owners.asked, newcomer.owners.patience) == (["get_snapshot"], [1.0])


def test_a_file_that_was_given_up_just_now_takes_no_visit(visits: Visits) -> None:
    successor = somebody(Role.INSPECTOR, 2)
    visits.owners.snapshot = replace(
        visits.file, version=visits.file.version + 2, inspector=person(successor), referral_id=new_id()
    )
    with pytest.raises(NotFound) as refused:
        visits.set_appointment()
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE
    assert visits.set_appointment(caller=successor).inspector == person(successor)


def test_what_is_known_already_is_not_written_again_nor_waited_for(visits: Visits) -> None:
    visits.owners.snapshot = replace(visits.file, number="1405-000999")
    before = visits.rows("SELECT xmin::text, * FROM files")
    with visits.database.writer.begin() as busy:
        busy.execute(text("SELECT 1 FROM files FOR UPDATE"))
        use_cases.refresh_file(visits.owners, visits.command, caller=visits.inspector, file_id=visits.file.id)
    assert visits.rows("SELECT xmin::text, * FROM files") == before


def test_a_cancelled_file_takes_no_visit(visits: Visits) -> None:
    visits.refer(status=FileStatus.CANCELLED)
    with pytest.raises(NotFound) as refused:
        visits.set_appointment()
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE


def test_a_visit_is_off_when_the_file_leaves_its_inspector(visits: Visits) -> None:
    view = visits.set_appointment()
    visits.refer(status=FileStatus.AWAITING_REFERRAL, inspector=None, referral_id=None)
    (told,) = visits.told(AppointmentCancelled)
    assert told == AppointmentCancelled(
        file_id=visits.file.id,
        number="1405-000123",
        appointment_id=view.id,
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        starts_at=view.starts_at,
    )
    successor = somebody(Role.INSPECTOR, 2)
    visits.refer(status=FileStatus.REFERRED, inspector=person(successor), referral_id=successor.id)
    assert len(visits.told(AppointmentCancelled)) == 1
    again = visits.set_appointment(caller=successor)
    assert again.id != view.id
    assert again.inspector == person(successor)


def test_a_visit_is_off_when_only_the_successor_is_heard_of(visits: Visits) -> None:
    visits.set_appointment()
    successor = somebody(Role.INSPECTOR, 2)
    visits.refer(inspector=person(successor), referral_id=successor.id)
    assert [
        told.inspector for told in visits.told(AppointmentCancelled) if isinstance(told, AppointmentCancelled)
    ] == [person(visits.inspector)]


def test_a_visit_is_off_when_the_file_is_cancelled(visits: Visits) -> None:
    visits.set_appointment()
    visits.refer(status=FileStatus.CANCELLED)
    assert len(visits.told(AppointmentCancelled)) == 1


def test_a_corrected_meter_leaves_the_visit_as_it_is(visits: Visits) -> None:
    view = visits.set_appointment()
    visits.refer(meters=[visits.file.meters[0]])
    progress = visits.ask(use_cases.get_progress, caller=visits.inspector, file_id=visits.file.id)
    assert progress.appointment == view


def test_the_database_itself_keeps_one_open_visit_per_file(visits: Visits) -> None:
    visits.set_appointment()

    copy = (
        "INSERT INTO appointments SELECT gen_random_uuid(), file_id, phase, inspector_id, inspector_code,"
        " inspector_name, starts_at, duration_minutes, set_at, state FROM appointments"
    )
    with pytest.raises(IntegrityError, match="appointments_one_open"):
        visits.database.transaction(
            lambda session: session.connection().exec_driver_sql(copy), repeatable=False
        )
