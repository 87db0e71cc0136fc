"""How work is shared: declared conflicts, the queue with why, batches, rulings, and who reads why a file was given."""

from typing import Any

from tests.e2e.conftest import Town, User, until

UNKNOWN = "018f0000-0000-7000-8000-000000000001"


def refused(user: User, method: str, path: str, body: Any = None) -> tuple[int, str]:
    """The status and the code of a refusal."""
    answer = user.ask(method, path, body)
    return answer.status_code, answer.json()["code"]


def paid_file(town: Town, area: str) -> Any:
    """A file of an area, paid; nobody may be there for it."""
    file = town.file(area=area)
    town.pay(file["id"], file["invoice"]["amount_rials"])
    until(lambda: town.office.get(f"/files/{file['id']}")["status"] != "awaiting_payment", "it is paid")
    return town.office.get(f"/files/{file['id']}")


def in_queue(town: Town, file: Any) -> Any:
    """The file as the queue shows it, if it does."""
    found, cursor = [], ""
    while cursor is not None:
        page = town.office.get(f"/referral-queue?limit=200&cursor={cursor}")
        found += [item for item in page["items"] if item["id"] == file["id"]]
        cursor = page["next_cursor"]
    return found[0] if found else None


def test_a_declared_conflict_keeps_a_contractors_files_from_an_inspector(town: Town) -> None:
    area = f"{town.area}c"
    connected = town.new_inspector(areas=[area])
    held = paid_file(town, area)
    assert held["inspector"]["id"] == connected.id
    body = {"inspector_id": connected.id, "contractor_id": town.contractor.id, "reason": "برادر مدیرعامل است"}
    conflict = town.office.post("/conflicts", body)
    assert [file["number"] for file in conflict["held_files"]] == [held["number"]]
    assert conflict["declared_at_jalali"].startswith("14")
    assert town.office.get(f"/files/{held['id']}")["inspector"]["id"] == connected.id

    file = paid_file(town, area)
    assert (file["status"], file["inspector"]) == ("awaiting_referral", None)
    assert file["waiting_since"]
    shown = in_queue(town, file)
    assert shown["why"] == "تنها بازرسی که کاربرگش این پرونده را می‌پذیرد با مجری آن ارتباط اعلام‌شده دارد."
    assert (shown["waiting_days"], shown["waiting_since"]) == (0, file["waiting_since"])
    path = f"/files/{file['id']}/referral"
    by_hand = {"inspector_id": connected.id, "reason": "چاره‌ای نیست"}
    assert refused(town.office, "POST", path, by_hand) == (409, "referral.inspector_not_eligible")
    assert refused(town.office, "POST", path, {}) == (409, "referral.nobody_eligible")

    assert refused(town.office, "POST", "/conflicts", body) == (409, "referral.conflict_already_declared")
    listed = town.office.get(f"/conflicts?inspector_id={connected.id}")["items"]
    assert [item["id"] for item in listed] == [conflict["id"]]
    assert town.office.get(f"/conflicts?contractor_id={UNKNOWN}")["items"] == []
    ended = town.office.post(f"/conflicts/{conflict['id']}/end", {"reason": "سهام را فروخت"}, 200)
    assert ended["ended_by"]["id"] == town.office.get("/me")["id"]
    assert town.office.get(f"/files/{file['id']}")["inspector"]["id"] == connected.id
    again = refused(town.office, "POST", f"/conflicts/{conflict['id']}/end", {})
    assert again == (409, "referral.conflict_already_ended")


def test_what_conflicts_are_refused(town: Town) -> None:
    body = {"inspector_id": town.inspector.id, "contractor_id": town.contractor.id, "reason": "خویشاوند"}
    for changed in ({"inspector_id": UNKNOWN}, {"contractor_id": town.inspector.id}):
        code = refused(town.office, "POST", "/conflicts", {**body, **changed})
        assert code == (404, "referral.person_not_found")
    wrong: list[dict[str, Any]] = [{"reason": ""}, {"reason": None}, {"more": 1}]
    for more in wrong:
        assert refused(town.office, "POST", "/conflicts", {**body, **more}) == (422, "request.invalid")
    gone = refused(town.office, "POST", f"/conflicts/{UNKNOWN}/end", {})
    assert gone == (404, "referral.conflict_not_found")
    for user in (town.finance, town.contractor, town.inspector, town.it):
        assert refused(user, "POST", "/conflicts", body) == (403, "request.forbidden")
        assert refused(user, "GET", "/conflicts") == (403, "request.forbidden")
        assert refused(user, "POST", f"/conflicts/{UNKNOWN}/end", {}) == (403, "request.forbidden")


def test_the_queue_says_why(town: Town) -> None:
    area = f"{town.area}q"
    file = paid_file(town, area)
    assert in_queue(town, file)["why"] == "کاربرگ هیچ بازرسی شهر یا منطقهٔ این پرونده را در بر ندارد."
    inspector = town.new_inspector(areas=[area], kinds=["concealed"])
    assert in_queue(town, file)["why"] == "در این منطقه کاربرگ هیچ بازرسی پروندهٔ روکار را نمی‌پذیرد."
    inspector.put("/me/worksheet", {**inspector.get("/me/worksheet"), "kinds": ["exposed"], "capacity": 0})
    assert in_queue(town, file)["why"] == "تنها بازرسی که کاربرگش این پرونده را می‌پذیرد ظرفیتش پر است."
    told = [message["subject"] for message in town.office.get("/me/messages?limit=200")["items"]]
    assert any("در انتظار ارجاع" in subject for subject in told)
    inspector.put("/me/worksheet", {**inspector.get("/me/worksheet"), "capacity": 1})
    assert town.office.get(f"/files/{file['id']}")["status"] == "referred"
    assert in_queue(town, file) is None
    for user in (town.finance, town.contractor, town.inspector, town.it):
        assert refused(user, "GET", "/referral-queue") == (403, "request.forbidden")
    assert refused(town.office, "GET", "/referral-queue?cursor=x") == (422, "request.invalid_cursor")


def test_a_batch_tries_all_that_wait_and_shows_its_progress(town: Town) -> None:
    waiting = [paid_file(town, f"{town.area}nobody") for _ in range(3)]

    def start() -> Any:
        answer = town.office.ask("POST", "/referral-batches", key=f"batch-{waiting[0]['id']}")
        return answer.json() if answer.status_code == 201 else None

    batch = until(start, "no other batch is at work")
    assert batch["total"] >= 3
    assert town.office.post("/referral-batches", key=f"batch-{waiting[0]['id']}")["id"] == batch["id"]
    path = f"/referral-batches/{batch['id']}"
    done = until(
        lambda: (shown := town.office.get(path))["state"] == "done" and shown, "the batch is done", 30
    )
    assert (done["tried"], done["percent"]) == (done["total"], 100)
    assert done["referred"] + done["still_waiting"] + done["no_longer_waiting"] == done["total"]
    assert done["still_waiting"] >= 3
    assert done["started_by"]["membership_code"] == "19-9-00002"
    assert done["ended_at_jalali"]
    assert batch["id"] in [item["id"] for item in town.office.get("/referral-batches")["items"]]
    unknown = refused(town.office, "GET", f"/referral-batches/{UNKNOWN}")
    assert unknown == (404, "referral.batch_not_found")
    assert refused(town.office, "POST", f"{path}/stop") == (409, "referral.batch_ended")
    assert refused(town.office, "POST", f"/referral-batches/{UNKNOWN}/stop") == unknown
    for user in (town.finance, town.contractor, town.inspector, town.it):
        for method, address in (("POST", "/referral-batches"), ("GET", "/referral-batches"), ("GET", path)):
            assert refused(user, method, address) == (403, "request.forbidden")


def test_the_office_rules_on_a_withdrawal_once(town: Town) -> None:
    area = f"{town.area}r"
    first = town.new_inspector(areas=[area])
    file = paid_file(town, area)
    first.post(f"/files/{file['id']}/withdrawal", {"reason": "دوری راه"}, 200)
    waiting = town.office.get("/withdrawals?ruled=false")["items"]
    withdrawal = next(item for item in waiting if item["file_id"] == file["id"])
    assert (withdrawal["reason"], withdrawal["excused"]) == ("دوری راه", None)
    path = f"/withdrawals/{withdrawal['id']}/ruling"
    ruling = {"excused": False, "reason": "راه نزدیک بود"}
    assert refused(town.office, "POST", path, {"excused": False}) == (422, "request.invalid")
    assert refused(town.office, "POST", path, {"excused": "شاید", "reason": "x"}) == (422, "request.invalid")
    for user in (town.finance, town.contractor, first, town.it):
        assert refused(user, "POST", path, ruling) == (403, "request.forbidden")
        assert refused(user, "GET", "/withdrawals") == (403, "request.forbidden")
    unknown = refused(town.office, "POST", f"/withdrawals/{UNKNOWN}/ruling", ruling)
    assert unknown == (404, "referral.withdrawal_not_found")
    ruled = town.office.post(path, ruling, 200)
    assert (ruled["excused"], ruled["ruling_reason"]) == (False, "راه نزدیک بود")
    assert town.office.post(path, ruling, 200) == ruled
    changed = refused(town.office, "POST", path, {**ruling, "excused": True})
    assert changed == (409, "referral.already_ruled")
    ids = [item["id"] for item in town.office.get("/withdrawals?ruled=true")["items"]]
    assert withdrawal["id"] in ids
    (past,) = first.get("/me/files?result=withdrawn")["items"]
    assert (past["excused"], past["ruling_reason"]) == (False, "راه نزدیک بود")

    def entry(user: User) -> Any:
        entries = user.get(f"/files/{file['id']}/timeline?limit=200")["items"]
        return next(each for each in entries if each["event"] == "withdrawal_ruled")

    assert entry(town.office)["details"]["reason"] == "راه نزدیک بود"
    assert "reason" not in entry(town.contractor)["details"]
    assert "غیرموجه" in entry(town.contractor)["summary"]


def test_contractor_and_inspector_read_why_without_others_names(town: Town) -> None:
    area = f"{town.area}w"
    first, second = (town.user("inspector", name) for name in ("سارا رضایی", "علی‌اکبر کریمی"))
    sheet = {
        "accepting": True,
        "areas": [area],
        "kinds": ["exposed"],
        "blocks": True,
        "weekdays": [0],
        "capacity": 5,
    }
    for inspector in (first, second):
        inspector.put("/me/worksheet", sheet)
    file = paid_file(town, area)
    given, other = (first, second) if file["inspector"]["id"] == first.id else (second, first)
    path = f"/files/{file['id']}/referrals"
    (office,) = town.office.get(path)["items"]
    assert {each["inspector"]["id"] for each in office["candidates"]} == {first.id, second.id}
    (contractor,) = town.contractor.get(path)["items"]
    (theirs,) = given.get(path)["items"]
    assert contractor["reason"] == theirs["reason"] == office["reason"]
    assert contractor["candidates"] == []
    assert [each["inspector"]["id"] for each in theirs["candidates"]] == [given.id]
    for user in (town.contractor, given):
        shown = user.ask("GET", path).text + user.ask("GET", f"/files/{file['id']}/timeline").text
        assert other.code not in shown
        assert other.get("/me")["full_name"] not in shown
    assert refused(other, "GET", path) == (404, "referral.file_not_found")
    assert refused(town.it, "GET", path) == (403, "request.forbidden")
    assert refused(town.user("contractor"), "GET", path) == (404, "referral.file_not_found")

    names = {user.id: user.get("/me")["full_name"] for user in (first, second)}
    town.office.post(f"/files/{file['id']}/dismissal", {"reason": "نرفت"}, 200)
    town.office.post(f"/files/{file['id']}/dismissal", {"reason": "نرفت"}, 200)
    third = town.new_inspector(areas=[f"{area}elsewhere"])
    reason = f"{names[first.id]} و {names[second.id]} ({second.code}) نمی‌توانند"
    town.office.post(f"/files/{file['id']}/referral", {"inspector_id": third.id, "reason": reason}, 200)
    assert town.office.get(path)["items"][-1]["reason"] == reason
    for user in (town.contractor, third):
        told = user.get(path)["items"][-1]
        assert (told["reason"], told["referred_by"]) == (
            "بازرس دیگری و بازرس دیگری (بازرس دیگری) نمی‌توانند",
            None,
        )
