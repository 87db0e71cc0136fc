"""Visits looked at: one with its moves, one's own in order, and when there could be one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from chassis.ids import new_id
from contracts.errors import CommonCode, Conflict, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.inspection import AppointmentSet
from contracts.shapes import Caller
from contracts.terms import DayOff, Outcome, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import SATURDAY, Visits, act, other_file, person, somebody

OFFICE = somebody(Role.OFFICE)


def test_a_visit_is_shown_with_the_times_that_it_had(visits: Visits) -> None:
    first = visits.set_appointment(hours=24)
    visits.pass_time(hours=1)
    act(
        visits,
        use_cases.set_appointment,
        visits.inspector,
        starts_at=visits.now + timedelta(hours=48),
        reason="درخواست مجری",
    )
    told = visits.told(AppointmentSet)[-1]
    assert isinstance(told, AppointmentSet)
    assert (told.moved, told.reason, told.address) == (True, "درخواست مجری", visits.file.address)
    for caller in (visits.inspector, visits.contractor, OFFICE, somebody(Role.FINANCE)):
        shown = visits.ask(use_cases.get_appointment, caller=caller, file_id=visits.file.id)
        assert shown.id == first.id
        (move,) = shown.moves
        assert (move.starts_at, move.set_at, move.moved_at, move.reason) == (
            first.starts_at,
            first.set_at,
            visits.now,
            "درخواست مجری",
        )


def test_there_may_be_no_visit_to_show(visits: Visits) -> None:
    with pytest.raises(Conflict) as refused:
        visits.ask(use_cases.get_appointment, caller=visits.inspector, file_id=visits.file.id)
    assert refused.value.code == InspectionCode.NO_APPOINTMENT
    with pytest.raises(NotFound):
        visits.ask(use_cases.get_appointment, caller=somebody(Role.INSPECTOR, 2), file_id=visits.file.id)


def mine(visits: Visits, caller: Caller, **query: Any) -> list[str]:
    """The numbers of the files that somebody is to visit, page by page of one."""
    numbers: list[str] = []
    cursor: str | None = None
    while True:
        page = visits.ask(use_cases.list_my_appointments, caller=caller, limit=1, cursor=cursor, **query)
        numbers += [visit.number for visit in page.items]
        cursor = page.next_cursor
        if cursor is None:
            return numbers


def test_ones_visits_are_listed_in_order(saturday: Visits) -> None:
    second = other_file(saturday)
    third = other_file(saturday, inspector=somebody(Role.INSPECTOR, 2))
    third.file = third.refer(number="1405-000125")
    saturday.set_appointment(hours=50)
    second.set_appointment(hours=26)
    third.set_appointment(hours=27)
    assert mine(saturday, saturday.inspector) == ["1405-000124", "1405-000123"]
    assert mine(saturday, saturday.contractor) == ["1405-000124", "1405-000125", "1405-000123"]
    tomorrow = SATURDAY.date() + timedelta(days=1)
    assert mine(saturday, saturday.inspector, to_date=tomorrow) == ["1405-000124"]
    assert mine(saturday, saturday.inspector, from_date=tomorrow + timedelta(days=1)) == ["1405-000123"]
    act(second, use_cases.cancel_appointment, second.inspector, reason="ن")
    assert mine(saturday, saturday.inspector) == ["1405-000123"]
    with pytest.raises(InvalidRequest) as refused:
        mine(saturday, saturday.inspector, from_date=tomorrow, to_date=SATURDAY.date())
    assert refused.value.errors == {"to": ["Must not be before from."]}
    for role in (Role.OFFICE, Role.FINANCE, Role.IT):
        with pytest.raises(Forbidden):
            mine(saturday, somebody(role))


def test_a_visit_is_listed_with_what_is_needed_to_find_it(saturday: Visits) -> None:
    saturday.refer(address="کرمان، خیابان شریعتی", owner_name="سارا امینی")
    saturday.set_appointment(hours=2)
    (visit,) = saturday.ask(use_cases.list_my_appointments, caller=saturday.inspector).items
    assert (visit.address, visit.owner_name, visit.contractor) == (
        "کرمان، خیابان شریعتی",
        "سارا امینی",
        person(saturday.contractor),
    )
    assert (visit.confirmed_at, visit.reported) == (None, False)
    saturday.report(Outcome.ABSENT_FREE)
    (visit,) = saturday.ask(use_cases.list_my_appointments, caller=saturday.contractor).items
    assert visit.reported


def test_who_lost_a_file_loses_sight_of_their_visits(saturday: Visits) -> None:
    saturday.set_appointment(hours=2)
    saturday.report(Outcome.ABSENT_FREE)
    saturday.refer(inspector=person(somebody(Role.INSPECTOR, 2)), referral_id=new_id())
    assert mine(saturday, saturday.inspector) == []
    assert mine(saturday, saturday.contractor) == ["1405-000123"]


@pytest.mark.parametrize("cursor", ["x", "WyJhIiwiYiJd", "WyIyMDI3LTA2LTEyVDEwOjAwOjAwIiwiYiJd"])
def test_a_cursor_that_is_not_ours_is_refused(visits: Visits, cursor: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visits.ask(use_cases.list_my_appointments, caller=visits.inspector, cursor=cursor)
    assert refused.value.code == CommonCode.CURSOR


def test_free_times_are_offered(saturday: Visits) -> None:
    second = other_file(saturday)
    second.set_appointment(hours=48)  # on Monday at ten
    saturday.set_appointment(hours=50)  # at noon: its own, which it may be moved within
    shown = saturday.ask(
        use_cases.list_appointment_slots,
        caller=saturday.inspector,
        file_id=saturday.file.id,
        days=7,
        step_minutes=60,
    )
    by_day = [[f"{slot.starts_at:%H}" for slot in day.slots] for day in shown.days]
    all_day = ["08", "09", "10", "11", "12", "13", "14", "15", "16", "17"]
    assert [day.off for day in shown.days] == [None] * 6 + [DayOff.WEEKLY]
    # Today nobody can be told in time, tomorrow before ten neither.
    assert by_day[0] == []
    assert by_day[1] == all_day[2:]
    assert by_day[2] == [hour for hour in all_day if hour != "10"]
    assert by_day[3:] == [all_day] * 3 + [[]]


def test_free_times_are_offered_to_whoever_has_the_file_now(saturday: Visits) -> None:
    successor = somebody(Role.INSPECTOR, 2)
    version = saturday.file.version + 1
    saturday.owners.snapshot = replace(saturday.file, version=version, inspector=person(successor))
    shown = saturday.ask(use_cases.list_appointment_slots, caller=successor, file_id=saturday.file.id)
    assert len(shown.days) == 7
    with pytest.raises(NotFound):
        saturday.ask(use_cases.list_appointment_slots, caller=saturday.inspector, file_id=saturday.file.id)


def test_free_times_are_for_the_files_inspector(visits: Visits) -> None:
    for caller, refusal in (
        (somebody(Role.INSPECTOR, 2), NotFound),
        (visits.contractor, Forbidden),
        (OFFICE, Forbidden),
    ):
        with pytest.raises(refusal):
            visits.ask(use_cases.list_appointment_slots, caller=caller, file_id=visits.file.id)
    far = (visits.now + timedelta(days=366 * 11)).date()
    with pytest.raises(InvalidRequest) as refused:
        visits.ask(
            use_cases.list_appointment_slots,
            caller=visits.inspector,
            file_id=visits.file.id,
            from_date=far,
        )
    assert list(refused.value.errors) == ["from"]
