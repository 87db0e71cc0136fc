"""The books on a real PostgreSQL: to the rial, once, and never changed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chassis.jalali import tehran_date
from chassis.work import NotYet
from contracts.billing import ChargeSettled, DebtCleared, RegistrationPaid, UnitsClosed
from contracts.errors import Conflict, Forbidden, InvalidRequest, NotFound
from contracts.terms import ChargeStatus, FileKind, Outcome, Phase, Role
from launcher.provision import ServiceDatabase
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile, caller, person
from tests.integration.desk import Desk

STAGE = 1_725_000
Migrated = Callable[[str], ServiceDatabase]


def test_worked_example(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4", "G4"]).register()
    assert file.account().invoice_due_rials == 6_900_000
    file.pay(6_900_000)
    assert len(desk.told(RegistrationPaid)) == 1
    for _ in range(3):
        file.settle(file.filed(Outcome.CONCEALED_STAGE))
    assert file.account().debt_rials == 0
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    assert file.account().debt_rials == STAGE
    file.pay(STAGE - 1)
    assert file.account().debt_rials == 1
    assert desk.told(DebtCleared) == []
    file.pay(1)
    assert len(desk.told(DebtCleared)) == 1

    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, exceptions={1: Outcome.DEFECTIVE}))
    assert file.account().debt_rials == 390_000
    file.pay(390_000)
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))

    account = file.account()
    assert (account.debt_rials, account.credit_rials, account.invoice_due_rials) == (0, 0, 0)
    assert sum(payment.amount_rials for payment in account.payments) == 9_015_000
    assert file.balance("2210", file.inspector.id) == -6_310_500
    assert file.balance("4010") == -9_015_000
    assert file.balance("2110") == 0
    assert [(unit.unit, unit.bought, unit.used) for unit in account.prepaid] == [
        ("concealed_stage", 3, 3),
        ("final", 1, 1),
    ]
    assert [charge.covered for charge in account.charges] == [True, True, True, False, False]


def test_financial_report_equals_the_ledger(desk: Desk) -> None:
    inspector = person("19-3-9")
    for block in (False, True):
        file = BilledFile(desk, FileKind.EXPOSED, ["G4", "G6"], block=block, inspector=inspector).register()
        file.pay(10_000_000)
        file.settle(file.filed(Outcome.DEFECTIVE))
        file.settle(file.filed(Outcome.APPROVED, completes=True))
        file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, exceptions={0: Outcome.ABSENT_CHARGED}))
        file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    today = tehran_date(desk.now)
    report = desk.query(
        use_cases.get_financial_report,
        caller=caller(Role.INSPECTOR, inspector),
        from_date=today,
        to_date=today,
    )
    assert report.total.fee_rials == -file.balance("2210", inspector.id)
    assert report.total.fee_rials == report.block.fee_rials + report.non_block.fee_rials
    assert report.total.fee_rials == sum(row.fee_rials for row in report.rows)
    assert (report.block.meters, report.non_block.meters, report.total.meters) == (2, 2, 4)
    assert report.block.stages == {
        "absent_charged_final": 1,
        "approved_final": 2,
        "approved_pre": 1,
        "defective_pre": 1,
    }


def test_a_report_is_charged_once_however_often_it_comes(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    event = file.filed(Outcome.DEFECTIVE)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: file.settle(event), range(20)))
    assert file.account().debt_rials == 390_000
    assert len(desk.told(ChargeSettled)) == 1


def test_reports_are_settled_in_their_order(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"])
    first, second = file.filed(Outcome.ABSENT_FREE), file.filed(Outcome.DEFECTIVE)
    with pytest.raises(NotYet):
        file.settle(first)
    file.register()
    with pytest.raises(NotYet):
        file.settle(second)
    file.settle(first)
    file.settle(second)
    settled = [event for event in desk.events if isinstance(event, ChargeSettled)]
    assert [(event.sequence, event.status) for event in settled] == [
        (1, ChargeStatus.NONE),
        (2, ChargeStatus.DEBT),
    ]
    assert [event.gate.version for event in settled] == [2, 3]


def test_money_that_came_early_is_used_before_a_debt_arises(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    payment = file.pay(1_380_000 + 500_000)
    assert payment.unapplied_rials == 500_000
    assert file.balance("2120") == -500_000
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert (file.account().debt_rials, file.account().credit_rials) == (0, 110_000)
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert (file.account().debt_rials, file.account().credit_rials) == (280_000, 0)
    statuses = [event.status for event in desk.events if isinstance(event, ChargeSettled)]
    assert statuses == [ChargeStatus.COVERED, ChargeStatus.DEBT]


def test_a_reference_counts_once_for_ever(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    other = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1000, reference=f"ref-{file.file_id}")
    with pytest.raises(Conflict, match=r"billing\.duplicate_reference"):
        other.pay(2000, reference=f"ref-{file.file_id}")

    def try_to_pay(_: int) -> str:
        try:
            other.pay(5000, reference=f"race-{other.file_id}")
        except Conflict as conflict:
            return conflict.code
        return "paid"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(try_to_pay, range(8)))
    assert sorted(outcomes) == ["billing.duplicate_reference"] * 7 + ["paid"]


def test_a_receipt_from_the_future_or_for_nothing_is_refused(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    with pytest.raises(InvalidRequest, match=r"billing\.paid_in_future"):
        file.pay(1000, paid_on=tehran_date(desk.now) + timedelta(days=1))
    ghost = BilledFile(desk, FileKind.EXPOSED, ["G4"])
    with pytest.raises(NotFound):
        ghost.pay(1000)


@pytest.mark.parametrize("paid", [0, 400_000, 1_380_000, 2_000_000])
def test_a_cancelled_file_gets_its_unused_units_back(desk: Desk, paid: int) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    if paid:
        file.pay(paid)
    file.cancel()
    file.cancel()
    account = file.account()
    assert (account.credit_rials, account.invoice_due_rials, account.debt_rials) == (paid, 0, 0)
    assert file.balance("2110") == 0


def test_a_cancelled_debtor_pays_with_the_units_given_back(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4", "G4"]).register()
    file.pay(6_900_000)
    file.settle(file.filed(Outcome.DEFECTIVE))
    file.cancel()
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 6_900_000 - 780_000)
    assert len(desk.told(DebtCleared)) == 1
    (closed,) = (event for event in desk.events if isinstance(event, UnitsClosed))
    assert (closed.kept_rials, closed.credited_rials) == (0, 6_900_000)


def test_nobody_is_told_of_credit_for_what_was_never_paid(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.cancel()
    (closed,) = (event for event in desk.events if isinstance(event, UnitsClosed))
    assert closed.credited_rials == 0


def test_completion_wins_over_a_cancellation_that_came_first(desk: Desk) -> None:
    """The completing report was accepted before inspection heard of the cancellation."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    last = file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True)
    file.cancel()
    assert file.account().credit_rials == 690_000
    file.settle(last)
    assert file.account().credit_rials == 0
    assert file.balance("2210", file.inspector.id) == -966_000
    assert desk.rows("SELECT state FROM file_accounts WHERE file_id = :id", id=file.file_id) == [
        ("completed",)
    ]


def test_an_id_in_upper_case_is_nobodys(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.file_id = file.file_id.upper()
    with pytest.raises(NotFound):
        file.pay(1000)


def test_units_left_over_at_completion_are_kept(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    file.pay(4 * 862_500)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    assert file.balance("4090") == -3 * 862_500
    assert file.balance("2110") == 0


def test_who_sees_an_account(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    for sees in (file.owner, OFFICE, FINANCE):
        assert desk.query(use_cases.get_account, caller=sees, file_id=file.file_id).number
    stranger = caller(Role.CONTRACTOR, person("19-7-2"))
    for file_id in (file.file_id, "0" * 8, "01a204ee-181c-7026-a99f-f8cd006de1f1"):
        with pytest.raises(NotFound):
            desk.query(use_cases.get_account, caller=stranger, file_id=file_id)
    with pytest.raises(Forbidden):
        desk.query(use_cases.get_account, caller=caller(Role.INSPECTOR, file.inspector), file_id=file.file_id)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE postings SET amount_rials = amount_rials + 1",
        "DELETE FROM postings",
        "TRUNCATE postings",
        "UPDATE entries SET description = ''",
        "DELETE FROM entries",
    ],
)
@pytest.mark.parametrize("role", ["app_url", "owner_url"])
def test_the_ledger_refuses_change(desk: Desk, migrated: Migrated, statement: str, role: str) -> None:
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    connection = psycopg2.connect(getattr(migrated("billing"), role))
    try:
        with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(statement)
        assert refusal.value.pgcode == ("42501" if role == "app_url" else "23001")
    finally:
        connection.close()


def test_the_ledger_refuses_an_unbalanced_entry(desk: Desk, migrated: Migrated) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    connection = psycopg2.connect(migrated("billing").app_url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO entries (key, effective_date, posted_at, description, file_id)"
                " VALUES (%s, now(), now(), '', %s) RETURNING id",
                (f"odd:{file.file_id}", file.file_id),
            )
            entry = cursor.fetchone()
            cursor.execute(
                "INSERT INTO postings (entry_id, account, holder, amount_rials) VALUES (%s, '1020', 'x', 5)",
                entry,
            )
        with pytest.raises(psycopg2.Error, match="does not balance"):
            connection.commit()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("INSERT INTO tariff_versions VALUES (99, '2026-01-01', NULL, '{}')", "23P01"),
        ("UPDATE tariff_versions SET data = '{}' WHERE version = 1", "23001"),
        ("DELETE FROM tariff_versions WHERE version = 1", "23001"),
    ],
)
def test_tariffs_neither_overlap_nor_change_once_used(
    desk: Desk, migrated: Migrated, statement: str, code: str
) -> None:
    BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    connection = psycopg2.connect(migrated("billing").owner_url)
    try:
        with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
            cursor.execute(statement)
        assert refusal.value.pgcode == code
    finally:
        connection.close()


_steps = st.one_of(
    st.tuples(st.just("report"), st.sampled_from(Outcome), st.sampled_from(Outcome)),
    st.tuples(st.just("pay"), st.integers(1, 4_000_000), st.none()),
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(FileKind), history=st.lists(_steps, max_size=12))
def test_any_history_keeps_the_books(desk: Desk, kind: FileKind, history: list[tuple]) -> None:  # type: ignore[type-arg]
    """The fixture checks every invariant afterwards; here: what is owed is what was charged less what was paid."""
    file = BilledFile(desk, kind, ["G4", "G10"]).register()
    paid = 0
    for step, first, second in history:
        if step == "pay":
            file.pay(first)
            paid += first
        elif first is Outcome.CONCEALED_STAGE:
            file.settle(file.filed(first))
        else:
            file.settle(file.filed(first, exceptions={1: second}))
    account = file.account()
    invoiced = account.invoice.amount_rials if account.invoice else 0
    owed = sum(c.amount_rials for charge in account.charges for c in charge.lines if c.covered_by is None)
    net = account.invoice_due_rials + account.debt_rials - account.credit_rials
    assert net == invoiced + owed - paid
    assert account.debt_rials == 0 or account.credit_rials == 0
