"""The programs that judge an exported journal, and what they read in it."""

import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from beancount import loader
from beancount.core.data import Open, Transaction

from launcher.backends import CACHE, apt
from launcher.backends.binaries import MACHINE, apt_is_here, find_hledger, search_paths


@dataclass(frozen=True)
class Hledger:
    """hledger, installed here or fetched as the servers are."""

    program: Path
    tree: Path

    def run(self, journal: Path, *arguments: str) -> str:
        """What it prints; raises AssertionError with its complaint."""
        done = subprocess.run(
            [str(self.program), "-f", str(journal), *arguments],
            env={**search_paths(self.tree), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def check(self, journal: Path) -> None:
        """The strict check: accounts and commodities declared, entries and assertions true; and days in order."""
        self.run(journal, "check", "-s", "ordereddates")

    def balances(self, journal: Path) -> dict[str, int]:
        """By account code, in rials, but for those that are zero."""
        printed = self.run(journal, "balance", "--flat", "--no-total", "-O", "csv")
        rows = [line.strip('"').split('","') for line in printed.splitlines()[1:]]
        found = {
            name.rpartition(":")[2]: int(amount.partition(" ")[0].replace(",", "").rstrip("."))
            for name, amount in rows
        }
        return {code: rials for code, rials in found.items() if rials}


def _rials(amount: str) -> int:
    return int(amount.partition(" ")[0].replace(",", "").rstrip("."))


def hledger() -> Hledger | None:
    """The one of this machine, else the fetched one; none where there is neither it nor an apt-get."""
    installed = find_hledger()
    if installed is not None:
        return Hledger(installed, MACHINE)
    if not apt_is_here():
        return None
    tree = apt.fetch("hledger", CACHE, print)
    fetched = find_hledger(tree)
    assert fetched is not None
    return Hledger(fetched, tree)


@dataclass(frozen=True)
class Beancount:
    """What beancount's own loader read, which is what ``bean-check`` does, without a complaint."""

    transactions: list[Any]
    opened: dict[str, Any]

    def balances(self, last: date) -> dict[str, int]:
        """By account code through a day, in rials, but for those that are zero."""
        found: dict[str, int] = {}
        for transaction in self.transactions:
            if transaction.date <= last:
                for posting in transaction.postings:
                    code = posting.account.rpartition(":A")[2]
                    found[code] = found.get(code, 0) + int(posting.units.number)
        return {code: rials for code, rials in found.items() if rials}


def beancount(journal: str) -> Beancount:
    """Load a journal; raises AssertionError with beancount's complaints."""
    directives, errors, _ = loader.load_string(journal)
    assert errors == [], errors[:3]
    return Beancount(
        [each for each in directives if isinstance(each, Transaction)],
        {each.account: each for each in directives if isinstance(each, Open)},
    )
