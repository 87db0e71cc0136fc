"""The audit: each invariant is broken on purpose, behind the database's back, and the audit names it."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from chassis.db import Database, dialect_url
from chassis.ids import new_id
from chassis.jalali import tehran_date
from chassis.work import Work
from contracts.billing import InvariantView, PayoutDetails
from contracts.errors import Forbidden
from contracts.terms import FileKind, Outcome, Phase
from launcher.provision import ServiceDatabase
from services.billing import use_cases
from services.billing.channels import Paid, Requested
from services.billing.cli import COULD_NOT_LOOK, OFFENDED, SOUND, main
from services.billing.settings import settings
from services.billing.store.invariants import INVARIANTS, PERSIAN
from services.billing.use_cases import paying, verifying
from services.billing.use_cases.auditing import ROWS_SHOWN, examine
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile
from tests.integration.desk import Desk

Migrated = Callable[[str], ServiceDatabase]


@dataclass(frozen=True)
class Breach:
    """Statements that break one invariant, and a word of the row by which it is recognized."""

    statements: tuple[str, ...]
    names: str = "{file}"
    lifted: tuple[tuple[str, str], ...] = field(default=())  # constraints (table, name) that would refuse it


ENTRY = "(SELECT id FROM entries WHERE key = '{charge}')"
CLOSED = (
    "INSERT INTO closed_periods (period, last_day, closed_by, closed_at, through_entry)"
    " VALUES ('9999-12', '9999-01-01', 'x', now(), {entry} - 1)"
)
MORE_WITHHELD = "UPDATE payout_lines SET withholding_rials = withholding_rials + 1 WHERE id = '{line}'"
BREACHES = {
    "every entry balances": Breach(
        (
            "UPDATE postings SET amount_rials = amount_rials + 7 WHERE account = '4010' AND entry_id = {entry}",
        ),
        '"rest": "7"',
    ),
    "no entry is empty": Breach(("DELETE FROM postings WHERE entry_id = {entry}",), "{charge}"),
    "the whole balances": Breach(
        (
            "UPDATE postings SET amount_rials = amount_rials + 7 WHERE account = '4010' AND entry_id = {entry}",
        ),
        '"rest": "7"',
    ),
    "balances equal the sum of postings": Breach(
        (
            "UPDATE balances SET balance_rials = balance_rials + 1 WHERE account = '1020' AND holder = '{file}'",
        )
    ),
    "a fact is in the books once": Breach(
        ("UPDATE entries SET key = '{charge}' WHERE key = 'invoice:{file}'",),
        "{charge}",
        (("entries", "entries_key_key"),),
    ),
    "every entry is of a kind of fact that is known": Breach(
        ("UPDATE entries SET key = 'bulk:' || key WHERE id = {entry}",), "bulk:{charge}"
    ),
    "an entry is reversed once at most, under its own name": Breach(
        (
            "INSERT INTO entries (key, effective_date, posting_date, posted_at, description, file_id, reverses)"
            " SELECT 'reversal:again', effective_date, posting_date, posted_at, '', file_id, reverses"
            " FROM entries WHERE key = 'reversal:{void_charge}'",
        ),
        "{void_charge}",
        (("entries", "entries_one_reversal"),),
    ),
    "no entry stands in a period that was closed before it": Breach((CLOSED,), "{charge}"),
    "no entry is posted before its day": Breach(
        ("UPDATE entries SET effective_date = posting_date + 1 WHERE id = {entry}",),
        "{charge}",
        (("entries", "entries_posting_date"),),
    ),
    "2110 and 2120 are never negative": Breach(
        ("UPDATE balances SET balance_rials = 5 WHERE account = '2110' AND holder = '{file}'",),
        "{file}",
        (("balances", "balances_prepaid_never_negative"),),
    ),
    "1210, 2110 and 2120 are held by files": Breach(
        ("INSERT INTO balances VALUES ('1210', 'nobody', 5)",),
        "nobody",
    ),
    "2110 is the value of unused units": Breach(
        ("UPDATE prepaid_units SET used = used + 1 WHERE file_id = '{file}' AND unit = 'pre'",)
    ),
    "1210 is open invoices and debts": Breach(
        ("UPDATE file_accounts SET debt_rials = debt_rials - 1 WHERE file_id = '{file}'",)
    ),
    "2120 is the file's credit": Breach(
        ("UPDATE file_accounts SET credit_rials = credit_rials + 1 WHERE file_id = '{file}'",)
    ),
    "a file's debt is what its reports and debits still owe": Breach(
        ("UPDATE settled_reports SET outstanding_rials = 0 WHERE report_id = '{report}'",)
    ),
    "what is due of invoices is what they still ask": Breach(
        ("UPDATE invoices SET paid_rials = paid_rials - 1 WHERE file_id = '{file}'",)
    ),
    "what is paid of a bill is what was allocated to it": Breach(
        ("DELETE FROM allocations WHERE file_id = '{file}' AND report_id IS NULL",), "invoice:{file}"
    ),
    "nobody has credit while something is owed": Breach(
        ("UPDATE file_accounts SET credit_rials = 1 WHERE file_id = '{file}'",)
    ),
    "what was invoiced for units is what they cost": Breach(
        ("UPDATE prepaid_units SET unit_price_rials = unit_price_rials + 1 WHERE file_id = '{file}'",)
    ),
    "allocations never exceed a payment": Breach(
        ("UPDATE allocations SET amount_rials = 9000000 WHERE payment_id = '{payment}'",), "{payment}"
    ),
    "a payment's reference counts once": Breach(
        ("UPDATE payments SET reference = 'twice' WHERE file_id IN ('{file}', '{other}')",),
        "twice",
        (("payments", "payments_reference"),),
    ),
    "every payment is in the books with its amount": Breach(
        ("UPDATE payments SET amount_rials = amount_rials + 1 WHERE id = '{payment}'",), "{reference}"
    ),
    "a payment pays bills of its own file": Breach(
        ("UPDATE payments SET file_id = '{other}' WHERE id = '{payment}'",)
    ),
    "invoice numbers leave no gap": Breach(
        ("UPDATE number_series SET last = last + 1 WHERE series = 'invoice'",), "highest"
    ),
    "reports are settled without a gap": Breach(
        ("UPDATE file_accounts SET settled_sequence = settled_sequence + 1 WHERE file_id = '{file}'",)
    ),
    "one charge entry per chargeable report": Breach(
        ("UPDATE entries SET key = 'other:{report}' WHERE id = {entry}",), "{report}"
    ),
    "one fee and one phase entry per report that has one": Breach(
        ("UPDATE entries SET key = 'other:{report}' WHERE key = 'fee:{report}:1'",), "{report}"
    ),
    "entries of reports are of reports that were settled": Breach(
        ("UPDATE entries SET file_id = '{other}' WHERE id = {entry}",), "{charge}"
    ),
    "4010 is what reports cost": Breach(
        ("UPDATE settled_reports SET amount_rials = amount_rials + 1 WHERE report_id = '{report}'",)
    ),
    "5010 is what inspectors earned by reports": Breach(
        ("UPDATE settled_reports SET fee_rials = fee_rials + 1 WHERE report_id = '{report}'",)
    ),
    "one reversal per void charge, and per fee of it": Breach(
        ("UPDATE entries SET key = 'reversal:lost' WHERE key = 'reversal:{void_charge}'",), "{void}"
    ),
    "a reversal is the exact negation, on the day of the void": Breach(
        (
            "UPDATE postings SET amount_rials = amount_rials + 3 WHERE account = '4010'"
            " AND entry_id = (SELECT id FROM entries WHERE key = 'reversal:{void_charge}')",
        ),
        "reversal:{void_charge}",
    ),
    "statements equal the fees in 2210": Breach(
        ("UPDATE settled_reports SET effective_on = effective_on - 1 WHERE report_id = '{report}'",),
        "{inspector}",
    ),
    "no credit is left of more payments than there is": Breach(
        ("UPDATE payments SET allocated_rials = allocated_rials - 1 WHERE id = '{payment}'",)
    ),
    "a payment is reversed in the books once, with its debit, or not at all": Breach(
        ("UPDATE payments SET reversed_on = current_date WHERE id = '{payment}'",), "{payment}"
    ),
    "one entry per posted manual debit": Breach(
        ("UPDATE entries SET key = 'debit:lost' WHERE key = 'debit:{debit}'",), "{debit}"
    ),
    "5080 is what was written off and did not become void": Breach(
        ("UPDATE write_offs SET amount_rials = amount_rials + 1 WHERE file_id = '{corrected}'",),
        "{corrected}",
    ),
    "what was written off is what bills were relieved of": Breach(
        ("UPDATE debits SET written_off_rials = written_off_rials - 1 WHERE id = '{debit}'",), "{corrected}"
    ),
    "1095 of a file is its refunds on their way": Breach(
        ("UPDATE refunds SET amount_rials = amount_rials + 1 WHERE id = '{refund}'",), "{corrected}"
    ),
    "a refund has the entries of its state": Breach(
        ("UPDATE entries SET key = 'refund:lost' WHERE key = 'refund:{refund}'",), "{refund}"
    ),
    "every entry older than a minute has a number": Breach(
        ("DELETE FROM entry_sequence WHERE entry_id = {entry}",), '"queued_at": null'
    ),
    "what has a number waits for none": Breach(
        ("INSERT INTO unnumbered_entries (entry_id) VALUES ({entry})",), '"sequence"'
    ),
    "the numbers of the feed have no gap": Breach(
        ("DELETE FROM entry_sequence WHERE sequence = 1",), '"max"'
    ),
    "a closed period holds what it held when it was closed": Breach((CLOSED,), "9999-12"),
    "the totals of closed periods equal their postings": Breach((CLOSED,), "9999-01-01"),
    "1010 is what providers took and did not settle": Breach(
        ("UPDATE provider_settlements SET fee_rials = fee_rials + 1 WHERE provider = '{provider}'",),
        "{provider}",
    ),
    "no provider settled more than it took": Breach(
        ("UPDATE provider_settlements SET amount_rials = 900000 WHERE provider = '{provider}'",),
        "{provider}",
    ),
    "one payment per verified online payment": Breach(
        ("UPDATE online_payments SET amount_rials = amount_rials + 1 WHERE id = '{online}'",), "{online}"
    ),
    "2210 is what was earned less what payouts sent": Breach(
        ("UPDATE payout_lines SET gross_rials = gross_rials + 1 WHERE id = '{line}'",), "{inspector}"
    ),
    "1095 of payouts is what was sent and is neither confirmed nor failed": Breach(
        (MORE_WITHHELD,), "payout:{line}"
    ),
    "1020 of payouts is what was confirmed": Breach(
        ("UPDATE payout_lines SET withholding_rials = withholding_rials + 1 WHERE id = '{paid_line}'",),
        "payout:{paid_line}",
    ),
    "2310 is what was withheld of lines that did not fail": Breach((MORE_WITHHELD,), "{inspector}"),
    "a payout line is the sum of what it is made of": Breach(
        ("UPDATE payout_items SET amount_rials = amount_rials - 1 WHERE line_id = '{line}'",), "{line}"
    ),
    "what a payout pays is the fee of a report of its inspector": Breach(
        ("UPDATE payout_lines SET inspector_id = '{paid_inspector}' WHERE id = '{line}'",), "{line}"
    ),
    "one entry per step of a payout line": Breach(
        ("UPDATE entries SET key = 'payout:lost' WHERE key = 'payout:{payout}:{inspector}'",), "{line}"
    ),
    "a batch is settled when no line is sent any more": Breach(
        ("UPDATE payouts SET state = 'settled' WHERE id = '{payout}'",), "{payout}"
    ),
    "receipts are numbered without a gap": Breach(
        ("UPDATE number_series SET last = last + 1 WHERE series = 'receipt'",), "highest"
    ),
    "what was priced on a day was priced by its tariff": Breach(
        ("UPDATE settled_reports SET effective_on = '9999-01-01' WHERE report_id = '{report}'",),
        "report:{report}",
    ),
    "no day is without a tariff": Breach(
        (
            "UPDATE tariff_versions SET effective_to = '9999-01-01'"
            " WHERE effective_to IS NULL AND effective_from IS NOT NULL",
        ),
        "9999-01-01",
    ),
}


def busy_file(desk: Desk) -> tuple[BilledFile, dict[str, str]]:
    """A file that owes for a report after one that became void, and the names of what it consists of."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    payment = file.pay(1_380_000)
    void = file.settle(file.filed(Outcome.DEFECTIVE))
    file.void(void)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    other = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    other.pay(1_000)
    names = {
        "file": file.file_id,
        "other": other.file_id,
        "payment": payment.id,
        "reference": payment.reference,
        "report": report.report_id,
        "void": void.report_id,
        "charge": f"charge:{report.report_id}:1",
        "void_charge": f"charge:{void.report_id}:1",
        "inspector": file.inspector.id,
    }
    return file, names


def corrected_file(desk: Desk) -> dict[str, str]:
    """The names of what finance corrected: a reversed payment, a debit given up in part, a refund on its way."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    file.reverse(file.pay(500_000))
    debit = file.announce_debit(100_000)
    file.post_debits()
    file.write_off(40_000)
    file.pay(160_000)
    return {"corrected": file.file_id, "debit": debit.id, "refund": file.refund(70_000).id}


def paid_inspectors(desk: Desk, inspector: str) -> dict[str, str]:
    """The names of what was sent to one inspector, and paid to another."""
    other = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    other.settle(other.filed(Outcome.DEFECTIVE))
    sent, paid = (sent_payout(desk, who) for who in (inspector, other.inspector.id))
    desk.command(
        use_cases.confirm_payout_line,
        caller=FINANCE,
        payout_id=paid.id,
        line_id=paid.lines[0].id,
        reference=paid.id,
    )
    return {
        "payout": sent.id,
        "line": sent.lines[0].id,
        "paid_line": paid.lines[0].id,
        "paid_inspector": other.inspector.id,
    }


def sent_payout(desk: Desk, inspector: str) -> PayoutDetails:
    """A frozen batch of somebody's."""
    draft = desk.command(
        use_cases.create_payout, caller=FINANCE, to_date=tehran_date(desk.now), inspector_ids=[inspector]
    )
    return desk.command(use_cases.freeze_payout, caller=FINANCE, payout_id=draft.id)


def online_money(desk: Desk) -> dict[str, str]:
    """The names of an online payment, and of the provider that has settled some of it."""
    provider, authority = f"provider-{new_id()}", new_id()
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    with pytest.MonkeyPatch.context() as patch:
        for room in (paying, verifying):
            patch.setattr(room, "providers", lambda: {provider: None})
        asked = desk.command(
            use_cases.start_payment,
            caller=file.owner,
            file_id=file.file_id,
            callback_base="https://example.org",
            amount_rials=500_000,
        )
        answer = Requested(authority=authority, redirect_url="https://example.org")
        desk.command(use_cases.settle_request, asked, answer)
        question = desk.command(
            use_cases.confirm_payment, provider=provider, authority=authority, returned="OK"
        )
        desk.command(use_cases.settle_return, question, Paid(reference=authority))
    desk.command(
        use_cases.record_settlement,
        caller=FINANCE,
        provider=provider,
        amount_rials=400_000,
        fee_rials=1_000,
        reference=new_id(),
        settled_on=tehran_date(desk.now),
    )
    return {"provider": provider, "online": asked.payment_id}


@pytest.fixture(scope="module")
def names(billing_database: Database) -> dict[str, str]:
    """The names of what breaches break: of everything there is one."""
    desk = Desk(billing_database)
    file, names = busy_file(desk)
    names |= corrected_file(desk) | paid_inspectors(desk, file.inspector.id) | online_money(desk)
    names["entry"] = ENTRY.format(**names)
    while desk.command(use_cases.number_entries):
        pass
    return names


@contextmanager
def behind_its_back(url: str) -> Iterator[Session]:
    """A transaction of the owner in which no trigger fires; it is rolled back."""
    engine = create_engine(dialect_url(url), poolclass=NullPool)
    with Session(engine) as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        for table in tables:
            session.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield session
        session.rollback()
    engine.dispose()


def found_in(session: Session) -> dict[str, InvariantView]:
    return {each.name: each for each in examine(session, seconds=60).invariants}


@pytest.mark.parametrize("name", BREACHES)
def test_a_broken_invariant_is_named(
    names: dict[str, str], migrated: Migrated, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    breach = BREACHES[name]
    monkeypatch.setattr("services.billing.use_cases.auditing.INVARIANTS", {name: INVARIANTS[name]})
    with behind_its_back(migrated("billing").owner_url) as session:
        assert found_in(session)[name].holds
        for table, constraint in breach.lifted:
            session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        for statement in breach.statements:
            session.execute(text(statement.format(**names)))
        broken = found_in(session)[name]
    assert broken.holds is False
    assert broken.offending >= 1
    assert any(breach.names.format(**names) in row for row in broken.rows), broken.rows


def test_no_invariant_is_one_that_cannot_fail() -> None:
    assert set(BREACHES) == set(INVARIANTS)


def test_every_invariant_has_a_persian_name_and_nothing_else_has_one() -> None:
    assert set(PERSIAN) == set(INVARIANTS)


@pytest.mark.parametrize("name", [name for name, breach in BREACHES.items() if breach.lifted])
def test_the_database_itself_refuses_what_a_constraint_can_say(
    names: dict[str, str], migrated: Migrated, name: str
) -> None:
    (statement,) = BREACHES[name].statements
    with behind_its_back(migrated("billing").owner_url) as session, pytest.raises(DBAPIError) as refused:
        session.execute(text(statement.format(**names)))
    assert getattr(refused.value.orig, "pgcode", None) in ("23505", "23514")


def write(work: Work, statement: str) -> None:
    """Change something by hand."""
    work.session.execute(text(statement))


def test_nobody_writes_balances_by_hand(desk: Desk) -> None:
    file, _ = busy_file(desk)
    for statement in (
        "UPDATE balances SET balance_rials = 0",
        "DELETE FROM balances",
        f"INSERT INTO balances VALUES ('1010', '{file.file_id}', 1)",
    ):
        with pytest.raises(DBAPIError, match="follow from postings"):
            desk.command(write, statement)


def test_a_closed_period_knows_what_stood_in_it(desk: Desk, migrated: Migrated) -> None:
    """Whoever posted before is counted as in time, whatever the clocks say."""
    busy_file(desk)
    engine = create_engine(dialect_url(migrated("billing").owner_url), poolclass=NullPool)
    with Session(engine) as session:
        session.execute(
            text(
                "INSERT INTO closed_periods (period, last_day, closed_by, closed_at)"
                " VALUES ('1400-01', '9999-01-01', 'x', '2001-01-01')"
            )
        )
        last, through = session.execute(
            text("SELECT (SELECT max(id) FROM entries), through_entry FROM closed_periods")
        ).one()
        assert found_in(session)["no entry stands in a period that was closed before it"].holds
        session.rollback()
    engine.dispose()
    assert last == through


def test_offending_rows_are_bounded_and_counted(desk: Desk, migrated: Migrated) -> None:
    for _ in range(ROWS_SHOWN + 5):
        BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    with behind_its_back(migrated("billing").owner_url) as session:
        session.execute(text("UPDATE file_accounts SET invoice_due_rials = invoice_due_rials + 1"))
        broken = found_in(session)["1210 is open invoices and debts"]
    assert len(broken.rows) == ROWS_SHOWN
    assert broken.offending >= ROWS_SHOWN + 5


def test_all_is_asked_of_one_moment(desk: Desk, billing_database: Database) -> None:
    """What is posted between two questions is in the answer to neither."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()

    def look(session: Session) -> tuple[int, int]:
        counting = text("SELECT count(*) FROM postings")
        before = session.execute(counting).scalar_one()
        poster = threading.Thread(target=file.pay, args=(1_000,))
        poster.start()
        poster.join()
        return before, session.execute(counting).scalar_one()

    before, after = billing_database.snapshot(look)
    assert before == after < desk.rows("SELECT count(*) FROM postings")[0][0]


def test_a_snapshot_can_change_nothing(billing_database: Database) -> None:
    with pytest.raises(DBAPIError, match="read-only"):
        billing_database.snapshot(lambda session: session.execute(text("DELETE FROM audits")))


def test_an_audit_while_money_moves_finds_nothing(desk: Desk, billing_database: Database) -> None:
    stopping = threading.Event()

    def trade() -> None:
        while not stopping.is_set():
            file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
            file.pay(2_000_000)
            file.settle(file.filed(Outcome.DEFECTIVE))
            file.cancel()

    traders = [threading.Thread(target=trade) for _ in range(3)]
    for trader in traders:
        trader.start()
    try:
        for _ in range(8):
            found = billing_database.snapshot(lambda session: examine(session, seconds=60))
            assert [each for each in found.invariants if not each.holds] == []
    finally:
        stopping.set()
        for trader in traders:
            trader.join()


def test_what_there_is_no_time_for_is_not_said_to_hold(billing_database: Database) -> None:
    found = billing_database.snapshot(lambda session: examine(session, seconds=0))
    assert {each.holds for each in found.invariants} == {None}
    assert found.sound is None


def test_a_slow_question_is_given_up_and_the_next_one_asked(
    billing_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.billing.use_cases.auditing.INVARIANTS",
        {"slow": "SELECT pg_sleep(30)", "quick": "SELECT 1 AS a, 2 AS a WHERE false"},
    )
    found = billing_database.snapshot(lambda session: examine(session, seconds=0.5))
    assert [each.holds for each in found.invariants] == [None, None]
    monkeypatch.setattr("services.billing.use_cases.auditing.INVARIANTS", {"odd": "SELECT 1 AS a, 2 AS a"})
    (odd,) = billing_database.snapshot(lambda session: examine(session, seconds=5)).invariants
    assert (odd.holds, odd.offending, odd.rows) == (False, 1, ['{"a": 1, "a_2": 2}'])
    assert odd.name_fa == "odd"


def test_finance_audits_the_books_and_nobody_else(desk: Desk) -> None:
    busy_file(desk)
    seen = desk.snapshot(use_cases.audit, caller=FINANCE)
    assert seen.sound is True
    assert {each.name for each in seen.invariants} == set(INVARIANTS)
    with pytest.raises(Forbidden):
        desk.snapshot(use_cases.audit, caller=OFFICE)
    with pytest.raises(Forbidden):
        desk.command(use_cases.request_audit, caller=OFFICE)


@pytest.fixture
def no_audits(migrated: Migrated) -> None:
    """No audit was ever made."""
    engine = create_engine(dialect_url(migrated("billing").owner_url), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE audits"))


def run_due_audit(desk: Desk) -> str | None:
    """What the service does every few seconds."""
    taken = desk.command(use_cases.take_audit)
    if taken is not None:
        desk.command(use_cases.settle_audit, taken, desk.snapshot(use_cases.study_books, taken))
    return taken


@pytest.mark.usefixtures("no_audits")
def test_the_books_are_audited_every_night(desk: Desk) -> None:
    desk.now = desk.now.replace(hour=12)
    assert run_due_audit(desk) is not None
    assert run_due_audit(desk) is None
    desk.pass_time(hours=8)
    assert run_due_audit(desk) is None
    desk.pass_time(hours=4)
    nightly = run_due_audit(desk)
    newest = desk.snapshot(use_cases.audit, caller=FINANCE).newest_run
    assert newest is not None
    assert (newest.id, newest.sound, newest.requested_by) == (nightly, True, None)
    assert {each.name for each in newest.invariants} == set(INVARIANTS)


@pytest.mark.usefixtures("no_audits")
def test_an_audit_is_made_when_it_is_asked_for_and_one_at_a_time(desk: Desk) -> None:
    run_due_audit(desk)
    asked = desk.command(use_cases.request_audit, caller=FINANCE)
    assert asked.checked_at is None
    assert desk.command(use_cases.request_audit, caller=FINANCE).id == asked.id
    assert desk.command(use_cases.take_audit) == asked.id
    assert desk.command(use_cases.take_audit) is None
    desk.pass_time(seconds=settings().long_audit_seconds + 61)  # whoever took it has died
    assert run_due_audit(desk) == asked.id
    newest = desk.snapshot(use_cases.audit, caller=FINANCE).newest_run
    assert newest is not None
    assert (newest.id, newest.requested_by, newest.sound) == (asked.id, FINANCE.id, True)


@pytest.mark.usefixtures("no_audits")
@pytest.mark.parametrize("days", [1, -1])
def test_one_whose_clock_is_wrong_keeps_nobody_from_an_audit(desk: Desk, days: int) -> None:
    run_due_audit(desk)
    right = desk.now
    desk.now = right + timedelta(days=days)
    run_due_audit(desk)
    asked_wrong = desk.command(use_cases.request_audit, caller=FINANCE)
    assert desk.command(use_cases.take_audit) == asked_wrong.id  # and then it died
    desk.now = right
    assert run_due_audit(desk) == asked_wrong.id
    asked = desk.command(use_cases.request_audit, caller=FINANCE)
    assert run_due_audit(desk) == asked.id
    newest = desk.snapshot(use_cases.audit, caller=FINANCE).newest_run
    assert newest is not None
    assert (newest.id, newest.sound) == (asked.id, True)


@pytest.mark.usefixtures("no_audits")
def test_audits_are_forgotten_after_a_year(desk: Desk) -> None:
    first = run_due_audit(desk)
    desk.now += timedelta(days=401)
    second = run_due_audit(desk)
    assert first != second
    assert desk.rows("SELECT id::text FROM audits") == [(second,)]


def test_the_command_says_what_holds(
    desk: Desk, migrated: Migrated, capsys: pytest.CaptureFixture[str]
) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.PRE, completes=True))
    environment = {"GAZBAN_DATABASE_URL": migrated("billing").app_url}
    assert main(["audit"], environment) == SOUND
    said = capsys.readouterr().out
    assert f"{len(INVARIANTS)} of {len(INVARIANTS)} hold; " in said
    assert all(name in said for name in INVARIANTS)
    assert main(["audit", "--json"], environment) == SOUND
    told = json.loads(capsys.readouterr().out)
    assert (told["sound"], len(told["invariants"])) == (True, len(INVARIANTS))


def test_the_command_shows_what_offends(
    migrated: Migrated, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "services.billing.use_cases.auditing.INVARIANTS",
        {"counts": "SELECT n FROM generate_series(1, 30) AS n", "holds": "SELECT 1 WHERE false"},
    )
    environment = {"GAZBAN_DATABASE_URL": migrated("billing").app_url}
    assert main(["audit"], environment) == OFFENDED
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("BROKEN")
    assert lines[1].strip() == '{"n": 1}'
    assert lines[21].strip() == "and 10 more"
    assert lines[-1].startswith("1 of 2 hold, 1 broken; ")
    assert main(["audit", "--seconds", "0"], environment) == COULD_NOT_LOOK
    assert "0 of 2 hold, 2 not asked: no time left; " in capsys.readouterr().out


def test_the_command_could_not_look(migrated: Migrated, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit"], {}) == COULD_NOT_LOOK
    assert "GAZBAN_DATABASE_URL is not set" in capsys.readouterr().err
    away = migrated("billing").app_url.replace("@127.0.0.1:", "@127.0.0.1:1")
    assert main(["audit"], {"GAZBAN_DATABASE_URL": away}) == COULD_NOT_LOOK
    wrong = migrated("billing").app_url.replace("billing", "nobody")
    assert main(["audit"], {"GAZBAN_DATABASE_URL": wrong}) == COULD_NOT_LOOK


def test_the_command_needs_no_eventlet(migrated: Migrated) -> None:
    program = (
        "import sys; from services.billing.cli import main; code = main(['audit']);"
        " sys.exit(9 if 'eventlet' in sys.modules else code)"
    )
    environment = {**os.environ, "GAZBAN_DATABASE_URL": migrated("billing").app_url}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == SOUND, done.stderr
