"""The columns of what accountants read, as files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chassis.jalali import jalali_date
from contracts.billing import AccountBalance, AgedFile, JournalEntry, Statement
from gateway.exports.journal import Journal
from gateway.exports.table import Column, Export, Kind, Read, Sheet


def _field(name: str) -> Read:
    return lambda row, _language: getattr(row, name)


def _amount(fa: str, en: str, name: str) -> Column:
    return Column(f"{fa} (ریال)", f"{en} (rials)", _field(name), Kind.AMOUNT)


def _total_word(language: str) -> str:
    return "Total" if language == "en" else "جمع"


def _side(row: Any, language: str) -> str:
    """Which side a balance is on, as ledgers here say it beside the amount."""
    if row.balance_rials == 0:
        return ""
    if language == "en":
        return "debit" if row.balance_rials > 0 else "credit"
    return "بد" if row.balance_rials > 0 else "بس"


_SIDE = Column("تشخیص", "Side", _side)


def _as_of(arguments: Mapping[str, Any]) -> str | None:
    day = arguments.get("as_of")
    return jalali_date(day) if isinstance(day, date) else None


def _period(arguments: Mapping[str, Any]) -> str | None:
    days = [arguments.get(name) for name in ("from_date", "to_date")]
    shown = [jalali_date(day) for day in days if isinstance(day, date)]
    return "_".join(shown) or None


# -------------------------------------------------------------------------------------------------- trial balance


def _sum_of_accounts(rows: Sequence[AccountBalance], language: str) -> AccountBalance:
    return AccountBalance(
        account=_total_word(language),
        name="",
        kind="",
        external_code=None,
        external_name=None,
        debit_rials=sum(row.debit_rials for row in rows),
        credit_rials=sum(row.credit_rials for row in rows),
        balance_rials=sum(row.balance_rials for row in rows),
    )


_BALANCES = (
    Column("حساب", "Account", _field("account")),
    Column("نام حساب", "Account name", _field("name")),
    Column("کد نزد سازمان", "External code", _field("external_code")),
    Column("نام نزد سازمان", "External name", _field("external_name")),
    _amount("گردش بدهکار", "Debit", "debit_rials"),
    _amount("گردش بستانکار", "Credit", "credit_rials"),
    _amount("مانده", "Balance", "balance_rials"),
    _SIDE,
)
TRIAL_BALANCE = Export(
    name="trial-balance",
    fa="تراز آزمایشی",
    en="Trial balance",
    paged=False,
    columns=_BALANCES,
    total=_sum_of_accounts,
    period=_as_of,
)


# ---------------------------------------------------------------------------------------------------------- aging

_AGES = (
    _amount("۰ تا ۳۰ روز", "0–30 days", "days_0_30_rials"),
    _amount("۳۱ تا ۶۰ روز", "31–60 days", "days_31_60_rials"),
    _amount("۶۱ تا ۹۰ روز", "61–90 days", "days_61_90_rials"),
    _amount("بیش از ۹۰ روز", "Over 90 days", "over_90_days_rials"),
    _amount("پیش از موعد", "Early", "early_rials"),
    _amount("جمع", "Total", "total_rials"),
)


def _sum_of_ages(rows: Sequence[AgedFile], language: str) -> AgedFile:
    return AgedFile(
        days_0_30_rials=sum(row.days_0_30_rials for row in rows),
        days_31_60_rials=sum(row.days_31_60_rials for row in rows),
        days_61_90_rials=sum(row.days_61_90_rials for row in rows),
        over_90_days_rials=sum(row.over_90_days_rials for row in rows),
        early_rials=sum(row.early_rials for row in rows),
        total_rials=sum(row.total_rials for row in rows),
        file_id="",
        number=_total_word(language),
        contractor=None,
        oldest_on=None,
    )


AGING = Export(
    name="aging",
    fa="سن بدهی‌ها",
    en="Aging",
    columns=(
        Column("پرونده", "File", _field("number")),
        Column("مجری", "Contractor", lambda row, _: row.contractor and row.contractor.full_name),
        Column(
            "کد عضویت مجری",
            "Contractor's code",
            lambda row, _: row.contractor and row.contractor.membership_code,
        ),
        Column("قدیمی‌ترین", "Oldest", _field("oldest_on"), Kind.DAY),
        *_AGES,
    ),
    total=_sum_of_ages,
    period=_as_of,
)


# ------------------------------------------------------------------------------------------------------ statement


@dataclass(frozen=True)
class _Sum:
    what: str
    rials: int


def _summary(statement: Statement, language: str) -> Iterable[Sheet]:
    english = language == "en"
    words = (
        ("Opening", "Debit", "Credit", "Closing")
        if english
        else ("مانده از پیش", "بدهکار", "بستانکار", "مانده")
    )
    sums = (statement.opening_rials, statement.debit_rials, statement.credit_rials, statement.closing_rials)
    columns = (Column("شرح", "What", _field("what")), _amount("مبلغ", "Amount", "rials"))
    yield Sheet(
        "Summary" if english else "خلاصه", columns, [_Sum(*pair) for pair in zip(words, sums, strict=True)]
    )


STATEMENT = Export(
    name="statement",
    fa="صورت‌حساب",
    en="Statement",
    columns=(
        Column("تاریخ", "Posted", _field("posted_on"), Kind.DAY),
        Column("تاریخ مؤثر", "Effective", _field("effective_on"), Kind.DAY),
        Column("سند", "Document", _field("document")),
        Column("شرح", "Description", _field("description")),
        Column("پرونده", "File", _field("number")),
        _amount("بدهکار", "Debit", "debit_rials"),
        _amount("بستانکار", "Credit", "credit_rials"),
        _amount("مانده", "Balance", "balance_rials"),
        _SIDE,
    ),
    more=_summary,
    period=_period,
)


# -------------------------------------------------------------------------------------------------------- journal


@dataclass(frozen=True)
class JournalRow:
    """A posting beside its entry, or, with no entry, the sums of all."""

    entry: JournalEntry | None
    account: AccountBalance | None
    holder: str | None
    debit_rials: int
    credit_rials: int


def journal_rows(journal: Journal) -> list[JournalRow]:
    """Every posting, in order."""
    accounts = {account.account: account for account in journal.closing}
    return [
        JournalRow(
            entry,
            accounts[posting.account],
            posting.holder,
            max(posting.amount_rials, 0),
            max(-posting.amount_rials, 0),
        )
        for entry in journal.entries
        for posting in entry.postings
    ]


def _of(part: str, name: str) -> Callable[[Any, str], Any]:
    def read(row: JournalRow, _language: str) -> Any:
        whole = getattr(row, part)
        return getattr(whole, name) if whole is not None else None

    return read


def _document(row: JournalRow, language: str) -> str:
    return _total_word(language) if row.entry is None else row.entry.key


_JOURNAL = (
    Column("سند", "Document", _document),
    Column("شماره", "Entry", _of("entry", "id"), Kind.COUNT),
    Column("تاریخ ثبت", "Posting date", _of("entry", "posting_date"), Kind.DAY),
    Column("تاریخ مؤثر", "Effective date", _of("entry", "effective_date"), Kind.DAY),
    Column("شرح", "Description", _of("entry", "description")),
    Column("حساب", "Account", _of("account", "account")),
    Column("نام حساب", "Account name", _of("account", "name")),
    Column("کد نزد سازمان", "External code", _of("account", "external_code")),
    Column("نام نزد سازمان", "External name", _of("account", "external_name")),
    Column("پرونده", "File", _of("entry", "number")),
    Column("صاحب سهم", "Holder", _field("holder")),
    _amount("بدهکار", "Debit", "debit_rials"),
    _amount("بستانکار", "Credit", "credit_rials"),
    Column("برگشت سند", "Reverses", _of("entry", "reverses")),
)


def journal_sheet(journal: Journal, language: str) -> Sheet:
    """The postings as a table, with their sums."""
    rows = journal_rows(journal)
    total = JournalRow(
        None, None, None, sum(row.debit_rials for row in rows), sum(row.credit_rials for row in rows)
    )
    return Sheet("Journal" if language == "en" else "دفتر روزنامه", _JOURNAL, rows, total)


def closing_sheet(journal: Journal, language: str) -> Sheet:
    """The trial balance at the end of the range."""
    title = TRIAL_BALANCE.title(language)
    return Sheet(title, _BALANCES, journal.closing, _sum_of_accounts(journal.closing, language))
