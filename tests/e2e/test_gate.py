"""The debt gate through the whole system: twenty reports at once, and billing away."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.e2e.conftest import Town, until

REPORT = {"outcome": "defective", "text": "فاصلهٔ شیر رعایت نشده است."}


def test_of_twenty_reports_at_once_one_is_accepted(town: Town) -> None:
    file = town.referred_file()
    town.appoint(file["id"])
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: town.inspector.ask("POST", f"/files/{file['id']}/reports", REPORT), range(20))
        )
    codes = sorted(a.json().get("code", "accepted") for a in answers)
    assert codes.count("accepted") == 1
    assert set(codes) <= {
        "accepted",
        "billing.file_in_debt",
        "inspection.charge_pending",
        "inspection.no_appointment",
    }
    until(lambda: town.contractor.get(f"/files/{file['id']}")["debtor"], "the file is a debtor")
    assert town.contractor.get(f"/files/{file['id']}/account")["debt_rials"] == 390_000


@pytest.mark.parametrize("same_key", [True, False])
def test_a_double_click_files_one_report(town: Town, same_key: bool) -> None:
    file = town.referred_file()
    town.appoint(file["id"])
    keys = [f"double-{file['id']}" if same_key else "" for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda key: town.inspector.ask("POST", f"/files/{file['id']}/reports", REPORT, key=key), keys
            )
        )
    statuses = sorted(a.status_code for a in answers)
    assert statuses in ([201, 201], [201, 409]) if same_key else statuses == [201, 409]
    assert len(town.inspector.get(f"/files/{file['id']}/reports")["items"]) == 1


def test_while_a_charge_is_undecided_the_next_report_is_refused(town: Town) -> None:
    file = town.referred_file()
    town.appoint(file["id"])
    town.system.kill("billing")
    try:
        first = town.inspector.post(
            f"/files/{file['id']}/reports", {"outcome": "absent_free", "text": "نبودند"}
        )
        assert first["charge"]["status"] == "pending"
        town.appoint(file["id"])
        refused = town.inspector.ask("POST", f"/files/{file['id']}/reports", REPORT)
        assert (refused.status_code, refused.json()["code"]) == (409, "inspection.charge_pending")
        assert int(refused.headers["Retry-After"]) >= 1
        # The gate blocks reports only: reading goes on, and money is refused clearly while billing is away.
        assert town.contractor.get(f"/files/{file['id']}")["id"] == file["id"]
        receipt = {"amount_rials": 1000, "reference": "while-away", "paid_on": "1405-08-01"}
        away = town.finance.ask("POST", f"/files/{file['id']}/receipts", receipt)
        assert (away.status_code, away.json()["code"]) == (503, "service.unavailable")
        assert "Retry-After" in away.headers
    finally:
        town.system.start("billing")
    assert town.settled(file["id"], first["id"])["charge"]["status"] == "none"
    until(
        lambda: town.inspector.ask("POST", f"/files/{file['id']}/reports", REPORT).status_code == 201,
        "the next report is accepted",
    )
