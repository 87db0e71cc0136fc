"""Receipts on the real database: their numbers, what stands on them, who sees them, and who may verify them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg2
import pytest

from chassis.ids import new_id
from chassis.jalali import jalali_year, tehran_date
from contracts.billing import ReceiptView, VerifiedReceipt
from contracts.errors import BillingCode, Conflict, Forbidden, InvalidRequest, NotFound
from contracts.shapes import Caller
from contracts.terms import FileKind, Outcome, ReceiptPurpose, Role
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile, caller, person
from tests.integration.desk import Desk


def receipt(file: BilledFile, payment_id: str, who: Caller | None = None) -> ReceiptView:
    """A payment's receipt, as somebody of the file gets it."""
    return file.desk.query(use_cases.get_receipt, caller=who or file.owner, payment_id=payment_id)


def verify(desk: Desk, number: str, code: str) -> VerifiedReceipt:
    return desk.query(use_cases.verify_receipt, number=number, code=code)


@pytest.fixture
def file(desk: Desk) -> BilledFile:
    """An exposed file, which owes 1,380,000 for its registration."""
    return BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()


def test_each_payment_has_the_next_number(desk: Desk, file: BilledFile) -> None:
    first, second = file.pay(1_000), file.pay(2_000)
    year, _, number = first.receipt_number.partition("-")
    assert int(year) == jalali_year(tehran_date(desk.now))
    assert second.receipt_number == f"{year}-{int(number) + 1:06d}"
    assert [payment.receipt_number for payment in file.account().payments] == [
        first.receipt_number,
        second.receipt_number,
    ]


def test_a_payment_that_is_refused_uses_no_number(desk: Desk, file: BilledFile) -> None:
    first = file.pay(1_000, reference="once")
    with pytest.raises(Conflict, match="duplicate_reference"):
        file.pay(1_000, reference="once")
    second = file.pay(1_000)
    assert int(second.receipt_number[-6:]) == int(first.receipt_number[-6:]) + 1


def test_many_at_once_leave_no_gap(desk: Desk) -> None:
    files = [BilledFile(desk, FileKind.EXPOSED, ["G4"]).register() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        numbers = [int(paid.receipt_number[-6:]) for paid in pool.map(lambda f: f.pay(1_000), files)]
    assert sorted(numbers) == list(range(min(numbers), min(numbers) + 6))


def test_the_year_is_that_of_the_day_on_which_it_is_recorded(desk: Desk, file: BilledFile) -> None:
    paid_on = tehran_date(desk.now)
    desk.pass_time(days=5 * 366)
    paid = file.pay(1_000, paid_on=paid_on)
    assert paid.receipt_number == f"{jalali_year(paid_on) + 5}-000001"


def test_a_receipt_says_what_the_money_has_paid(desk: Desk, file: BilledFile) -> None:
    paid = file.pay(1_380_000 + 400_000)
    file.settle(file.filed(Outcome.DEFECTIVE))
    shown = receipt(file, paid.id)
    assert (shown.number, shown.file_number, shown.payer) == (
        paid.receipt_number,
        file.snapshot().number,
        file.contractor,
    )
    assert [(part.purpose, part.amount_rials) for part in shown.parts] == [
        (ReceiptPurpose.REGISTRATION, 1_380_000),
        (ReceiptPurpose.REPORT, 390_000),
        (ReceiptPurpose.CREDIT, 10_000),
    ]
    assert shown.parts[1].number == "1"
    file.correct(0, "G6")
    supplement = file.pay(200_000)
    (first, *_) = receipt(file, supplement.id).parts
    assert (first.purpose, first.number) == (
        ReceiptPurpose.SUPPLEMENT,
        file.account().adjustments[0].invoice_number,
    )


def test_who_sees_a_receipt(desk: Desk, file: BilledFile) -> None:
    paid = file.pay(1_000)
    for sees in (file.owner, OFFICE, FINANCE):
        assert receipt(file, paid.id, sees).number == paid.receipt_number
    with pytest.raises(NotFound, match=BillingCode.PAYMENT_NOT_FOUND):
        receipt(file, paid.id, caller(Role.CONTRACTOR, person("19-7-2")))
    for unknown in ("nonsense", new_id()):
        with pytest.raises(NotFound, match=BillingCode.PAYMENT_NOT_FOUND):
            receipt(file, unknown)
    with pytest.raises(Forbidden):
        receipt(file, paid.id, caller(Role.INSPECTOR, file.inspector))


def test_whoever_holds_a_receipt_may_verify_it(desk: Desk, file: BilledFile) -> None:
    shown, other = receipt(file, file.pay(1_000).id), receipt(file, file.pay(5_000).id)
    told = verify(desk, shown.number, shown.verification_code)
    assert (told.number, told.amount_rials, told.file_number) == (shown.number, 1_000, shown.file_number)
    assert (told.valid, told.reversed_on, told.payer) == (True, None, "آزم…")
    assert len(shown.verification_code) == 22
    assert shown.verification_code != other.verification_code
    for number, code in (
        (shown.number, other.verification_code),
        (shown.number, ""),
        (shown.number, "کد"),
        ("1405-999999", shown.verification_code),
        ("nonsense", ""),
    ):
        with pytest.raises(NotFound, match=BillingCode.RECEIPT_NOT_FOUND) as refusal:
            verify(desk, number, code)
        assert refusal.value.params == {}


def test_a_receipt_says_when_its_payment_was_reversed(file: BilledFile) -> None:
    paid = file.pay(1_000)
    shown = receipt(file, paid.id)
    file.reverse(paid)
    told = file.desk.query(use_cases.verify_receipt, number=shown.number, code=shown.verification_code)
    assert (told.valid, told.reversed_on) == (False, tehran_date(file.desk.now))
    assert receipt(file, paid.id).reversed_on == told.reversed_on


def test_of_a_reversed_payment_no_credit_is_left(file: BilledFile) -> None:
    paid = file.pay(1_380_000 + 400_000)
    file.reverse(paid)
    shown = receipt(file, paid.id)
    assert [(part.purpose, part.amount_rials) for part in shown.parts] == [
        (ReceiptPurpose.REGISTRATION, 1_380_000)
    ]


def test_what_was_given_stays(desk: Desk, file: BilledFile) -> None:
    paid = file.pay(1_000)
    url = desk.database.writer.url.set(drivername="postgresql").render_as_string(hide_password=False)
    for column in ("receipt_number", "verification_code"):
        connection = psycopg2.connect(url)
        try:
            with connection.cursor() as cursor, pytest.raises(psycopg2.Error) as refusal:
                cursor.execute(f"UPDATE payments SET {column} = 'x' WHERE id = %s", (paid.id,))
            assert refusal.value.pgcode == "23001"
        finally:
            connection.close()


def test_a_day_that_cannot_be_meant_is_refused(desk: Desk, file: BilledFile) -> None:
    """The books keep a day for ever, and months are closed from the first one on: 0405 is a slip of the pen."""
    for day in (date(1026, 10, 23), date(1899, 12, 31)):
        with pytest.raises(InvalidRequest) as refused:
            file.pay(1_000, paid_on=day)
        assert list(refused.value.errors or {}) == ["paid_on"]
    desk.query(use_cases.list_periods, caller=FINANCE)
