"""Visits: at usual times, no two at once, called off."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from chassis.db import Database, dialect_url
from chassis.ids import new_id
from contracts.errors import Conflict, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.inspection import AppointmentCancelled, AppointmentSet
from contracts.terms import AppointmentRemark, FileStatus, Outcome, Role
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.inspection import domain, store, use_cases
from tests.integration.inspection.conftest import SATURDAY, Visits, act, other_file, somebody

OFFICE = somebody(Role.OFFICE)


def visits_policy(visits: Visits, **value: Any) -> None:
    visits.command(
        use_cases.change_policy, caller=OFFICE, key="inspection.visits", value=value, reason="آزمون"
    )


# --------------------------------------------------------------------------------------------------- unusual times


def test_an_unusual_visit_is_taken_and_remarked_upon(saturday: Visits) -> None:
    view = saturday.set_appointment(hours=12)
    remarks = [AppointmentRemark.OUTSIDE_HOURS, AppointmentRemark.SHORT_NOTICE]
    assert view.remarks == remarks
    (told,) = saturday.told(AppointmentSet)
    assert isinstance(told, AppointmentSet)
    assert told.remarks == remarks
    assert saturday.set_appointment(hours=24).remarks == []


def test_an_unusual_visit_is_refused_where_the_organization_wants_that(saturday: Visits) -> None:
    visits_policy(saturday, unusual_visits="refuse", minimum_notice_minutes=60)
    with pytest.raises(InvalidRequest) as refused:
        saturday.set_appointment(hours=12)
    assert refused.value.code == InspectionCode.APPOINTMENT_UNUSUAL
    assert refused.value.errors == {"starts_at": ["Must be between 08:00 and 18:00."]}
    friday = (SATURDAY + timedelta(days=6) - saturday.now) / timedelta(hours=1)
    with pytest.raises(InvalidRequest) as refused:
        saturday.set_appointment(hours=friday)
    assert refused.value.errors == {"starts_at": [domain.DAY_OFF]}
    assert saturday.set_appointment(hours=1).remarks == []
    assert saturday.rows("SELECT count(*) FROM appointments") == [(1,)]


# -------------------------------------------------------------------------------------------------------- overlaps


@pytest.mark.parametrize(("hours", "minutes"), [(24, 60), (23.5, 60), (24.5, 15), (22, 480)])
def test_an_inspectors_visits_do_not_overlap(visits: Visits, hours: float, minutes: int) -> None:
    visits.set_appointment(hours=24)
    second = other_file(visits)
    with pytest.raises(Conflict) as refused:
        second.set_appointment(hours=hours, duration_minutes=minutes)
    assert refused.value.code == InspectionCode.APPOINTMENT_OVERLAPS
    assert refused.value.params == {"number": "1405-000123"}
    assert second.told(AppointmentSet) == []


def test_visits_may_follow_on_each_other(visits: Visits) -> None:
    visits.set_appointment(hours=24)
    second = other_file(visits)
    second.set_appointment(hours=25)
    second.set_appointment(hours=23)
    other_file(visits, inspector=somebody(Role.INSPECTOR, 2)).set_appointment(hours=24)


def test_a_visit_may_be_moved_within_its_own_time(visits: Visits) -> None:
    visits.set_appointment(hours=24)
    assert visits.set_appointment(hours=24.5).starts_at == visits.now + timedelta(hours=24.5)


@pytest.mark.parametrize("how", ["moved", "cancelled", "reported", "lost"])
def test_a_visit_frees_its_time_at_once(visits: Visits, how: str) -> None:
    visits.set_appointment(hours=24)
    second = other_file(visits)
    if how == "moved":
        visits.set_appointment(hours=48)
    elif how == "cancelled":
        act(visits, use_cases.cancel_appointment, visits.inspector, reason="بیماری")
    elif how == "reported":
        visits.report(Outcome.ABSENT_FREE)
    else:
        visits.refer(status=FileStatus.AWAITING_REFERRAL, inspector=None, referral_id=None)
    assert second.set_appointment(hours=24).phase


def test_of_twenty_visits_at_once_one_is_agreed(visits: Visits) -> None:
    files = [other_file(visits) for _ in range(20)]

    def attempt(number: int) -> str:
        try:
            files[number].set_appointment(hours=24 + number % 5 / 10)
        except Conflict as refusal:
            return refusal.code
        return "set"

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(attempt, range(20)))
    assert answers.count("set") == 1
    assert set(answers) == {"set", InspectionCode.APPOINTMENT_OVERLAPS}
    assert visits.rows("SELECT count(*) FROM appointments WHERE state = 'set'") == [(1,)]


def test_the_database_itself_keeps_visits_apart(visits: Visits, monkeypatch: pytest.MonkeyPatch) -> None:
    visits.set_appointment(hours=24)
    second = other_file(visits)
    monkeypatch.setattr(store, "find_overlapping", lambda *_, **__: None)
    with pytest.raises(Conflict) as refused:
        second.set_appointment(hours=24.5)
    assert (refused.value.code, refused.value.params) == (InspectionCode.APPOINTMENT_OVERLAPS, {})
    assert visits.rows("SELECT count(*) FROM appointments") == [(1,)]


def test_visits_that_overlapped_before_stay_as_they_are(backends: Backends) -> None:
    """A system that ran before has visits at the same time: its migration succeeds, and new ones keep clear of them."""
    database = provision(
        backends.postgres_url,
        {"inspection": Passwords(owner="before", app="before")},
        prefix=f"b{new_id()[-6:]}",
    )["inspection"]
    config = Config()
    folder = Path(__file__).parents[3] / "services" / "inspection" / "migrations"
    config.set_main_option("script_location", str(folder))
    config.attributes["url"] = dialect_url(database.owner_url)
    config.attributes["app_role"] = make_url(database.app_url).username
    command.upgrade(config, "0002")
    owner = create_engine(dialect_url(database.owner_url), poolclass=NullPool)
    desk = Visits(Database(database.app_url, pool_size=2))
    files = [new_id() for _ in range(3)]
    with owner.begin() as connection:
        for number, (file_id, hours) in enumerate(zip(files, (24.0, 24.5, 48.0), strict=True)):
            connection.execute(
                text(
                    "INSERT INTO files VALUES (:id, :number, 'exposed', false, :id, 'c', 'c', :who, 'i', 'i', NULL, 1,"
                    " 'referred', 'pre', false, NULL, 0, 0, 0, 0, 0)"
                ),
                {"id": file_id, "number": f"1405-{number}", "who": desk.inspector.id},
            )
            connection.execute(
                text(
                    "INSERT INTO appointments VALUES"
                    " (gen_random_uuid(), :id, 'pre', :who, 'i', 'i', :at, 60, :at, 'set')"
                ),
                {"id": file_id, "who": desk.inspector.id, "at": desk.now + timedelta(hours=hours)},
            )
    command.upgrade(config, "head")
    held = desk.rows("SELECT span IS NOT NULL FROM appointments ORDER BY starts_at")
    assert held == [(False,), (False,), (True,)]
    desk.refer()
    for hours in (24.2, 48.5):
        with pytest.raises(Conflict) as refused:
            desk.set_appointment(hours=hours)
        assert refused.value.code == InspectionCode.APPOINTMENT_OVERLAPS
    moved = desk.command(
        use_cases.set_appointment,
        caller=desk.inspector,
        file_id=files[1],
        starts_at=desk.now + timedelta(hours=26),
    )
    assert moved.starts_at == desk.now + timedelta(hours=26)
    assert desk.rows("SELECT count(*) FROM appointments WHERE span IS NOT NULL") == [(2,)]
    desk.database.close()


# ------------------------------------------------------------------------------------------------------ called off


def test_a_reason_left_empty_is_no_reason(visits: Visits) -> None:
    visits.set_appointment(hours=24)
    visits.decided(
        use_cases.set_appointment,
        caller=visits.inspector,
        file_id=visits.file.id,
        starts_at=visits.now + timedelta(hours=30),
        reason="",
    )
    assert visits.rows("SELECT reason FROM appointment_moves") == [(None,)]
    assert [event.reason for event in visits.events if isinstance(event, AppointmentSet)] == [None, None]


def test_a_visit_is_called_off_with_a_reason(visits: Visits) -> None:
    view = visits.set_appointment()
    visits.pass_time(hours=1)
    cancelled = act(visits, use_cases.cancel_appointment, visits.inspector, reason="بیماری")
    assert (cancelled.id, cancelled.cancelled_at, cancelled.cancel_reason) == (view.id, visits.now, "بیماری")
    (told,) = visits.told(AppointmentCancelled)
    assert isinstance(told, AppointmentCancelled)
    assert (told.appointment_id, told.reason) == (view.id, "بیماری")
    for use_case, caller, more in (
        (use_cases.cancel_appointment, visits.inspector, {"reason": "دوباره"}),
        (use_cases.confirm_appointment, visits.contractor, {}),
        (use_cases.request_another_time, visits.contractor, {"reason": "سفر"}),
    ):
        with pytest.raises(Conflict) as refused:
            act(visits, use_case, caller, **more)
        assert refused.value.code == InspectionCode.NO_APPOINTMENT
    again = visits.set_appointment()
    assert again.id != view.id


def test_only_its_inspector_calls_a_visit_off(visits: Visits) -> None:
    visits.set_appointment()
    with pytest.raises(NotFound):
        act(visits, use_cases.cancel_appointment, somebody(Role.INSPECTOR, 2), reason="ن")
    with pytest.raises(Forbidden):
        act(visits, use_cases.cancel_appointment, visits.contractor, reason="ن")
