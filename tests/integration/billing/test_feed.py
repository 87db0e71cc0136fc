"""The feed on a real PostgreSQL: nothing is missed, nothing comes twice, and the chain shows any change."""

import hashlib
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from random import Random

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from chassis.db import Database, dialect_url
from chassis.ids import new_id
from chassis.work import Work
from contracts.billing import FeedPage
from contracts.errors import Forbidden
from contracts.terms import FileKind, Outcome
from launcher.provision import ServiceDatabase
from services.billing import store, use_cases
from services.billing.domain.books import BANK, OTHER_INCOME, Entry, Posting
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile
from tests.integration.desk import Desk

Migrated = Callable[[str], ServiceDatabase]
WRITERS, ENTRIES_EACH = 16, 12


def some_key() -> str:
    """The key of some fact of no file."""
    return f"settlement:test:{new_id()}"


def entry(key: str, amount: int = 1000) -> Entry:
    """Some fact of no file."""
    return Entry(
        key=key,
        effective_date=date(2026, 11, 20),
        description="آزمون «خوراک»",
        file_id=None,
        postings=(
            Posting(account=BANK, holder=key, amount_rials=amount),
            Posting(account=OTHER_INCOME, holder=key, amount_rials=-amount),
        ),
    )


def put(work: Work, made: Entry) -> None:
    """Post it."""
    store.post(work.session, made, work.now)


def numbered(desk: Desk) -> None:
    """Give numbers to all that wait for one."""
    while desk.command(use_cases.number_entries):
        pass


def feed(desk: Desk, after: int, limit: int = 50) -> FeedPage:
    """A page, as finance reads it."""
    return desk.query(use_cases.list_entries, caller=FINANCE, after=after, limit=limit)


def end(desk: Desk) -> int:
    """The last number given."""
    return int(desk.rows("SELECT coalesce(max(sequence), 0) FROM entry_sequence")[0][0])


def test_a_page_says_what_it_holds(desk: Desk) -> None:
    numbered(desk)
    start = end(desk)
    file = BilledFile(desk, FileKind.EXPOSED, ["G4", "G4"]).register()
    file.pay(1_000_000)
    numbered(desk)
    page = feed(desk, start)
    invoice, receipt = page.items
    assert [item.sequence for item in page.items] == [start + 1, start + 2]
    assert (invoice.key, receipt.file_id) == (f"invoice:{file.file_id}", file.file_id)
    assert [(p.account, p.name, p.debit_rials, p.credit_rials) for p in receipt.postings] == [
        ("1020", "بانک", 1_000_000, 0),
        ("1210", "حساب‌های دریافتنی از مجریان", 0, 1_000_000),
    ]
    assert page.count == 2
    assert page.debit_rials == page.credit_rials
    assert page.debit_rials == 1_000_000 + sum(p.debit_rials for p in invoice.postings)
    assert (page.next_after, page.more) == (start + 2, False)
    first = feed(desk, start, 1)
    assert (first.next_after, first.more) == (start + 1, True)
    assert feed(desk, first.next_after).previous_hash == first.chain_hash
    assert feed(desk, start + 2).items == []
    assert feed(desk, start + 2).chain_hash == page.chain_hash
    assert feed(desk, 10**12).chain_hash is None
    with pytest.raises(Forbidden):
        desk.query(use_cases.list_entries, caller=OFFICE)


def test_an_accountant_can_compute_the_chain_from_the_feed(desk: Desk) -> None:
    numbered(desk)
    start = end(desk)
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.void(report)
    numbered(desk)
    page = feed(desk, start)
    assert any(item.reverses for item in page.items)
    previous = page.previous_hash
    for item in page.items:
        content = [
            item.sequence,
            item.effective_date.isoformat(),
            item.posting_date.isoformat(),
            item.posted_at.isoformat(),
            item.key,
            item.description,
            item.file_id,
            item.reverses,
            [[p.account, p.holder, p.debit_rials, p.credit_rials] for p in item.postings],
        ]
        written = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        previous = hashlib.sha256(f"{previous}\n{written}".encode()).hexdigest()
        assert item.chain_hash == previous
    assert page.chain_hash == previous


def test_a_late_commit_gets_a_later_number(desk: Desk, billing_database: Database) -> None:
    slow, quick = some_key(), some_key()
    with Session(billing_database.writer) as session:
        store.post(session, entry(slow), desk.now)
        desk.command(put, entry(quick))
        numbered(desk)
        seen = end(desk)
        session.commit()
    numbered(desk)
    assert [item.key for item in feed(desk, seen - 1).items] == [quick, slow]


def test_a_reader_misses_nothing_of_many_writers_and_sees_nothing_twice(
    desk: Desk, billing_database: Database
) -> None:
    numbered(desk)
    start = end(desk)
    done = threading.Event()

    def write(writer: int) -> list[str]:
        random, keys = Random(writer), []
        engine = create_engine(billing_database.writer.url, poolclass=NullPool)
        for _ in range(ENTRIES_EACH):
            with Session(engine) as session:
                keys.append(some_key())
                store.post(session, entry(keys[-1], 1 + random.randrange(10**6)), desk.now)
                time.sleep(random.random() / 10)
                if random.random() < 0.2:
                    session.rollback()
                    keys.pop()
                else:
                    session.commit()
        return keys

    def give_numbers() -> None:
        while not done.is_set():
            desk.command(use_cases.number_entries)
            time.sleep(0.005)

    def read() -> list[tuple[int, str]]:
        found: list[tuple[int, str]] = []
        after, digest = start, None
        while True:
            last_round = done.is_set()
            page = feed(desk, after, 7)
            assert digest in (None, page.previous_hash)
            found += [(item.sequence, item.key) for item in page.items]
            after, digest = page.next_after, page.chain_hash
            if last_round and not page.items:
                return found

    with ThreadPoolExecutor(WRITERS + 3) as pool:
        numbering = [pool.submit(give_numbers) for _ in range(2)]
        reading = pool.submit(read)
        written = {key for keys in pool.map(write, range(WRITERS)) for key in keys}
        numbered(desk)
        done.set()
        for thread in numbering:
            thread.result()
        found = reading.result(timeout=30)
    assert [sequence for sequence, _ in found] == list(range(start + 1, start + len(written) + 1))
    assert {key for _, key in found} == written
    again = feed(desk, start, 200).items
    assert [(item.sequence, item.key) for item in again] == found[:200]


def test_whoever_dies_while_giving_numbers_leaves_no_gap(desk: Desk, billing_database: Database) -> None:
    numbered(desk)
    start = end(desk)
    keys = [some_key() for _ in range(5)]
    for made in map(entry, keys):
        desk.command(put, made)

    def give_and_die(work: Work) -> None:
        use_cases.number_entries(work)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.command(give_and_die)
    assert end(desk) == start
    with Session(billing_database.writer) as session:
        store.lock_feed(session)
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(numbered, desk)
            time.sleep(0.1)
            assert not waiting.done()
            desk.rows("SELECT pg_terminate_backend(:pid)", pid=pid)
            waiting.result(timeout=10)
        session.invalidate()
    assert [item.key for item in feed(desk, start).items] == keys


def test_the_chain_shows_what_was_changed(desk: Desk, migrated: Migrated) -> None:
    key = some_key()
    desk.command(put, entry(key, 4321))
    numbered(desk)
    whole = desk.database.read(store.verify_chain)
    assert (whole.checked, whole.first_broken) == (end(desk), None)
    owner = create_engine(dialect_url(migrated("billing").owner_url), poolclass=NullPool)
    change = text(
        "ALTER TABLE entries DISABLE TRIGGER entries_append_only;"
        "UPDATE entries SET description = :said WHERE key = :key;"
        "ALTER TABLE entries ENABLE TRIGGER entries_append_only;"
    )
    with owner.begin() as connection:
        connection.execute(change, {"said": "دست‌برده", "key": key})
    broken = desk.database.read(lambda session: store.verify_chain(session, after=1))
    assert broken.first_broken == end(desk)
    with owner.begin() as connection:
        connection.execute(change, {"said": entry(key).description, "key": key})
    assert desk.database.read(store.verify_chain) == whole


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry_sequence SET chain_hash = 'x' WHERE sequence = 1",
        "DELETE FROM entry_sequence",
        "DELETE FROM unnumbered_entries",
        "INSERT INTO unnumbered_entries (entry_id) VALUES (1)",
        "INSERT INTO entry_sequence SELECT 1 + max(sequence) + 1, max(entry_id) + 1, 'x', now() FROM entry_sequence",
    ],
)
def test_the_database_refuses_to_change_the_feed(desk: Desk, statement: str) -> None:
    desk.command(put, entry(some_key()))
    numbered(desk)
    with pytest.raises(DBAPIError):
        desk.command(lambda work: work.session.execute(text(statement)))
