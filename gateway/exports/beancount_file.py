"""The journal for beancount: accounts opened on the day before, balances asserted on the morning after."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from contracts.billing import AccountBalance, JournalEntry
from gateway.exports.escaping import prose, word
from gateway.exports.journal import Journal

_ROOTS = {"asset": "Assets", "liability": "Liabilities", "income": "Income", "expense": "Expenses"}
_DAY = timedelta(days=1)
_FIRST_YEAR = 1900  # beancount reads no date of long before as one


def write_beancount(journal: Journal) -> bytes:
    """The file."""
    return "\n".join(_lines(journal)).encode() + b"\n"


def account_name(account: AccountBalance) -> str:
    """Such as ``Assets:A1020``."""
    return f"{_ROOTS[account.kind]}:A{account.account}"


def _lines(journal: Journal) -> Iterator[str]:
    before = journal.first - _DAY
    yield f'option "title" "Gazban {journal.first} to {journal.last}"'
    yield 'option "operating_currency" "IRR"'
    yield ""
    yield f"{before} commodity IRR"
    yield '  name: "ریال ایران"'
    names = {account.account: account_name(account) for account in journal.closing}
    for account in journal.closing:
        yield f"{before} open {names[account.account]} IRR"
        yield f'  name: "{prose(account.name)}"'
        if account.external_code is not None and account.external_name is not None:
            yield f'  external-code: "{word(account.external_code)}"'
            yield f'  external-name: "{prose(account.external_name)}"'
    yield from _opening(before, journal.opening, names)
    for entry in journal.entries:
        yield from _entry(entry, names)
    yield ""
    for account in journal.closing:
        yield f"{journal.last + _DAY} balance {names[account.account]} {account.balance_rials} IRR"


def _opening(day: date, opening: Sequence[AccountBalance], names: dict[str, str]) -> Iterator[str]:
    moved = [account for account in opening if account.balance_rials]
    if moved:
        yield ""
        yield f'{day} * "مانده‌های آغاز دوره"'
        yield '  key: "opening"'
        for account in moved:
            yield _posting(names[account.account], account.balance_rials)


def _entry(entry: JournalEntry, names: dict[str, str]) -> Iterator[str]:
    yield ""
    yield f'{entry.posting_date} * "{prose(entry.description)}"'
    yield f'  key: "{word(entry.key)}"'
    yield f"  effective: {_day(entry.effective_date)}"
    yield f"  entry: {entry.id}"
    for name, value in (("file", entry.number or entry.file_id), ("reverses", entry.reverses)):
        if value is not None:
            yield f'  {name}: "{word(value)}"'
    for posting in entry.postings:
        yield _posting(names[posting.account], posting.amount_rials)
        yield f'    holder: "{word(posting.holder)}"'


def _day(day: date) -> str:
    return str(day) if day.year >= _FIRST_YEAR else f'"{day}"'


def _posting(name: str, amount_rials: int) -> str:
    return f"  {name:<20}{amount_rials:>20} IRR"
