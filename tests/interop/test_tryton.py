"""A month of our books, and the one before, in Tryton, a real accounting program: closed, and the same to the rial."""

import csv
import io
import json
import os
import secrets
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from psycopg2.sql import SQL, Identifier, Literal

from chassis.jalali import add_jalali_months, jalali_date, jalali_year_bounds
from contracts.billing import ChartAccount, TrialBalance
from gateway.exports.beancount_file import write_beancount
from gateway.exports.hledger_file import write_hledger
from gateway.exports.journal import Journal
from gateway.exports.journal_file import JournalFormat, write_journal
from launcher.backends import Backends
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE
from tests.integration.billing.months import (
    FIRST_DAY_OF_BOOKS,
    KINDS,
    LAST_DAY,
    MONTHS,
    busy_books,
    journal_of,
    kind_of,
)
from tests.integration.desk import Desk
from tests.ledgers import beancount, hledger

ROOT = Path(__file__).parents[2]
TRYTON = ROOT / ".venv-interop" / "bin"
# The organization's own chart: two of our accounts are one of theirs.
THEIRS = {"1010": "11-01", "1020": "11-02", "1095": "11-03", "2310": "31-01", "2320": "31-01"}
YEAR = MONTHS[0].partition("-")[0]
_SECONDS = 400


@pytest.fixture(scope="module")
def month(backends: Backends) -> Iterator[Desk]:
    """A busy month in billing's own database, its accounts mapped to the organization's."""
    with busy_books(backends) as desk:
        for account in desk.query(use_cases.list_chart, caller=FINANCE):
            desk.command(
                use_cases.map_account,
                caller=FINANCE,
                code=account.code,
                external_code=THEIRS.get(account.code, account.code),
                external_name=account.name,
            )
        yield desk


@pytest.fixture(scope="module")
def tryton(backends: Backends, tmp_path_factory: pytest.TempPathFactory) -> Callable[[], dict[str, str]]:
    """``tryton()`` is the environment of a new Tryton database with the accounting module, its role's alone."""
    folder = tmp_path_factory.mktemp("tryton")
    role, template = f"tryton_{secrets.token_hex(3)}", "tryton_template"
    password, admin = secrets.token_hex(8), folder / "admin-password"
    admin.write_text(secrets.token_urlsafe(16))
    place = urlsplit(backends.postgres_url).netloc.rpartition("@")[2]

    def environment(name: str) -> dict[str, str]:
        return {
            **os.environ,
            "TRYTOND_DATABASE__URI": f"postgresql://{role}:{password}@{place}/{name}",
            "TRYTONPASSFILE": str(admin),
        }

    def make(name: str, source: str) -> None:
        connection = psycopg2.connect(backends.postgres_url)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(
                SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
                    Identifier(name), Identifier(role), Identifier(source)
                )
            )
        connection.close()

    connection = psycopg2.connect(backends.postgres_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(Identifier(role), Literal(password)))
    connection.close()
    make(template, "template0")
    options = ["-u", "account", "--activate-dependencies", "--email", "admin@example.org", "-p"]
    ran([str(TRYTON / "trytond-admin"), "-d", template, "--all", *options], environment(template))

    def fresh() -> dict[str, str]:
        name = f"tryton_{secrets.token_hex(3)}"
        make(name, template)
        return environment(name)

    return fresh


def ran(argv: list[str], environment: dict[str, str]) -> str:
    """What a program of Tryton's printed; raises AssertionError with the end of its complaint."""
    done = subprocess.run(
        argv, env=environment, capture_output=True, encoding="utf-8", timeout=_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def tryton_says(
    environment: dict[str, str], folder: Path, chart: list[ChartAccount], journal: bytes
) -> dict[str, dict[str, int]]:
    """Each account's debits, credits and balance in Tryton, after the months were posted and closed there."""
    first, last = jalali_year_bounds(int(YEAR))
    months = [add_jalali_months(first, at) for at in range(13)]
    periods = [
        {
            "name": jalali_date(day)[:7],
            "first_day": day.isoformat(),
            "last_day": (following - timedelta(days=1)).isoformat(),
        }
        for day, following in pairwise(months)
    ]
    books = {
        "chart": [
            {"external_code": row.external_code, "external_name": row.external_name, "kind": row.kind}
            for row in chart
        ],
        "fiscal_year": {"name": YEAR, "first_day": first.isoformat(), "last_day": last.isoformat()},
        "periods": periods,
        "months": MONTHS,
    }
    (folder / "books.json").write_text(json.dumps(books), encoding="utf-8")
    (folder / "journal.csv").write_bytes(journal)
    printed = ran(
        [
            str(TRYTON / "python"),
            str(Path(__file__).with_name("tryton_books.py")),
            str(folder / "books.json"),
            str(folder / "journal.csv"),
        ],
        environment,
    )
    accounts: dict[str, dict[str, int]] = json.loads(printed)["accounts"]
    return accounts


def differences(ours: TrialBalance, theirs: dict[str, dict[str, int]]) -> list[str]:
    """Where the two trial balances differ, account by account of the organization's chart; prints all of both."""
    names = ("debit_rials", "credit_rials", "balance_rials")
    summed: dict[str, dict[str, int]] = {}
    for item in ours.items:
        row = summed.setdefault(str(item.external_code), dict.fromkeys(names, 0))
        for name in names:
            row[name] += asdict(item)[name]
    print(f"\n{'account':<10}{'debit':>16}{'credit':>16}{'balance':>16}   Tryton")
    found = []
    for code in sorted(summed.keys() | theirs.keys()):
        mine, other = summed.get(code), theirs.get(code)
        same = mine == other
        amounts = "".join(f"{(mine or {}).get(name, 0):>16,}" for name in names)
        print(f"{code:<10}{amounts}   {'the same' if same else other}")
        if not same:
            found.append(code)
    return found


def as_csv(journal: Journal) -> bytes:
    return write_journal(journal, JournalFormat.CSV, "en")


def test_tryton_closes_the_month_with_our_balances(
    month: Desk, tryton: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    journal = journal_of(month, FIRST_DAY_OF_BOOKS)
    kinds = {kind_of(entry.key) for entry in journal.entries}
    print(f"\n{len(journal.entries)} entries of {' and '.join(MONTHS)}: {', '.join(sorted(kinds))}")
    assert kinds == KINDS
    chart = month.query(use_cases.list_chart, caller=FINANCE)
    theirs = tryton_says(tryton(), tmp_path, chart, as_csv(journal))
    ours = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=LAST_DAY)
    assert ours.debit_rials > 0
    assert differences(ours, theirs) == []


def test_a_changed_amount_is_noticed(
    month: Desk, tryton: Callable[[], dict[str, str]], tmp_path: Path
) -> None:
    """One rial more on both sides of one entry: Tryton takes it, the comparison does not."""
    rows = list(
        csv.reader(io.StringIO(as_csv(journal_of(month, FIRST_DAY_OF_BOOKS)).decode("utf-8-sig"), newline=""))
    )
    header = rows[0]
    document, debit, credit = (header.index(name) for name in ("Document", "Debit (rials)", "Credit (rials)"))
    changed = [row for row in rows[1:] if row[document] == rows[1][document]][:2]
    assert len(changed) == 2
    for row in changed:
        side = debit if row[debit] != "0" else credit
        row[side] = str(int(row[side]) + 1)
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    chart = month.query(use_cases.list_chart, caller=FINANCE)
    theirs = tryton_says(tryton(), tmp_path, chart, text.getvalue().encode("utf-8-sig"))
    ours = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=LAST_DAY)
    assert differences(ours, theirs) == ["1210", "2110"]


def test_plain_text_programs_have_our_balances(month: Desk, tmp_path: Path) -> None:
    journal = journal_of(month)
    ours = month.query(use_cases.get_trial_balance, caller=FINANCE, as_of=LAST_DAY)
    expected = {item.account: item.balance_rials for item in ours.items if item.balance_rials}
    assert beancount(write_beancount(journal).decode()).balances(LAST_DAY) == expected
    program, path = hledger(), tmp_path / "books.journal"
    assert program, "make interop needs hledger: install it"
    path.write_bytes(write_hledger(journal))
    program.check(path)
    print("\n" + program.run(path, "balance", "--flat"))
    assert program.balances(path) == expected
