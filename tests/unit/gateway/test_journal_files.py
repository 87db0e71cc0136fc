"""Journals that other programs read: whatever a description or a reference says, it stays one, and posts nothing."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from contracts.billing import AccountBalance, JournalEntry, JournalPosting
from gateway.exports.beancount_file import write_beancount
from gateway.exports.escaping import comment, prose, read_word, word
from gateway.exports.hledger_file import write_hledger
from gateway.exports.journal import Journal
from gateway.exports.journal_file import JournalFormat, write_journal
from tests.ledgers import beancount

FIRST, LAST = date(2026, 10, 23), date(2026, 11, 21)
SPITEFUL = [
    "a\n2026-11-01 * injected\n    assets:1020  1 IRR",
    'a" #tag ^link "b',
    "a ; type: X, date: 2020-01-01",
    "payee | note",
    "\u202eevil\u202c \u200f\u2066x",
    "[2020-01-01]",
    "علی‌اکبر 👨‍👩‍👧 ؛",
    ") (x) = 5 IRR",
    "\\",
    "\x0b\x1c\x85\u2028\u2029",
    "'; DROP",
    "=1+1",
    "",
]
texts = st.one_of(st.sampled_from(SPITEFUL), st.text(st.characters(exclude_categories=["Cs"]), max_size=60))


def account(code: str, kind: str, balance: int, **names: str | None) -> AccountBalance:
    shown = {"name": "حساب", "external_code": None, "external_name": None, **names}
    return AccountBalance(
        account=code,
        kind=kind,
        debit_rials=max(balance, 0),
        credit_rials=max(-balance, 0),
        balance_rials=balance,
        name=str(shown["name"]),
        external_code=shown["external_code"],
        external_name=shown["external_name"],
    )


def journal_of(text: str, rials: int = 1000, opening: int = 70) -> Journal:
    """One entry that says the text wherever a text can stand."""
    entry = JournalEntry(
        id=1,
        key=f"payment:bank:{text}",
        posting_date=FIRST,
        effective_date=date(2026, 10, 20),
        description=text,
        file_id=None,
        number=text,
        reverses=text,
        postings=[
            JournalPosting(account="1020", holder=text, amount_rials=rials),
            JournalPosting(account="2120", holder=text, amount_rials=-rials),
        ],
    )
    before = [account("1020", "asset", opening), account("2120", "liability", -opening)]
    names: dict[str, str | None] = {"name": text, "external_code": "11/02", "external_name": text}
    after = [
        account("1020", "asset", opening + rials, **names),
        account("2120", "liability", -opening - rials, **names),
    ]
    return Journal(FIRST, LAST, before, [entry], after)


@given(texts)
def test_an_identifier_is_read_back_as_it_was(text: str) -> None:
    written = word(text)
    assert read_word(written) == text
    assert not set(written) & set(" \t\r\n;|\"'\\,()[]{}=*!#^@")


@given(texts)
def test_prose_stays_on_its_line(text: str) -> None:
    shown = prose(text)
    assert len(f"x{shown}x".splitlines()) == 1
    assert not set(shown) & set(';|"\\\u202e\u2066\u200f\ufeff')
    assert prose(shown) == shown
    assert not set(comment(text)) & set(",:[]")


def test_persian_stays_as_it_was() -> None:
    assert prose("حق‌الزحمهٔ بازرس، ۱۴۰۵") == "حق‌الزحمهٔ بازرس، ۱۴۰۵"


@settings(max_examples=60, deadline=None)
@given(texts, st.integers(-(10**15), 10**15).filter(bool))
def test_beancount_reads_what_was_written(text: str, rials: int) -> None:
    journal = journal_of(text, rials)
    read = beancount(write_beancount(journal).decode())
    opening, entry = read.transactions
    assert (opening.date, opening.meta["key"]) == (date(2026, 10, 22), "opening")
    assert (entry.date, entry.narration, entry.payee) == (FIRST, prose(text), None)
    assert read_word(entry.meta["key"]) == f"payment:bank:{text}"
    assert (entry.meta["effective"], entry.meta["entry"]) == (date(2026, 10, 20), 1)
    assert [read_word(posting.meta["holder"]) for posting in entry.postings] == [text, text]
    assert (entry.tags, entry.links) == (frozenset(), frozenset())
    assert read.balances(LAST) == {
        each.account: each.balance_rials for each in journal.closing if each.balance_rials
    }
    assert read.opened["Assets:A1020"].meta["external-code"] == "11/02"


@given(texts)
def test_hledgers_lines_are_those_that_were_meant(text: str) -> None:
    """The program itself reads such texts in the integration tests; here, no text makes or breaks a line."""
    written = write_hledger(journal_of(text)).decode()
    harmless = write_hledger(journal_of("x")).decode()
    lines, expected = written.splitlines(), harmless.splitlines()
    assert len(lines) == len(expected)
    for line, plain in zip(lines, expected, strict=True):
        assert line[:1] == plain[:1]
        assert line.partition(";")[0].startswith("    ") == plain.partition(";")[0].startswith("    ")
        if plain.startswith("    "):
            assert line.partition(";")[0] == plain.partition(";")[0]


def test_an_ancient_effective_date_is_a_text_for_beancount() -> None:
    journal = journal_of("x")
    (entry,) = journal.entries
    ancient = JournalEntry(**{**vars(entry), "effective_date": date(622, 3, 22)})
    read = beancount(
        write_beancount(Journal(FIRST, LAST, journal.opening, [ancient], journal.closing)).decode()
    )
    assert read.transactions[1].meta["effective"] == "0622-03-22"


@pytest.mark.parametrize("wrong", [1, -1])
def test_a_journal_that_does_not_add_up_is_noticed(wrong: int) -> None:
    journal = journal_of("x")
    assert journal.adds_up
    first, second = journal.closing
    moved = AccountBalance(**{**vars(first), "balance_rials": first.balance_rials + wrong})
    assert not Journal(FIRST, LAST, journal.opening, journal.entries, [moved, second]).adds_up


@pytest.mark.parametrize("text", SPITEFUL)
def test_csv_and_xlsx_add_up_and_run_nothing(text: str) -> None:
    journal = journal_of(text)
    written = write_journal(journal, JournalFormat.CSV, "en").decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert [(row["Debit (rials)"], row["Credit (rials)"]) for row in rows] == [("1000", "0"), ("0", "1000")]
    assert not any(value.startswith(("=", "+", "-", "@")) for row in rows for value in row.values())
    book = load_workbook(io.BytesIO(write_journal(journal, JournalFormat.XLSX, "fa")))
    sheet, balances = book.worksheets
    assert (sheet.sheet_view.rightToLeft, balances.title) == (True, "تراز آزمایشی")
    header = [cell.value for cell in sheet[1]]
    debit = header.index("بدهکار (ریال)")
    amounts = [row[debit] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert amounts == [1000, 0, 1000]
    assert sheet.cell(4, 1).value == "جمع"
    assert (sheet.cell(2, 3).value, sheet.cell(2, 4).is_date) == ("1405-08-01", True)
    assert sheet.auto_filter.ref.endswith("3")
