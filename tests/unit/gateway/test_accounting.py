"""The books over HTTP: the journal is gathered from its pages until it adds up, and tables have their sums."""

import csv
import io
from dataclasses import replace

import pytest
from flask import Flask
from openpyxl import load_workbook

from contracts.billing import (
    AccountBalance,
    AgedFile,
    AgingReport,
    BillingApi,
    ChartAccount,
    JournalPage,
    Statement,
    StatementLine,
    TrialBalance,
)
from contracts.errors import CommonCode
from contracts.terms import Role
from gateway.exports import JOURNAL_TYPES, JournalFormat, journal
from tests.fakes.rpc import Call, FakeRpc
from tests.fakes.samples import sample
from tests.ledgers import beancount
from tests.unit.gateway.conftest import Person
from tests.unit.gateway.test_journal_files import LAST, account, journal_of

EXPORT = "/accounting/export?from=1405-08-01&to=1405-08-30"


@pytest.fixture
def finance(app: Flask, somebody: object) -> Person:
    assert callable(somebody)
    person = somebody(Role.FINANCE)
    assert isinstance(person, Person)
    return person


def two_pages(call: Call) -> JournalPage:
    """A journal of one entry, on the second page."""
    whole = journal_of("x")
    if call.arguments.get("cursor"):
        return JournalPage(items=list(whole.entries), next_cursor=None, closing=list(whole.closing))
    return JournalPage(items=[], next_cursor="2", opening=list(whole.opening))


@pytest.mark.parametrize("wanted", JournalFormat)
def test_the_journal_is_a_file_of_all_pages(rpc: FakeRpc, finance: Person, wanted: JournalFormat) -> None:
    rpc.answer(BillingApi.read_journal, two_pages)
    answer = finance.ask("GET", f"{EXPORT}&format={wanted}&limit=1&cursor=x")
    assert (answer.status_code, answer.content_type) == (200, JOURNAL_TYPES[wanted])
    ending = "journal" if wanted is JournalFormat.HLEDGER else str(wanted)
    named = f'filename="journal-1405-08-01_1405-08-30.{ending}"'
    assert named in answer.headers["Content-Disposition"]
    calls = rpc.calls_of(BillingApi.read_journal)
    assert [(call.arguments.get("cursor"), call.arguments["limit"]) for call in calls] == [
        (None, 1000),
        ("2", 1000),
    ]
    assert all(call.caller and call.deadline_seconds < 7 for call in calls)
    if wanted is JournalFormat.BEANCOUNT:
        assert beancount(answer.data.decode()).balances(LAST) == {"1020": 1070, "2120": -1070}


@pytest.mark.parametrize("query", ["", "&format=", "&format=pdf", "&format=json", "&format=CSV"])
def test_another_format_is_422(finance: Person, query: str) -> None:
    answer = finance.ask("GET", f"{EXPORT}{query}")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["format"])


def test_pages_that_do_not_add_up_are_read_again(rpc: FakeRpc, finance: Person) -> None:
    tries: list[int] = []

    def moving(call: Call) -> JournalPage:
        tries.append(1)
        whole = journal_of("x")
        late = replace(whole.closing[0], balance_rials=5) if len(tries) == 1 else whole.closing[0]
        return JournalPage(
            items=list(whole.entries),
            next_cursor=None,
            opening=list(whole.opening),
            closing=[late, whole.closing[1]],
        )

    rpc.answer(BillingApi.read_journal, moving)
    assert finance.ask("GET", f"{EXPORT}&format=hledger").status_code == 200
    assert len(tries) == 2


def test_books_that_never_add_up_are_not_handed_out(rpc: FakeRpc, finance: Person) -> None:
    rpc.answer(BillingApi.read_journal, replace(two_pages_in_one(), closing=[account("1020", "asset", 1)]))
    answer = finance.ask("GET", f"{EXPORT}&format=csv")
    assert (answer.status_code, answer.get_json()["code"]) == (503, CommonCode.UNAVAILABLE)
    assert len(rpc.calls_of(BillingApi.read_journal)) == 3


def two_pages_in_one() -> JournalPage:
    whole = journal_of("x")
    return JournalPage(
        items=list(whole.entries),
        next_cursor=None,
        opening=list(whole.opening),
        closing=list(whole.closing),
    )


def test_a_journal_that_is_too_long_is_refused(
    rpc: FakeRpc, finance: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_POSTINGS", 3)
    rpc.answer(BillingApi.read_journal, replace(two_pages_in_one(), next_cursor="more"))
    answer = finance.ask("GET", f"{EXPORT}&format=csv")
    assert (answer.status_code, answer.get_json()["code"]) == (422, CommonCode.TOO_MANY_ROWS)


def test_the_chart_is_a_list_and_takes_a_mapping(rpc: FakeRpc, finance: Person) -> None:
    rpc.answer(BillingApi.list_chart, [sample(ChartAccount)])
    assert len(finance.ask("GET", "/accounting/chart").get_json()["items"]) == 1
    rpc.answer(BillingApi.map_account, sample(ChartAccount))
    body = {"external_code": " ۱۱/۰۲ ", "external_name": "بانك ملي"}
    assert finance.ask("PUT", "/accounting/chart/1020", body).status_code == 200
    (call,) = rpc.calls_of(BillingApi.map_account)
    assert call.arguments == {"code": "1020", "external_code": "11/02", "external_name": "بانک ملی"}
    assert finance.ask("PUT", "/accounting/chart/bank", body).status_code == 404
    for wrong in ("", "a b", "x" * 41, "حساب", "1;2"):
        answer = finance.ask("PUT", "/accounting/chart/1020", {**body, "external_code": wrong})
        assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["external_code"])


@pytest.mark.parametrize("language", ["fa", "en"])
def test_tables_of_the_books_have_their_sums(rpc: FakeRpc, finance: Person, language: str) -> None:
    accounts = [sample(AccountBalance, debit_rials=7), sample(AccountBalance, debit_rials=5)]
    rpc.answer(BillingApi.get_trial_balance, sample(TrialBalance, items=accounts))
    aged = [sample(AgedFile, total_rials=3), sample(AgedFile, total_rials=4, contractor=None)]
    rpc.answer(BillingApi.get_aging, sample(AgingReport, items=aged))
    for path, heading, total in (("trial-balance", 5, 12), ("aging", -1, 7)):
        answer = finance.ask("GET", f"/accounting/{path}?format=xlsx", Accept_Language=language)
        sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
        column = sheet.max_column if heading == -1 else heading
        assert sheet.cell(4, column).value == total
        assert sheet.cell(4, 1).value == ("Total" if language == "en" else "جمع")
        assert sheet.cell(4, column).font.bold
        written = finance.ask("GET", f"/accounting/{path}?format=csv", Accept_Language=language)
        assert len(list(csv.reader(io.StringIO(written.data.decode("utf-8-sig"), newline="")))) == 3


def test_a_statement_says_which_side_it_is_on(rpc: FakeRpc, contractor: Person) -> None:
    lines = [sample(StatementLine, balance_rials=rials) for rials in (5, 0, -5)]
    rpc.answer(BillingApi.get_my_statement, sample(Statement, items=lines, opening_rials=9, closing_rials=-5))
    written = contractor.ask("GET", "/me/statement?format=csv&from=1405-08-01&to=1405-08-30")
    rows = list(csv.DictReader(io.StringIO(written.data.decode("utf-8-sig"), newline="")))
    assert [(row["مانده (ریال)"], row["تشخیص"]) for row in rows] == [("5", "بد"), ("0", ""), ("-5", "بس")]
    assert "statement-1405-08-01_1405-08-30.csv" in written.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(contractor.ask("GET", "/me/statement?format=xlsx").data))
    summary = {row[0]: row[1] for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)}
    assert (summary["مانده از پیش"], summary["مانده"]) == (9, -5)
