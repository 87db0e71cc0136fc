"""Visits and their people: no two at once, called off, confirmed, asked to be moved, listed, planned, remembered."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, time, timedelta
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
from contracts.errors import CommonCode, Conflict, Forbidden, InspectionCode, InvalidRequest, NotFound
from contracts.inspection import (
    AnotherTimeRequested,
    AppointmentCameNear,
    AppointmentCancelled,
    AppointmentConfirmed,
    AppointmentSet,
    AppointmentView,
    ChangeRequest,
)
from contracts.shapes import Caller
from contracts.terms import AppointmentRemark, DayOff, FileStatus, Outcome, Role
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.inspection import domain, store, use_cases
from services.inspection.domain import TEHRAN
from tests.integration.inspection.conftest import Visits, person, somebody

OFFICE = somebody(Role.OFFICE)
# A Saturday in the middle of a month without holidays, at ten in Tehran.
SATURDAY = datetime(2027, 6, 12, 10, 0, tzinfo=TEHRAN)


def other_file(visits: Visits, *, inspector: Caller | None = None) -> Visits:
    """A second file, of the same contractor and inspector unless said otherwise, at the same desk."""
    other = Visits(visits.database)
    other.now, other.contractor, other.inspector = (
        visits.now,
        visits.contractor,
        inspector or visits.inspector,
    )
    other.meters = [new_id(), new_id()]
    other.file = replace(
        other.file,
        number="1405-000124",
        contractor=person(other.contractor),
        inspector=person(other.inspector),
        meters=[replace(meter, id=new_id()) for meter in other.file.meters],
    )
    other.refer()
    return other


@pytest.fixture
def saturday(visits: Visits) -> Visits:
    """The service on an ordinary morning."""
    visits.now = SATURDAY
    return visits


def visits_policy(visits: Visits, **value: Any) -> None:
    visits.command(
        use_cases.change_policy, caller=OFFICE, key="inspection.visits", value=value, reason="آزمون"
    )


def act(visits: Visits, use_case: Callable[..., Any], caller: Caller, **arguments: Any) -> Any:
    """A command about the file."""
    return visits.decided(use_case, caller=caller, file_id=visits.file.id, **arguments)


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


# ----------------------------------------------------------------------------------------------------- called off


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


# ------------------------------------------------------------------------------------------- the contractor's word


def confirm(visits: Visits, **arguments: Any) -> AppointmentView:
    view: AppointmentView = act(visits, use_cases.confirm_appointment, visits.contractor, **arguments)
    return view


def ask_for(visits: Visits, reason: str = "سفر", proposed_at: datetime | None = None) -> AppointmentView:
    view: AppointmentView = act(
        visits,
        use_cases.request_another_time,
        visits.contractor,
        reason=reason,
        proposed_at=proposed_at,
    )
    return view


def test_a_visit_is_confirmed_once(visits: Visits) -> None:
    agreed = visits.set_appointment()
    assert agreed.confirmed_at is None
    visits.pass_time(minutes=5)
    first = confirm(visits, starts_at=agreed.starts_at)
    visits.pass_time(minutes=5)
    assert confirm(visits) == first
    assert first.confirmed_at == visits.now - timedelta(minutes=5)
    (told,) = visits.told(AppointmentConfirmed)
    assert told == AppointmentConfirmed(
        file_id=visits.file.id,
        number="1405-000123",
        appointment_id=agreed.id,
        contractor=person(visits.contractor),
        inspector=person(visits.inspector),
        starts_at=agreed.starts_at,
        confirmed_at=visits.now - timedelta(minutes=5),
    )


def test_nobody_confirms_a_time_unseen(visits: Visits) -> None:
    seen = visits.set_appointment(hours=24)
    visits.set_appointment(hours=48)
    with pytest.raises(Conflict) as refused:
        confirm(visits, starts_at=seen.starts_at)
    assert refused.value.code == InspectionCode.APPOINTMENT_MOVED


def test_another_time_is_asked_for_and_the_visit_stands(visits: Visits) -> None:
    agreed = visits.set_appointment()
    proposed = visits.now + timedelta(days=3)
    asked = ask_for(visits, proposed_at=proposed)
    assert asked.change_request == ChangeRequest(reason="سفر", proposed_at=proposed, requested_at=visits.now)
    assert asked.starts_at == agreed.starts_at
    assert ask_for(visits, proposed_at=proposed) == asked
    assert len(visits.told(AnotherTimeRequested)) == 1
    visits.pass_time(minutes=1)
    assert ask_for(visits, reason="بیماری").change_request == ChangeRequest(
        reason="بیماری", proposed_at=None, requested_at=visits.now
    )
    assert len(visits.told(AnotherTimeRequested)) == 2


def test_the_contractors_last_word_counts(visits: Visits) -> None:
    visits.set_appointment()
    confirm(visits)
    asked = ask_for(visits)
    assert (asked.confirmed_at, asked.change_request is not None) == (None, True)
    confirmed = confirm(visits)
    assert (confirmed.confirmed_at, confirmed.change_request) == (visits.now, None)
    assert len(visits.told(AppointmentConfirmed)) == 2


def test_a_moved_visit_is_unanswered_again(visits: Visits) -> None:
    visits.set_appointment(hours=24)
    confirm(visits)
    moved = visits.set_appointment(hours=48)
    assert (moved.confirmed_at, moved.change_request) == (None, None)
    ask_for(visits)
    assert visits.set_appointment(hours=72).change_request is None


def test_another_time_lies_ahead(visits: Visits) -> None:
    visits.set_appointment()
    with pytest.raises(InvalidRequest) as refused:
        ask_for(visits, proposed_at=visits.now)
    assert refused.value.code == InspectionCode.APPOINTMENT_IN_PAST
    assert list(refused.value.errors) == ["proposed_at"]


@pytest.mark.parametrize(
    ("use_case", "more"),
    [(use_cases.confirm_appointment, {}), (use_cases.request_another_time, {"reason": "سفر"})],
    ids=["confirm", "ask"],
)
def test_only_the_files_contractor_answers(
    visits: Visits, use_case: Callable[..., Any], more: dict[str, Any]
) -> None:
    visits.set_appointment()
    with pytest.raises(NotFound) as refused:
        act(visits, use_case, somebody(Role.CONTRACTOR, 2), **more)
    assert refused.value.code == InspectionCode.NOT_YOUR_FILE
    with pytest.raises(NotFound):
        visits.decided(use_case, caller=visits.contractor, file_id="no-id", **more)
    for role in (Role.INSPECTOR, Role.OFFICE, Role.FINANCE, Role.IT):
        with pytest.raises(Forbidden):
            act(visits, use_case, somebody(role), **more)


def test_a_visit_whose_inspector_lost_the_file_just_now_is_not_confirmed(visits: Visits) -> None:
    visits.set_appointment()
    visits.owners.snapshot = replace(
        visits.file,
        version=visits.file.version + 1,
        status=FileStatus.AWAITING_REFERRAL,
        inspector=None,
        referral_id=None,
    )
    with pytest.raises(Conflict) as refused:
        confirm(visits)
    assert refused.value.code == InspectionCode.NO_APPOINTMENT


# ---------------------------------------------------------------------------------------------------------- reading


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


# --------------------------------------------------------------------------------------------------------- reminders


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


# --------------------------------------------------------------------------------------------------------- calendars


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
    confirm(saturday)
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
