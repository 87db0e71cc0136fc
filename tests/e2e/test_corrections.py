"""Corrected meters over HTTP: the difference of unused units is invoiced or credited before the next report."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.e2e.conftest import Town, answer, until

G4, G6, G10 = 862_500, 912_500, 962_500  # one stage of a concealed file with one meter


def correct(town: Town, file: Any, consumption_m3h: float) -> Any:
    """The contractor corrects the only meter's consumption."""
    meter = file["meters"][0]["id"]
    return town.contractor.patch(f"/files/{file['id']}/meters/{meter}", {"consumption_m3h": consumption_m3h})


def account(town: Town, file: Any) -> Any:
    """The file's money, as its contractor sees it."""
    return town.contractor.get(f"/files/{file['id']}/account")


def priced(town: Town, file: Any, count: int) -> Any:
    """The account once so many corrections have made a difference; asked for again, to be of after all of them."""
    until(lambda: len(account(town, file)["adjustments"]) == count, f"{count} corrections are priced")
    return account(town, file)


def report(town: Town, file: Any, outcome: str = "concealed_stage") -> Any:
    """A try to report."""
    body = {"outcome": outcome, "text": "بازرسی انجام شد."}
    return town.inspector.ask("POST", f"/files/{file['id']}/reports", body)


@pytest.fixture
def payment_first(town: Town) -> Iterator[None]:
    """The office wants the invoice of a correction paid before the next report."""
    for wanted in (True, False):
        body = {"value": {"unpaid_invoice_shuts": wanted}, "reason": "تصمیم سازمان"}
        town.office.put("/policies/inspection.gate", body)
        if wanted:
            yield


def test_a_larger_class_is_invoiced_before_the_next_report(town: Town) -> None:
    file = town.referred_file("concealed")
    correct(town, file, 9)
    charge = town.report(file["id"], "concealed_stage")["charge"]
    assert (charge["status"], charge["amount_rials"]) == ("covered", G6)
    money = account(town, file)
    assert (money["invoice_due_rials"], money["debt_rials"]) == (4 * (G6 - G4), 0)
    # A debt is paid before the correction's invoice: paying it to the rial opens the gate.
    assert town.report(file["id"], "defective")["charge"]["debt_rials"] == 410_000
    town.pay(file["id"], 410_000)
    money = account(town, file)
    assert (money["invoice_due_rials"], money["debt_rials"]) == (4 * (G6 - G4), 0)
    town.report(file["id"], "approved")
    town.pay(file["id"], 4 * (G6 - G4))
    assert account(town, file)["invoice_due_rials"] == 0


@pytest.mark.usefixtures("payment_first")
def test_where_the_office_wants_it_the_next_report_waits_for_payment(town: Town) -> None:
    file = town.referred_file("concealed")
    assert town.report(file["id"], "concealed_stage")["charge"]["amount_rials"] == G4
    town.appoint(file["id"])
    assert correct(town, file, 9)["meter_class"] == "G6"
    at_once = answer(report(town, file), 409)
    assert at_once["code"] in ("inspection.charge_pending", "billing.invoice_due")
    money = priced(town, file, 1)
    (made,) = money["adjustments"]
    assert (made["difference_rials"], made["due_rials"]) == (3 * (G6 - G4), 3 * (G6 - G4))
    assert made["invoice_number"]
    assert (money["invoice_due_rials"], money["debt_rials"]) == (3 * (G6 - G4), 0)
    assert [line["unit_price_rials"] for line in money["invoice"]["lines"]] == [G4, G4]
    assert not town.office.get(f"/files/{file['id']}")["debtor"]

    def held() -> bool:
        return bool(answer(report(town, file), 409)["code"] == "billing.invoice_due")

    until(held, "the invoice holds the report")
    town.pay(file["id"], 3 * (G6 - G4) - 1)
    assert "1 rials" in answer(report(town, file), 409)["detail"]
    town.pay(file["id"], 1)
    second = answer(report(town, file), 201)
    assert town.settled(file["id"], second["id"])["charge"]["amount_rials"] == G6
    assert [charge["amount_rials"] for charge in account(town, file)["charges"]] == [G4, G6]


def test_a_smaller_class_is_credited_and_used_units_keep_their_price(town: Town) -> None:
    file = town.contractor.post(
        "/files",
        {
            **town.file_body("concealed"),
            "meters": [{"label": "واحد ۱", "area_m2": 100, "consumption_m3h": 14}],
        },
    )
    assert file["invoice"]["amount_rials"] == 4 * G10
    town.pay(file["id"], 4 * G10)
    file = town.wait_status(file["id"], "referred")
    town.report(file["id"], "concealed_stage")
    assert correct(town, file, 5)["meter_class"] == "G4"
    money = priced(town, file, 1)
    assert (money["credit_rials"], money["invoice_due_rials"]) == (3 * (G10 - G4), 0)
    assert town.report(file["id"], "concealed_stage")["charge"]["amount_rials"] == G4
    assert [charge["amount_rials"] for charge in account(town, file)["charges"]] == [G10, G4]
    assert town.report(file["id"], "defective")["charge"]["status"] == "debt"
    assert account(town, file)["debt_rials"] == 390_000 - 3 * (G10 - G4)


def test_a_correction_before_payment_changes_what_is_to_be_paid(town: Town) -> None:
    file = town.file("concealed")
    correct(town, file, 9)
    priced(town, file, 1)
    town.pay(file["id"], 4 * G4)
    assert town.office.get(f"/files/{file['id']}")["status"] == "awaiting_payment"
    correct(town, file, 5)
    money = priced(town, file, 2)
    assert (money["invoice_due_rials"], money["credit_rials"]) == (0, 0)
    town.wait_status(file["id"], "referred")
    assert town.report(file["id"], "concealed_stage")["charge"]["amount_rials"] == G4


def test_a_correction_within_a_class_costs_nothing_and_holds_nothing(town: Town) -> None:
    file = town.referred_file("concealed")
    assert correct(town, file, 5.5)["meter_class"] == "G4"
    assert town.report(file["id"], "concealed_stage")["charge"]["amount_rials"] == G4
    assert account(town, file)["adjustments"] == []
