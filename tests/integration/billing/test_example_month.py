"""Billing's README shows the worked example as the export prints it: here it is printed again, and compared."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from contracts.billing import JournalEntry
from gateway.exports.hledger_file import write_hledger
from gateway.exports.journal import Journal
from launcher.provision import ServiceDatabase
from tests.integration.billing.conftest import BilledFile
from tests.integration.billing.months import BEGINNING, journal_of, worked_example
from tests.integration.desk import Desk, opened
from tests.ledgers import hledger

README = Path(__file__).parents[3] / "services" / "billing" / "README.md"
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def test_the_readme_shows_what_the_export_prints(
    migrated: Callable[[str], ServiceDatabase], tmp_path: Path
) -> None:
    """References are counted once for ever, so the example has its own; ids are shown as what they are."""
    with opened(migrated("billing")) as database:
        desk = Desk(database)
        desk.now = BEGINNING
        file = worked_example(desk)
        whole = journal_of(desk)
    entries = [entry for entry in whole.entries if entry.file_id == file.file_id]
    printed = readable(write_hledger(alone(whole, entries)).decode(), file)
    found = re.search(
        r"<!-- month:begin -->\n```hledger\n(.*?)```\n<!-- month:end -->", README.read_text(), re.DOTALL
    )
    assert found, "the README has no example month"
    assert found.group(1) == printed
    if program := hledger():
        path = tmp_path / "example.journal"
        path.write_text(printed, encoding="utf-8")
        program.check(path)


def alone(whole: Journal, entries: Sequence[JournalEntry]) -> Journal:
    """The journal as if these entries were all that there is, of accounts that nobody has mapped."""
    moved: Counter[str] = Counter()
    for entry in entries:
        for posting in entry.postings:
            moved[posting.account] += posting.amount_rials
    used = {posting.account for entry in entries for posting in entry.postings}
    closing = [
        replace(account, balance_rials=moved[account.account], external_code=None, external_name=None)
        for account in whole.closing
        if account.account in used
    ]
    numbered = [replace(entry, id=at) for at, entry in enumerate(entries, start=1)]
    return Journal(whole.first, whole.last, [], numbered, closing)


def readable(printed: str, file: BilledFile) -> str:
    """The text with short names for ids: the file, the inspector, and the reports by their order."""
    names = {file.file_id: "FILE", file.inspector.id: "INSPECTOR"}
    text = printed.replace(f"1405-{file.file_id[-6:]}", "1405-000001")

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"REPORT-{len(names) - 1}")

    return _UUID.sub(name, text)
