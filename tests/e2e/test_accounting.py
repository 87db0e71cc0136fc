"""The books over HTTP, as an accountant takes them home: they balance, add up, and other programs accept them."""

import csv
import io
import itertools
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from openpyxl import load_workbook

from tests.e2e.conftest import Town, User, until
from tests.ledgers import beancount, hledger

RANGE = "from=1400-01-01&to=1420-01-01"
FIRST, LAST = date(2021, 3, 21), date(2041, 3, 20)


@pytest.fixture(scope="module")
def debt(town: Town) -> int:
    """What the town's contractor owes for two files: one with a debt, one that nobody paid."""
    file = town.referred_file()
    town.report(file["id"], "defective")
    town.file("concealed", 2)
    expected = town.contractor.get("/me/balance")
    owed: int = expected["debt_rials"] + sum(
        each["invoice_due_rials"] for each in expected["files"] if "invoice_due_rials" in each
    )
    until(lambda: town.inspector.get("/me/statement")["items"], "the fee is in the books")
    return owed


def exported(town: Town, form: str, days: str = RANGE) -> requests.Response:
    answer = town.finance.ask("GET", f"/accounting/export?format={form}&{days}")
    assert answer.status_code == 200, answer.text
    return answer


def balances(town: Town) -> dict[str, int]:
    items = town.finance.get("/accounting/trial-balance")["items"]
    return {item["account"]: item["balance_rials"] for item in items if item["balance_rials"]}


def test_the_trial_balance_balances(town: Town, debt: int) -> None:
    found = town.finance.get("/accounting/trial-balance")
    items = found["items"]
    assert found["as_of_jalali"].startswith("14")
    assert found["debit_rials"] == found["credit_rials"] > 0
    assert sum(item["debit_rials"] for item in items) == found["debit_rials"]
    assert sum(item["balance_rials"] for item in items) == 0
    posted = town.rows("billing", "SELECT account, sum(balance_rials) FROM balances GROUP BY 1")
    assert balances(town) == {account: int(rials) for account, rials in posted if rials}
    before = town.finance.get("/accounting/trial-balance?as_of=1400-01-01")
    assert (before["debit_rials"], before["as_of"]) == (0, "2021-03-21")


def test_ages_add_up_to_1210(town: Town, debt: int) -> None:
    first = town.finance.get("/accounting/aging?limit=1")
    items, cursor = first["items"], first["next_cursor"]
    while cursor:
        page = town.finance.get(f"/accounting/aging?limit=100&cursor={cursor}")
        items, cursor = items + page["items"], page["next_cursor"]
    assert sum(item["total_rials"] for item in items) == balances(town)["1210"]
    assert first["totals"]["total_rials"] == balances(town)["1210"]
    mine = [item for item in items if item["contractor"]["id"] == town.contractor.id]
    assert len(mine) == 2
    assert all(item["days_0_30_rials"] == item["total_rials"] > 0 for item in mine)


def pages(user: User, path: str) -> tuple[Any, list[Any]]:
    first = user.get(f"{path}?limit=2")
    items, cursor = first["items"], first["next_cursor"]
    while cursor:
        page = user.get(f"{path}?limit=2&cursor={cursor}")
        items, cursor = items + page["items"], page["next_cursor"]
    return first, items


def test_a_contractor_reads_the_own_statement(town: Town, debt: int) -> None:
    statement, lines = pages(town.contractor, "/me/statement")
    aged = town.finance.get("/accounting/aging?limit=200")["items"]
    owed = sum(item["total_rials"] for item in aged if item["contractor"]["id"] == town.contractor.id)
    assert statement["closing_rials"] == lines[-1]["balance_rials"] == owed > 0
    moved = [line["debit_rials"] - line["credit_rials"] for line in lines]
    assert list(itertools.accumulate(moved)) == [line["balance_rials"] for line in lines]
    seen, same = pages(town.finance, f"/accounting/statements/contractors/{town.contractor.id}")
    assert same == lines
    assert seen["person"]["full_name"] == "شرکت آزمون"


def test_an_inspectors_statement_is_the_financial_report(town: Town, debt: int) -> None:
    statement = town.inspector.get("/me/statement")
    report = town.inspector.get("/me/financial-report?from=1400-01-01&to=1420-01-01")
    assert -statement["closing_rials"] == report["total"]["fee_rials"] > 0
    seen = town.finance.get(f"/accounting/statements/inspectors/{town.inspector.id}")
    assert seen["items"] == statement["items"]
    assert seen["person"] == statement["person"]


def test_the_journal_in_four_forms(town: Town, debt: int, tmp_path: Path) -> None:
    expected = balances(town)
    day = date.today()
    read = beancount(exported(town, "beancount").content.decode())
    assert read.balances(LAST) == expected
    later = f"from={day + timedelta(days=2)}&to=1420-01-01"
    assert beancount(exported(town, "beancount", later).content.decode()).balances(LAST) == expected
    if program := hledger():
        path = tmp_path / "books.journal"
        path.write_bytes(exported(town, "hledger").content)
        program.check(path)
        assert program.balances(path) == expected

    found = town.finance.ask("GET", f"/accounting/export?format=csv&{RANGE}")
    rows = list(csv.DictReader(io.StringIO(found.content.decode("utf-8-sig"), newline="")))
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["Account"]] += int(row["Debit (rials)"]) - int(row["Credit (rials)"])
    assert {account: rials for account, rials in sums.items() if rials} == expected
    answer = town.finance.ask(
        "GET", f"/accounting/export?format=xlsx&{RANGE}", headers={"Accept-Language": "fa"}
    )
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert sheet.sheet_view.rightToLeft
    header, *lines = list(sheet.iter_rows(values_only=True))
    debit, credit = header.index("بدهکار (ریال)"), header.index("بستانکار (ریال)")
    *postings, total = lines
    assert len(postings) == len(rows)
    for side in (debit, credit):
        assert (
            sum(line[side] for line in postings) == total[side] == sum(int(r["Debit (rials)"]) for r in rows)
        )
    assert 'filename="journal-1400-01-01_1420-01-01.xlsx"' in answer.headers["Content-Disposition"]


def test_accounts_are_mapped(town: Town, debt: int) -> None:
    body = {"external_code": "11/02", "external_name": "بانک ملی شعبهٔ مرکزی"}
    mapped = town.finance.put("/accounting/chart/1020", body)
    assert mapped["changed_by"]["id"] == town.finance.get("/me")["id"]
    chart = {row["code"]: row for row in town.finance.get("/accounting/chart")["items"]}
    assert chart["1020"] == mapped
    bank = next(i for i in town.finance.get("/accounting/trial-balance")["items"] if i["account"] == "1020")
    assert (bank["external_code"], bank["external_name"]) == (body["external_code"], body["external_name"])
    opened = beancount(exported(town, "beancount").content.decode()).opened["Assets:A1020"]
    assert opened.meta["external-code"] == "11/02"


def test_what_is_refused(town: Town, debt: int) -> None:
    paths = ("trial-balance", "aging", "chart", f"export?format=csv&{RANGE}", "statements/contractors/x")
    for path in paths:
        for user in (town.contractor, town.inspector, town.office, town.it):
            assert user.ask("GET", f"/accounting/{path}").status_code == 403
    for user in (town.finance, town.office, town.it):
        assert user.ask("GET", "/me/statement").status_code == 403
    for query, field in (
        (f"format=pdf&{RANGE}", "format"),
        (RANGE, "format"),
        ("format=csv&from=1405-08-01", "to"),
        ("format=csv&from=1405-08-02&to=1405-08-01", "to"),
        ("format=csv&from=1800-01-01&to=1405-08-01", "from"),
        ("format=csv&from=1405-08-01&to=9999-12-31", "to"),
    ):
        problem = town.finance.get(f"/accounting/export?{query}", 422)
        assert (problem["code"], list(problem["errors"])) == ("request.invalid", [field])
    missing = town.finance.get(f"/accounting/statements/contractors/{town.inspector.id}", 404)
    assert missing["code"] == "billing.person_not_found"
    unknown = town.finance.put("/accounting/chart/9999", {"external_code": "1", "external_name": "x"}, 404)
    assert unknown["code"] == "billing.account_not_found"
