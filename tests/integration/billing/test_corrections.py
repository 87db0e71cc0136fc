"""Corrected meters on a real PostgreSQL: unused units get another price, used ones keep theirs, nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.work import NotYet
from contracts.billing import ChargeSettled, DebtCleared, PrepaymentAdjusted, RegistrationPaid
from contracts.terms import FileKind, Outcome, Phase
from services.billing import use_cases
from tests.integration.billing.conftest import BilledFile
from tests.integration.desk import Desk

DEARER = 40_000 * 125 // 100  # G6 rather than G4, concealed


def last_adjusted(desk: Desk) -> PrepaymentAdjusted:
    """What was told last of a prepayment."""
    told = [event for event in desk.events if isinstance(event, PrepaymentAdjusted)]
    return told[-1]


def test_a_dearer_class_is_invoiced_for_unused_units_alone(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    file.pay(4 * 862_500)
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    file.correct(0, "G6")
    account = file.account()
    assert (account.invoice_due_rials, account.debt_rials) == (3 * DEARER, 0)
    assert account.invoice is not None
    assert [line.unit_price_rials for line in account.invoice.lines] == [862_500, 862_500]
    (made,) = account.adjustments
    assert (made.difference_rials, made.due_rials, made.meters_revision) == (150_000, 150_000, 1)
    assert [(line.unit, line.quantity, line.amount_rials) for line in made.lines] == [
        ("concealed_stage", 2, 100_000),
        ("final", 1, 50_000),
    ]
    told = last_adjusted(desk)
    assert (told.difference_rials, told.invoice_number) == (150_000, made.invoice_number)
    assert (told.gate.invoice_due_rials, told.gate.meters_revision, told.gate.debt_rials) == (150_000, 1, 0)
    number, again = (account.invoice.number, made.invoice_number or "")
    assert int(again.split("-")[1]) > int(number.split("-")[1])
    file.pay(150_000)
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    assert [charge.amount_rials for charge in file.account().charges] == [862_500, 912_500]
    assert len(desk.told(RegistrationPaid)) == 1


def test_a_cheaper_class_is_credited_and_pays_debts_first(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G6", "G6"]).register()
    file.pay(4 * 1_825_000)
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    file.settle(file.filed(Outcome.APPROVED, exceptions={1: Outcome.DEFECTIVE}))
    assert file.account().debt_rials == 410_000
    file.correct(1, "G4")
    assert (file.account().debt_rials, file.account().credit_rials) == (410_000 - 3 * DEARER, 0)
    file.correct(0, "G4")
    file.correct(0, "G6")
    assert file.account().invoice_due_rials == 150_000
    file.pay(200_000)
    debt = 410_000 - 6 * DEARER
    assert (file.account().debt_rials, file.account().invoice_due_rials) == (0, 150_000 - (200_000 - debt))
    assert isinstance(desk.events[-1], DebtCleared)
    file.correct(0, "G4")
    account = file.account()
    assert (account.debt_rials, account.credit_rials, account.invoice_due_rials) == (0, 200_000 - debt, 0)


def test_what_is_given_back_pays_debts_before_corrections(desk: Desk) -> None:
    """As a payment does: whoever owes for a report is to be free of that first (R21)."""
    file = BilledFile(desk, FileKind.CONCEALED, ["G4", "G6"]).register()
    file.pay(4 * (862_500 + 912_500))
    file.settle(file.filed(Outcome.CONCEALED_STAGE))
    file.settle(file.filed(Outcome.APPROVED, exceptions={0: Outcome.DEFECTIVE}))
    file.correct(0, "G6")
    assert (file.account().debt_rials, file.account().invoice_due_rials) == (390_000, 3 * DEARER)
    file.correct(1, "G4")
    account = file.account()
    assert (account.debt_rials, account.invoice_due_rials) == (390_000 - 3 * DEARER, 3 * DEARER)
    file.cancel()
    account = file.account()
    units = 3 * (862_500 + 912_500)
    assert (account.debt_rials, account.invoice_due_rials) == (0, 0)
    assert account.credit_rials == units - 390_000


def test_credit_pays_a_difference_at_once(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    file.pay(4 * 862_500 + 120_000)
    file.correct(0, "G6")
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (80_000, 0)
    file.correct(0, "G4")
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (0, 120_000)
    assert [(made.paid_rials, made.credited_rials, made.due_rials) for made in account.adjustments] == [
        (120_000, 80_000, 0),
        (0, 0, 0),
    ]


@pytest.mark.parametrize(
    ("paid", "due", "credit"), [(0, 1_380_000, 0), (500_000, 880_000, 0), (1_400_000, 0, 20_000)]
)
def test_a_cheaper_class_before_payment_reduces_what_is_due(
    desk: Desk, paid: int, due: int, credit: int
) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G6"]).register()
    if paid:
        file.pay(paid)
    assert desk.told(RegistrationPaid) == []
    file.correct(0, "G4")
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (due, credit)
    if due:
        file.pay(due)
    (told,) = [event for event in desk.events if isinstance(event, RegistrationPaid)]
    assert told.amount_rials == 1_380_000


def test_a_registration_is_paid_with_what_was_invoiced_after_it(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.correct(0, "G6")
    file.pay(1_380_000)
    assert desk.told(RegistrationPaid) == []
    file.pay(80_000)
    (told,) = [event for event in desk.events if isinstance(event, RegistrationPaid)]
    assert told.amount_rials == 1_460_000


def test_another_class_of_the_same_price_is_noted_and_told(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4", "G6"]).register()
    first = file.corrected(0, "G6")
    both = file.corrected(1, "G4")
    file.price(both)
    told = last_adjusted(desk)
    assert (told.difference_rials, told.invoice_number, told.meters_revision) == (0, None, 2)
    assert (told.gate.meters_revision, file.account().adjustments) == (2, [])
    events = len(desk.events)
    file.price(first)  # an earlier one that comes late has nothing to add
    assert len(desk.events) == events


def test_a_correction_that_changes_no_class_says_nothing(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.correct(0, "G4")
    assert desk.told(PrepaymentAdjusted) == []


def test_a_correction_is_priced_once_however_often_it_comes(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"])
    event = file.corrected(0, "G6")
    with pytest.raises(NotYet):
        file.price(event)
    file.classes, file.revision, file.meters = ["G4"], 0, [replace(file.meters[0], meter_class="G4")]
    file.register()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: file.price(event), range(20)))
    assert file.account().invoice_due_rials == 1_460_000
    assert len(desk.told(PrepaymentAdjusted)) == 1


def test_a_report_waits_for_the_correction_before_it(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    file.pay(4 * 862_500)
    correction = file.corrected(0, "G6")
    report = file.filed(Outcome.CONCEALED_STAGE)
    with pytest.raises(NotYet):
        file.settle(report)
    file.price(correction)
    file.settle(report)
    (settled,) = [event for event in desk.events if isinstance(event, ChargeSettled)]
    assert settled.amount_rials == 912_500


def test_a_report_from_before_a_correction_does_not_wait(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    report = file.filed(Outcome.DEFECTIVE)
    file.correct(0, "G6")
    file.settle(report)
    assert file.account().debt_rials == 390_000


def test_corrections_of_a_file_that_has_ended_cost_nothing(desk: Desk) -> None:
    for cancelled in (True, False):
        file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        file.pay(1_380_000)
        file.settle(file.filed(Outcome.APPROVED, completes=True))
        last = file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True)
        if cancelled:
            file.cancel()
        else:
            file.settle(last)
        credit = file.account().credit_rials
        file.correct(0, "G6")
        assert (file.account().invoice_due_rials, file.account().credit_rials) == (0, credit)
        assert last_adjusted(desk).gate.meters_revision == 1
        if cancelled:  # the completing report was accepted before inspection heard of the cancellation
            file.settle(last)
            assert file.account().credit_rials == 0


def test_a_cancelled_file_gets_back_what_its_units_cost_at_last(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    file.correct(0, "G6")
    file.pay(30_000)
    file.cancel()
    account = file.account()
    assert (account.invoice_due_rials, account.credit_rials) == (0, 1_410_000)
    assert file.balance("2110") == 0


def test_a_gate_says_what_is_due_and_what_is_priced(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.correct(0, "G6")
    gate = desk.query(use_cases.get_gate, file_id=file.file_id).gate
    assert (gate.invoice_due_rials, gate.meters_revision, gate.version) == (1_460_000, 1, 2)
