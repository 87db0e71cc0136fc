"""What a batch pays, how it is written in the books, which IBANs are taken; and what stands on a receipt."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.billing.domain import (
    Entry,
    PayoutKey,
    Unpaid,
    parse_iban,
    payout_confirmed_entry,
    payout_sent_entry,
    receipt_number,
    reversal_entry,
    share_out,
    shortened,
)

DAY = date(2026, 11, 24)
LINE = PayoutKey(payout_id="p", line_id="l", inspector_id="i")
IBAN = "IR062960000000100324200001"


def unpaid(inspector_id: str, rials: int) -> Unpaid:
    return Unpaid(inspector_id=inspector_id, report_id=f"r{rials}", revision=1, amount_rials=rials)


def totals(*entries: Entry | None) -> dict[tuple[str, str], int]:
    """The balances that entries leave."""
    found: dict[tuple[str, str], int] = {}
    for entry in entries:
        for posting in entry.postings if entry else ():
            at = posting.account, posting.holder
            found[at] = found.get(at, 0) + posting.amount_rials
    return {at: rials for at, rials in found.items() if rials}


def test_voids_are_taken_off_and_tax_is_withheld_of_the_rest() -> None:
    (share,) = share_out([unpaid("i", 1_000), unpaid("i", -301)], 1_000)
    assert (share.gross_rials, share.withholding_rials, len(share.items)) == (699, 69, 2)


def test_whoever_is_owed_nothing_is_left_out() -> None:
    owed = [unpaid("zero", 5), unpaid("zero", -5), unpaid("less", -5), unpaid("some", 1)]
    assert [share.inspector_id for share in share_out(owed, 0)] == ["some"]
    assert share_out([], 1_000) == []


@given(
    amounts=st.lists(
        st.tuples(st.sampled_from("abc"), st.integers(-(10**9), 10**9).filter(bool)), max_size=20
    ),
    withholding=st.integers(0, 10_000),
)
def test_every_rial_of_a_share_is_an_items(amounts: list[tuple[str, int]], withholding: int) -> None:
    for share in share_out([unpaid(who, rials) for who, rials in amounts], withholding):
        owed = sum(rials for who, rials in amounts if who == share.inspector_id)
        assert share.gross_rials == owed == sum(item.amount_rials for item in share.items) > 0
        assert 0 <= share.withholding_rials * 10_000 <= owed * withholding
        assert owed * withholding < (share.withholding_rials + 1) * 10_000


def test_what_is_sent_is_in_transit_until_it_is_paid() -> None:
    sent = payout_sent_entry(LINE, DAY, gross_rials=1_000, withholding_rials=100)
    assert sent is not None
    assert (sent.key, sent.file_id) == ("payout:p:i", None)
    assert totals(sent) == {("2210", "i"): 1_000, ("2310", "i"): -100, ("1095", "payout:l"): -900}
    paid = payout_confirmed_entry(LINE, DAY, net_rials=900, reference="77")
    assert totals(sent, paid) == {("2210", "i"): 1_000, ("2310", "i"): -100, ("1020", "payout:l"): -900}
    assert totals(sent, reversal_entry(sent, DAY)) == {}


def test_a_batch_without_tax_withholds_none() -> None:
    sent = payout_sent_entry(LINE, DAY, gross_rials=1_000, withholding_rials=0)
    assert totals(sent) == {("2210", "i"): 1_000, ("1095", "payout:l"): -1_000}


@pytest.mark.parametrize("text", [IBAN, "IR06 2960 0000 0010 0324 2000 01", IBAN.lower()])
def test_an_iban_is_taken_however_it_is_written(text: str) -> None:
    assert parse_iban(text) == IBAN


@pytest.mark.parametrize(
    "text",
    [
        "",
        "IR",
        IBAN[:-1],
        IBAN + "0",
        "DE" + IBAN[2:],
        "IR072960000000100324200001",
        "IR062960000000100324200010",
        "IR06296000000010032420000١",
    ],
)
def test_no_other_text_is_an_iban(text: str) -> None:
    with pytest.raises(ValueError, match=r"IBAN|check digits"):
        parse_iban(text)


@given(account=st.integers(0, 10**22 - 1), at=st.integers(4, 25), change=st.integers(1, 9))
def test_one_wrong_digit_is_noticed(account: int, at: int, change: int) -> None:
    check = 98 - int(f"{account:022d}182700") % 97
    iban = f"IR{check:02d}{account:022d}"
    assert parse_iban(iban) == iban
    wrong = f"{iban[:at]}{(int(iban[at]) + change) % 10}{iban[at + 1 :]}"
    with pytest.raises(ValueError, match="check digits"):
        parse_iban(wrong)


def test_a_receipt_has_a_number_of_its_year_and_a_short_name() -> None:
    assert receipt_number(1405, 7) == "1405-000007"
    assert shortened("شرکت گازرسان کویر") == "شرکت گ… ک…"
    assert shortened("گازرسان") == "گاز…"
    assert shortened("") == "…"
