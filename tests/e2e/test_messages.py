"""Messages at a time, who has read them, notices in the organization's words, and SMS, over HTTP."""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, in_days, until

SMS_POLICY = "/policies/messaging.sms"
# Never quiet, so that nobody's clock decides whether a test passes.
ANY_TIME = {"quiet_from": "00:00", "quiet_until": "00:00"}
TEMPLATE = "/message-templates/appointment_set.contractor"


def mobile() -> str:
    return f"09{secrets.randbelow(10**9):09d}"


def sms_to(town: Town, number: str) -> list[str]:
    """The texts that went to a number, from the system's own file."""
    path = town.system.folder / "sms.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line["text"] for line in map(json.loads, lines) if line["mobile"] == number]


def reachable(town: Town, role: str) -> tuple[User, str]:
    """A new user with a mobile number of which the messaging service knows."""
    user, number = town.user(role), mobile()
    town.it.patch(f"/users/{user.id}", {"mobile": number})
    query = f"SELECT 1 FROM people WHERE id = '{user.id}' AND mobile = '{number}'"
    until(lambda: town.rows("messaging", query), "the number is known")
    return user, number


def subjects(user: User) -> list[str]:
    return [item["subject"] for item in user.get("/me/messages?limit=200")["items"]]


@pytest.fixture(scope="module", autouse=True)
def sms_at_any_time(town: Town) -> Iterator[None]:
    """For the time of these tests telephones are never left alone; afterwards all is as it was."""
    before = town.office.get(SMS_POLICY)["items"][0]["value"]
    town.office.put(SMS_POLICY, {"value": ANY_TIME, "reason": "آزمون"})
    yield
    town.office.put(SMS_POLICY, {"value": before, "reason": "پایان آزمون"})


@pytest.fixture(scope="module", autouse=True)
def on_its_way(town: Town, sms_at_any_time: None) -> tuple[str, str]:
    """The id and the number of an SMS that was sent before all else: its fate is asked for only after a while."""
    reader, number = reachable(town, "contractor")
    message = town.office.post(
        "/messages",
        {"audience": "person", "recipient_id": reader.id, "subject": "س", "body": "م", "sms": True},
    )
    return message["id"], number


def test_a_scheduled_message_goes_out_at_its_time(town: Town) -> None:
    reader, number = reachable(town, "inspector")
    body = {
        "audience": "person",
        "recipient_id": reader.id,
        "subject": f"زمان‌بندی {secrets.token_hex(4)}",
        "body": "یادتان نرود",
        "send_at": (datetime.now(UTC) + timedelta(seconds=4)).isoformat(),
        "sms": True,
    }
    # What was sent to everybody before they came is theirs to read, too.
    unread = reader.get("/me/messages/unread-count")["unread"]
    message = town.office.post("/messages", body)
    assert message["state"] == "scheduled"
    assert message["send_at_jalali"].startswith("14")
    assert body["subject"] not in subjects(reader)
    assert reader.get("/me/messages/unread-count")["unread"] == unread
    assert reader.ask("POST", f"/me/messages/{message['id']}/read").status_code == 404
    until(lambda: body["subject"] in subjects(reader), "it is sent")
    sent = town.office.get(f"/messages/{message['id']}")
    assert (sent["state"], sent["recipients"], sent["read"]) == ("sent", 1, 0)
    assert sent["sent_at"] >= sent["send_at"]
    late = town.office.ask("POST", f"/messages/{message['id']}/cancellation")
    assert (late.status_code, late.json()["code"]) == (409, "messaging.already_sent")
    until(lambda: sms_to(town, number), "it went by SMS")
    assert sms_to(town, number) == [f"{body['subject']}\n{body['body']}"]


def test_a_scheduled_message_is_cancelled(town: Town) -> None:
    body = {"audience": "all", "subject": f"لغوی {secrets.token_hex(4)}", "body": "م", "send_at": in_days(3)}
    message = town.office.post("/messages", body)
    path = f"/messages/{message['id']}/cancellation"
    assert town.office.post(path, status=200)["state"] == "cancelled"
    assert town.office.post(path, status=200)["state"] == "cancelled"
    found = town.office.get(f"/messages?state=cancelled&q={body['subject']}")["items"]
    assert [item["id"] for item in found] == [message["id"]]
    assert body["subject"] not in subjects(town.inspector)
    for wrong in (in_days(-1), in_days(2000)):
        refused = town.office.ask("POST", "/messages", {**body, "send_at": wrong})
        assert refused.status_code == 422
        assert list(refused.json()["errors"]) == ["send_at"]


def test_the_office_sees_who_has_read(town: Town) -> None:
    reader = town.user("finance", "خواننده")
    message = town.office.post(
        "/messages", {"audience": "role", "role": "finance", "subject": "به مالی", "body": "م"}
    )
    known = f"SELECT 1 FROM people WHERE id = '{reader.id}'"
    until(lambda: town.rows("messaging", known), "the newcomer is known")
    before = town.office.get(f"/messages/{message['id']}")
    assert before["recipients"] >= 2
    assert before["read"] == 0
    reader.post(f"/me/messages/{message['id']}/read", status=204)
    listed = next(i for i in town.office.get("/messages")["items"] if i["id"] == message["id"])
    assert (listed["recipients"], listed["read"]) == (before["recipients"], 1)
    readers = town.office.get(f"/messages/{message['id']}/readers?read=true")["items"]
    assert [(row["person"]["id"], row["role"]) for row in readers] == [(reader.id, "finance")]
    assert readers[0]["read_at"]
    others = town.office.get(f"/messages/{message['id']}/readers?read=false&limit=200")["items"]
    assert len(others) == before["recipients"] - 1
    assert {row["read_at"] for row in others} == {None}


def test_another_wording_is_for_the_next_notice(town: Town) -> None:
    number = mobile()
    town.it.patch(f"/users/{town.contractor.id}", {"mobile": number})
    file = town.referred_file()
    history = town.office.get(TEMPLATE)
    default = history["versions"][-1]
    word = secrets.token_hex(4)
    wording = {"subject": f"نوبت {word}", "body": "پروندهٔ {file} با {inspector}. {{}}", "reason": "کوتاه‌تر"}
    refused = town.office.ask("PUT", TEMPLATE, {**wording, "body": "{secret}"})
    assert refused.status_code == 422
    assert "inspector" in refused.json()["errors"]["body"][0]
    shown = town.office.post(f"{TEMPLATE}/preview", {k: wording[k] for k in ("subject", "body")}, 200)
    assert "مریم کرمانی. {}" in shown["body"]
    newest = history["versions"][0]["version"]
    changed = town.office.put(TEMPLATE, {**wording, "sms": f"پیامک {word}: {{time}}", "version": newest})
    assert changed["current"]["version"] == newest + 1
    stale = town.office.ask("PUT", TEMPLATE, {**wording, "version": newest})
    assert (stale.status_code, stale.json()["code"]) == (409, "messaging.template_changed")
    town.appoint(file["id"])

    def told() -> Any:
        items = town.contractor.get("/me/messages?limit=200")["items"]
        return next((item for item in items if item["subject"] == wording["subject"]), None)

    message = until(told, "the contractor is told")
    assert file["number"] in message["body"]
    assert message["body"].endswith("{}")
    until(lambda: any(word in text for text in sms_to(town, number)), "it went by SMS")
    (delivery,) = town.office.get(f"/deliveries?message_id={message['id']}")["items"]
    assert (delivery["person"]["id"], delivery["mobile"]) == (town.contractor.id, number)
    back = {name: default[name] for name in ("subject", "body", "sms", "send_sms")}
    town.office.put(TEMPLATE, {**back, "reason": "بازگشت"})
    assert file["number"] in told()["body"], "what was sent keeps its text"


def test_a_delivery_becomes_delivered_and_is_not_sent_again(town: Town, on_its_way: tuple[str, str]) -> None:
    message_id, number = on_its_way

    def delivered() -> Any:
        rows = town.office.get(f"/deliveries?state=delivered&message_id={message_id}")["items"]
        return rows[0] if rows else None

    delivery = until(delivered, "it is delivered", 60)
    assert delivery["ended_at"]
    assert len(sms_to(town, number)) == 1
    refused = town.office.ask("POST", f"/deliveries/{delivery['id']}/retry")
    assert (refused.status_code, refused.json()["code"]) == (409, "messaging.delivery_not_failed")


def test_templates_are_listed_with_their_placeholders(town: Town) -> None:
    templates = {item["key"]: item for item in town.finance.get("/message-templates?limit=200")["items"]}
    assert len(templates) > 35
    assert {"file", "time"} <= {p["name"] for p in templates["appointment_set.contractor"]["placeholders"]}
    assert town.office.ask("GET", "/message-templates/nobody.cares").status_code == 404


def test_who_may(town: Town) -> None:
    message = town.office.post("/messages", {"audience": "all", "subject": "س", "body": "م"})
    wording = {"subject": "س", "body": "م", "reason": "د"}
    office_only: list[tuple[str, str, Any]] = [
        ("GET", "/messages", None),
        ("GET", f"/messages/{message['id']}", None),
        ("GET", f"/messages/{message['id']}/readers", None),
        ("POST", f"/messages/{message['id']}/cancellation", None),
        ("PUT", TEMPLATE, wording),
        ("POST", f"{TEMPLATE}/preview", {"subject": "س", "body": "م"}),
        ("GET", "/deliveries", None),
        ("POST", "/deliveries/x/retry", None),
        ("PUT", SMS_POLICY, {"value": ANY_TIME, "reason": "د"}),
    ]
    for user in (town.contractor, town.inspector, town.finance, town.it):
        for method, path, body in office_only:
            assert user.ask(method, path, body).status_code == 403, (user.code, method, path)
    for user in (town.contractor, town.inspector, town.it):
        assert user.ask("GET", "/message-templates").status_code == 403
        assert user.ask("GET", TEMPLATE).status_code == 403
    assert town.office.ask("POST", "/deliveries/x/retry").status_code == 404
    assert town.office.ask("GET", "/messages/x").status_code == 404
    refused = town.office.ask("PUT", SMS_POLICY, {"value": {"expire_after_hours": 5}, "reason": "د"})
    assert refused.status_code == 422
