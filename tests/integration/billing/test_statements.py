"""What accountants read, on a real PostgreSQL: every figure is the ledger's, to the rial."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from contracts.billing import AgedFile, Statement, StatementLine
from contracts.errors import Forbidden, InvalidRequest, NotFound
from contracts.shapes import Caller
from contracts.terms import FileKind, Outcome, Role
from gateway.exports.beancount_file import write_beancount
from gateway.exports.hledger_file import write_hledger
from gateway.exports.journal_file import JournalFormat, write_journal
from launcher.backends import Backends
from services.billing import use_cases
from services.billing.domain import CHART
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile, caller, person
from tests.integration.billing.months import (
    BEGINNING,
    FIRST_DAY,
    FIRST_DAY_OF_BOOKS,
    KINDS,
    LAST_DAY,
    MONTHS,
    busy_books,
    journal_of,
    kind_of,
)
from tests.integration.desk import Desk
from tests.invariants import assert_books_are_sound
from tests.ledgers import beancount, hledger
from tests.unit.gateway.test_journal_files import SPITEFUL, texts
from tests.unit.gateway.test_journal_files import journal_of as journal_of_text

MIDDLE = date(2026, 10, 30)
README = Path(__file__).parents[3] / "services" / "billing" / "README.md"


@pytest.fixture(scope="module")
def month(backends: Backends) -> Iterator[Desk]:
    """A desk after a busy month, in books of its own."""
    with busy_books(backends) as made:
        yield made
        assert_books_are_sound(made.rows)


def test_the_month_has_every_kind_of_entry(month: Desk) -> None:
    """All that billing's README says how it is written; each account moves, and some of it was heard of too late."""
    journal = journal_of(month, FIRST_DAY_OF_BOOKS)
    assert {kind_of(entry.key) for entry in journal.entries} == KINDS
    written = README.read_text().partition("## How a fact is written in the books")[2].partition("### ")[0]
    assert set(re.findall(r"`((?:reversal:)?[a-z_-]+):[a-z:]*\{", written)) == KINDS
    moved = {posting.account for entry in journal.entries for posting in entry.postings}
    assert moved == {account.account for account in journal.closing} == set(CHART)
    late = [entry for entry in journal.entries if entry.effective_date < entry.posting_date]
    assert {kind_of(entry.key) for entry in late} == {"charge", "fee", "payment"}
    assert {entry.posting_date for entry in late} == {FIRST_DAY}


def ledger_balances(desk: Desk, last: date) -> dict[str, tuple[int, int]]:
    """Debits and credits of each account through a day, straight from the postings."""
    rows = desk.rows(
        "SELECT p.account, coalesce(sum(amount_rials) FILTER (WHERE amount_rials > 0), 0),"
        " coalesce(-sum(amount_rials) FILTER (WHERE amount_rials < 0), 0)"
        " FROM postings p JOIN entries e ON e.id = p.entry_id WHERE e.posting_date <= :last GROUP BY 1",
        last=last,
    )
    return {account: (int(debit), int(credit)) for account, debit, credit in rows}


@pytest.mark.parametrize("as_of", [FIRST_DAY - timedelta(days=1), FIRST_DAY, MIDDLE, LAST_DAY, None])
def test_the_trial_balance_is_the_ledgers(month: Desk, as_of: date | None) -> None:
    found = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=as_of)
    moved = {
        item.account: (item.debit_rials, item.credit_rials)
        for item in found.items
        if item.debit_rials or item.credit_rials
    }
    assert moved == ledger_balances(month, found.as_of)
    assert found.debit_rials == found.credit_rials == sum(debit for debit, _ in moved.values()) > 0
    assert all(item.balance_rials == item.debit_rials - item.credit_rials for item in found.items)
    assert len(found.items) == len({item.account for item in found.items}) >= 15


def test_the_audit_holds_the_same_balances(month: Desk) -> None:
    """Those which the audit compares with postings, files, payouts and providers are those of the trial balance."""
    assert month.snapshot(use_cases.audit, caller=FINANCE).sound is True
    found = month.query(use_cases.get_trial_balance, caller=FINANCE)
    kept = month.rows("SELECT account, sum(balance_rials) FROM balances GROUP BY account")
    assert {item.account: item.balance_rials for item in found.items} == {
        account: int(balance) for account, balance in kept
    }


def pages_of_aging(desk: Desk, as_of: date, limit: int) -> list[AgedFile]:
    items: list[AgedFile] = []
    cursor = None
    while True:
        report = desk.query(use_cases.get_aging, caller=FINANCE, as_of=as_of, limit=limit, cursor=cursor)
        items += report.items
        assert (report.totals is not None) == (cursor is None)
        cursor = report.next_cursor
        if cursor is None:
            return items


@pytest.mark.parametrize("as_of", [FIRST_DAY, MIDDLE, LAST_DAY, LAST_DAY + timedelta(days=200)])
def test_ages_add_up_to_1210(month: Desk, as_of: date) -> None:
    report = month.query(use_cases.get_aging, caller=FINANCE, as_of=as_of, limit=200)
    debit, credit = ledger_balances(month, as_of).get("1210", (0, 0))
    assert report.totals is not None
    assert report.totals.total_rials == debit - credit
    items = pages_of_aging(month, as_of, 2)
    assert sum(item.total_rials for item in items) == debit - credit
    assert sum(item.over_90_days_rials for item in items) == report.totals.over_90_days_rials
    assert len({item.file_id for item in items}) == len(items)
    assert all(item.number and item.contractor for item in items)


def test_a_bill_grows_old_and_a_void_one_does_not(month: Desk) -> None:
    desk = Desk(month.database)
    desk.now = BEGINNING
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    bill = file.account().invoice_due_rials
    file.pay(bill - 1)
    desk.pass_time(days=40)
    file.pay(1)
    void = file.settle(file.filed(Outcome.DEFECTIVE))
    debt = file.account().debt_rials

    def aged(days: int) -> AgedFile | None:
        items = pages_of_aging(desk, BEGINNING.date() + timedelta(days=days), 200)
        return next((item for item in items if item.file_id == file.file_id), None)

    before, after = aged(39), aged(40)
    assert before
    assert (before.days_31_60_rials, before.total_rials, before.oldest_on) == (1, 1, BEGINNING.date())
    assert after
    assert (after.days_0_30_rials, after.total_rials) == (debt, debt)
    desk.pass_time(days=1)
    file.void(void)
    assert aged(41) is None


def statement_of(desk: Desk, who: Caller, **asked: object) -> tuple[Statement, list[StatementLine]]:
    """The first page, and the lines of all."""
    first = desk.query(use_cases.get_my_statement, caller=who, limit=3, **asked)  # type: ignore[arg-type]
    lines, cursor = list(first.items), first.next_cursor
    while cursor is not None:
        page = desk.query(use_cases.get_my_statement, caller=who, limit=3, cursor=cursor, **asked)  # type: ignore[arg-type]
        lines += page.items
        cursor = page.next_cursor
    return first, lines


def test_a_contractors_statement_runs_over_all_files(month: Desk) -> None:
    desk = Desk(month.database)
    desk.now = BEGINNING
    owner = person("19-7-55")
    files = [BilledFile(desk, FileKind.EXPOSED, ["G4"], contractor=owner).register() for _ in range(2)]
    desk.pass_time(days=5)
    files[0].pay(9_000_000)
    files[1].pay(100_000)
    files[0].settle(files[0].filed(Outcome.DEFECTIVE))
    balance = sum(file.balance(account) for file in files for account in ("1210", "2120"))

    whole, lines = statement_of(desk, caller(Role.CONTRACTOR, owner))
    assert (whole.opening_rials, whole.closing_rials, lines[-1].balance_rials) == (0, balance, balance)
    running = 0
    for line in lines:
        running += line.debit_rials - line.credit_rials
        assert line.balance_rials == running
    assert {line.file_id for line in lines} == {file.file_id for file in files}
    later, rest = statement_of(desk, caller(Role.CONTRACTOR, owner), from_date=MIDDLE - timedelta(days=1))
    assert later.opening_rials + later.debit_rials - later.credit_rials == balance
    assert rest == [line for line in lines if line.posted_on >= MIDDLE - timedelta(days=1)]
    assert later.opening_rials == lines[len(lines) - len(rest) - 1].balance_rials
    seen = desk.query(use_cases.get_contractor_statement, caller=FINANCE, contractor_id=owner.id)
    assert (seen.items, seen.person) == (lines, owner)


def test_an_inspectors_statement_is_2210(month: Desk) -> None:
    desk = Desk(month.database)
    desk.now = BEGINNING
    inspector = person("19-3-55")
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"], inspector=inspector).register()
    file.pay(9_000_000)
    void = file.settle(file.filed(Outcome.DEFECTIVE))
    desk.pass_time(days=1)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.void(void)
    statement, lines = statement_of(desk, caller(Role.INSPECTOR, inspector))
    assert statement.closing_rials == file.balance("2210", inspector.id) == lines[-1].balance_rials
    assert Counter(line.document.partition(":")[0] for line in lines) == {"fee": 2, "reversal": 1}
    seen = desk.query(use_cases.get_inspector_statement, caller=FINANCE, inspector_id=inspector.id)
    assert (seen.items, seen.person) == (lines, inspector)


def test_all_statements_together_are_the_ledgers(month: Desk) -> None:
    """Whatever happened to anybody's money, refunds, reversals and payouts too, stands in one statement."""
    found = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=LAST_DAY)
    balances = {item.account: item.balance_rials for item in found.items}
    closing: Counter[str] = Counter()
    kinds: dict[str, set[str]] = {"contractor": set(), "inspector": set()}
    people = month.rows(
        "SELECT DISTINCT 'contractor', contractor_id FROM file_accounts"
        " UNION ALL SELECT 'inspector', id FROM inspectors"
    )
    for role, person_id in people:
        statement = statement_of_somebody(month, role, person_id)
        assert statement.person
        assert statement.person.id == statement.person_id == person_id
        closing[role] += statement.closing_rials
        kinds[role] |= {kind_of(line.document) for line in statement.items}
    assert closing == {"contractor": balances["1210"] + balances["2120"], "inspector": balances["2210"]}
    assert kinds["inspector"] == {"fee", "payout", "reversal:fee", "reversal:payout"}
    # owed_again only moves what one's own two accounts hold; the others move none of them.
    assert KINDS - kinds["contractor"] == kinds["inspector"] | {
        *("phase", "payout-confirmed", "settlement", "refund_confirmed", "owed_again")
    }


def statement_of_somebody(desk: Desk, role: str, person_id: str) -> Statement:
    if role == "inspector":
        return desk.query(
            use_cases.get_inspector_statement,
            caller=FINANCE,
            inspector_id=person_id,
            to_date=LAST_DAY,
            limit=200,
        )
    return desk.query(
        use_cases.get_contractor_statement,
        caller=FINANCE,
        contractor_id=person_id,
        to_date=LAST_DAY,
        limit=200,
    )


def test_who_may_read_what(month: Desk) -> None:
    somebody = caller(Role.INSPECTOR, person("19-3-56"))
    for who in (OFFICE, somebody, caller(Role.CONTRACTOR, person("19-7-56"))):
        with pytest.raises(Forbidden):
            month.query(use_cases.get_trial_balance, caller=who)
        with pytest.raises(Forbidden):
            month.query(use_cases.get_aging, caller=who)
        with pytest.raises(Forbidden):
            month.query(use_cases.get_contractor_statement, caller=who, contractor_id="x")
        with pytest.raises(Forbidden):
            month.query(use_cases.get_inspector_statement, caller=who, inspector_id="x")
        with pytest.raises(Forbidden):
            month.query(use_cases.read_journal, caller=who, from_date=FIRST_DAY, to_date=LAST_DAY)
        with pytest.raises(Forbidden):
            month.query(use_cases.list_chart, caller=who)
        with pytest.raises(Forbidden):
            month.command(
                use_cases.map_account, caller=who, code="1020", external_code="1", external_name="x"
            )
    for who in (FINANCE, OFFICE):
        with pytest.raises(Forbidden):
            month.query(use_cases.get_my_statement, caller=who)
    empty = month.query(use_cases.get_my_statement, caller=somebody)
    assert (empty.items, empty.opening_rials, empty.closing_rials) == ([], 0, 0)
    for use_case, name in (
        (use_cases.get_contractor_statement, "contractor_id"),
        (use_cases.get_inspector_statement, "inspector_id"),
    ):
        with pytest.raises(NotFound, match=r"billing\.person_not_found"):
            month.query(use_case, caller=FINANCE, **{name: somebody.id})  # type: ignore[arg-type]


def test_impossible_days_and_foreign_cursors(month: Desk) -> None:
    with pytest.raises(InvalidRequest):
        month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=date(1899, 12, 31))
    with pytest.raises(InvalidRequest):
        month.query(use_cases.get_aging, caller=FINANCE, as_of=date(9999, 12, 31))
    for first, last in ((LAST_DAY, FIRST_DAY), (date(1800, 1, 1), LAST_DAY), (FIRST_DAY, date(9999, 12, 31))):
        with pytest.raises(InvalidRequest):
            month.query(use_cases.read_journal, caller=FINANCE, from_date=first, to_date=last)
    for cursor in ("x", "WyJhIl0", "WyItMSIsICIyMDI2LTEwLTMwIiwgIjEiXQ"):
        with pytest.raises(InvalidRequest, match=r"request\.invalid_cursor"):
            month.query(
                use_cases.read_journal, caller=FINANCE, from_date=FIRST_DAY, to_date=LAST_DAY, cursor=cursor
            )


def test_the_chart_is_mapped_and_remembers(month: Desk) -> None:
    mapped = month.command(
        use_cases.map_account, caller=FINANCE, code="1020", external_code="1102", external_name="بانک ملی"
    )
    assert (mapped.external_code, mapped.changed_by and mapped.changed_by.id) == ("1102", FINANCE.id)
    month.command(
        use_cases.map_account, caller=FINANCE, code="1020", external_code="1102", external_name="بانک ملت"
    )
    again = month.command(
        use_cases.map_account, caller=FINANCE, code="1020", external_code="1102", external_name="بانک ملت"
    )
    (bank,) = (row for row in month.query(use_cases.list_chart, caller=FINANCE) if row.code == "1020")
    assert bank == again
    history = "SELECT external_name FROM account_mappings WHERE account = '1020' ORDER BY id"
    assert [name for (name,) in month.rows(history)] == ["بانک ملی", "بانک ملت"]
    balance = month.query(use_cases.get_trial_balance, caller=FINANCE)
    assert [item.external_code for item in balance.items if item.account == "1020"] == ["1102"]
    with pytest.raises(NotFound, match=r"billing\.account_not_found"):
        month.command(
            use_cases.map_account, caller=FINANCE, code="9999", external_code="1", external_name="x"
        )


@pytest.mark.parametrize(("first", "last"), [(FIRST_DAY, LAST_DAY), (MIDDLE, LAST_DAY), (MIDDLE, MIDDLE)])
def test_other_programs_accept_the_journal(month: Desk, tmp_path: Path, first: date, last: date) -> None:
    """The strict checks of hledger and beancount, and their balances are ours."""
    journal = journal_of(month, first, last)
    expected = {
        account: debit - credit
        for account, (debit, credit) in ledger_balances(month, last).items()
        if debit != credit
    }
    read = beancount(write_beancount(journal).decode())
    assert read.balances(last) == expected
    keys = [entry.meta["key"] for entry in read.transactions if entry.meta["key"] != "opening"]
    assert len(keys) == len(set(keys)) == len(journal.entries)
    if program := hledger():
        path = tmp_path / "books.journal"
        path.write_bytes(write_hledger(journal))
        program.check(path)
        assert program.balances(path) == expected


@pytest.mark.parametrize(("first", "last"), [(FIRST_DAY_OF_BOOKS, LAST_DAY), (MIDDLE, LAST_DAY)])
def test_spreadsheets_add_up_to_the_ledger(month: Desk, first: date, last: date) -> None:
    """Summed up again by account, the rows of the CSV and of the XLSX are what was posted in the range."""
    before, after = ledger_balances(month, first - timedelta(days=1)), ledger_balances(month, last)
    expected = {
        account: (debit - before.get(account, (0, 0))[0], credit - before.get(account, (0, 0))[1])
        for account, (debit, credit) in after.items()
    }
    journal = journal_of(month, first, last)
    text = write_journal(journal, JournalFormat.CSV, "en").decode("utf-8-sig")
    summed = sums_by_account(list(csv.reader(io.StringIO(text, newline=""))))
    assert summed == {account: sums for account, sums in expected.items() if any(sums)}
    sheets = load_workbook(io.BytesIO(write_journal(journal, JournalFormat.XLSX, "en"))).worksheets
    rows = [[str(cell if cell is not None else "") for cell in row] for row in sheets[0].values]
    heading = next(at for at, row in enumerate(rows) if "Account" in row)
    assert sums_by_account(rows[heading:-1]) == summed


def sums_by_account(rows: list[list[str]]) -> dict[str, tuple[int, int]]:
    """Debits and credits by account of a table whose first row has the headings."""
    account, debit, credit = (rows[0].index(name) for name in ("Account", "Debit (rials)", "Credit (rials)"))
    found: dict[str, tuple[int, int]] = {}
    for row in rows[1:]:
        sums = found.get(row[account], (0, 0))
        found[row[account]] = (sums[0] + int(row[debit]), sums[1] + int(row[credit]))
    return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(texts, min_size=40, max_size=80))
def test_no_text_makes_hledger_read_something_else(tmp_path: Path, said: list[str]) -> None:
    said = [*SPITEFUL, *said]
    parts = [journal_of_text(text, rials=at + 1) for at, text in enumerate(said)]
    total = sum(range(1, len(said) + 1))
    closing = [
        replace(each, balance_rials=(70 + total) * (1 if each.account == "1020" else -1))
        for each in parts[0].closing
    ]
    whole = replace(parts[0], entries=[part.entries[0] for part in parts], closing=closing)
    if program := hledger():
        path = tmp_path / "books.journal"
        path.write_bytes(write_hledger(whole))
        program.check(path)
        assert program.balances(path) == {"1020": 70 + total, "2120": -70 - total}
        assert program.run(path, "stats").count("Transactions") >= 1
        assert f": {len(said) + 2} (" in program.run(path, "stats")


def test_closed_months_come_from_their_totals(month: Desk) -> None:
    """Mehr is closed; Aban, too, in a transaction that is taken back, for its month has not ended."""
    for last in (FIRST_DAY - timedelta(days=1), LAST_DAY):
        before = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=last)
        assert totals_when_closed(month, last) == [
            (item.account, item.debit_rials, item.credit_rials)
            for item in before.items
            if item.debit_rials or item.credit_rials
        ]


def totals_when_closed(desk: Desk, last: date) -> list[tuple[str, int, int]]:
    """What the closed months through a day hold; the last one is closed for a moment, unless it is for good."""
    connection = psycopg2.connect(app_url(desk))
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_day) < %s FROM closed_periods", (last,))
            if cursor.fetchone() == (True,):
                cursor.execute(
                    "INSERT INTO closed_periods (period, last_day, closed_by, closed_at) VALUES (%s, %s, '', now())",
                    (MONTHS[1], last),
                )
            cursor.execute(
                "SELECT account, sum(debit_rials), sum(credit_rials) FROM period_totals GROUP BY account ORDER BY 1"
            )
            totals = [(account, int(debit), int(credit)) for account, debit, credit in cursor.fetchall()]
            with pytest.raises(psycopg2.Error):
                cursor.execute("UPDATE period_totals SET debit_rials = 0")
    finally:
        connection.rollback()
        connection.close()
    return totals


def app_url(desk: Desk) -> str:
    """The desk's database as psycopg2 is told of it."""
    return desk.database.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
