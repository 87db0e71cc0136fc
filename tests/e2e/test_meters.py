"""R17: an inspector sees another meter than the one recorded; its contractor corrects it, and its class follows."""

from typing import Any

from tests.e2e.conftest import Town, until


def report_mismatch(town: Town, file: Any, which: int, seen: str) -> Any:
    """A free visit whose report names a meter that differs, once referral has heard of it."""
    town.appoint(file["id"])
    meter_id = file["meters"][which]["id"]
    body = {
        "outcome": "absent_free",
        "text": "کنتور نصب‌شده با پرونده نمی‌خواند.",
        "comments": "مشخصات اصلاح شود.",
        "meter_mismatches": [{"meter_id": meter_id, "seen": seen}],
    }
    filed = town.file_report(file["id"], body)
    town.settled(file["id"], filed["id"])
    until(
        lambda: town.office.get(f"/files/{file['id']}")["meters"][which]["mismatch"] == seen,
        "the mismatch is shown",
    )
    return filed


def test_a_mismatch_leads_to_a_correction(town: Town) -> None:
    file = town.referred_file(meters=2)
    path = f"/files/{file['id']}"
    report = report_mismatch(town, file, 1, "مساحت واحد حدود ۱۴۰ متر مربع است.")
    for user in (town.contractor, town.inspector, town.office):
        assert [meter["mismatch"] for meter in user.get(path)["meters"]] == [
            None,
            "مساحت واحد حدود ۱۴۰ متر مربع است.",
        ]
    meter_path = f"{path}/meters/{file['meters'][1]['id']}"
    same = town.contractor.patch(meter_path, {"area_m2": 100})
    assert (same["mismatch"] is None, same["history"]) == (False, [])

    corrected = town.contractor.patch(meter_path, {"area_m2": "۱۴۰"})
    assert (corrected["meter_class"], corrected["mismatch"]) == ("G6", None)
    (change,) = corrected["history"]
    assert (change["old_area_m2"], change["new_area_m2"], change["old_class"], change["new_class"]) == (
        100,
        140,
        "G4",
        "G6",
    )
    assert (change["revision"], change["report_id"]) == (1, report["id"])
    assert change["corrected_by"]["id"] == town.contractor.id
    assert change["corrected_at_jalali"].startswith("14")

    assert town.contractor.patch(meter_path, {"area_m2": 150})["meter_class"] == "G6"
    first, second = town.office.get(path)["meters"]
    assert first["history"] == []
    assert [(each["revision"], each["report_id"]) for each in second["history"]] == [
        (1, report["id"]),
        (None, None),
    ]
    listed = town.contractor.get("/files?limit=200")["items"]
    assert [meter["history"] for item in listed for meter in item["meters"]] == [None] * sum(
        len(item["meters"]) for item in listed
    )
    revision = f"SELECT meters_revision FROM files WHERE id = '{file['id']}'"
    assert town.rows("referral", revision) == [(1,)]
    events = [entry["event"] for entry in town.contractor.get(f"{path}/timeline?limit=200")["items"]]
    assert events.count("meter_corrected") == 2
    assert town.office.get(f"{path}/timeline/verify")["intact"]


def test_corrections_that_are_refused(town: Town) -> None:
    file = town.referred_file(meters=2)
    town.appoint(file["id"])
    first, second = (f"/files/{file['id']}/meters/{meter['id']}" for meter in file["meters"])
    body = {
        "outcome": "absent_free",
        "text": "واحد ۱ تأیید شد؛ واحد ۲ بسته بود.",
        "exceptions": [{"meter_id": file["meters"][0]["id"], "outcome": "approved"}],
    }
    filed = town.file_report(file["id"], body)
    town.settled(file["id"], filed["id"])

    def refusal(user: Any, path: str, body: Any) -> tuple[int, str]:
        answer = user.ask("PATCH", path, body)
        return answer.status_code, answer.json()["code"]

    mine = town.contractor
    assert refusal(mine, first, {"area_m2": 140}) == (409, "referral.meter_closed")
    assert refusal(mine, second, {"area_m2": 5001}) == (422, "referral.meter_beyond_catalogue")
    assert refusal(mine, second, {"area_m2": 0}) == (422, "request.invalid")
    assert refusal(mine, second, {}) == (422, "request.invalid")
    assert refusal(mine, second, {"meter_class": "G4"}) == (422, "request.invalid")
    assert refusal(mine, f"/files/{file['id']}/meters/nothing", {"area_m2": 1}) == (
        404,
        "referral.meter_not_found",
    )
    assert refusal(town.user("contractor"), second, {"area_m2": 140}) == (404, "referral.file_not_found")
    for user in (town.inspector, town.office, town.finance):
        assert refusal(user, second, {"area_m2": 140}) == (403, "request.forbidden")
    assert [meter["history"] for meter in town.office.get(f"/files/{file['id']}")["meters"]] == [[], []]
    town.office.post(f"/files/{file['id']}/cancellation", {"reason": "آزمون"}, 200)
    assert refusal(mine, second, {"area_m2": 140})[0] == 409
