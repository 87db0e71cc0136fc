"""Visits remembered: reminders on the day before, and calendars that are read by a secret."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from contracts.errors import Forbidden, InspectionCode, NotFound
from contracts.inspection import AppointmentCameNear
from contracts.terms import Role
from services.inspection import use_cases
from services.inspection.domain import TEHRAN
from tests.integration.inspection.conftest import SATURDAY, Visits, act, person, somebody

# ------------------------------------------------------------------------------------------------------- reminders


def remind(visits: Visits) -> list[AppointmentCameNear]:
    """Who is reminded now."""
    before = len(visits.told(AppointmentCameNear))
    visits.command(use_cases.remind_of_visits)
    return [
        told for told in visits.told(AppointmentCameNear)[before:] if isinstance(told, AppointmentCameNear)
    ]


def test_people_are_reminded_once_on_the_day_before(saturday: Visits) -> None:
    agreed = saturday.set_appointment(hours=24)
    saturday.now = SATURDAY.replace(hour=16, minute=59)
    assert remind(saturday) == []
    saturday.pass_time(minutes=1)
    (told,) = remind(saturday)
    assert told == AppointmentCameNear(
        file_id=saturday.file.id,
        number="1405-000123",
        appointment_id=agreed.id,
        contractor=person(saturday.contractor),
        inspector=person(saturday.inspector),
        phase=agreed.phase,
        starts_at=agreed.starts_at,
        duration_minutes=60,
        address=saturday.file.address,
    )
    assert remind(saturday) == []


def test_a_late_visit_is_told_of_at_once_and_a_moved_one_anew(saturday: Visits) -> None:
    saturday.now = SATURDAY.replace(hour=20)
    saturday.set_appointment(hours=14)
    assert len(remind(saturday)) == 1
    saturday.set_appointment(hours=38)
    assert remind(saturday) == []
    saturday.pass_time(days=1)
    assert len(remind(saturday)) == 1


def test_nobody_is_reminded_of_a_visit_that_is_off(saturday: Visits) -> None:
    saturday.set_appointment(hours=24)
    act(saturday, use_cases.cancel_appointment, saturday.inspector, reason="ن")
    saturday.now = datetime.combine(SATURDAY.date(), time(18), TEHRAN)
    assert remind(saturday) == []


def test_a_reminder_passes_over_a_visit_that_is_being_changed(saturday: Visits) -> None:
    saturday.set_appointment(hours=24)
    saturday.now = SATURDAY.replace(hour=18)
    with saturday.database.writer.begin() as busy:
        busy.execute(text("SELECT 1 FROM appointments FOR UPDATE"))
        assert remind(saturday) == []
    assert len(remind(saturday)) == 1


# ------------------------------------------------------------------------------------------------------- calendars


def test_a_calendar_is_read_by_its_secret(saturday: Visits) -> None:
    agreed = saturday.set_appointment(hours=24)
    made = saturday.command(use_cases.open_calendar, caller=saturday.inspector)
    assert len(made.token) == 43
    saturday.pass_time(minutes=5)
    feed = saturday.command(use_cases.read_calendar, token=made.token)
    (visit,) = feed.visits
    assert (feed.role, visit.id, visit.ends_at) == (
        Role.INSPECTOR,
        agreed.id,
        agreed.starts_at + timedelta(hours=1),
    )
    assert (visit.confirmed, visit.cancelled, visit.sequence) == (False, False, 0)
    assert visit.remind_at == SATURDAY.replace(hour=17)
    state = saturday.ask(use_cases.get_calendar, caller=saturday.inspector)
    assert (state.active, state.created_at, state.last_used_at) == (True, made.created_at, saturday.now)
    assert made.token not in str(saturday.rows("SELECT * FROM calendars"))


def test_each_side_has_its_own_calendar(saturday: Visits) -> None:
    saturday.set_appointment(hours=24)
    for caller, count in (
        (saturday.inspector, 1),
        (saturday.contractor, 1),
        (somebody(Role.INSPECTOR, 2), 0),
        (somebody(Role.CONTRACTOR, 2), 0),
    ):
        made = saturday.command(use_cases.open_calendar, caller=caller)
        assert len(saturday.command(use_cases.read_calendar, token=made.token).visits) == count


def test_a_calendar_follows_a_visit(saturday: Visits) -> None:
    token = saturday.command(use_cases.open_calendar, caller=saturday.contractor).token
    saturday.set_appointment(hours=24)
    saturday.pass_time(minutes=1)
    saturday.set_appointment(hours=48)
    act(saturday, use_cases.confirm_appointment, saturday.contractor)
    (visit,) = saturday.command(use_cases.read_calendar, token=token).visits
    assert (visit.sequence, visit.confirmed, visit.changed_at) == (1, True, saturday.now)
    saturday.pass_time(minutes=1)
    act(saturday, use_cases.cancel_appointment, saturday.inspector, reason="ن")
    (visit,) = saturday.command(use_cases.read_calendar, token=token).visits
    assert (visit.sequence, visit.cancelled, visit.remind_at) == (2, True, None)
    assert (visit.owner_name, visit.address, visit.changed_at) == ("", "", saturday.now)
    saturday.pass_time(days=31)
    assert saturday.command(use_cases.read_calendar, token=token).visits == []


@pytest.mark.parametrize("how", ["closed", "replaced"])
def test_a_revoked_secret_opens_nothing(visits: Visits, how: str) -> None:
    old = visits.command(use_cases.open_calendar, caller=visits.inspector).token
    use_case: Callable[..., Any] = use_cases.close_calendar if how == "closed" else use_cases.open_calendar
    visits.command(use_case, caller=visits.inspector)
    for token in (old, "unknown", ""):
        with pytest.raises(NotFound) as refused:
            visits.command(use_cases.read_calendar, token=token)
        assert refused.value.code == InspectionCode.CALENDAR_NOT_FOUND
    state = visits.ask(use_cases.get_calendar, caller=visits.inspector)
    assert (state.active, state.last_used_at) == (how == "replaced", None)
    visits.command(use_cases.close_calendar, caller=visits.inspector)
    visits.command(use_cases.close_calendar, caller=visits.inspector)


def test_calendars_are_for_those_who_visit_and_are_visited(visits: Visits) -> None:
    for role in (Role.OFFICE, Role.FINANCE, Role.IT):
        for use_case in (use_cases.open_calendar, use_cases.close_calendar):
            with pytest.raises(Forbidden):
                visits.command(use_case, caller=somebody(role))
        with pytest.raises(Forbidden):
            visits.ask(use_cases.get_calendar, caller=somebody(role))
