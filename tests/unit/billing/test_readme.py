"""What billing's README says of its settings, its chart and the feed's chain is what the code does."""

import hashlib
import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.billing.domain import CHART, BookedEntry, Posting, chain_hash, sides
from services.billing.settings import BillingSettings
from services.billing.store.invariants import INVARIANTS
from services.billing.store.invariants.persian import PERSIAN

README = (Path(__file__).parents[3] / "services" / "billing" / "README.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    return README.split(f"\n## {title}\n")[1].split("\n## ")[0]


def cells(title: str) -> list[list[str]]:
    """The rows of a section's table, without its head."""
    rows = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def test_every_setting_is_there_with_its_default() -> None:
    told = {name: row[1] for row in cells("Settings") for name in re.findall(r"`(\w+)`", row[0])}
    known: dict[str, Any] = {
        each.name.upper(): each.default for each in fields(BillingSettings) if each.name != "demo"
    }
    assert set(told) == set(known)
    numbers = {name: float(default) for name, default in known.items() if not isinstance(default, str)}
    assert {name: float(told[name]) for name in numbers} == numbers


def test_every_account_is_there() -> None:
    assert {row[0]: row[2] for row in cells("The books")} == {code: kind for code, (_, kind) in CHART.items()}


def test_every_invariant_is_said_in_persian_and_nothing_else_is() -> None:
    assert set(PERSIAN) == set(INVARIANTS)


def test_the_chain_is_computed_as_it_says() -> None:
    entry = BookedEntry(
        entry_id=1,
        key="payment:bank:A/1",
        effective_date=date(2026, 10, 24),
        posting_date=date(2026, 11, 22),
        posted_at=datetime(2026, 11, 23, 20, 30, 1, 5, tzinfo=UTC),
        description='رسید "بانکی" \\ &<é>\u2028',
        file_id=None,
        reverses=None,
        postings=(
            Posting(account="1020", holder="f", amount_rials=10**15),
            Posting(account="1210", holder="f", amount_rials=-(10**15)),
        ),
    )
    postings = [
        dict(zip(("debit_rials", "credit_rials"), sides(each), strict=True), account=each.account, holder="f")
        for each in entry.postings
    ]
    item = {
        "sequence": 7,
        "effective_date": "2026-10-24",
        "posting_date": "2026-11-22",
        "posted_at": "2026-11-23T20:30:01.000005+00:00",
        "key": entry.key,
        "description": entry.description,
        "file_id": None,
        "reverses": None,
        "postings": postings,
    }
    found = re.search(r"```python\n(.*?)```", section("The feed"), re.DOTALL)
    assert found
    names: dict[str, Any] = {"json": json, "hashlib": hashlib, "item": item, "previous_hash": "0" * 64}
    exec(found[1], names)
    assert names["chain_hash"] == chain_hash("0" * 64, 7, entry)
