"""Periods on a real PostgreSQL: closed in their order, once, and never posted to again.

A close is for good, and the package's database is shared: these months lie before what other tests post in.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from chassis.db import Database, dialect_url
from chassis.ids import new_id
from chassis.jalali import TEHRAN, jalali_month, jalali_month_bounds, jalali_months_before
from contracts.billing import PeriodClosing, PeriodView
from contracts.errors import BillingCode, Conflict, Forbidden
from contracts.terms import FileKind, Outcome, PeriodState
from launcher.provision import ServiceDatabase
from services.billing import store, use_cases
from services.billing.domain.books import BANK, OTHER_INCOME, Entry, Posting
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile
from tests.integration.desk import Desk

FIRST_MONTH = "1400-01"
Migrated = Callable[[str], ServiceDatabase]


def entry(on: date, amount: int = 700) -> Entry:
    """Some fact of that day, of no file."""
    key = f"settlement:test:{new_id()}"
    lines = ((BANK, amount), (OTHER_INCOME, -amount))
    postings = tuple(Posting(account=code, holder=key, amount_rials=rials) for code, rials in lines)
    return Entry(key=key, effective_date=on, description="آزمون", file_id=None, postings=postings)


def post(desk: Desk, made: Entry) -> None:
    """Write it."""
    desk.command(lambda work: store.post(work.session, made, work.now))


def posting_date(desk: Desk, made: Entry) -> date:
    """When it counts, by the books."""
    found = desk.rows("SELECT effective_date, posting_date FROM entries WHERE key = :key", key=made.key)
    assert found[0][0] == made.effective_date
    day: date = found[0][1]
    return day


def close(desk: Desk, period: str) -> PeriodClosing:
    """Finance closes a month."""
    return desk.command(use_cases.close_period, caller=FINANCE, period=period)


def month(desk: Desk, period: str) -> PeriodView:
    """A month as it is listed."""
    cursor = None
    while True:
        found = desk.query(use_cases.list_periods, caller=FINANCE, limit=200, cursor=cursor)
        cursor = found.next_cursor
        for view in found.items:
            if view.period == period:
                return view
        assert cursor, f"{period} is not listed"


@pytest.fixture
def period(desk: Desk) -> str:
    """The month after the last closed one, of those long past."""
    through = desk.rows("SELECT max(last_day) FROM closed_periods")[0][0]
    return jalali_month(through + timedelta(days=1)) if through else FIRST_MONTH


def test_a_closed_month_says_what_it_held(desk: Desk, period: str) -> None:
    first, last = jalali_month_bounds(period)
    post(desk, entry(first, 700))
    post(desk, entry(last, 300))
    post(desk, entry(last + timedelta(days=1), 5))
    view = month(desk, period)
    assert (view.state, view.entries, view.debit_rials) == (PeriodState.OPEN, 2, 1000)
    closing = close(desk, period)
    assert (closing.entries, closing.debit_rials, closing.credit_rials) == (2, 1000, 1000)
    assert closing.closed[-1] == period
    assert [(row.account, row.debit_rials, row.credit_rials) for row in closing.accounts] == [
        ("1020", 1000, 0),
        ("4095", 0, 1000),
    ]
    view = month(desk, period)
    assert (view.state, view.entries, view.closed_by) == (PeriodState.CLOSED, 2, FINANCE.id)
    with pytest.raises(Conflict, match=BillingCode.PERIOD_CLOSED):
        close(desk, period)


def test_closing_a_month_closes_those_before_it(desk: Desk, period: str) -> None:
    first, last = jalali_month_bounds(period)
    post(desk, entry(first))
    third = jalali_month(last + timedelta(days=50))
    held = month(desk, period).entries
    closing = close(desk, third)
    assert closing.closed[-2:] == [period, third]
    between = jalali_months_before(third, 2)[1]
    assert [month(desk, name).state for name in (period, between, third)] == [PeriodState.CLOSED] * 3
    assert [month(desk, name).entries for name in (period, between, third)] == [held, 0, 0]
    with pytest.raises(Conflict, match=BillingCode.PERIOD_CLOSED):
        close(desk, between)


def test_only_a_month_that_has_ended_in_tehran_and_only_by_finance(desk: Desk) -> None:
    _, last = jalali_month_bounds("1405-08")
    desk.now = datetime(last.year, last.month, last.day, 23, 59, tzinfo=TEHRAN)
    with pytest.raises(Conflict, match=BillingCode.PERIOD_NOT_ENDED):
        close(desk, "1405-08")
    with pytest.raises(Forbidden):
        desk.command(use_cases.close_period, caller=OFFICE, period=FIRST_MONTH)
    with pytest.raises(Forbidden):
        desk.query(use_cases.list_periods, caller=OFFICE)


def test_a_close_waits_for_whoever_posts_and_whoever_comes_after_is_of_the_next_month(
    desk: Desk, billing_database: Database, period: str
) -> None:
    first, last = jalali_month_bounds(period)
    started, late = entry(first, 11), entry(first, 13)
    with ThreadPoolExecutor(2) as pool, Session(billing_database.writer) as session:
        store.post(session, started, desk.now)
        closing = pool.submit(close, desk, period)
        time.sleep(0.3)
        coming = pool.submit(post, desk, late)
        time.sleep(0.3)
        assert not closing.done()
        assert not coming.done()
        session.commit()
        assert (closing.result(timeout=10).entries, closing.result().debit_rials) == (1, 11)
        coming.result(timeout=10)
    assert posting_date(desk, started) == first
    assert posting_date(desk, late) == last + timedelta(days=1)


def test_two_who_close_the_same_month_close_it_once(desk: Desk, period: str) -> None:
    def attempt(_: int) -> str:
        try:
            return close(desk, period).period
        except Conflict as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(4)))
    assert sorted(answers) == sorted([period, *[BillingCode.PERIOD_CLOSED] * 3])


def test_a_late_report_is_posted_to_the_open_month_and_keeps_its_day(desk: Desk, period: str) -> None:
    first, last = jalali_month_bounds(period)
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"])
    now, desk.now = desk.now, datetime(first.year, first.month, first.day, 12, tzinfo=TEHRAN)
    file.register()
    report = file.filed(Outcome.DEFECTIVE)
    desk.now = now
    closing = close(desk, period)
    file.settle(report)
    found = desk.rows(
        "SELECT effective_date, posting_date FROM entries WHERE key = :key",
        key=f"charge:{report.report_id}:1",
    )
    assert found == [(first, last + timedelta(days=1))]
    assert file.account().charges[0].charged_on == first
    assert month(desk, period).entries == closing.entries


def test_a_closed_month_refuses_an_entry_whatever_gave_it_its_date(
    desk: Desk, migrated: Migrated, period: str
) -> None:
    first, _ = jalali_month_bounds(period)
    close(desk, period)
    owner = create_engine(dialect_url(migrated("billing").owner_url), poolclass=NullPool)
    with owner.connect() as connection:  # rolled back in the end
        connection.execute(text("ALTER TABLE entries DISABLE TRIGGER entries_posting_date"))
        with pytest.raises(DBAPIError, match="is closed"):
            connection.execute(
                text(
                    "INSERT INTO entries (key, effective_date, posting_date, posted_at, description)"
                    " VALUES ('late', :day, :day, now(), 'x')"
                ),
                {"day": first},
            )
