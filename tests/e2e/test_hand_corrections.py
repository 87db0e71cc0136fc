"""What finance corrects by hand, over HTTP: reversals and debits behind the fence, write-offs, refunds."""

from typing import Any

import pytest

from launcher.system import wait_for_services
from tests.e2e.conftest import Town, answer, until

REASON = {"reason": "چک برگشت خورد"}
REPORT = {"outcome": "absent_free", "text": "کسی حضور نداشت."}


def account(town: Town, file: Any) -> Any:
    """The file's money, as its contractor sees it."""
    return town.contractor.get(f"/files/{file['id']}/account")


def report(town: Town, file: Any) -> Any:
    """A try to report."""
    return town.inspector.ask("POST", f"/files/{file['id']}/reports", REPORT)


def posted(town: Town, file: Any) -> Any:
    """The account once every debit that was announced is in the books; asked for again, to be of after all of them."""

    def look() -> bool:
        return all(debit["state"] == "posted" for debit in account(town, file)["debits"])

    until(look, "the debit is posted")
    return account(town, file)


def test_a_reversed_payment_shuts_the_gate_and_its_repayment_opens_it(town: Town) -> None:
    file = town.referred_file()
    (payment,) = account(town, file)["payments"]
    town.appoint(file["id"])
    path = f"/files/{file['id']}/payments/{payment['id']}/reversal"
    made = town.finance.post(path, REASON)
    assert (made["state"], made["kind"], made["payment_id"]) == (
        "announced",
        "reversed_payment",
        payment["id"],
    )
    money = posted(town, file)
    assert answer(report(town, file), 409)["code"] == "billing.file_in_debt"
    assert (money["debt_rials"], money["invoice_due_rials"]) == (1_380_000, 0)
    assert money["payments"][0]["reversed_on"]
    assert answer(town.finance.ask("POST", path, REASON), 409)["code"] == "billing.already_reversed"
    assert town.office.get(f"/files/{file['id']}")["debtor"]
    town.pay(file["id"], 1_380_000)
    until(lambda: report(town, file).status_code == 201, "the gate is open")

    def told() -> Any:
        lines = town.contractor.get(f"/files/{file['id']}/timeline?limit=200")["items"]
        return [line["summary"] for line in lines if line["event"] == "payment_reversed"]

    (line,) = until(told, "it is on the timeline")
    assert "۱٬۳۸۰٬۰۰۰ ریال" in line

    def noticed() -> bool:
        messages = town.contractor.get("/me/messages?limit=200")["items"]
        return any(message["subject"].startswith("برگشت پرداخت") for message in messages)

    until(noticed, "the contractor is told")


def test_while_a_debit_is_announced_and_inspection_away_it_waits(town: Town) -> None:
    file = town.referred_file()
    town.appoint(file["id"])
    town.system.kill("inspection")
    try:
        town.finance.post(f"/files/{file['id']}/debits", {"amount_rials": 500_000, **REASON})
        (debit,) = account(town, file)["debits"]
        assert (debit["state"], account(town, file)["debt_rials"]) == ("announced", 0)
        town.system.kill("billing")  # it goes on where it was
        town.system.start("billing")
    finally:
        town.system.start("inspection")
        wait_for_services(town.system._backends.amqp_url)
    posted(town, file)
    assert answer(report(town, file), 409)["code"] in ("billing.file_in_debt", "inspection.charge_pending")
    town.finance.post(f"/files/{file['id']}/write-off", {"amount_rials": 400_000, **REASON})
    assert account(town, file)["debt_rials"] == 100_000
    too_much = town.finance.ask("POST", f"/files/{file['id']}/write-off", {"amount_rials": 100_001, **REASON})
    assert answer(too_much, 409)["code"] == "billing.more_than_owed"
    town.finance.post(f"/files/{file['id']}/write-off", REASON)
    until(lambda: report(town, file).status_code == 201, "the gate is open")


def test_no_report_slips_in_between_a_debit_and_its_gate(town: Town) -> None:
    """Whatever is accepted was accepted before the debit was posted: the next one after it never is."""
    file = town.referred_file()
    town.appoint(file["id"])
    town.finance.post(f"/files/{file['id']}/debits", {"amount_rials": 5, **REASON})
    until(lambda: account(town, file)["debt_rials"], "it is owed")
    assert answer(report(town, file), 409)["code"] in ("billing.file_in_debt", "inspection.charge_pending")


def test_credit_is_refunded_once(town: Town) -> None:
    file = town.referred_file()
    town.pay(file["id"], 300_000)
    sent = town.finance.post(f"/files/{file['id']}/refunds", {"amount_rials": 100_000, **REASON})
    rest = town.finance.post(f"/files/{file['id']}/refunds", REASON)
    assert (sent["state"], rest["amount_rials"], account(town, file)["credit_rials"]) == ("sent", 200_000, 0)
    done = town.finance.post(f"/refunds/{sent['id']}/confirmation", {"reference": sent["id"]}, 200)
    assert (done["state"], done["reference"]) == ("confirmed", sent["id"])
    twice = town.finance.ask("POST", f"/refunds/{rest['id']}/confirmation", {"reference": sent["id"]})
    assert answer(twice, 409)["code"] == "billing.duplicate_reference"
    town.finance.post(f"/refunds/{rest['id']}/failure", {"reason": "حساب بسته است"}, 200)
    ended = town.finance.ask("POST", f"/refunds/{rest['id']}/failure", REASON)
    assert answer(ended, 409)["code"] == "billing.refund_ended"
    money = account(town, file)
    assert money["credit_rials"] == 200_000
    assert [refund["state"] for refund in money["refunds"]] == ["confirmed", "failed"]
    too_much = town.finance.ask("POST", f"/files/{file['id']}/refunds", {"amount_rials": 200_001, **REASON})
    assert answer(too_much, 409)["code"] == "billing.more_than_credit"
    failed = town.finance.get("/refunds?state=failed&limit=200")["items"]
    assert rest["id"] in [refund["id"] for refund in failed]


@pytest.mark.parametrize("path", ["debits", "write-off", "refunds", "payments/x/reversal"])
def test_only_finance_corrects_and_says_why(town: Town, path: str) -> None:
    file = town.file()
    body = {**REASON, **({"amount_rials": 5} if path == "debits" else {})}
    for user in (town.office, town.contractor, town.inspector):
        assert user.ask("POST", f"/files/{file['id']}/{path}", body).status_code == 403
    without = {name: value for name, value in body.items() if name != "reason"}
    refused = answer(town.finance.ask("POST", f"/files/{file['id']}/{path}", without), 422)
    assert "reason" in refused["errors"]
