"""The journal for hledger: strict, every account and the commodity declared, balances asserted at the end."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from chassis.jalali import jalali_date
from contracts.billing import AccountBalance, JournalEntry
from gateway.exports.escaping import comment, prose, word
from gateway.exports.journal import Journal

_ROOTS = {"asset": "assets", "liability": "liabilities", "income": "income", "expense": "expenses"}
_DAY = timedelta(days=1)


def write_hledger(journal: Journal) -> bytes:
    """The file."""
    return "\n".join(_lines(journal)).encode() + b"\n"


def account_name(account: AccountBalance) -> str:
    """Such as ``assets:1020``."""
    return f"{_ROOTS[account.kind]}:{account.account}"


def _lines(journal: Journal) -> Iterator[str]:
    first, last = journal.first, journal.last
    yield f"; Gazban, {first} to {last} ({jalali_date(first)} to {jalali_date(last)}), by posting dates"
    yield ""
    yield "commodity 1,000. IRR"
    yield ""
    names = {account.account: account_name(account) for account in journal.closing}
    for account in journal.closing:
        yield f"account {names[account.account]}{_described(account)}"
    yield from _opening(first - _DAY, journal.opening, names)
    for entry in journal.entries:
        yield from _entry(entry, names)
    yield from _assertions(last, journal.closing, names)


def _described(account: AccountBalance) -> str:
    tags = [f"name: {comment(account.name)}"]
    if account.external_code is not None and account.external_name is not None:
        tags.append(f"external: {word(account.external_code)} {comment(account.external_name)}")
    return f"  ; {', '.join(tags)}"


def _opening(day: date, opening: Sequence[AccountBalance], names: dict[str, str]) -> Iterator[str]:
    moved = [account for account in opening if account.balance_rials]
    if moved:
        yield ""
        yield f"{day} * (opening) مانده‌های آغاز دوره"
        for account in moved:
            yield _posting(names[account.account], account.balance_rials)


def _entry(entry: JournalEntry, names: dict[str, str]) -> Iterator[str]:
    days = str(entry.posting_date)
    if entry.effective_date != entry.posting_date:
        days += f"={entry.effective_date}"
    yield ""
    yield f"{days} * ({word(entry.key)}) {prose(entry.description)}"
    tags = {"entry": str(entry.id), "file": entry.number or entry.file_id, "reverses": entry.reverses}
    shown = [f"{name}: {word(value)}" for name, value in tags.items() if value is not None]
    yield f"    ; {', '.join(shown)}"
    for posting in entry.postings:
        yield f"{_posting(names[posting.account], posting.amount_rials)}  ; holder: {word(posting.holder)}"


def _posting(name: str, amount_rials: int) -> str:
    return f"    {name:<20}{amount_rials:>20} IRR"


def _assertions(day: date, closing: Sequence[AccountBalance], names: dict[str, str]) -> Iterator[str]:
    yield ""
    yield f"{day} * (closing) مانده‌های پایان دوره"
    for account in closing:
        yield f"{_posting(names[account.account], 0)} = {account.balance_rials} IRR"
