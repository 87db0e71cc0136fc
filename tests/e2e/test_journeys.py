"""The guide's whole journey over HTTP, to the rial: both files of the worked example."""

from tests.e2e.conftest import Town, until

STAGE = 1_725_000


def test_concealed_file_of_the_worked_example(town: Town) -> None:
    file = town.file("concealed", 2)
    file_id, meters = file["id"], file["meters"]
    assert file["status"] == "awaiting_payment"
    assert [meter["meter_class"] for meter in meters] == ["G4", "G4"]
    assert file["invoice"]["amount_rials"] == 6_900_000
    assert file["invoice"]["paid_rials"] == 0

    town.pay(file_id, 6_000_000)
    assert town.contractor.get(f"/files/{file_id}")["status"] == "awaiting_payment"
    town.pay(file_id, 900_000)
    file = town.wait_status(file_id, "referred")
    assert file["inspector"]["id"] == town.inspector.id

    for _ in range(3):
        report = town.report(file_id, "concealed_stage")
        assert report["charge"]["status"] == "covered"
        assert report["charge"]["amount_rials"] == STAGE
    assert town.report(file_id, "concealed_stage")["charge"]["status"] == "debt"

    file = town.contractor.get(f"/files/{file_id}")
    assert (file["debtor"], file["debt_rials"]) == (True, STAGE)
    town.appoint(file_id)
    body = {"outcome": "approved", "text": "آماده است."}
    assert town.inspector.post(f"/files/{file_id}/reports", body, 409)["code"] == "billing.file_in_debt"
    town.pay(file_id, STAGE - 1)
    assert town.inspector.post(f"/files/{file_id}/reports", body, 409)["code"] == "billing.file_in_debt"
    town.pay(file_id, 1)
    # The gate asks billing before it refuses, so the very next report is accepted.
    filed = town.file_report(file_id, body)
    assert town.settled(file_id, filed["id"])["charge"]["status"] == "none"

    file = town.inspector.get(f"/files/{file_id}")
    assert file["phase"] == "final"
    defect = [{"meter_id": meters[1]["id"], "outcome": "defective"}]
    report = town.report(file_id, "approved", defect)
    assert report["charge"] == {**report["charge"], "status": "debt", "amount_rials": 390_000}
    assert {v["meter_id"]: v["outcome"] for v in report["verdicts"]} == {
        meters[0]["id"]: "approved",
        meters[1]["id"]: "defective",
    }
    town.pay(file_id, 390_000)
    last = town.report(file_id, "approved")
    assert [v["meter_id"] for v in last["verdicts"]] == [meters[1]["id"]]
    file = town.wait_status(file_id, "completed")
    assert {meter["final"] for meter in file["meters"]} == {"approved"}

    account = town.contractor.get(f"/files/{file_id}/account")
    assert sum(payment["amount_rials"] for payment in account["payments"]) == 9_015_000
    assert account["debt_rials"] == 0
    assert {unit["unit"]: (unit["bought"], unit["used"]) for unit in account["prepaid"]} == {
        "concealed_stage": (3, 3),
        "final": (1, 1),
    }
    earned = town.inspector.get("/me/financial-report?from=1405-01-01&to=1406-12-29")
    mine = [row for row in earned["rows"] if row["file_id"] == file_id]
    assert sum(row["fee_rials"] for row in mine) == 6_310_500
    assert earned["total"]["fee_rials"] == sum(row["fee_rials"] for row in earned["rows"])


def test_exposed_file_of_the_worked_example(town: Town) -> None:
    file = town.file("exposed", 1)
    assert file["invoice"]["amount_rials"] == 690_000 + 690_000
    file_id = file["id"]
    town.pay(file_id, 1_380_000)
    town.wait_status(file_id, "referred")
    town.report(file_id, "approved")
    town.report(file_id, "approved")
    town.wait_status(file_id, "completed")
    assert town.contractor.get(f"/files/{file_id}/account")["debt_rials"] == 0
    rows = town.inspector.get("/me/financial-report?from=1405-01-01&to=1406-12-29")["rows"]
    assert sum(row["fee_rials"] for row in rows if row["file_id"] == file_id) == 966_000

    body = {"outcome": "approved", "text": "باز هم"}
    assert town.inspector.post(f"/files/{file_id}/reports", body, 409)["code"] == "inspection.phase_done"
    approved = town.inspector.get("/me/files?result=approved&phase=final")["items"]
    assert file_id in [item["id"] for item in approved]


def test_the_timeline_tells_the_whole_life_in_order(town: Town) -> None:
    file = town.referred_file()
    town.report(file["id"], "defective")

    def names() -> list[str]:
        items = town.contractor.get(f"/files/{file['id']}/timeline?limit=200")["items"]
        assert [item["position"] for item in items] == list(range(1, len(items) + 1))
        return [f"{item['service']}.{item['event']}" for item in items]

    until(lambda: "billing.charge_settled" in names(), "the charge is in the timeline")
    found = names()
    expected = [
        "referral.file_registered",
        "billing.registration_paid",
        "referral.file_referred",
        "inspection.appointment_set",
        "inspection.report_filed",
        "billing.charge_settled",
    ]
    assert [name for name in found if name in expected] == expected
    assert "billing.fee_earned" not in found


def test_a_preview_costs_nothing_and_tells_the_truth(town: Town) -> None:
    file = town.referred_file("concealed", 2)
    path = f"/files/{file['id']}/reports/preview"
    covered = town.inspector.post(path, {"outcome": "concealed_stage", "text": "x"}, 200)
    assert covered["covered_by"] == "concealed_stage"
    assert (covered["chargeable"], covered["amount_rials"], covered["would_make_debtor"]) == (
        True,
        STAGE,
        False,
    )
    defect = town.inspector.post(path, {"outcome": "defective", "text": "x"}, 200)
    assert (defect["amount_rials"], defect["would_make_debtor"]) == (780_000, True)
    free = town.inspector.post(path, {"outcome": "absent_free", "text": "x"}, 200)
    assert (free["chargeable"], free["amount_rials"]) == (False, 0)
    assert town.inspector.get(f"/files/{file['id']}/reports")["items"] == []
    assert town.contractor.get(f"/files/{file['id']}/account")["charges"] == []
