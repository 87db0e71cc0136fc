"""Appointments as their people live with them: agreed, answered, moved, called off, remembered, in a calendar."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import requests
from icalendar import Calendar

from chassis.jalali import TEHRAN, jalali_date
from tests.e2e.conftest import Town, User, in_days, until

REASON = {"reason": "آزمون"}
Change = Callable[..., Any]


@pytest.fixture
def visits_policy(town: Town) -> Iterator[Change]:
    """Changes the rules of visits; afterwards they are as they were."""
    before = town.office.get("/policies/inspection.visits")["items"][0]["value"]

    def change(**value: Any) -> Any:
        body = {"value": {**before, **value}, **REASON}
        return town.office.put("/policies/inspection.visits", body)

    yield change
    change()


def at(day: date, clock: str) -> str:
    """A moment of Tehran's, as people write it."""
    return f"{jalali_date(day)} {clock}"


def usual_day(days: int) -> date:
    """A day on which people work, at least so many days ahead: no Friday, and no holiday of the year's turn."""
    day = datetime.now(TEHRAN).date() + timedelta(days=days)
    off = {"01-01", "01-02", "01-03", "01-04", "01-12", "01-13", "03-14", "03-15", "11-22", "12-29"}
    while day.weekday() == 4 or jalali_date(day)[5:] in off:
        day += timedelta(days=1)
    return day


def refused(response: requests.Response, status: int, code: str) -> Any:
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code), problem
    return problem


def names(events: Any) -> list[str]:
    return [entry["event"] for entry in events["items"]]


def in_list(user: User, path: str, file: Any) -> Any:
    """The file as a list shows it."""
    (item,) = user.get(f"{path}?q={file['number']}")["items"]
    return item


def test_a_visit_from_its_first_time_to_its_end(town: Town) -> None:
    file = town.referred_file()
    path, day = f"/files/{file['id']}/appointment", usual_day(40)
    refused(town.contractor.ask("GET", path), 409, "inspection.no_appointment")
    refused(town.inspector.ask("POST", f"{path}/cancellation", REASON), 409, "inspection.no_appointment")
    agreed = town.inspector.put(path, {"starts_at": at(day, "10:30")})
    assert (agreed["starts_at_jalali"], agreed["remarks"]) == (at(day, "10:30"), [])

    confirmed = town.contractor.post(f"{path}/confirmation", {"starts_at": agreed["starts_at"]}, 200)
    assert town.contractor.post(f"{path}/confirmation", {}, 200) == confirmed
    shown = town.contractor.get(f"/files/{file['id']}")["appointment"]
    assert (shown["confirmed_at"], shown["change_request"]) == (confirmed["confirmed_at"], None)
    until(lambda: in_list(town.inspector, "/me/referrals", file)["appointment"] == shown, "the list says so")

    wish = {"reason": "سفر", "proposed_at": at(day, "12:00")}
    asked = town.contractor.post(f"{path}/change-request", wish, 200)
    assert asked["change_request"]["proposed_at_jalali"] == at(day, "12:00")
    assert asked["starts_at"] == agreed["starts_at"]
    assert town.office.get(f"/files/{file['id']}")["appointment"]["change_request"]["reason"] == "سفر"

    moved = town.inspector.put(path, {"starts_at": at(day, "12:00"), "reason": "به خواست مجری"})
    assert (moved["id"], moved["change_request"], moved["confirmed_at"]) == (agreed["id"], None, None)
    told = town.contractor.ask("POST", f"{path}/confirmation", {"starts_at": agreed["starts_at"]})
    refused(told, 409, "inspection.appointment_moved")
    (move,) = town.office.get(path)["moves"]
    assert (move["starts_at_jalali"], move["reason"]) == (at(day, "10:30"), "به خواست مجری")

    cancelled = town.inspector.post(f"{path}/cancellation", {"reason": "بیماری"}, 200)
    assert cancelled["cancel_reason"] == "بیماری"
    refused(town.contractor.ask("GET", path), 409, "inspection.no_appointment")
    until(
        lambda: "appointment_cancelled" in names(town.office.get(f"/files/{file['id']}/timeline")),
        "the timeline tells of it",
    )
    events = names(town.office.get(f"/files/{file['id']}/timeline"))
    assert {"appointment_confirmed", "another_time_requested"} <= set(events)
    listed = town.office.get(f"/files?q={file['number']}")["items"][0]
    assert listed["appointment"] is None


def test_a_visit_is_never_in_the_past(town: Town) -> None:
    path = f"/files/{town.referred_file()['id']}/appointment"
    past = town.inspector.ask("PUT", path, {"starts_at": in_days(-1)})
    assert "starts_at" in refused(past, 422, "inspection.appointment_in_past")["errors"]
    town.inspector.put(path, {"starts_at": in_days(50)})
    wish = town.contractor.ask("POST", f"{path}/change-request", {**REASON, "proposed_at": in_days(-1)})
    assert "proposed_at" in refused(wish, 422, "inspection.appointment_in_past")["errors"]


def test_two_files_are_not_visited_at_once(town: Town) -> None:
    first, second = town.referred_file(), town.referred_file()
    town.inspector.put(f"/files/{first['id']}/appointment", {"starts_at": at(usual_day(60), "10:00")})
    body = {"starts_at": at(usual_day(60), "10:45")}
    problem = refused(
        town.inspector.ask("PUT", f"/files/{second['id']}/appointment", body),
        409,
        "inspection.appointment_overlaps",
    )
    assert first["number"] in problem["detail"]
    town.inspector.post(f"/files/{first['id']}/appointment/cancellation", REASON, 200)
    town.inspector.put(f"/files/{second['id']}/appointment", body)


def test_of_many_visits_at_once_one_is_agreed(town: Town) -> None:
    files = [town.referred_file()["id"] for _ in range(6)]
    body = {"starts_at": at(usual_day(70), "09:00")}
    with ThreadPoolExecutor(6) as pool:
        answers = list(
            pool.map(lambda id: town.inspector.ask("PUT", f"/files/{id}/appointment", body), files)
        )
    codes = sorted(answer.json().get("code", "set") for answer in answers)
    assert codes == ["inspection.appointment_overlaps"] * 5 + ["set"]


def test_an_unusual_time_is_remarked_upon_or_refused(town: Town, visits_policy: Change) -> None:
    path = f"/files/{town.referred_file()['id']}/appointment"
    night = {"starts_at": at(usual_day(80), "22:00")}
    assert town.inspector.put(path, night)["remarks"] == ["outside_hours"]
    visits_policy(unusual_visits="refuse")
    late = town.inspector.ask("PUT", path, {"starts_at": at(usual_day(85), "22:00")})
    problem = refused(late, 422, "inspection.appointment_unusual")
    assert problem["errors"]["starts_at"] == ["Must be between 08:00 and 18:00."]
    persian = town.inspector.ask(
        "PUT", path, {"starts_at": at(usual_day(85), "22:00")}, headers={"Accept-Language": "fa"}
    )
    assert persian.json()["errors"]["starts_at"] == ["باید میان ساعت ۰۸:۰۰ و ۱۸:۰۰ باشد."]
    assert town.inspector.put(path, {"starts_at": at(usual_day(85), "11:00")})["remarks"] == []


def test_strangers_say_nothing(town: Town) -> None:
    file = town.referred_file()
    town.inspector.put(f"/files/{file['id']}/appointment", {"starts_at": in_days(90)})
    contractor, inspector = town.user("contractor"), town.user("inspector")
    path = f"/files/{file['id']}/appointment"
    for user, method, end, body in (
        (contractor, "POST", "/confirmation", {}),
        (contractor, "POST", "/change-request", REASON),
        (contractor, "GET", "", None),
        (inspector, "POST", "/cancellation", REASON),
        (inspector, "GET", "", None),
        (inspector, "GET", "-slots", None),
    ):
        refused(user.ask(method, path + end, body), 404, "inspection.not_your_file")
    for user, end in ((town.inspector, "confirmation"), (town.contractor, "cancellation")):
        refused(user.ask("POST", f"{path}/{end}", REASON), 403, "request.forbidden")
    refused(town.it.ask("GET", path), 403, "request.forbidden")


def test_an_agenda_and_its_gaps(town: Town) -> None:
    inspector = town.inspector
    day = usual_day(100)
    files = [town.referred_file()["id"] for _ in range(2)]
    for file_id, clock in zip(files, ("12:00", "09:00"), strict=True):
        inspector.put(f"/files/{file_id}/appointment", {"starts_at": at(day, clock)})
    query = f"from={jalali_date(day)}&to={jalali_date(day)}"
    first = inspector.get(f"/me/appointments?{query}&limit=1")
    rest = inspector.get(f"/me/appointments?{query}&cursor={first['next_cursor']}")
    assert [visit["file_id"] for visit in first["items"] + rest["items"]] == files[::-1]
    assert rest["next_cursor"] is None
    assert first["items"][0]["address"] == "کرمان، خیابان شریعتی"
    of_contractor = town.contractor.get(f"/me/appointments?{query}")["items"]
    assert [visit["file_id"] for visit in of_contractor] == files[::-1]

    other = town.referred_file()["id"]
    slots = inspector.get(f"/files/{other}/appointment-slots?from={jalali_date(day)}&days=1")
    (shown,) = slots["days"]
    starts = [slot["starts_at_jalali"][-5:] for slot in shown["slots"]]
    assert (shown["day_jalali"], shown["off"], starts[0], starts[-1]) == (
        jalali_date(day),
        None,
        "08:00",
        "17:00",
    )
    assert not {"08:30", "09:00", "09:30", "11:30", "12:00", "12:30"} & set(starts)
    inspector.put(f"/files/{other}/appointment", {"starts_at": shown["slots"][0]["starts_at"]})


def test_people_are_reminded_the_day_before(town: Town, visits_policy: Change) -> None:
    file = town.referred_file()
    visits_policy(remind_at="00:00")
    tomorrow = datetime.now(TEHRAN) + timedelta(days=1)
    town.inspector.put(
        f"/files/{file['id']}/appointment",
        {"starts_at": tomorrow.replace(hour=12, minute=0, second=0).isoformat()},
    )

    def reminders() -> list[str]:
        events = names(town.contractor.get(f"/files/{file['id']}/timeline"))
        return [name for name in events if name == "appointment_came_near"]

    until(reminders, "the reminder is on the timeline")
    town.inspector.put(
        f"/files/{file['id']}/appointment",
        {"starts_at": tomorrow.replace(hour=14, minute=0, second=0).isoformat()},
    )
    until(lambda: len(reminders()) == 2, "the new time is told of, too")
    assert town.rows(
        "inspection",
        f"SELECT count(*) FROM outbox WHERE name = 'appointment_came_near' AND lane = '{file['id']}'",
    ) == [(2,)]


def feed(user: User, path: str) -> requests.Response:
    return requests.get(user.url + path, timeout=10)


def test_visits_in_a_calendar_program(town: Town) -> None:
    file = town.referred_file()
    day = usual_day(120)
    visit = town.inspector.put(f"/files/{file['id']}/appointment", {"starts_at": at(day, "10:30")})
    assert town.contractor.get("/me/calendar")["active"] is False
    made = town.contractor.post("/me/calendar")
    assert made["url"] == town.system.gateway_url + made["path"]
    answer = feed(town.contractor, made["path"])
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"].startswith("private")

    def event() -> Any:
        calendar: Any = Calendar.from_ical(feed(town.contractor, made["path"]).content)
        return next(e for e in calendar.walk("VEVENT") if e["uid"] == f"{visit['id']}@gazban")

    before = event()
    assert before["dtstart"].dt == datetime.fromisoformat(visit["starts_at"])
    assert (before["status"], before["sequence"]) == ("TENTATIVE", 0)
    assert file["number"] in before["summary"]
    assert before["location"] == "کرمان، خیابان شریعتی"
    town.contractor.post(f"/files/{file['id']}/appointment/confirmation", {}, 200)
    assert event()["status"] == "CONFIRMED"
    town.inspector.put(f"/files/{file['id']}/appointment", {"starts_at": at(day, "14:30")})
    assert (event()["status"], event()["sequence"]) == ("TENTATIVE", 1)
    town.inspector.post(f"/files/{file['id']}/appointment/cancellation", REASON, 200)
    assert (event()["status"], event()["sequence"]) == ("CANCELLED", 2)

    state = town.contractor.get("/me/calendar")
    assert (state["active"], state["last_used_at"] is not None) == (True, True)
    second = town.contractor.post("/me/calendar")
    refused(feed(town.contractor, made["path"]), 404, "inspection.calendar_not_found")
    assert feed(town.contractor, second["path"]).status_code == 200
    assert town.contractor.ask("DELETE", "/me/calendar").status_code == 204
    refused(feed(town.contractor, second["path"]), 404, "inspection.calendar_not_found")
    refused(town.office.ask("POST", "/me/calendar"), 403, "request.forbidden")
    log = town.system.log("gateway").read_text(errors="replace")
    assert second["path"] not in log
