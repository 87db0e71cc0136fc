"""What finance corrects by hand, on a real PostgreSQL: each exactly in the books, and debts only behind a fence."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from chassis.work import Work
from contracts.billing import (
    DebitDropped,
    DebitPosted,
    DebitView,
    DebtCleared,
    DebtWrittenOff,
    PaymentReversed,
    PaymentView,
    RefundFailed,
    RefundView,
)
from contracts.errors import BillingCode, CommonCode, Conflict, Forbidden, NotFound, Refusal
from contracts.shapes import Page
from contracts.terms import DebitState, FileKind, Outcome, Phase, RefundState
from services.billing import store, use_cases
from services.billing.tables import Debit
from services.billing.use_cases.debits import Fence
from tests.integration.billing.conftest import FINANCE, OFFICE, BilledFile
from tests.integration.desk import Desk

REGISTRATION = 1_380_000


@pytest.fixture
def file(desk: Desk) -> BilledFile:
    """A paid exposed file with one G4 meter."""
    made = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    made.pay(REGISTRATION)
    return made


def fence_of(file: BilledFile) -> Fence:
    """The errand takes this file's debit; those of other tests are posted all."""
    fence = file.desk.command(use_cases.take_debit)
    assert fence is not None
    assert fence.file_id == file.file_id
    return fence


def owed(file: BilledFile) -> tuple[int, int]:
    """Debt and credit."""
    account = file.account()
    return account.debt_rials, account.credit_rials


def announce_again(work: Work, payment: PaymentView) -> None:
    """Another announcement of a reversal, as if the command had not seen the first."""
    (first,) = [each for each in store.debits_of(work.session, payment.file_id) if each.payment_id]
    copied = {column.name: getattr(first, column.name) for column in Debit.__table__.columns}
    work.session.add(Debit(**{**copied, "id": work.new_id()}))


# ---------------------------------------------------------------------------------------------------------- debits


def test_a_debit_is_announced_and_posted_behind_its_fence(desk: Desk, file: BilledFile) -> None:
    version = desk.query(use_cases.get_gate, file_id=file.file_id).gate.version
    made = desk.command(
        use_cases.debit_file, caller=FINANCE, file_id=file.file_id, amount_rials=500_000, reason="جریمه"
    )
    assert (made.state, made.outstanding_rials, owed(file)) == (DebitState.ANNOUNCED, 0, (0, 0))
    fence = fence_of(file)
    assert fence.version == version + 1
    assert desk.command(use_cases.take_debit) is None  # it is in hand
    desk.command(use_cases.settle_debit, fence, True)
    desk.command(use_cases.settle_debit, fence, True)
    (told,) = desk.told(DebitPosted)
    assert isinstance(told, DebitPosted)
    assert (told.gate.version, told.gate.debt_rials) == (fence.version, 500_000)
    (shown,) = file.account().debits
    assert (shown.state, shown.outstanding_rials, shown.reason) == (DebitState.POSTED, 500_000, "جریمه")
    assert (file.balance("1210"), file.balance("4095")) == (500_000, -500_000)


def test_a_debit_waits_while_inspection_is_away(desk: Desk, file: BilledFile) -> None:
    file.announce_debit(500_000)
    desk.command(use_cases.settle_debit, fence_of(file), False)
    assert owed(file) == (0, 0)
    assert desk.command(use_cases.take_debit) is None
    desk.pass_time(seconds=1)
    desk.command(use_cases.settle_debit, fence_of(file), True)
    assert owed(file) == (500_000, 0)


def test_a_fact_that_took_the_fences_version_has_another_raised(desk: Desk, file: BilledFile) -> None:
    """Its snapshot lifts the fence and shows no debt: so no debt may be made behind it."""
    file.announce_debit(500_000)
    first = fence_of(file)
    file.settle(file.filed(Outcome.ABSENT_FREE))
    desk.command(use_cases.settle_debit, first, True)
    assert owed(file) == (0, 0)
    second = fence_of(file)
    assert second.version == first.version + 1
    desk.command(use_cases.settle_debit, second, True)
    assert owed(file) == (500_000, 0)


def test_whoever_dies_with_a_debit_in_hand_is_followed_by_another(desk: Desk, file: BilledFile) -> None:
    file.announce_debit(500_000)
    lost = fence_of(file)
    desk.pass_time(seconds=11)
    desk.command(use_cases.settle_debit, fence_of(file), True)
    desk.command(use_cases.settle_debit, lost, True)
    assert owed(file) == (500_000, 0)
    assert len(desk.told(DebitPosted)) == 1


def test_two_debits_at_once_each_get_a_fence_of_their_own(desk: Desk, file: BilledFile) -> None:
    file.announce_debit(500_000)
    file.announce_debit(300_000)
    one, other = fence_of(file), fence_of(file)
    assert one.version == other.version
    desk.command(use_cases.settle_debit, one, True)
    desk.command(use_cases.settle_debit, other, True)
    assert owed(file) == (500_000, 0)
    desk.command(use_cases.settle_debit, fence_of(file), True)
    assert owed(file) == (800_000, 0)


def test_credit_pays_a_debit_first(desk: Desk, file: BilledFile) -> None:
    file.pay(200_000)
    file.debit(500_000)
    assert owed(file) == (300_000, 0)
    file.pay(300_000)
    assert len(desk.told(DebtCleared)) == 1


def test_debts_are_paid_by_date_whatever_made_them(desk: Desk, file: BilledFile) -> None:
    desk.pass_time(days=1)
    file.debit(100_000)
    desk.pass_time(days=1)
    file.settle(file.filed(Outcome.DEFECTIVE))
    desk.pass_time(days=1)
    file.debit(50_000)
    file.pay(100_000 + 390_000 + 10_000)
    assert [debit.outstanding_rials for debit in file.account().debits] == [0, 40_000]


# ------------------------------------------------------------------------------------------------------- reversals


def test_a_reversed_payment_leaves_bills_paid_and_is_owed_again(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    payment = file.pay(REGISTRATION + 20_000, "cheque-" + file.file_id)
    file.reverse(payment)
    account = file.account()
    assert (account.debt_rials, account.credit_rials, account.invoice_due_rials) == (REGISTRATION, 0, 0)
    (shown,) = account.payments
    assert (shown.reversed_on is not None, shown.unapplied_rials) == (True, 0)
    (told,) = desk.told(PaymentReversed)
    assert isinstance(told, PaymentReversed)
    assert (told.amount_rials, told.debit_rials) == (REGISTRATION + 20_000, REGISTRATION)
    assert (file.balance("1020"), file.balance("1210"), file.balance("2120")) == (0, REGISTRATION, 0)
    with pytest.raises(Conflict) as refused:
        file.pay(5, "cheque-" + file.file_id)
    assert refused.value.code == BillingCode.DUPLICATE_REFERENCE
    file.pay(REGISTRATION)
    assert owed(file) == (0, 0)


def test_a_payments_credit_that_was_used_is_owed(desk: Desk, file: BilledFile) -> None:
    payment = file.pay(500_000)
    file.settle(file.filed(Outcome.DEFECTIVE))  # 390,000 from the credit
    assert owed(file) == (0, 110_000)
    file.reverse(payment)
    assert owed(file) == (390_000, 0)
    assert file.balance("1210") == 390_000


def test_what_a_void_gave_back_of_a_payment_is_not_owed(desk: Desk, file: BilledFile) -> None:
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    payment = file.pay(390_000)
    file.void(report)
    assert owed(file) == (0, 390_000)
    file.reverse(payment)
    assert owed(file) == (0, 0)


def test_other_credit_pays_what_a_reversed_payment_leaves(desk: Desk, file: BilledFile) -> None:
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    payment = file.pay(390_000)
    file.pay(100_000)
    file.reverse(payment)
    assert owed(file) == (290_000, 0)
    file.void(report)  # and what becomes void of it later pays the debt that the reversal left
    assert owed(file) == (0, 100_000)
    file.refund()
    assert owed(file) == (0, 0)


def test_a_reversal_that_became_impossible_lifts_its_fence(desk: Desk, file: BilledFile) -> None:
    payment = file.pay(1_000)
    file.announce_reversal(payment.id)
    desk.command(announce_again, payment)
    file.post_debits()
    assert len(desk.told(PaymentReversed)) == 1
    (dropped,) = desk.told(DebitDropped)
    assert isinstance(dropped, DebitDropped)
    assert dropped.gate.version == desk.query(use_cases.get_gate, file_id=file.file_id).gate.version
    assert sorted(debit.state for debit in file.account().debits) == ["dropped", "posted"]


def test_a_payment_is_reversed_once(desk: Desk, file: BilledFile) -> None:
    payment = file.pay(1_000)

    def attempt(_: int) -> DebitView | str:
        try:
            return file.announce_reversal(payment.id)
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(4)))
    assert answers.count(BillingCode.ALREADY_REVERSED) == 3
    file.post_debits()
    with pytest.raises(Conflict):
        file.announce_reversal(payment.id)


# ------------------------------------------------------------------------------------------------------ write-offs


def test_a_write_off_opens_the_gate_and_a_later_void_undoes_it(desk: Desk, file: BilledFile) -> None:
    report = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(90_000)
    file.write_off()
    assert owed(file) == (0, 0)
    assert [type(event) for event in desk.events[-2:]] == [DebtWrittenOff, DebtCleared]
    assert (file.balance("1210"), file.balance("5080")) == (0, 300_000)
    file.void(report)
    assert (owed(file), file.balance("5080")) == ((0, 90_000), 0)


def test_a_write_off_takes_the_oldest_debts_and_no_more_than_is_owed(desk: Desk, file: BilledFile) -> None:
    file.debit(100_000)
    desk.pass_time(days=1)
    file.debit(100_000)
    file.write_off(150_000)
    assert [debit.written_off_rials for debit in file.account().debits] == [100_000, 50_000]
    with pytest.raises(Conflict) as refused:
        file.write_off(50_001)
    assert refused.value.params == {"owed_rials": 50_000}
    file.write_off()
    with pytest.raises(Conflict):
        file.write_off()


def test_invoices_are_written_off_only_of_a_file_that_has_ended(desk: Desk, file: BilledFile) -> None:
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.correct(0, "G10")
    with pytest.raises(Conflict):
        file.write_off()
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    assert file.account().invoice_due_rials == 80_000
    file.write_off()
    assert (file.account().invoice_due_rials, file.balance("5080")) == (0, 80_000)


# --------------------------------------------------------------------------------------------------------- refunds


def test_a_refund_is_sent_and_confirmed_by_a_reference_that_counts_once(desk: Desk, file: BilledFile) -> None:
    file.pay(300_000)
    first, second = file.refund(100_000), file.refund()
    assert (second.amount_rials, owed(file), file.balance("1095")) == (200_000, (0, 0), -300_000)
    reference = f"out-{first.id}"
    done = file.confirm(first, reference)
    assert (done.state, done.reference) == (RefundState.CONFIRMED, reference)
    with pytest.raises(Conflict) as refused:
        file.confirm(second, reference)
    assert refused.value.code == BillingCode.DUPLICATE_REFERENCE
    with pytest.raises(Conflict) as ended:
        file.fail(first)
    assert ended.value.code == BillingCode.REFUND_ENDED
    assert (file.balance("1095"), file.balance("1020")) == (-200_000, REGISTRATION + 200_000)


def test_a_refund_that_fails_is_credit_again_and_pays_what_is_owed_by_now(
    desk: Desk, file: BilledFile
) -> None:
    payment = file.pay(300_000)
    refund = file.refund()
    file.settle(file.filed(Outcome.DEFECTIVE))
    assert owed(file) == (390_000, 0)
    file.fail(refund)
    assert (owed(file), len(desk.told(RefundFailed))) == ((90_000, 0), 1)
    again = file.pay(190_000)
    file.refund()
    file.reverse(payment)  # its credit paid the report: owed again
    file.reverse(again)  # part of it was refunded: owed again, too
    assert owed(file) == (300_000 + 190_000, 0)


def test_credited_units_can_be_refunded(desk: Desk, file: BilledFile) -> None:
    file.cancel()
    assert owed(file) == (0, REGISTRATION)
    file.confirm(file.refund(), f"out-{file.file_id}")
    assert (owed(file), file.balance("2120"), file.balance("1020")) == ((0, 0), 0, 0)


def test_a_refund_of_a_payment_that_is_reversed_meanwhile(desk: Desk, file: BilledFile) -> None:
    payment = file.pay(300_000)
    refund = file.refund()
    file.reverse(payment)
    assert owed(file) == (300_000, 0)
    file.fail(refund)
    assert owed(file) == (0, 0)


def test_refunds_are_listed_in_pages(desk: Desk, file: BilledFile) -> None:
    file.pay(300_000)
    made = [file.refund(100_000).id, file.refund(100_000).id]
    file.fail(file.refund(100_000))
    seen, cursor = [], None
    while True:
        page: Page[RefundView] = desk.query(
            use_cases.list_refunds, caller=FINANCE, state=RefundState.SENT, limit=1, cursor=cursor
        )
        seen += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert [each for each in seen if each in made] == made
    assert len(file.account().refunds) == 3


# -------------------------------------------------------------------------------------------------------- refusals


def test_only_finance_corrects_and_only_what_is_there(desk: Desk, file: BilledFile) -> None:
    payment: PaymentView = file.pay(1_000)
    about = {"caller": OFFICE, "file_id": file.file_id, "reason": "آزمون"}
    for use_case, more in (
        (use_cases.debit_file, {"amount_rials": 5}),
        (use_cases.reverse_payment, {"payment_id": payment.id}),
        (use_cases.write_off_debt, {}),
        (use_cases.refund_credit, {}),
    ):
        with pytest.raises(Forbidden) as refused:
            desk.command(use_case, **about, **more)  # type: ignore[arg-type]  # of several
        assert refused.value.code == CommonCode.FORBIDDEN
        with pytest.raises(NotFound):
            desk.command(use_case, **{**about, "caller": FINANCE, "file_id": "x"}, **more)  # type: ignore[arg-type]
    other = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    with pytest.raises(NotFound) as unknown:
        other.announce_reversal(payment.id)
    assert unknown.value.code == BillingCode.PAYMENT_NOT_FOUND
    with pytest.raises(Conflict) as too_much:
        file.refund(1_001)
    assert too_much.value.params == {"credit_rials": 1_000}
    with pytest.raises(NotFound):
        desk.command(use_cases.confirm_refund, caller=FINANCE, refund_id=other.file_id, reference="x")


def test_a_final_unit_is_taken_back_from_what_it_gave_and_not_from_a_payment(desk: Desk) -> None:
    """Its credit paid a debt by then; what a payment left must be there when the payment is reversed."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.DEFECTIVE, phase=Phase.FINAL))
    last = file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True)
    file.cancel()  # 690,000: 390,000 of it pay the debt
    payment = file.pay(400_000)
    assert file.account().credit_rials == 700_000
    file.settle(last)
    assert file.account().credit_rials == 700_000
    file.reverse(payment)
    account = file.account()
    assert (account.debt_rials, account.credit_rials) == (0, 300_000)


def test_what_is_announced_keeps_its_part_of_the_credit(desk: Desk, file: BilledFile) -> None:
    """A cheque that bounced is not sent back to whoever gave it, though inspection is away and nothing posted."""
    cheque, cash = file.pay(300_000), file.pay(100_000)
    file.announce_reversal(cheque.id)
    file.announce_debit(40_000)
    with pytest.raises(Conflict) as refused:
        file.refund(60_001)
    assert (refused.value.code, refused.value.params) == (
        BillingCode.MORE_THAN_CREDIT,
        {"credit_rials": 60_000},
    )
    assert file.refund().amount_rials == 60_000
    file.announce_reversal(cash.id)
    with pytest.raises(Conflict) as nothing:
        file.refund()
    assert nothing.value.params == {"credit_rials": 0}
    desk.pass_time(seconds=1)
    file.post_debits()
    assert owed(file) == (40_000 + 60_000, 0)
