"""Payouts over HTTP: inspectors are drafted, sent, paid or not, and the bank's file says exactly that."""

import csv
import io
from typing import Any

import pytest

from tests.e2e.conftest import Town, User, answer, until

FEE = 273_000  # 70 % of the revisit fee of a G4 meter
TO = "1410-12-29"
IBAN = "IR062960000000100324200001"


@pytest.fixture(scope="module")
def file(town: Town) -> Any:
    return town.referred_file()


def earn(town: Town, file: Any) -> None:
    """The inspector earns one more fee, and the contractor pays for it."""
    town.report(file["id"], "defective")
    town.pay(file["id"], 390_000)


def draft(town: Town, status: int = 201, **more: Any) -> Any:
    body = {"to": TO, "inspector_ids": [town.inspector.id], **more}
    return town.finance.post("/payouts", body, status)


def line_path(payout: Any) -> str:
    return f"/payouts/{payout['id']}/lines/{payout['lines'][0]['id']}"


def bank_file(town: Town, payout: Any) -> list[dict[str, str]]:
    fetched = town.finance.ask("GET", f"/payouts/{payout['id']}/bank-file")
    assert fetched.status_code == 200
    assert fetched.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert fetched.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(fetched.content.decode("utf-8-sig"))))


def wait_for_notice(user: User, words: str) -> None:
    def look() -> bool:
        return any(words in m["body"] for m in user.get("/me/messages")["items"])

    until(look, f"the inspector reads “{words}”")


def test_an_inspector_is_paid(town: Town, file: Any) -> None:
    earn(town, file)
    payout = draft(town)
    (line,) = payout["lines"]
    assert (payout["state"], payout["to_jalali"], line["gross_rials"]) == ("draft", TO, FEE)
    assert line["inspector"]["id"] == town.inspector.id
    assert draft(town, 409)["code"] == "billing.nothing_to_pay"
    path = f"/payouts/{payout['id']}"
    refused = answer(town.finance.ask("GET", f"{path}/bank-file"), 409)
    assert refused["code"] == "billing.payout_not_frozen"
    account = f"/inspectors/{town.inspector.id}/bank-account"
    assert town.finance.put(account, {"iban": "IR06 2960 0000 0010 0324 2000 01"})["iban"] == IBAN
    assert "iban" in town.finance.put(account, {"iban": "IR072960000000100324200001"}, 422)["errors"]
    assert town.inspector.get("/me/payouts")["items"] == []

    frozen = town.finance.post(f"{path}/freeze", status=200)
    assert (frozen["state"], frozen["lines"][0]["state"]) == ("frozen", "sent")
    assert town.finance.post(f"{path}/freeze", status=409)["code"] == "billing.payout_not_draft"
    assert answer(town.finance.ask("DELETE", path), 409)["code"] == "billing.payout_not_draft"
    (row,) = bank_file(town, payout)
    assert (row["Line"], row["IBAN"], row["Net amount (rials)"]) == ("1", IBAN, str(FEE))
    assert row["Membership code"] == town.inspector.code

    said = town.finance.post(f"{line_path(payout)}/confirmation", {"reference": "FT-1"}, 200)
    assert (said["state"], said["reference"]) == ("confirmed", "FT-1")
    again = town.finance.post(f"{line_path(payout)}/failure", {"reason": "x"}, 409)
    assert again["code"] == "billing.payout_line_settled"
    assert payout["id"] in [p["id"] for p in town.finance.get("/payouts?state=settled&limit=200")["items"]]
    (mine,) = town.inspector.get("/me/payouts")["items"]
    assert (mine["payout_id"], mine["net_rials"], mine["state"]) == (payout["id"], FEE, "confirmed")
    assert mine["paid_on_jalali"]
    wait_for_notice(town.inspector, "FT-1")


def test_what_the_bank_did_not_pay_is_paid_by_a_later_batch(town: Town, file: Any) -> None:
    earn(town, file)
    dropped = draft(town)
    answer(town.finance.ask("DELETE", f"/payouts/{dropped['id']}"), 204)
    assert town.finance.get(f"/payouts/{dropped['id']}")["state"] == "cancelled"
    payout = draft(town)
    town.finance.post(f"/payouts/{payout['id']}/freeze", status=200)
    failed = town.finance.post(f"{line_path(payout)}/failure", {"reason": "حساب مسدود است"}, 200)
    assert (failed["state"], failed["failure_reason"]) == ("failed", "حساب مسدود است")
    wait_for_notice(town.inspector, "حساب مسدود است")
    later = draft(town)
    town.finance.post(f"/payouts/{later['id']}/freeze", status=200)
    town.finance.post(f"{line_path(later)}/confirmation", {"reference": "FT-2"}, 200)
    states = [item["state"] for item in town.inspector.get("/me/payouts?limit=2")["items"]]
    assert states == ["confirmed", "failed"]
    assert len(bank_file(town, payout)) == 1


def test_who_may_pay(town: Town) -> None:
    for user in (town.office, town.contractor, town.inspector):
        assert answer(user.ask("POST", "/payouts", {"to": TO}), 403)["code"] == "request.forbidden"
        assert answer(user.ask("GET", "/payouts"), 403)["code"] == "request.forbidden"
    assert answer(town.finance.ask("GET", "/me/payouts"), 403)["code"] == "request.forbidden"
    assert answer(town.finance.ask("GET", "/payouts/nonsense"), 404)["code"] == "billing.payout_not_found"
    unknown = town.finance.put("/inspectors/nobody/bank-account", {"iban": IBAN}, 404)
    assert unknown["code"] == "billing.inspector_not_found"
    for wrong in ({}, {"to": "sometime"}, {"to": TO, "inspector_ids": []}):
        town.finance.post("/payouts", wrong, 422)
    assert "to" in town.finance.post("/payouts", {"from": "1405-09-02", "to": "1405-09-01"}, 422)["errors"]
