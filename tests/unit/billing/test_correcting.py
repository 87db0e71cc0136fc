"""How what finance corrects by hand is written in the books."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import (
    BANK,
    CREDIT,
    RECEIVABLE,
    Entry,
    applied_rials,
    confirmed_refund_entry,
    debit_entry,
    owed_again_entry,
    receipt_entry,
    refund_entry,
    reversal_entry,
    write_off_entry,
)

DAY = date(2026, 11, 24)


def totals(*entries: Entry | None) -> dict[str, int]:
    """The balances that entries leave."""
    found: dict[str, int] = {}
    for entry in entries:
        for posting in entry.postings if entry else ():
            found[posting.account] = found.get(posting.account, 0) + posting.amount_rials
    return {account: rials for account, rials in found.items() if rials}


def receipt(applied: int, unapplied: int) -> Entry:
    """A receipt that was recorded."""
    entry = receipt_entry(
        "f", DAY, provider="bank", reference="r", applied_rials=applied, unapplied_rials=unapplied
    )
    assert entry is not None
    return entry


@given(data=st.data(), amount=st.integers(1, 10**12))
def test_a_reversed_payment_leaves_just_what_it_had_paid_owing(data: st.DataObject, amount: int) -> None:
    """Whatever of its credit was used, or came back from a void, between its coming and its reversal."""
    applied = data.draw(st.integers(0, amount))
    used = data.draw(st.integers(0, amount))
    entry = receipt(applied, amount - applied)
    assert applied_rials(entry) == applied
    owed_again = owed_again_entry(
        "f", DAY, debit_id="d", used_rials=used, applied_rials=applied, credit_used_rials=0
    )
    left = totals(owed_again, reversal_entry(entry, DAY))
    assert left.get(BANK, 0) == -amount
    assert left.get(RECEIVABLE, 0) == used
    assert left.get(CREDIT, 0) == amount - used


@given(amount=st.integers(1, 10**12), data=st.data())
def test_a_debit_uses_credit_first(amount: int, data: st.DataObject) -> None:
    used = data.draw(st.integers(0, amount))
    entry = debit_entry("f", DAY, debit_id="d", amount_rials=amount, credit_used_rials=used)
    left = totals(entry)
    assert (left.get(RECEIVABLE, 0), left.get(CREDIT, 0)) == (amount - used, used)
    assert left["4095"] == -amount


def test_a_write_off_is_a_loss_and_a_confirmed_refund_leaves_the_bank() -> None:
    assert totals(write_off_entry("f", DAY, write_off_id="w", amount_rials=7)) == {"5080": 7, RECEIVABLE: -7}
    sent = refund_entry("f", DAY, refund_id="r", amount_rials=7)
    assert totals(sent) == {CREDIT: 7, "1095": -7}
    paid = confirmed_refund_entry("f", DAY, refund_id="r", reference="x", amount_rials=7)
    assert totals(sent, paid) == {CREDIT: 7, BANK: -7}
