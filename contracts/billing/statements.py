"""What accountants read: trial balance, aging, statements, journals, and the mapping to their own chart.

Everywhere a balance is debits less credits. Ranges and "as of" go by posting dates, as the books are closed by them.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.shapes import Caller, Code, Identifier, Limit, Person, ShortText, command, query

AccountCode = Annotated[str, Code(), validate.Regexp(r"^[0-9]{4,6}$")]
# As the organization writes it in its own program: 1102, 11-02, 11.02/3.
ExternalCode = Annotated[str, Code(), validate.Regexp(r"^[0-9A-Za-z][0-9A-Za-z./_-]{0,39}$")]
JournalLimit = Annotated[int, validate.Range(min=1, max=1000)]


@dataclass(frozen=True, kw_only=True)
class ChartAccount:
    """An account of ours, and the one in the organization's own chart that it is mapped to, if it is to any."""

    code: str
    name: str
    kind: str
    external_code: str | None
    external_name: str | None
    changed_by: Person | None
    changed_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccountBalance:
    """What an account moved by, and its balance: debits less credits."""

    account: str
    name: str
    kind: str
    external_code: str | None
    external_name: str | None
    debit_rials: int
    credit_rials: int
    balance_rials: int


@dataclass(frozen=True, kw_only=True)
class TrialBalance:
    """Every account's movements from the beginning through a day; both sums are the same."""

    as_of: date
    items: list[AccountBalance]
    debit_rials: int
    credit_rials: int


@dataclass(frozen=True, kw_only=True)
class AgedRials:
    """What is owed, by the days since the day of the bill; the total is the balance of 1210.

    Money that came before the day of its bill is ``early``: negative.
    """

    days_0_30_rials: int
    days_31_60_rials: int
    days_61_90_rials: int
    over_90_days_rials: int
    early_rials: int
    total_rials: int


@dataclass(frozen=True, kw_only=True)
class AgedFile(AgedRials):
    """What is owed for one file."""

    file_id: str
    number: str | None
    contractor: Person | None
    oldest_on: date | None


@dataclass(frozen=True, kw_only=True)
class AgingReport:
    """A page of the files of which something is owed as of a day; the totals, of all of them, are on the first page."""

    as_of: date
    items: list[AgedFile]
    totals: AgedRials | None
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """An entry as it concerns one person, with the balance after it."""

    posted_on: date
    effective_on: date
    document: str
    description: str
    file_id: str | None
    number: str | None
    debit_rials: int
    credit_rials: int
    balance_rials: int


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A page of somebody's movements in a range of days. A positive balance is owed by the person, a negative one to.

    The four sums are of the whole range, on every page.
    """

    person_id: str
    person: Person | None
    accounts: list[str]
    from_date: date
    to_date: date
    opening_rials: int
    debit_rials: int
    credit_rials: int
    closing_rials: int
    items: list[StatementLine]
    next_cursor: str | None


@dataclass(frozen=True, kw_only=True)
class JournalPosting:
    """One line of an entry, a debit positive; ``holder`` is whose share of the account it is."""

    account: str
    holder: str
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class JournalEntry:
    """An entry as it stands in the books; ``reverses`` is the key of the one that it undoes."""

    id: int
    key: str
    posting_date: date
    effective_date: date
    description: str
    file_id: str | None
    number: str | None
    reverses: str | None
    postings: list[JournalPosting]


@dataclass(frozen=True, kw_only=True)
class JournalPage:
    """Entries in the order of their posting dates.

    The first page has every account's movements before the range, the last one those through its end.
    """

    items: list[JournalEntry]
    next_cursor: str | None
    opening: list[AccountBalance] = field(default_factory=list)
    closing: list[AccountBalance] = field(default_factory=list)


class StatementsApi(Protocol):
    """What accountants read: trial balance, aging, statements, journals, and the mapping to their own chart."""

    @query
    def get_trial_balance(self, *, caller: Caller, as_of: date | None = None) -> TrialBalance:
        """Finance: every account's movements through a day, today unless said otherwise."""

    @query
    def get_aging(
        self, *, caller: Caller, as_of: date | None = None, limit: Limit = 50, cursor: str | None = None
    ) -> AgingReport:
        """Finance: debts and open invoices of each file by their age; their sum is the balance of 1210."""

    @query
    def get_contractor_statement(
        self,
        *,
        caller: Caller,
        contractor_id: Identifier,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Statement:
        """Finance: what a contractor owes and is owed, over all files (1210 and 2120): ``billing.person_not_found``."""

    @query
    def get_inspector_statement(
        self,
        *,
        caller: Caller,
        inspector_id: Identifier,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Statement:
        """Finance: fees, voids and payouts of an inspector (2210): ``billing.person_not_found``."""

    @query
    def get_my_statement(
        self,
        *,
        caller: Caller,
        from_date: date | None = None,
        to_date: date | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Statement:
        """Contractor, inspector: one's own statement."""

    @query
    def list_chart(self, *, caller: Caller) -> list[ChartAccount]:
        """Finance: our accounts, with those of the organization's chart that they are mapped to."""

    @command
    def map_account(
        self, *, caller: Caller, code: AccountCode, external_code: ExternalCode, external_name: ShortText
    ) -> ChartAccount:
        """Finance: map an account to the organization's own chart: ``billing.account_not_found``."""

    @query
    def read_journal(
        self,
        *,
        caller: Caller,
        from_date: date,
        to_date: date,
        limit: JournalLimit = 500,
        cursor: str | None = None,
    ) -> JournalPage:
        """Finance: the entries posted in a range of days, both included, with the balances around them."""
