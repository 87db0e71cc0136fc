"""Objections over HTTP: a debt by a defect, the office's ruling, and what the file and its people have of it."""

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from tests.e2e.conftest import Town, answer, until

REVISIT = 390_000


def object_to(town: Town, file: Any, report: Any, status: int = 201, words: str = "ایرادی نبود.") -> Any:
    """The contractor objects."""
    path = f"/files/{file['id']}/reports/{report['id']}/objection"
    return town.contractor.post(path, {"text": words}, status)


def decide(town: Town, objection: Any, *, upheld: bool, status: int = 200) -> Any:
    """The office rules."""
    body = {"upheld": upheld, "reason": "کارشناس بازدید کرد."}
    return town.office.post(f"/objections/{objection['id']}/decision", body, status)


def account(town: Town, file: Any) -> Any:
    """The file's money, as its contractor sees it."""
    return town.contractor.get(f"/files/{file['id']}/account")


def refused_report(town: Town, file: Any) -> str:
    """The code with which the next report is refused."""
    body = {"outcome": "approved", "text": "بازرسی انجام شد."}
    refused = town.inspector.ask("POST", f"/files/{file['id']}/reports", body)
    return str(answer(refused, 409)["code"])


def test_an_objection_that_is_upheld_clears_the_debt_and_opens_the_gate(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    assert report["charge"]["status"] == "debt"
    assert report["objection"] is None
    objection = object_to(town, file, report)
    assert (objection["state"], objection["sequence"], objection["decided_at"]) == ("open", 1, None)
    assert objection["filed_at_jalali"]
    assert refused_report(town, file) == "billing.file_in_debt"
    assert objection in town.office.get("/objections?state=open")["items"]

    ruled = decide(town, objection, upheld=True)
    assert (ruled["state"], ruled["reason"]) == ("upheld", "کارشناس بازدید کرد.")
    until(lambda: account(town, file)["debt_rials"] == 0, "the charge is void")
    (charge,) = account(town, file)["charges"]
    assert (charge["voided"], charge["debt_rials"], charge["amount_rials"]) == (True, 0, REVISIT)
    assert charge["voided_on_jalali"]

    def look() -> Any:
        (shown,) = town.contractor.get(f"/files/{file['id']}/reports")["items"]
        return shown if shown["charge"]["status"] == "voided" else None

    shown = until(look, "the report shows it")
    assert (shown["objection"]["state"], shown["verdicts"]) == ("upheld", report["verdicts"])
    assert town.report(file["id"], "approved")["charge"]["status"] == "none"
    assert town.office.get(f"/files/{file['id']}")["phase"] == "final"


def test_what_was_paid_before_the_ruling_is_credit(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "absent_charged")
    town.pay(file["id"], REVISIT)
    decide(town, object_to(town, file, report), upheld=True)
    until(lambda: account(town, file)["credit_rials"] == REVISIT, "it is credit")
    assert town.report(file["id"], "defective")["charge"]["status"] == "covered"
    assert (account(town, file)["debt_rials"], account(town, file)["credit_rials"]) == (0, 0)


def test_the_inspectors_report_takes_the_fee_back(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")

    def rows() -> list[Any]:
        told = town.inspector.get("/me/financial-report?from=1405-01-01&to=1410-12-29")
        return [row for row in told["rows"] if row["report_id"] == report["id"]]

    assert [row["fee_rials"] for row in rows()] == [273_000]
    decide(town, object_to(town, file, report), upheld=True)
    until(lambda: len(rows()) > 1, "the fee is taken back")
    assert [(row["fee_rials"], row["voided"]) for row in rows()] == [(273_000, False), (-273_000, True)]


def test_an_objection_that_is_rejected_changes_nothing(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    objection = object_to(town, file, report)
    assert decide(town, objection, upheld=False)["state"] == "rejected"
    assert decide(town, objection, upheld=True, status=409)["code"] == "inspection.already_decided"
    assert object_to(town, file, report, 409)["code"] == "inspection.already_objected"
    assert refused_report(town, file) == "billing.file_in_debt"
    assert account(town, file)["debt_rials"] == REVISIT


def test_who_may_object_to_what(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    town.pay(file["id"], REVISIT)
    free = town.report(file["id"], "absent_free")
    assert object_to(town, file, free, 409)["code"] == "inspection.not_objectionable"
    path = f"/files/{file['id']}/reports/{report['id']}/objection"
    stranger = town.user("contractor")
    assert answer(stranger.ask("POST", path, {"text": "."}), 404)["code"] == "inspection.not_your_file"
    for user in (town.inspector, town.office, town.finance):
        assert answer(user.ask("POST", path, {"text": "."}), 403)["code"] == "request.forbidden"
    other = town.referred_file()
    assert object_to(town, other, report, 404)["code"] == "inspection.report_not_found"
    assert object_to(town, file, {"id": "nonsense"}, 404)["code"] == "inspection.report_not_found"
    for body in ({}, {"text": ""}, {"text": "x", "upheld": True}, {"text": "x" * 4001}):
        town.contractor.post(path, body, 422)
    answer(town.contractor.ask("GET", "/objections?state=nonsense"), 422)


def test_who_may_rule(town: Town) -> None:
    file = town.referred_file()
    objection = object_to(town, file, town.report(file["id"], "defective"))
    path = f"/objections/{objection['id']}/decision"
    body = {"upheld": True, "reason": "."}
    for user in (town.inspector, town.contractor, town.finance):
        assert answer(user.ask("POST", path, body), 403)["code"] == "request.forbidden"
    unknown = town.office.post("/objections/nonsense/decision", body, 404)
    assert unknown["code"] == "inspection.objection_not_found"
    for wrong in ({"upheld": True}, {"upheld": "perhaps", "reason": "."}, {"upheld": True, "reason": ""}):
        town.office.post(path, wrong, 422)
    seen = {user.code: user.get("/objections")["items"] for user in (town.contractor, town.inspector)}
    assert all(objection in items for items in seen.values())
    assert town.user("contractor").get("/objections")["items"] == []
    assert answer(town.finance.ask("GET", "/objections"), 403)["code"] == "request.forbidden"


def test_a_repeated_objection_gets_its_first_answer(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    path = f"/files/{file['id']}/reports/{report['id']}/objection"
    first = town.contractor.ask("POST", path, {"text": "."}, key=f"objection-{report['id']}")
    again = town.contractor.ask("POST", path, {"text": "."}, key=f"objection-{report['id']}")
    assert answer(first, 201) == answer(again, 201)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_an_objection_comes_in_time_or_not_at_all(town: Town) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    engine = create_engine(dialect_url(town.system.databases["inspection"].owner_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(
            text("UPDATE reports SET filed_at = filed_at - interval '11 days' WHERE id = :id"),
            {"id": report["id"]},
        )
    refused = object_to(town, file, report, 409)
    assert refused["code"] == "inspection.objection_too_late"
    assert "10 days" in refused["detail"]


@pytest.mark.parametrize("number", range(2))
def test_an_objection_that_races_with_a_payment_loses_no_rial(town: Town, number: int) -> None:
    file = town.referred_file()
    report = town.report(file["id"], "defective")
    objection = object_to(town, file, report)
    if number:
        decide(town, objection, upheld=True)
        town.pay(file["id"], REVISIT)
    else:
        town.pay(file["id"], REVISIT)
        decide(town, objection, upheld=True)
    until(lambda: account(town, file)["charges"][0]["voided"], "the charge is void")
    money = account(town, file)
    assert (money["debt_rials"], money["credit_rials"]) == (0, REVISIT)
