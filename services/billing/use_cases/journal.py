"""The journal for other programs, page by page, and the chart that its accounts are mapped to."""

from datetime import date, timedelta

from chassis.paging import decode_cursor, encode_cursor
from chassis.work import Look, Work
from contracts.billing import ChartAccount, JournalEntry, JournalPage, JournalPosting
from contracts.errors import BillingCode, NotFound
from contracts.shapes import Caller, Person
from services.billing import store
from services.billing.tables import AccountMapping
from services.billing.use_cases.permitting import require_finance
from services.billing.use_cases.ranges import (
    possible_day,
    read_number,
    read_place,
    require_order,
)
from services.billing.use_cases.statements import balance_view

_DAY = timedelta(days=1)


def read_journal(
    look: Look, *, caller: Caller, from_date: date, to_date: date, limit: int = 500, cursor: str | None = None
) -> JournalPage:
    """The entries posted in a range of days, none newer than the newest when the first page was read.

    An older one that was still being committed then may be missed by a page and counted in the closing balances:
    whoever gathers all pages notices, because they do not add up, and reads again.
    """
    require_finance(caller)
    first, last = possible_day(from_date, "from"), possible_day(to_date, "to")
    require_order(first, last)
    place = decode_cursor(cursor, 3)
    if place is None:
        through, after = store.last_entry(look.session), (first, 0)
        opening = store.balances_through(look.session, first - _DAY, through=through)
    else:
        through, after, opening = read_number(place[0]), read_place(*place[1:]), []
    rows = store.entries_between(look.session, first, last, through=through, after=after, count=limit + 1)
    shown = rows[:limit]
    more = len(rows) > limit
    closing = [] if more else store.balances_through(look.session, last, through=through)
    return JournalPage(
        items=[_entry_view(row) for row in shown],
        next_cursor=_cursor(through, shown[-1]) if more else None,
        opening=[balance_view(row) for row in opening],
        closing=[balance_view(row) for row in closing],
    )


def _cursor(through: int, entry: store.PostedEntry) -> str:
    return encode_cursor(str(through), entry.posting_date.isoformat(), str(entry.id))


def _entry_view(entry: store.PostedEntry) -> JournalEntry:
    return JournalEntry(
        id=entry.id,
        key=entry.key,
        posting_date=entry.posting_date,
        effective_date=entry.effective_date,
        description=entry.description,
        file_id=entry.file_id,
        number=entry.number,
        reverses=entry.reverses,
        postings=[
            JournalPosting(account=each.account, holder=each.holder, amount_rials=each.amount_rials)
            for each in entry.postings
        ],
    )


def list_chart(look: Look, *, caller: Caller) -> list[ChartAccount]:
    """Our accounts, with what they are in the organization's own chart."""
    require_finance(caller)
    return [_account_view(row) for row in store.chart(look.session)]


def map_account(
    work: Work, *, caller: Caller, code: str, external_code: str, external_name: str
) -> ChartAccount:
    """Map an account to the organization's own chart; who did it and when is kept, and so is what it was before."""
    require_finance(caller)
    found = store.chart(work.session, code)
    if not found:
        raise NotFound(BillingCode.ACCOUNT_NOT_FOUND)
    if (found[0].external_code, found[0].external_name) == (external_code, external_name):
        return _account_view(found[0])
    mapping = AccountMapping(
        account=code,
        external_code=external_code,
        external_name=external_name,
        changed_by_id=caller.id,
        changed_by_code=caller.membership_code,
        changed_by_name=caller.full_name,
        changed_at=work.now,
    )
    store.record_mapping(work.session, mapping)
    return _account_view(store.chart(work.session, code)[0])


def _account_view(row: store.MappedAccount) -> ChartAccount:
    person = None
    if row.changed_by_id is not None:
        person = Person(
            id=row.changed_by_id,
            membership_code=row.changed_by_code or "",
            full_name=row.changed_by_name or "",
        )
    return ChartAccount(
        code=row.code,
        name=row.name,
        kind=row.kind,
        external_code=row.external_code,
        external_name=row.external_name,
        changed_by=person,
        changed_at=row.changed_at,
    )
