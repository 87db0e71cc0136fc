"""What was stored before reads as it did, and its books stay sound; receipts and names are given afterwards."""

import json
import secrets
from typing import Any

import psycopg2

from chassis.db import Database
from chassis.ids import new_id
from chassis.jalali import tehran_date
from contracts.terms import Role
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.billing import use_cases
from tests.integration.billing.conftest import caller, person
from tests.integration.desk import Desk, migrate
from tests.invariants import assert_books_are_sound

ACCOUNT = """
INSERT INTO file_accounts (file_id, number, kind, block, contractor_id, contractor_code, contractor_name, version,
    settled_sequence, invoice_due_rials, debt_rials, credit_rials, registration_paid, state, opened_at)
VALUES (%(file)s, 'old', 'exposed', false, %(contractor)s, '19-7-1', 'آزمون', 2, 0, %(due)s, 0, 0, false,
    %(state)s, now());
INSERT INTO invoices VALUES (%(file)s, %(file)s, 1, 1380000, 0, %(paid)s, now());
INSERT INTO prepaid_units VALUES (%(file)s, 'pre', 1, 0, %(closed)s, 690000);
INSERT INTO prepaid_units VALUES (%(file)s, 'final', 1, 0, %(closed)s, 690000);
INSERT INTO payments VALUES (%(file)s, %(file)s, 'bank', %(file)s, %(paid)s, %(paid)s, current_date, 'x', now());
INSERT INTO allocations (file_id, payment_id, amount_rials, allocated_at)
VALUES (%(file)s, %(file)s, %(paid)s, now());
"""
ENTRY = """
WITH entry AS (INSERT INTO entries (key, effective_date, posted_at, description, file_id)
               VALUES (%(key)s, current_date, now(), '', %(file)s) RETURNING id)
INSERT INTO postings (entry_id, account, holder, amount_rials)
SELECT entry.id, p.account, %(file)s, p.rials FROM entry,
    (VALUES (%(debit)s, %(rials)s::bigint), (%(credit)s, -%(rials)s::bigint)) AS p (account, rials)
"""


REPORT = """
INSERT INTO settled_reports (report_id, revision, file_id, sequence, phase, outcome, status, rule, tariff_version,
    amount_rials, covered_rials, vat_rials, debt_rials, outstanding_rials, recognised_rials, fee_rials, inspector_id,
    effective_on, filed_at, lines, outcomes, meter_ids, settled_at)
VALUES (%(file)s, 1, %(file)s, 1, 'pre', 'approved', 'none', '', 1, 0, 0, 0, 0, 0, 0, 0, %(inspector)s,
    current_date, now(), '[]', '[]', '[]', now());
UPDATE file_accounts SET settled_sequence = 1 WHERE file_id = %(file)s
"""
HEARD = """
INSERT INTO inbox (event_id, source, name, lane, sequence, body, correlation_id, occurred_at, state)
VALUES (%s, 'inspection', 'report_filed', 'x', 1, %s, 'x', now(), 'applied')
"""


def store_old_file(cursor: Any, contractor: str, *, paid: int, cancelled: bool) -> str:
    """A file of two units as it was stored then, partly paid; of a cancelled one the rest is waived."""
    file = new_id()
    waived = 1_380_000 - paid
    cursor.execute(
        ACCOUNT,
        {
            "file": file,
            "contractor": contractor,
            "paid": paid,
            "due": 0 if cancelled else waived,
            "state": "cancelled" if cancelled else "open",
            "closed": int(cancelled),
        },
    )
    posted = [("invoice", "1210", "2110", 1_380_000), ("payment:bank", "1020", "1210", paid)]
    if cancelled:
        posted += [("closing", "2110", "1210", waived), ("reopening", "2110", "2120", paid)]
        cursor.execute("UPDATE file_accounts SET credit_rials = %s WHERE file_id = %s", (paid, file))
    for key, debit, credit, rials in posted:
        cursor.execute(
            ENTRY,
            {"key": f"{key}:{file}", "file": file, "debit": debit, "credit": credit, "rials": rials},
        )
    return file


def test_files_from_before_voids_and_adjustments(backends: Backends) -> None:
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    database = provision(backends.postgres_url, passwords, prefix=f"m{secrets.token_hex(3)}")["billing"]
    migrate("billing", database, "0001")
    contractor = person("19-7-1")
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        files = [
            store_old_file(cursor, contractor.id, paid=400_000, cancelled=cancelled)
            for cancelled in (False, True)
        ]
    connection.close()
    migrate("billing", database, "head")
    opened = Database(database.app_url, pool_size=2)
    desk = Desk(opened)
    assert_books_are_sound(desk.rows)
    asks = caller(Role.CONTRACTOR, contractor)
    for file, credited, due in zip(files, (0, 980_000), (980_000, 0), strict=True):
        account = desk.query(use_cases.get_account, caller=asks, file_id=file)
        assert account.invoice is not None
        assert [(line.unit, line.quantity, line.amount_rials) for line in account.invoice.lines] == [
            ("final", 1, 690_000),
            ("pre", 1, 690_000),
        ]
        assert (account.invoice.credited_rials, account.invoice_due_rials) == (credited, due)
    desk.command(
        use_cases.record_receipt,
        caller=caller(Role.FINANCE, person("19-9-3")),
        file_id=files[0],
        amount_rials=980_000,
        reference="after",
        paid_on=tehran_date(desk.now),
    )
    assert_books_are_sound(desk.rows)
    opened.close()


def test_receipts_and_names_are_given_to_what_was_there(backends: Backends) -> None:
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    database = provision(backends.postgres_url, passwords, prefix=f"m{secrets.token_hex(3)}")["billing"]
    migrate("billing", database, "0001")
    known, unknown = person("19-3-77"), person("19-3-78")
    connection = psycopg2.connect(database.owner_url)
    with connection, connection.cursor() as cursor:
        files = [store_old_file(cursor, person("19-7-1").id, paid=400_000, cancelled=False) for _ in range(3)]
        for number, (file, recorded) in enumerate(
            zip(files, ("2026-03-20 20:29Z", "2026-03-20 20:31Z", "2026-03-19 12:00Z"), strict=True)
        ):
            cursor.execute("UPDATE payments SET recorded_at = %s WHERE id = %s", (recorded, file))
            cursor.execute(REPORT, {"file": file, "inspector": (known, unknown, known)[number].id})
        cursor.execute(HEARD, ("e1", json.dumps({"inspector": vars(known)}).encode()))
    connection.close()
    migrate("billing", database, "head")
    opened = Database(database.app_url, pool_size=2)
    desk = Desk(opened)
    given = dict(desk.rows("SELECT id::text, receipt_number FROM payments"))
    assert [given[file] for file in files] == ["1404-000002", "1405-000001", "1404-000001"]
    assert len({code for (code,) in desk.rows("SELECT verification_code FROM payments")}) == 3
    names = {row[0]: row[1:] for row in desk.rows("SELECT id, membership_code, full_name FROM inspectors")}
    assert names == {known.id: ("19-3-77", known.full_name), unknown.id: ("", "")}
    assert_books_are_sound(desk.rows)
    opened.close()
