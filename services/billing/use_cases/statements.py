"""What accountants read: the trial balance, the age of debts, and the statements of contractors and inspectors."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from chassis.ids import is_id
from chassis.jalali import tehran_date
from chassis.paging import decode_cursor, encode_cursor
from chassis.work import Look
from contracts.billing import (
    AccountBalance,
    AgedFile,
    AgedRials,
    AgingReport,
    Statement,
    StatementLine,
    TrialBalance,
)
from contracts.errors import BillingCode, CommonCode, Forbidden, NotFound
from contracts.shapes import Caller, Person
from contracts.terms import Role
from services.billing import store
from services.billing.domain import Aged, age
from services.billing.tables import FileAccount, Inspector
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.ranges import (
    FIRST_DAY,
    place_in,
    possible_day,
    require_order,
)
from services.billing.use_cases.views import contractor_of


def get_trial_balance(look: Look, *, caller: Caller, as_of: date | None = None) -> TrialBalance:
    """Every account's movements posted through a day."""
    require_finance(caller)
    day = possible_day(as_of or tehran_date(look.now), "as_of")
    items = [balance_view(row) for row in store.balances_through(look.session, day)]
    return TrialBalance(
        as_of=day,
        items=items,
        debit_rials=sum(item.debit_rials for item in items),
        credit_rials=sum(item.credit_rials for item in items),
    )


def balance_view(row: store.AccountSum) -> AccountBalance:
    """An account's movements as others see them."""
    return AccountBalance(
        account=row.code,
        name=row.name,
        kind=row.kind,
        external_code=row.external_code,
        external_name=row.external_name,
        debit_rials=row.debit_rials,
        credit_rials=row.credit_rials,
        balance_rials=row.debit_rials - row.credit_rials,
    )


def get_aging(
    look: Look, *, caller: Caller, as_of: date | None = None, limit: int = 50, cursor: str | None = None
) -> AgingReport:
    """The files of which something is owed through a day, by the age of the bills; the totals on the first page."""
    require_finance(caller)
    day = possible_day(as_of or tehran_date(look.now), "as_of")
    place = decode_cursor(cursor, 1)
    totals = None
    if place is None:
        found = store.files_owing(look.session, day)
        owed = store.owed_by(look.session, found, day)
        totals = AgedRials(**_parts(sum((age(each, day)[0] for each in owed.values()), Aged())))
    else:
        found = store.files_owing(look.session, day, after=place[0], count=limit + 1)
    shown = found[:limit]
    return AgingReport(
        as_of=day,
        items=_aged_files(look, shown, day),
        totals=totals,
        next_cursor=encode_cursor(shown[-1]) if len(found) > limit else None,
    )


def _aged_files(look: Look, file_ids: Sequence[str], as_of: date) -> list[AgedFile]:
    accounts = store.accounts_by_id(look.session, [each for each in file_ids if is_id(each)])
    owed = store.owed_by(look.session, file_ids, as_of)
    items = []
    for file_id in file_ids:
        account = accounts.get(file_id)
        aged, oldest = age(owed.get(file_id, ()), as_of)
        items.append(
            AgedFile(
                **_parts(aged),
                file_id=file_id,
                number=account.number if account else None,
                contractor=contractor_of(account) if account else None,
                oldest_on=oldest,
            )
        )
    return items


def _parts(aged: Aged) -> dict[str, int]:
    return {**asdict(aged), "total_rials": aged.total_rials}


def get_contractor_statement(
    look: Look,
    *,
    caller: Caller,
    contractor_id: str,
    from_date: date | None = None,
    to_date: date | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Statement:
    """What a contractor owes and is owed, over all files."""
    require_finance(caller)
    accounts = store.accounts_of_contractor(look.session, contractor_id)
    if not accounts:
        raise NotFound(BillingCode.PERSON_NOT_FOUND)
    whose = _Whose(contractor_id, contractor_of(accounts[0]), *_shares_of(accounts))
    return _statement(look, whose, from_date, to_date, limit, cursor)


def get_inspector_statement(
    look: Look,
    *,
    caller: Caller,
    inspector_id: str,
    from_date: date | None = None,
    to_date: date | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Statement:
    """What an inspector earned, lost by voids, and was paid. Billing knows inspectors by their reports."""
    require_finance(caller)
    known = store.find_inspector(look.session, inspector_id)
    if known is None:
        raise NotFound(BillingCode.PERSON_NOT_FOUND)
    whose = _Whose(inspector_id, _named(known), store.INSPECTORS_ACCOUNTS, [inspector_id])
    return _statement(look, whose, from_date, to_date, limit, cursor)


def _named(inspector: Inspector) -> Person | None:
    """Who it is; of some who were heard of long ago only the identifier is known."""
    if not inspector.full_name:
        return None
    return Person(id=inspector.id, membership_code=inspector.membership_code, full_name=inspector.full_name)


def get_my_statement(
    look: Look,
    *,
    caller: Caller,
    from_date: date | None = None,
    to_date: date | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Statement:
    """The caller's own: as a contractor or as an inspector."""
    me = Person(id=caller.id, membership_code=caller.membership_code, full_name=caller.full_name)
    if caller.role is Role.CONTRACTOR:
        shares = _shares_of(store.accounts_of_contractor(look.session, caller.id))
    elif caller.role is Role.INSPECTOR:
        shares = store.INSPECTORS_ACCOUNTS, [caller.id]
    else:
        raise Forbidden(CommonCode.FORBIDDEN)
    return _statement(look, _Whose(caller.id, me, *shares), from_date, to_date, limit, cursor)


@dataclass(frozen=True)
class _Whose:
    """Whose statement it is, and which shares of which accounts are theirs."""

    person_id: str
    person: Person | None
    accounts: Sequence[str]
    holders: Sequence[str]


def _shares_of(files: Sequence[FileAccount]) -> tuple[Sequence[str], Sequence[str]]:
    return store.CONTRACTORS_ACCOUNTS, [file.file_id for file in files]


def _statement(
    look: Look,
    whose: _Whose,
    from_date: date | None,
    to_date: date | None,
    limit: int,
    cursor: str | None,
) -> Statement:
    first = possible_day(from_date or FIRST_DAY, "from")
    last = possible_day(to_date or max(tehran_date(look.now), first), "to")
    require_order(first, last)
    shares = (whose.accounts, whose.holders, first, last)
    opening, debit, credit = store.sums_of(look.session, *shares)
    rows = store.lines_of(look.session, *shares, place_in(cursor) or (first, 0), limit + 1)
    shown = rows[:limit]
    more = len(rows) > limit
    return Statement(
        person_id=whose.person_id,
        person=whose.person,
        accounts=list(whose.accounts),
        from_date=first,
        to_date=last,
        opening_rials=opening,
        debit_rials=debit,
        credit_rials=credit,
        closing_rials=opening + debit - credit,
        items=[_line_view(row) for row in shown],
        next_cursor=encode_cursor(shown[-1].posting_date.isoformat(), str(shown[-1].entry_id))
        if more
        else None,
    )


def _line_view(line: store.Line) -> StatementLine:
    return StatementLine(
        posted_on=line.posting_date,
        effective_on=line.effective_date,
        document=line.key,
        description=line.description,
        file_id=line.file_id,
        number=line.number,
        debit_rials=max(line.amount_rials, 0),
        credit_rials=max(-line.amount_rials, 0),
        balance_rials=line.balance_rials,
    )
