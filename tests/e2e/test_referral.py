"""Who gets a file, who loses it, and what everybody may know of why."""

from tests.e2e.conftest import Town, User, in_days, until


def test_a_withdrawn_file_goes_to_somebody_else(town: Town) -> None:
    second = town.new_inspector()
    file = town.referred_file()
    holders = {user.id: user for user in (town.inspector, second)}
    first_holder: User = holders[file["inspector"]["id"]]
    town.appoint(file["id"], first_holder)
    first_holder.post(f"/files/{file['id']}/withdrawal", {"reason": "در سفرم"}, 200)
    file = town.office.get(f"/files/{file['id']}")
    assert file["inspector"]["id"] != first_holder.id
    other = holders[file["inspector"]["id"]]

    report = {"outcome": "approved", "text": "خوب"}
    first_holder.post(f"/files/{file['id']}/reports", report, 404)
    first_holder.post(f"/files/{file['id']}/withdrawal", {}, 404)
    assert file["id"] in [i["id"] for i in first_holder.get("/me/files?result=withdrawn")["items"]]
    assert file["id"] in [i["id"] for i in other.get("/me/referrals?phase=pre")["items"]]
    until(lambda: town.office.get(f"/files/{file['id']}")["appointment"] is None, "the visit is cancelled")

    town.office.post(f"/files/{file['id']}/dismissal", {"reason": "بی‌خبر نرفت"}, 200)
    file = town.office.get(f"/files/{file['id']}")
    assert (file["status"], file["inspector"]) == ("awaiting_referral", None)
    assert file["id"] in [i["id"] for i in other.get("/me/files?result=dismissed")["items"]]

    third = town.new_inspector()
    file = town.wait_status(file["id"], "referred")
    assert file["inspector"]["id"] == third.id
    history = town.office.get(f"/files/{file['id']}/referrals")
    items = history["items"] if isinstance(history, dict) else history
    assert [item["ended_by"] for item in items] == ["withdrawn", "dismissed", None]
    assert all(item["reason"] and item["candidates"] for item in items)


def test_work_is_shared_by_load(town: Town) -> None:
    area = f"{town.area}x"
    inspectors = [town.new_inspector(areas=[area]) for _ in range(3)]
    got = []
    for _ in range(6):
        file = town.file(area=area)
        town.pay(file["id"], file["invoice"]["amount_rials"])
        got.append(town.wait_status(file["id"], "referred")["inspector"]["id"])
    assert sorted(got) == sorted(user.id for user in inspectors for _ in range(2))


def test_capacity_is_never_overshot_and_waiting_files_are_referred(town: Town) -> None:
    area = f"{town.area}y"
    inspector = town.new_inspector(capacity=1, areas=[area])
    files = [town.file(area=area) for _ in range(2)]
    for file in files:
        town.pay(file["id"], file["invoice"]["amount_rials"])
    until(
        lambda: (
            sorted(town.office.get(f"/files/{f['id']}")["status"] for f in files)
            == ["awaiting_referral", "referred"]
        ),
        "one is referred and one waits",
    )
    waiting = next(f for f in files if town.office.get(f"/files/{f['id']}")["status"] == "awaiting_referral")
    refused = town.office.ask("POST", f"/files/{waiting['id']}/referral", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "referral.nobody_eligible")
    sheet = {**inspector.get("/me/worksheet"), "capacity": 2}
    inspector.put("/me/worksheet", sheet)
    assert town.wait_status(waiting["id"], "referred")["inspector"]["id"] == inspector.id


def test_the_office_refers_by_hand_with_a_reason(town: Town) -> None:
    area = f"{town.area}z"
    file = town.file(area=area)
    path = f"/files/{file['id']}/referral"
    unpaid = town.office.ask("POST", path, {"inspector_id": town.inspector.id, "reason": "نزدیک‌تر است"})
    assert (unpaid.status_code, unpaid.json()["code"]) == (409, "referral.not_paid")
    town.pay(file["id"], file["invoice"]["amount_rials"])
    town.wait_status(file["id"], "awaiting_referral")
    assert town.office.ask("POST", path, {"inspector_id": town.inspector.id}).status_code == 422
    answer = town.office.ask("POST", path, {"inspector_id": town.inspector.id, "reason": "نزدیک‌تر است"})
    assert answer.status_code in (200, 201)
    assert answer.json()["kind"] == "manual"
    again = town.office.ask("POST", path, {"inspector_id": town.inspector.id, "reason": "نزدیک‌تر است"})
    assert (again.status_code, again.json()["code"]) == (409, "referral.already_referred")
    # The very next step of the inspector works, whether or not the event has arrived.
    town.appoint(file["id"])


def test_a_cancelled_file_is_over(town: Town) -> None:
    file = town.referred_file()
    town.office.post(f"/files/{file['id']}/cancellation", {"reason": "مالک منصرف شد"}, 200)
    assert town.office.get(f"/files/{file['id']}")["status"] == "cancelled"
    until(
        lambda: town.contractor.get(f"/files/{file['id']}/account")["credit_rials"] == 1_380_000,
        "the unused units are credited",
    )
    again = town.office.ask("POST", f"/files/{file['id']}/cancellation", {"reason": "باز"})
    assert (again.status_code, again.json()["code"]) == (409, "referral.already_ended")
    assert town.contractor.get(f"/files/{file['id']}")["status"] == "cancelled"
    listed = {each["id"]: each["status"] for each in town.contractor.get("/files")["items"]}
    assert listed[file["id"]] == "cancelled"
    for method, path in (("GET", ""), ("GET", "/reports"), ("GET", "/timeline"), ("PUT", "/appointment")):
        body = {"starts_at": in_days(1)} if method == "PUT" else None
        assert town.inspector.ask(method, f"/files/{file['id']}{path}", body).status_code == 404, path


def test_a_meter_is_corrected_while_it_is_open(town: Town) -> None:
    file = town.referred_file("exposed", 2)
    meter = file["meters"][0]["id"]
    path = f"/files/{file['id']}/meters/{meter}"
    corrected = town.contractor.patch(path, {"area_m2": 240})
    assert (corrected["area_m2"], corrected["meter_class"]) == (240, "G6")
    beyond = town.contractor.ask("PATCH", path, {"consumption_m3h": 161})
    assert (beyond.status_code, beyond.json()["code"]) == (422, "referral.meter_beyond_catalogue")
    assert town.contractor.ask("PATCH", path, {}).status_code == 422
    assert town.contractor.ask("PATCH", path, {"meter_class": "G4"}).status_code == 422
    town.report(file["id"], "approved", [{"meter_id": file["meters"][1]["id"], "outcome": "absent_free"}])
    closed = town.contractor.ask("PATCH", path, {"area_m2": 100})
    assert (closed.status_code, closed.json()["code"]) == (409, "referral.meter_closed")
    other = f"/files/{file['id']}/meters/{file['meters'][1]['id']}"
    assert town.contractor.patch(other, {"area_m2": 90})["meter_class"] == "G4"
