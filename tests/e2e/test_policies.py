"""What the organization decides by itself: seen by office and finance, changed by the office, kept in versions."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, answer, in_days

OBJECTIONS = "/policies/inspection.objections"
KEYS = {
    "inspection.calendar",
    "inspection.deadlines",
    "inspection.gate",
    "inspection.objections",
    "inspection.visits",
    "messaging.sms",
    "referral.areas",
    "referral.engine",
}


def refused(user: User, method: str, path: str, body: Any = None) -> tuple[int, str]:
    response = user.ask(method, path, body)
    return response.status_code, response.json()["code"]


@pytest.fixture
def newest(town: Town) -> Iterator[Any]:
    """The newest version of the time to object, which is put back afterwards."""
    version = town.office.get(OBJECTIONS)["items"][0]
    yield version
    town.office.put(OBJECTIONS, {"value": version["value"], "reason": "بازگشت"})


def test_office_and_finance_see_every_policy(town: Town) -> None:
    for user in (town.office, town.finance):
        shown = {policy["key"]: policy for policy in user.get("/policies")["items"]}
        assert shown.keys() == KEYS
        assert all(policy["title"] and policy["value"] for policy in shown.values())


def test_a_change_is_a_version_that_says_who_when_and_why(town: Town, newest: Any) -> None:
    body = {"value": {"days": 12}, "reason": "تصمیم هیئت‌مدیره", "version": newest["version"]}
    changed = town.office.put(OBJECTIONS, body)
    assert (changed["version"], changed["value"]) == (newest["version"] + 1, {"days": 12})
    office = town.office.get("/me")
    assert (changed["changed_by"]["id"], changed["reason"]) == (office["id"], "تصمیم هیئت‌مدیره")
    assert changed["changed_at_jalali"].startswith("14")
    versions = town.finance.get(OBJECTIONS)["items"]
    assert [version["version"] for version in versions] == list(range(changed["version"], -1, -1))
    assert versions[0] == changed
    assert (versions[-1]["value"], versions[-1]["changed_by"]) == ({"days": 10}, None)
    assert refused(town.office, "PUT", OBJECTIONS, body) == (409, "policy.changed_meanwhile")


def test_a_policy_is_obeyed_from_the_next_request(town: Town) -> None:
    file = town.referred_file()
    path = f"/files/{file['id']}/appointment"
    (now,) = [p for p in town.office.get("/policies")["items"] if p["key"] == "inspection.visits"]
    strict = {**now["value"], "unusual_visits": "refuse", "minimum_notice_minutes": 43_200}
    town.office.put("/policies/inspection.visits", {"value": strict, "reason": "سخت‌گیری"})
    try:
        soon = town.inspector.ask("PUT", path, {"starts_at": in_days(1)})
        assert (soon.status_code, soon.json()["code"]) == (422, "inspection.appointment_unusual")
    finally:
        town.office.put("/policies/inspection.visits", {"value": now["value"], "reason": "بازگشت"})
    answer(town.inspector.ask("PUT", path, {"starts_at": in_days(40)}), 200)


def test_what_is_no_policy_is_refused(town: Town) -> None:
    for value in ({"days": 0}, {"days": "many"}, {"months": 1}, {"days": 1, "more": 2}):
        wrong_value = {"value": value, "reason": "آزمون"}
        assert refused(town.office, "PUT", OBJECTIONS, wrong_value) == (422, "request.invalid")
    incomplete: list[Any] = [
        {"value": {"days": 5}},
        {"reason": "آزمون"},
        {"value": [], "reason": "آزمون"},
        {},
    ]
    for body in incomplete:
        assert refused(town.office, "PUT", OBJECTIONS, body) == (422, "request.invalid")
    closed = {"value": {"opens_at": "18:00", "closes_at": "08:00"}, "reason": "آزمون"}
    wrong = town.office.ask("PUT", "/policies/inspection.calendar", closed, headers={"Accept-Language": "fa"})
    assert wrong.json()["errors"]["value.closes_at"] == ["باید پس از آغاز ساعت کاری (opens_at) باشد."]


def test_a_policy_of_nobody_is_not_found(town: Town) -> None:
    for key in ("inspection.nothing", "nobody.visits", "x"):
        body = {"value": {}, "reason": "آزمون"}
        assert refused(town.office, "PUT", f"/policies/{key}", body)[0] == 404
        assert refused(town.office, "GET", f"/policies/{key}")[0] == 404


def test_only_the_office_changes_and_only_it_and_finance_read(town: Town) -> None:
    body = {"value": {"days": 3}, "reason": "آزمون"}
    assert refused(town.finance, "PUT", OBJECTIONS, body) == (403, "request.forbidden")
    for user in (town.inspector, town.contractor, town.it):
        assert refused(user, "PUT", OBJECTIONS, body) == (403, "request.forbidden")
        assert refused(user, "GET", "/policies") == (403, "request.forbidden")
        assert refused(user, "GET", OBJECTIONS) == (403, "request.forbidden")
