"""Tryton's side: takes an exported journal into a company's books, posts it, closes its months, says its balances.

Runs in ``.venv-interop``, which has Tryton and nothing of Gazban; it reads what an accountant would be handed, the CSV
export and the chart's mapping, and prints what Tryton then holds, as JSON.
"""

import argparse
import csv
import datetime
import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

from proteus import Model
from proteus import config as proteus

MODULES = ["account", "company", "currency", "party"]
# kind → (statement, what else Tryton wants to know of such accounts)
KINDS = {
    "asset": ("balance", {"assets": True}),
    "liability": ("balance", {"debt": True}),
    "income": ("income", {"revenue": True}),
    "expense": ("income", {"expense": True}),
}


def main() -> None:
    """Read the arguments, do all of it, print the trial balance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", type=Path, help="JSON: chart, fiscal_year, periods, months")
    parser.add_argument("journal", type=Path, help="the CSV export of the months")
    arguments = parser.parse_args()
    books = json.loads(arguments.books.read_text(encoding="utf-8"))
    proteus.set_trytond(database=os.environ["TRYTOND_DATABASE__URI"], user="admin")
    activate(MODULES)
    company = make_company()
    accounts = make_chart(company, books["chart"])
    periods = make_year(company, books)
    moves = import_moves(company, accounts, periods, arguments.journal)
    months = [periods[name] for name in books["months"]]
    for month in months:
        close(month)
    json.dump({"moves": moves, "accounts": trial_balance(company, months)}, sys.stdout)


def activate(names: list[str]) -> None:
    """Have the modules in the database; the database itself was made by trytond-admin."""
    module = Model.get("ir.module")
    found = {each.name: each.state for each in module.find([("name", "in", names)])}
    missing = [name for name in names if found.get(name) != "activated"]
    if missing:
        raise SystemExit(f"not activated in Tryton: {missing}")


def make_company() -> Any:
    """A company that keeps its books in whole rials."""
    currency = Model.get("currency.currency")(name="ریال ایران", symbol="﷼", code="IRR")
    currency.rounding, currency.digits = Decimal(1), 0
    currency.save()
    party = Model.get("party.party")(name="سازمان نظام مهندسی")
    party.save()
    company = Model.get("company.company")(party=party, currency=currency)
    company.save()
    user = Model.get("res.user")
    admin = user(proteus.get_config().user)
    admin.companies.append(company)
    admin.company = company
    admin.save()
    proteus.get_config()._context = user.get_preferences(True, {})
    return company


def make_chart(company: Any, chart: list[dict[str, str]]) -> dict[str, Any]:
    """The organization's own accounts, to which ours are mapped; by external code."""
    account_type, account = Model.get("account.account.type"), Model.get("account.account")
    types = {}
    for kind, (statement, properties) in KINDS.items():
        types[kind] = account_type(name=kind, company=company, statement=statement)
        for name, value in properties.items():
            setattr(types[kind], name, value)
        types[kind].save()
    made = {}
    for row in chart:
        code = row["external_code"]
        if code not in made:
            made[code] = account(
                code=code, name=row["external_name"], company=company, type=types[row["kind"]]
            )
            made[code].save()
    return made


def make_year(company: Any, books: dict[str, Any]) -> dict[str, Any]:
    """A fiscal year whose periods are the Jalali months, by their days in the world's calendar."""
    kind = Model.get("ir.sequence.type").find([("name", "=", "Account Move")], limit=1)[0]
    sequence = Model.get("ir.sequence.strict")(name="اسناد", sequence_type=kind, company=company)
    sequence.save()
    year = Model.get("account.fiscalyear")(name=books["fiscal_year"]["name"], company=company)
    year.start_date, year.end_date = _days(books["fiscal_year"])
    year.move_sequence = sequence
    year.save()
    made = {}
    for row in books["periods"]:
        period = Model.get("account.period")(name=row["name"], fiscalyear=year, type="standard")
        period.start_date, period.end_date = _days(row)
        period.save()
        made[row["name"]] = period
    return made


def _days(row: dict[str, str]) -> tuple[datetime.date, datetime.date]:
    return datetime.date.fromisoformat(row["first_day"]), datetime.date.fromisoformat(row["last_day"])


def import_moves(company: Any, accounts: dict[str, Any], periods: dict[str, Any], journal: Path) -> int:
    """Each entry of the export becomes a posted move; Tryton itself refuses one that does not balance."""
    move_model = Model.get("account.move")
    book = Model.get("account.journal")(name="گازبان", code="GZB", type="general")
    book.save()
    moves = []
    for key, lines in groupby(rows_of(journal), lambda row: row["Document"]):
        rows = list(lines)
        day = datetime.date.fromisoformat(rows[0]["Posting date"])
        period = next(each for each in periods.values() if each.start_date <= day <= each.end_date)
        move = move_model(company=company, journal=book, period=period, date=day, description=key)
        for row in rows:
            line = move.lines.new()
            line.account = accounts[row["External code"]]
            line.debit, line.credit = Decimal(row["Debit (rials)"]), Decimal(row["Credit (rials)"])
            line.description = row["Description"]
        move.save()
        moves.append(move)
    move_model.click(moves, "post")
    return len(moves)


def rows_of(journal: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV export."""
    with journal.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def close(period: Any) -> None:
    """Close the month, which Tryton does only when every move in it is posted."""
    period.click("close")
    period.reload()
    if period.state != "closed":
        raise SystemExit(f"Tryton did not close {period.name}: {period.state}")


def trial_balance(company: Any, months: list[Any]) -> dict[str, dict[str, int]]:
    """What Tryton says each account moved by in the months, posted moves only."""
    context = {"company": company.id, "periods": [month.id for month in months], "posted": True}
    with proteus.get_config().set_context(context):
        return {
            account.code: {
                "debit_rials": int(account.debit),
                "credit_rials": int(account.credit),
                "balance_rials": int(account.balance),
            }
            for account in Model.get("account.account").find([("company", "=", company.id)])
        }


if __name__ == "__main__":
    main()
