"""Void charges on a real PostgreSQL: undone exactly, once, and what was paid for them pays other things."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import psycopg2
import pytest

from chassis.jalali import tehran_date
from chassis.work import NotYet
from contracts.billing import (
    ChargeVoided,
    DebtCleared,
    FinancialReport,
    PrepaymentAdjusted,
    RegistrationPaid,
    UnitsClosed,
)
from contracts.terms import FileKind, Outcome, Phase, Role
from launcher.provision import ServiceDatabase
from services.billing import use_cases
from services.billing.domain import DEFAULT_TARIFF
from tests.integration.billing.conftest import BilledFile, caller
from tests.integration.desk import Desk

Migrated = Callable[[str], ServiceDatabase]


def financial_report(desk: Desk, file: BilledFile, first: date, last: date) -> FinancialReport:
    """What the file's inspector is told to have earned."""
    return desk.query(
        use_cases.get_financial_report,
        caller=caller(Role.INSPECTOR, file.inspector),
        from_date=first,
        to_date=last,
    )


@pytest.fixture
def lenient(migrated: Migrated) -> Callable[..., Any]:
    """A tariff of days long ago by which a prepaid unit covers a defect; only the owner can make one of the past."""

    @contextmanager
    def in_force(**changes: Any) -> Iterator[date]:
        data = {**DEFAULT_TARIFF.to_data(), "coverage": {"defective": "final"}, **changes}
        connection = psycopg2.connect(migrated("billing").owner_url)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT max(version) + 1, min(effective_from) FROM tariff_versions")
            version, end = cursor.fetchone() or (0, date.min)
            first: date = end - timedelta(days=100)
            cursor.execute(
                "INSERT INTO tariff_versions VALUES (%s, %s, %s, %s)",
                (version, first, end, json.dumps(data)),
            )
        connection.close()
        yield first

    return in_force


def at(desk: Desk, day: date) -> None:
    """The desk's clock on another day."""
    desk.now = desk.now.replace(year=day.year, month=day.month, day=day.day, hour=9)


# ------------------------------------------------------------------------------------------------------ what is owed


def test_an_unpaid_debt_disappears_and_the_gate_is_told(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    assert file.account().debt_rials == 390_000
    file.void(report)
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 0)
    (charge,) = account.charges
    assert (charge.voided, charge.voided_on, charge.debt_rials) == (True, tehran_date(desk.now), 0)
    (told,) = [event for event in desk.events if isinstance(event, ChargeVoided)]
    assert (told.amount_rials, told.returned_rials, told.fee_rials) == (390_000, 0, 273_000)
    assert (told.gate.debt_rials, told.gate.settled_sequence, told.gate.version) == (0, 1, 4)
    assert [type(event) for event in desk.events[-2:]] == [ChargeVoided, DebtCleared]
    assert file.balance("4010") == file.balance("1210") == file.balance("5010") == 0
    assert file.balance("2210", file.inspector.id) == 0
    gate = desk.query(use_cases.get_gate, file_id=file.file_id)
    assert gate.last_settled is not None
    assert gate.last_settled.status == "voided"


def test_what_was_paid_becomes_credit_and_pays_the_next_charge(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(390_000)
    file.void(report)
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 390_000)
    assert sorted(payment.unapplied_rials for payment in account.payments) == [0, 390_000]
    assert desk.told(DebtCleared)[1:] == []
    file.settle(file.filed(Outcome.ABSENT_CHARGED))
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 0)


def test_a_part_that_was_paid_is_returned_and_pays_other_debts_first(desk: Desk) -> None:
    """Two debts at once: the second report was filed before inspection heard of the first one's charge."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    first = file.settle(file.filed(Outcome.DEFECTIVE))
    file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(300_000)
    file.void(first)
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (90_000, 0)
    assert len(desk.told(DebtCleared)) == 0
    file.pay(90_000)
    assert len(desk.told(DebtCleared)) == 1


def test_credit_that_had_paid_is_credit_again(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000 + 200_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(100_000)
    file.void(report)
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 300_000)
    (told,) = [event for event in desk.events if isinstance(event, ChargeVoided)]
    assert told.returned_rials == 300_000


def test_what_comes_back_pays_an_open_invoice_first(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(390_000)
    file.correct(0, "G10")
    assert file.account().invoice_due_rials == 160_000
    file.void(report)
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (0, 230_000)
    assert account.adjustments[0].paid_rials == 160_000
    assert len(desk.told(RegistrationPaid)) == 1


def test_what_cheaper_units_had_paid_is_credit_again_and_no_payment(desk: Desk) -> None:
    """The receipt's part is of the receipt again, the other of no payment; both pay the next charge."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G6"]).register()
    file.pay(1_460_000)
    file.correct(0, "G4")
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    assert file.account().debt_rials == 390_000 - 80_000
    file.pay(200_000)
    file.void(report)
    file.void(report)
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 280_000)
    assert [payment.unapplied_rials for payment in account.payments] == [0, 200_000]
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert (file.account().debt_rials, file.account().credit_rials) == (110_000, 0)


def test_a_debt_that_a_cancelled_files_units_had_paid_is_given_back(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(100_000)
    file.cancel()
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 1_380_000 - 290_000)
    decision = file.decision(report)
    file.pay(5_000)  # between the ruling and the void
    desk.command(use_cases.void_charge, decision)
    desk.command(use_cases.void_charge, file.decision(report))
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 1_380_000 + 105_000)
    assert (file.balance("2120"), file.balance("1210")) == (-account.credit_rials, 0)


def test_a_debt_that_was_paid_is_given_back_to_a_completed_file(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(390_000)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    file.void(report)
    file.void(report)
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 390_000)
    assert desk.told(UnitsClosed) == []


# ------------------------------------------------------------------------------------------------- exactly once


def test_a_charge_is_voided_once_however_often_the_ruling_comes(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    decision = file.decision(report)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: desk.command(use_cases.void_charge, decision), range(20)))
    assert file.account().debt_rials == 0
    assert len(desk.told(ChargeVoided)) == 1
    keys = desk.rows("SELECT key FROM entries WHERE file_id = :id AND reverses IS NOT NULL", id=file.file_id)
    assert len(keys) == 2


def test_everything_at_once_loses_no_rial(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    first = file.settle(file.filed(Outcome.DEFECTIVE))
    second = file.filed(Outcome.ABSENT_CHARGED)
    dearer = file.corrected(0, "G6")
    decision = file.decision(first)
    acts: list[Callable[[], object]] = [
        lambda: file.settle(second),
        lambda: file.price(dearer),
        lambda: desk.command(use_cases.void_charge, decision),
        lambda: file.pay(70_000),
    ]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda act: act(), acts * 5))
    account = file.account()
    net = account.invoice_due_rials + account.debt_rials - account.credit_rials
    assert net == 390_000 + 80_000 - 5 * 70_000
    assert len(desk.told(ChargeVoided)) == len(desk.told(PrepaymentAdjusted)) == 1


def test_a_ruling_waits_for_its_report_and_a_rejection_waits_for_nothing(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"])
    report = file.filed(Outcome.DEFECTIVE)
    with pytest.raises(NotYet):
        file.void(report)
    file.void(report, upheld=False)
    file.register()
    with pytest.raises(NotYet):
        file.void(report)
    file.settle(report)
    file.void(report, upheld=False)
    assert file.account().debt_rials == 390_000
    file.void(report)
    assert file.account().debt_rials == 0
    file.settle(report)
    assert file.account().debt_rials == 0


def test_the_database_refuses_a_second_and_an_inexact_reversal(desk: Desk, migrated: Migrated) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.void(file.settle(file.filed(Outcome.DEFECTIVE)))
    other = file.settle(file.filed(Outcome.DEFECTIVE))
    entries = dict(
        desk.rows("SELECT key, id FROM entries WHERE file_id = :id AND key LIKE 'charge:%'", id=file.file_id)
    )
    reversed_id, kept_id = sorted(entries.values())
    assert f"charge:{other.report_id}:1" in entries
    for reverses, key, match in (
        (reversed_id, f"reversal:twice:{file.file_id}", "entries_one_reversal"),
        (kept_id, f"reversal:half:{file.file_id}", "exact reversal"),
        (kept_id, f"odd:{file.file_id}", "entries_reversal_key"),
    ):
        connection = psycopg2.connect(migrated("billing").app_url)
        try:
            with pytest.raises(psycopg2.Error, match=match):
                post_by_hand(connection, key, file.file_id, reverses)
        finally:
            connection.close()


def post_by_hand(connection: Any, key: str, file_id: str, reverses: int) -> None:
    """A balanced entry that says to reverse another."""
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO entries (key, effective_date, posted_at, description, file_id, reverses)"
            " VALUES (%s, now(), now(), '', %s, %s) RETURNING id",
            (key, file_id, reverses),
        )
        (entry,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO postings (entry_id, account, holder, amount_rials)"
            " VALUES (%s, '1020', 'x', 5), (%s, '1210', 'x', -5)",
            (entry, entry),
        )


def test_a_void_takes_the_fee_back_on_its_own_day(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"], block=True).register()
    visited = tehran_date(desk.now)
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    desk.pass_time(days=5)
    decided = tehran_date(desk.now)
    file.void(report)
    assert financial_report(desk, file, visited, visited).total.fee_rials == 273_000
    back = financial_report(desk, file, decided, decided)
    assert (back.total.fee_rials, back.block.fee_rials, back.non_block.fee_rials) == (-273_000, -273_000, 0)
    whole = financial_report(desk, file, visited, decided)
    assert [(row.fee_rials, row.amount_rials, row.voided) for row in whole.rows] == [
        (273_000, 390_000, False),
        (-273_000, -390_000, True),
    ]
    assert (whole.total.fee_rials, whole.total.meters, whole.total.stages) == (0, 1, {"defective_pre": 1})
    days = desk.rows(
        "SELECT key, effective_date FROM entries WHERE file_id = :id AND key LIKE '%fee:%' ORDER BY id",
        id=file.file_id,
    )
    assert [day for _, day in days] == [visited, decided]


# ------------------------------------------------------------------------------------------------------------ units


def test_a_unit_that_covered_the_report_is_there_again(desk: Desk, lenient: Callable[..., Any]) -> None:
    with lenient() as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_380_000)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        assert (file.account().debt_rials, file.balance("2110")) == (0, -690_000)
        file.void(report)
        assert file.balance("2110") == -1_380_000
        assert {unit.unit: unit.used for unit in file.account().prepaid} == {"final": 0, "pre": 0}
        file.settle(file.filed(Outcome.DEFECTIVE))
        assert (file.account().debt_rials, file.balance("2110")) == (0, -690_000)


def test_a_unit_that_comes_back_is_worth_what_unused_ones_are(
    desk: Desk, lenient: Callable[..., Any]
) -> None:
    with lenient(vat=900) as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_504_200)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        file.correct(0, "G6")
        assert file.account().invoice_due_rials == 43_600
        file.pay(43_600)
        file.void(report)
        account = file.account()
        assert (account.invoice_due_rials, file.balance("2110")) == (43_600, -1_460_000)
        assert [(made.report_id, made.due_rials) for made in account.adjustments] == [
            (None, 0),
            (report.report_id, 43_600),
        ]
        voided, adjusted = desk.events[-2:]
        assert isinstance(voided, ChargeVoided)
        assert isinstance(adjusted, PrepaymentAdjusted)
        assert (voided.gate, voided.gate.invoice_due_rials) == (adjusted.gate, 43_600)


def test_a_unit_that_comes_back_may_have_been_dearer(desk: Desk, lenient: Callable[..., Any]) -> None:
    with lenient() as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G6"]).register()
        file.pay(1_460_000)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        file.correct(0, "G4")
        assert file.account().credit_rials == 40_000
        file.void(report)
        assert (file.account().credit_rials, file.balance("2110")) == (80_000, -1_380_000)


@pytest.mark.parametrize(("unused", "kept", "credited"), [("kept", 690_000, 0), ("credited", 0, 690_000)])
def test_a_unit_that_comes_back_to_a_completed_file(
    desk: Desk, lenient: Callable[..., Any], unused: str, kept: int, credited: int
) -> None:
    with lenient(unused_units=unused, coverage={"defective": "pre"}) as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_380_000)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        file.settle(file.filed(Outcome.APPROVED, completes=True))
        file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
        file.void(report)
        (closed,) = [event for event in desk.events if isinstance(event, UnitsClosed)]
        assert (closed.kept_rials, closed.credited_rials) == (kept, credited)
        assert (file.balance("2110"), file.balance("4090"), file.balance("2120")) == (0, -kept, -credited)
        file.void(report)
        assert file.account().credit_rials == credited


def test_a_unit_that_comes_back_to_a_cancelled_file_is_credited(
    desk: Desk, lenient: Callable[..., Any]
) -> None:
    with lenient(vat=1_000) as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_518_000)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        file.cancel()
        assert file.account().credit_rials == 759_000
        file.void(report)
        assert (file.account().credit_rials, file.balance("2110"), file.balance("2320")) == (1_518_000, 0, 0)


def test_tax_on_a_void_charge_is_given_back(desk: Desk, lenient: Callable[..., Any]) -> None:
    with lenient(vat=900, coverage={}) as day:
        at(desk, day)
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_504_200)
        report = file.settle(file.filed(Outcome.DEFECTIVE))
        assert file.account().debt_rials == 425_100
        file.pay(425_100)
        file.void(report)
        assert (file.account().credit_rials, file.balance("2320")) == (425_100, -124_200)
