"""The office's pages: what is asked of the API for what was typed, and what is shown again when it refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from portal.api import Problem
from portal.pages.office_policy_words import fields_of, meaning_of
from tests.unit.portal.conftest import FakeGateway
from tests.unit.portal.papers import FILE

Browser = Callable[[str], FlaskClient]
EMPTY: dict[str, Any] = {"items": [], "next_cursor": None}
PERSON = {"id": "i1", "membership_code": "19-3-00001", "full_name": "مریم کرمانی"}
OTHER = {"id": "c1", "membership_code": "19-7-00001", "full_name": "گازرسان کویر"}
REFUSED = Problem(409, "some.refusal", "این کار اکنون شدنی نیست.")
WORKSHEET = {
    "accepting": True,
    "areas": ["kerman"],
    "kinds": ["exposed"],
    "blocks": True,
    "weekdays": [0],
    "capacity": 4,
}
INSPECTOR = {
    "inspector": PERSON,
    "active": True,
    "worksheet": WORKSHEET,
    "worksheet_changed_at": "x",
    "files_in_hand": 3,
    "value_rials": 5,
    "score": 1,
    "last_referred_at_jalali": None,
}
QUEUED = {
    "id": "f1",
    "number": "1405-000003",
    "kind": "exposed",
    "block": False,
    "area": "kerman",
    "address": "نشانی",
    "owner_name": "سکینه بهرامی",
    "phase": "pre",
    "contractor": OTHER,
    "waiting_days": 9,
    "why": "ظرفیت همه پر است.",
}
POLICY: dict[str, Any] = {
    "key": "inspection.calendar",
    "title": "تقویم کاری",
    "version": 4,
    "value": {
        "days_off": [6],
        "opens_at": "08:00",
        "closes_at": "18:00",
        "yearly_holidays": ["01-13"],
        "holidays": ["2026-12-06"],
    },
    "reason": None,
    "changed_by": PERSON,
    "changed_at_jalali": "1405-09-01 10:00",
}
TEMPLATE = {
    "key": "file_referred.inspector",
    "title": "ارجاع پرونده",
    "placeholders": [],
    "versions": [
        {"version": 2, "subject": "ارجاع", "body": "متن", "sms": "", "send_sms": True, "reason": None,
         "changed_by": None, "changed_at_jalali": None}
    ],
}  # fmt: skip
WITHDRAWAL = {
    "id": "r1",
    "file_id": "f1",
    "file_number": "1405-000003",
    "contractor": OTHER,
    "inspector": PERSON,
    "phase": "pre",
    "reason": None,
    "referred_at_jalali": "1405-09-01 10:00",
    "withdrawn_at_jalali": "1405-09-02 10:00",
    "excused": None,
    "ruled_at_jalali": None,
}


@pytest.mark.parametrize("role", ["inspector", "contractor", "finance", "it"])
@pytest.mark.parametrize(
    "path", ["/office/", "/office/queue", "/office/withdrawals", "/office/messages", "/office/policies/"]
)
def test_nobody_else_comes_in(client: Browser, gateway: FakeGateway, role: str, path: str) -> None:
    assert client(role).get(path).status_code == 404
    assert [each["path"] for each in gateway.calls if not each["path"].startswith("/me/")] == []


def test_home_counts_and_does_without_a_service_that_is_away(client: Browser, gateway: FakeGateway) -> None:
    gateway.answers |= {
        ("GET", "/referral-queue"): {"items": [QUEUED, QUEUED], "next_cursor": None},
        ("GET", "/deadlines"): Problem(503, "service.unavailable", ""),
        ("GET", "/dismissal-proposals"): EMPTY,
        ("GET", "/withdrawals"): {"items": [WITHDRAWAL], "next_cursor": "more"},
        ("GET", "/objections"): EMPTY,
        ("GET", "/referral-batches"): EMPTY,
        ("GET", "/inspectors"): {"items": [INSPECTOR], "next_cursor": None},
    }
    page = client("office").get("/office/")
    text = page.text
    assert page.status_code == 200
    assert "<strong>۲</strong><span>در صف ارجاع، تا ۹ روز</span>" in text
    assert "<strong>–</strong><span>مهلت گذشته، اکنون در دسترس نیست</span>" in text
    assert "<strong>بیش از ۱</strong>" in text
    assert "۳ از ۴" in text
    assert [asked["resolved"] for asked in gateway.asked("/deadlines")] == ["false"]


def test_a_batch_moves_until_it_is_over(client: Browser, gateway: FakeGateway) -> None:
    batch = {
        "id": "b1", "state": "running", "total": 8, "tried": 2, "referred": 1, "still_waiting": 1,
        "no_longer_waiting": 0, "percent": 25, "started_by": PERSON, "started_at_jalali": "1405-09-01 10:00",
        "ended_at_jalali": None, "failed": 0, "stopped_by": None,
    }  # fmt: skip
    gateway.answers["POST", "/referral-batches"] = batch
    gateway.answers["GET", "/referral-batches/b1"] = lambda _json, _params: batch
    office = client("office")
    started = office.post("/office/batches", data={"_key": "k"})
    assert started.headers["Location"].endswith("/office/batches/b1")
    moving = office.get("/office/batches/b1/progress")
    assert 'hx-trigger="every 2s"' in moving.text
    assert "HX-Refresh" not in moving.headers
    batch |= {"state": "stopped", "stopped_by": OTHER}
    over = office.get("/office/batches/b1/progress")
    assert "hx-trigger" not in over.text
    assert over.headers["HX-Refresh"] == "true"


# -- rulings


def test_a_refused_ruling_shows_what_was_typed_below_its_row(client: Browser, gateway: FakeGateway) -> None:
    gateway.answers["GET", "/withdrawals"] = {
        "items": [{**WITHDRAWAL, "id": "r0"}, WITHDRAWAL],
        "next_cursor": None,
    }
    gateway.answers["POST", "/withdrawals/r1/ruling"] = REFUSED
    page = client("office").post(
        "/office/withdrawals/r1?cursor=here",
        data={"ruling": "unexcused", "reason": "بی‌دلیل بود", "_key": "k"},
    )
    assert page.status_code == 409
    assert gateway.sent("POST", "/withdrawals/r1/ruling") == [{"excused": False, "reason": "بی‌دلیل بود"}]
    assert gateway.asked("/withdrawals") == [{"ruled": "false", "cursor": "here"}]
    assert "این کار اکنون شدنی نیست." in page.text
    assert "بی‌دلیل بود</textarea>" in page.text
    assert 'value="unexcused" checked' in page.text
    assert page.text.count("<textarea") == 1


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ("/office/withdrawals/r1", "/withdrawals"),
        ("/office/objections/o1", "/objections"),
    ],
)
def test_nothing_is_ruled_by_default(client: Browser, gateway: FakeGateway, path: str, read: str) -> None:
    gateway.answers["GET", read] = EMPTY
    page = client("office").post(path, data={"reason": "چون"})
    assert page.status_code == 422
    assert [each for each in gateway.calls if each["method"] == "POST"] == []


def test_declaring_a_connection_takes_two_people(client: Browser, gateway: FakeGateway) -> None:
    found = [
        {**PERSON, "role": "inspector", "active": True},
        {**OTHER, "id": "gone", "active": False, "role": "x"},
    ]
    gateway.answers["GET", "/people"] = {"items": found, "next_cursor": None}
    gateway.answers["POST", "/conflicts"] = {"held_file_count": 0}
    office = client("office")
    searched = office.post(
        "/office/conflicts/new", data={"_search": "inspector_id", "inspector_id_q": "مریم", "reason": "خواهر"}
    )
    assert searched.status_code == 200
    assert 'value="i1" checked' in searched.text  # the only one who fits
    assert 'value="gone"' not in searched.text
    assert "خواهر</textarea>" in searched.text
    assert gateway.sent("POST", "/conflicts") == []
    assert (
        office.post("/office/conflicts/new", data={"inspector_id": "i1", "reason": "خواهر"}).status_code
        == 422
    )
    typed = {"inspector_id": "i1", "contractor_id": "c1", "reason": "خواهر", "_key": "k"}
    assert office.post("/office/conflicts/new", data=typed).status_code == 302
    assert gateway.sent("POST", "/conflicts") == [
        {"inspector_id": "i1", "contractor_id": "c1", "reason": "خواهر"}
    ]


# -- messages


def test_a_message_goes_where_its_audience_says(client: Browser, gateway: FakeGateway) -> None:
    gateway.answers["POST", "/messages"] = {"id": "m1", "state": "sent"}
    office = client("office")
    typed = {"subject": "موضوع", "body": "متن", "role": "inspector", "recipient_id": "i1", "when": "now"}
    typed |= {"date": "۱۴۰۵/۰۹/۱۵", "time": "۱۰:۳۰"}
    office.post("/office/messages/new", data={**typed, "audience": "all"})
    office.post("/office/messages/new", data={**typed, "audience": "role", "sms": "1"})
    office.post("/office/messages/new", data={**typed, "audience": "person", "when": "later"})
    sent = gateway.sent("POST", "/messages")
    assert [(each["role"], each["recipient_id"], each["sms"], each["send_at"]) for each in sent] == [
        (None, None, False, None),
        ("inspector", None, True, None),
        (None, "i1", False, "1405-09-15 10:30"),
    ]


def test_a_preview_changes_nothing(client: Browser, gateway: FakeGateway) -> None:
    key = "file_referred.inspector"
    gateway.answers["GET", f"/message-templates/{key}"] = TEMPLATE
    gateway.answers["POST", f"/message-templates/{key}/preview"] = {
        "subject": "ارجاع ۱", "body": "متنِ نمونه", "sms": "متنِ نمونه"
    }  # fmt: skip
    typed = {"subject": "ارجاع {file}", "body": "متن {file}", "sms": "", "reason": "روشن‌تر", "_preview": "1"}
    page = client("office").post(f"/office/templates/{key}", data=typed)
    assert "متنِ نمونه" in page.text
    assert "متن {file}</textarea>" in page.text
    assert "روشن‌تر</textarea>" in page.text
    assert gateway.sent("PUT", f"/message-templates/{key}") == []


def test_a_text_that_was_overtaken_shows_both(client: Browser, gateway: FakeGateway) -> None:
    key = "file_referred.inspector"
    gateway.answers["GET", f"/message-templates/{key}"] = TEMPLATE
    gateway.answers["PUT", f"/message-templates/{key}"] = Problem(
        409, "messaging.template_changed", "تغییر کرده است."
    )
    typed = {"subject": "مال من", "body": "متن من", "sms": "", "reason": "چون", "version": "1"}
    page = client("office").post(f"/office/templates/{key}", data=typed)
    assert page.status_code == 409
    assert gateway.sent("PUT", f"/message-templates/{key}") == [
        {"subject": "مال من", "body": "متن من", "sms": "", "send_sms": False, "reason": "چون", "version": 1}
    ]
    assert "در این میان نسخهٔ تازه‌ای ثبت شده است" in page.text
    assert 'name="version" value="2"' in page.text
    assert "متن من</textarea>" in page.text


# -- inspectors


@pytest.mark.parametrize(
    ("asked", "wanted"), [("", "referred"), ("?status=completed", "completed"), ("?status=x", "referred")]
)
def test_an_inspectors_page_has_their_files(
    client: Browser, gateway: FakeGateway, asked: str, wanted: str
) -> None:
    gateway.answers |= {
        ("GET", "/inspectors/i1"): INSPECTOR,
        ("GET", "/files"): {"items": [{**FILE, "inspector": PERSON}], "next_cursor": "next"},
    }
    office = client("office")
    page = office.get(f"/office/inspectors/i1{asked}").text
    assert FILE["owner_name"] in page
    assert "cursor=next" in page
    assert gateway.asked("/files")[0] | {"inspector_id": "i1", "status": wanted} == gateway.asked("/files")[0]
    listed = office.get("/files/?inspector_id=i1").text
    assert gateway.asked("/files")[1]["inspector_id"] == "i1"
    assert f"تنها پرونده‌های {PERSON['full_name']}" in listed
    assert 'name="inspector_id" value="i1"' in listed


# -- policies


def test_a_policy_is_sent_whole_and_in_the_apis_calendar(client: Browser, gateway: FakeGateway) -> None:
    key = "inspection.calendar"
    newer = {**POLICY, "value": {**POLICY["value"], "of_another_time": 1}}
    gateway.answers["GET", f"/policies/{key}"] = {"items": [newer]}
    gateway.answers["PUT", f"/policies/{key}"] = POLICY
    office = client("office")
    form = office.get(f"/office/policies/{key}").text
    assert "۱۴۰۵/۰۹/۱۵</textarea>" in form
    typed = {
        "days_off": ["5", "6"],
        "opens_at": "۷:۳۰",
        "closes_at": "16:00",
        "yearly_holidays": "۱/۱۳\n01-02",
        "holidays": "۱۴۰۵/۹/۱۵، 1405-13-40",
        "reason": "تابستان",
        "version": "4",
    }
    assert office.post(f"/office/policies/{key}", data=typed).status_code == 302
    (sent,) = gateway.sent("PUT", f"/policies/{key}")
    assert (sent["reason"], sent["version"]) == ("تابستان", 4)
    assert sent["value"] == {
        "days_off": [5, 6],
        "opens_at": "7:30",
        "closes_at": "16:00",
        "yearly_holidays": ["01-13", "01-02"],
        "holidays": ["2026-12-06", "1405-13-40"],
        "of_another_time": 1,
    }


def test_a_policy_that_was_overtaken_says_so_and_keeps_what_was_typed(
    client: Browser, gateway: FakeGateway
) -> None:
    key = "inspection.objections"
    newest = {**POLICY, "key": key, "version": 5, "value": {"days": 30}}
    gateway.answers["GET", f"/policies/{key}"] = {"items": [newest]}
    gateway.answers["PUT", f"/policies/{key}"] = Problem(409, "policy.changed_meanwhile", "تغییر کرده است.")
    page = client("office").post(
        f"/office/policies/{key}", data={"days": "۱۲", "reason": "چون", "version": "4"}
    )
    assert page.status_code == 409
    assert "در این میان نسخهٔ تازه‌ای ثبت شده است" in page.text
    assert "۳۰ روز" in page.text
    assert 'name="days" class="form-control" type="text" inputmode="decimal" value="۱۲"' in page.text
    assert 'name="version" value="5"' in page.text


def test_what_is_wrong_with_a_value_stands_at_its_field(client: Browser, gateway: FakeGateway) -> None:
    key = "inspection.objections"
    gateway.answers["GET", f"/policies/{key}"] = {"items": [{**POLICY, "key": key, "value": {"days": 30}}]}
    gateway.answers["PUT", f"/policies/{key}"] = Problem(
        422, "request.invalid", "نادرست است.", {"value": ["میان ۱ و ۳۶۵"], "value.days": ["میان ۱ و ۳۶۵"]}
    )
    page = client("office").post(f"/office/policies/{key}", data={"days": "۰", "reason": "چون"})
    assert gateway.sent("PUT", f"/policies/{key}")[0]["value"] == {"days": 0}
    assert 'id="f-days-error"' in page.text


def test_a_policy_that_is_not_known_yet_is_shown_as_it_is() -> None:
    unknown = {"key": "referral.new_one", "value": {"days": 3}}
    assert meaning_of(unknown) == ["days: ۳"]
    assert fields_of("referral.new_one") == []
