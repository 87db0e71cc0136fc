"""Deadlines that pass: shown to who is to keep them and to the office, which is asked whether to dismiss and decides.

No deadline is shorter than a day, so time is made to pass in the databases of the services that watch it.
"""

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from tests.e2e.conftest import Town, User, until

DECISION = {"accept": True, "reason": "به تماس‌ها پاسخ نداد"}


def let_days_pass(town: Town, file_id: str, days: int) -> None:
    """What happened to a file happened so many days earlier, once inspection has heard of all of it."""
    until(lambda: is_up_to_date(town, file_id), "inspection has heard of everything")
    engine = create_engine(dialect_url(town.system.databases["inspection"].owner_url), poolclass=NullPool)
    earlier = f"- interval '{days} days'"
    with engine.begin() as connection:
        for statement in (
            f"UPDATE files SET expected_since = expected_since {earlier},"
            f" last_activity_at = last_activity_at {earlier} WHERE id = :id",
            f"UPDATE appointments SET starts_at = starts_at {earlier} WHERE file_id = :id AND state = 'set'",
            # as if the rules had changed: the watch then works it out anew, without waiting for the former hour
            "UPDATE deadlines SET rules_version = -1 WHERE file_id = :id AND missed_at IS NULL",
        ):
            connection.execute(text(statement), {"id": file_id})


def is_up_to_date(town: Town, file_id: str) -> bool:
    """Whether inspection knows who has a file, and all that billing has told of it."""
    (owned,) = town.rows("referral", f"SELECT status, referral_id FROM files WHERE id = '{file_id}'")
    (owed,) = town.rows("billing", f"SELECT version FROM file_accounts WHERE file_id = '{file_id}'")
    query = f"SELECT status, referral_id, billing_version FROM files WHERE id = '{file_id}'"
    return bool(town.rows("inspection", query) == [(*owned, *owed)])


def deadlines_of(viewer: User, file_id: str) -> dict[str, bool]:
    """The kinds of a file's deadlines, and whether each was missed, on its page."""
    return {each["kind"]: each["missed"] for each in viewer.get(f"/files/{file_id}")["deadlines"]}


def missed_of(town: Town, file_id: str, query: str = "") -> list[Any]:
    """A file's missed deadlines in the office's list."""
    items = town.office.get(f"/deadlines?limit=200{query}")["items"]
    return [item for item in items if item["file_id"] == file_id]


def proposals_of(town: Town, file_id: str, state: str = "open") -> list[Any]:
    """The proposals about a file."""
    items = town.office.get(f"/dismissal-proposals?limit=200&state={state}")["items"]
    return [item for item in items if item["file_id"] == file_id]


def proposed(town: Town, area: str = "") -> tuple[str, Any]:
    """A file whose inspector let a deadline pass, and the proposal that follows."""
    file = town.file(area=area)
    town.pay(file["id"], file["invoice"]["amount_rials"])
    file_id = str(town.wait_status(file["id"], "referred")["id"])
    let_days_pass(town, file_id, 30)
    (proposal,) = until(lambda: proposals_of(town, file_id), "the office is asked")
    return file_id, proposal


def test_a_missed_appointment_is_shown_and_nothing_is_taken(town: Town) -> None:
    file_id = str(town.referred_file()["id"])
    until(lambda: is_up_to_date(town, file_id), "inspection has heard of the referral")
    for viewer in (town.inspector, town.contractor, town.office):
        assert deadlines_of(viewer, file_id) == {"no_appointment": False, "idle": False}
    mine = [
        each for each in town.inspector.get("/me/deadlines?limit=200")["items"] if each["file_id"] == file_id
    ]
    assert [(each["kind"], each["missed_at"], each["days_late"]) for each in mine] == [
        ("no_appointment", None, 0),
        ("idle", None, 0),
    ]
    assert mine[0]["due_at"] < mine[1]["due_at"]
    assert mine[0]["due_at_jalali"].endswith("00:00")

    let_days_pass(town, file_id, 30)
    (missed,) = until(lambda: missed_of(town, file_id), "it is missed")
    assert (missed["kind"], missed["number"]) == (
        "no_appointment",
        town.office.get(f"/files/{file_id}")["number"],
    )
    assert missed["inspector"]["id"] == town.inspector.id
    assert 20 <= missed["days_late"] < 30
    assert missed["resolved_at"] is None
    assert missed["missed_at_jalali"]
    assert deadlines_of(town.inspector, file_id) == {"no_appointment": True, "idle": False}
    (proposal,) = until(lambda: proposals_of(town, file_id), "the office is asked")
    assert [each["deadline_id"] for each in proposal["deadlines"]] == [missed["id"]]
    file = town.office.get(f"/files/{file_id}")
    assert (file["status"], file["inspector"]["id"]) == ("referred", town.inspector.id)

    town.appoint(file_id)
    (missed,) = missed_of(town, file_id, "&resolved=true")
    assert missed["resolved_at"] is not None
    assert missed_of(town, file_id, "&resolved=false") == []
    assert deadlines_of(town.contractor, file_id) == {"no_report": False, "idle": False}
    until(lambda: proposals_of(town, file_id)[0]["deadlines"][0]["made_good_at"], "it is made good")
    (proposal,) = proposals_of(town, file_id)
    assert proposal["state"] == "open"
    assert town.office.get(f"/dismissal-proposals/{proposal['id']}") == proposal


def test_a_missed_report_joins_what_was_proposed(town: Town) -> None:
    file_id, proposal = proposed(town)
    town.appoint(file_id)
    let_days_pass(town, file_id, 5)
    until(lambda: len(proposals_of(town, file_id)[0]["deadlines"]) == 2, "the second miss joins")
    (joined,) = proposals_of(town, file_id)
    assert joined["id"] == proposal["id"]
    assert [each["kind"] for each in joined["deadlines"]] == ["no_appointment", "no_report"]


def test_an_accepted_proposal_dismisses_and_refers_again(town: Town) -> None:
    area = f"{town.area}d"
    inspectors = [town.new_inspector(areas=[area]) for _ in range(2)]
    file_id, proposal = proposed(town, area)
    holder = town.office.get(f"/files/{file_id}")["inspector"]["id"]
    former = next(inspector for inspector in inspectors if inspector.id == holder)
    town.appoint(file_id, former)
    decided = town.office.post(f"/dismissal-proposals/{proposal['id']}/decision", DECISION, 200)
    assert (decided["state"], decided["reason"]) == ("accepted", DECISION["reason"])
    assert decided["decided_by"]["id"] == town.office.get("/me")["id"]
    file = town.office.get(f"/files/{file_id}")
    assert (file["status"], file["appointment"]) == ("referred", None)
    assert file["inspector"]["id"] != former.id
    assert file_id in [item["id"] for item in former.get("/me/files?result=dismissed&limit=200")["items"]]
    former.put(f"/files/{file_id}/appointment", {"starts_at": "1410-01-05 10:00"}, 404)
    until(
        lambda: deadlines_of(town.office, file_id) == {"no_appointment": False, "idle": False},
        "the next inspector has the whole time",
    )
    again = town.office.ask("POST", f"/dismissal-proposals/{proposal['id']}/decision", DECISION)
    assert (again.status_code, again.json()["code"]) == (409, "referral.proposal_decided")


def test_a_declined_proposal_leaves_the_file(town: Town) -> None:
    file_id, proposal = proposed(town)
    before = town.office.get(f"/files/{file_id}")["inspector"]
    path = f"/dismissal-proposals/{proposal['id']}/decision"
    decided = town.office.post(path, {"accept": False, "reason": "بیمار بوده است"}, 200, key="decline-1")
    assert decided["state"] == "declined"
    assert (
        town.office.post(path, {"accept": False, "reason": "بیمار بوده است"}, 200, key="decline-1") == decided
    )
    assert town.office.get(f"/files/{file_id}")["inspector"] == before
    assert town.office.ask("POST", path, DECISION).json()["code"] == "referral.proposal_decided"
    assert len(proposals_of(town, file_id, "declined")) == 1


def test_a_proposal_about_a_file_that_is_completed_meanwhile_is_refused(town: Town) -> None:
    file_id, proposal = proposed(town)
    for _ in range(2):
        town.report(file_id, "approved")
    refused = town.office.ask("POST", f"/dismissal-proposals/{proposal['id']}/decision", DECISION)
    assert (refused.status_code, refused.json()["code"]) == (409, "referral.already_ended")
    assert town.office.get(f"/files/{file_id}")["status"] == "completed"
    until(lambda: proposals_of(town, file_id, "lapsed"), "it lapses")


def test_a_debtors_file_waits_for_its_contractor(town: Town) -> None:
    file_id = str(town.referred_file()["id"])
    charged = town.report(file_id, "defective")["charge"]
    assert charged["debt_rials"] > 0
    until(lambda: deadlines_of(town.office, file_id) == {"idle": False}, "nothing is expected")
    let_days_pass(town, file_id, 30)
    town.pay(file_id, charged["debt_rials"])
    until(
        lambda: deadlines_of(town.office, file_id) == {"no_appointment": False, "idle": False},
        "the time starts anew",
    )
    assert proposals_of(town, file_id) == []


def test_an_idle_file_that_nobody_has_is_shown_without_a_proposal(town: Town) -> None:
    file_id = str(town.file()["id"])
    let_days_pass(town, file_id, 200)
    (missed,) = until(lambda: missed_of(town, file_id, "&kind=idle"), "it is missed")
    assert missed["inspector"] is None
    until(
        lambda: (
            "deadline_missed" in [e["event"] for e in town.office.get(f"/files/{file_id}/timeline")["items"]]
        ),
        "it is on the timeline",
    )
    assert proposals_of(town, file_id) == []


def test_only_the_office_reads_of_proposals(town: Town) -> None:
    file_id, _ = proposed(town)

    def events(viewer: User) -> list[str]:
        return [entry["event"] for entry in viewer.get(f"/files/{file_id}/timeline?limit=200")["items"]]

    assert "dismissal_proposed" in events(town.office)
    for viewer in (town.contractor, town.inspector):
        assert "deadline_missed" in events(viewer)
        assert "dismissal_proposed" not in events(viewer)


@pytest.mark.parametrize("path", ["/deadlines", "/dismissal-proposals", "/dismissal-proposals/x"])
def test_who_may_not_ask(town: Town, path: str) -> None:
    for user in (town.inspector, town.contractor, town.finance, town.it):
        assert user.ask("GET", path).json()["code"] == "request.forbidden"
    assert town.office.ask("GET", "/me/deadlines").json()["code"] == "request.forbidden"


def test_what_is_refused(town: Town) -> None:
    office = town.office
    nothing = office.ask("POST", "/dismissal-proposals/nothing/decision", DECISION)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "referral.proposal_not_found")
    assert office.ask("GET", "/dismissal-proposals/nothing").status_code == 404
    for body in ({}, {"accept": True}, {"accept": True, "reason": ""}, {"accept": "perhaps", "reason": "r"}):
        refused = office.ask("POST", "/dismissal-proposals/nothing/decision", body)
        assert (refused.status_code, refused.json()["code"]) == (422, "request.invalid")
    for query in ("kind=never", "missed=perhaps", "limit=0"):
        assert office.ask("GET", f"/deadlines?{query}").status_code == 422
    assert office.ask("GET", "/deadlines?cursor=x").json()["code"] == "request.invalid_cursor"
    assert office.ask("GET", "/dismissal-proposals?state=later").status_code == 422


def test_a_deadline_is_never_shorter_than_a_day(town: Town) -> None:
    for name in ("appointment_working_days", "report_days", "idle_months"):
        body = {"value": {name: 0}, "reason": "شتاب"}
        refused = town.office.ask("PUT", "/policies/inspection.deadlines", body)
        assert refused.status_code == 422
        assert f"value.{name}" in refused.json()["errors"]
