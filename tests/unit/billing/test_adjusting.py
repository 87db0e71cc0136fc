"""What a corrected meter does to unused units: examples, and properties over any row of corrections."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import FileKind, Unit
from services.billing.domain import (
    CREDIT,
    DEFAULT_TARIFF,
    PREPAID,
    RECEIVABLE,
    Entry,
    UnitChange,
    UnitStock,
    credited_difference_entry,
    difference_of,
    invoiced_difference_entry,
    reprice,
    share_of,
    stage_price,
)

DAY = date(2026, 11, 24)
CLASSES = list(DEFAULT_TARIFF.stage_fees)


def balance(entry: Entry | None, account: str) -> int:
    """What an entry does to an account."""
    return sum(p.amount_rials for p in entry.postings if p.account == account) if entry else 0


def test_only_unused_units_get_another_price() -> None:
    stock = {
        Unit.CONCEALED_STAGE: UnitStock(left=1, unit_price_rials=862_500),
        Unit.FINAL: UnitStock(left=1, unit_price_rials=862_500),
        Unit.PRE: UnitStock(left=0, unit_price_rials=862_500),
    }
    dearer = stage_price(DEFAULT_TARIFF, FileKind.CONCEALED, False, ["G6"])
    changes = reprice(stock, dearer)
    assert [(change.unit, change.amount_rials) for change in changes] == [
        (Unit.CONCEALED_STAGE, 50_000),
        (Unit.FINAL, 50_000),
    ]
    difference = difference_of(changes, vat=0, invoiced_net_rials=3_450_000, invoiced_vat_rials=0)
    assert (difference.net_rials, difference.vat_rials, difference.amount_rials) == (100_000, 0, 100_000)


def test_a_dearer_unit_is_invoiced_and_credit_pays_first() -> None:
    changes = [UnitChange(unit=Unit.FINAL, quantity=2, old_price_rials=100, new_price_rials=150)]
    difference = difference_of(changes, vat=1_000, invoiced_net_rials=300, invoiced_vat_rials=30)
    entry = invoiced_difference_entry("f", DAY, key="k", difference=difference, credit_used_rials=40)
    assert difference.amount_rials == 110
    assert (balance(entry, CREDIT), balance(entry, RECEIVABLE), balance(entry, PREPAID)) == (40, 70, -100)


def test_a_cheaper_unit_goes_against_what_is_owed_first() -> None:
    changes = [UnitChange(unit=Unit.FINAL, quantity=2, old_price_rials=150, new_price_rials=100)]
    difference = difference_of(changes, vat=1_000, invoiced_net_rials=300, invoiced_vat_rials=30)
    entry = credited_difference_entry("f", DAY, key="k", difference=difference, against_owed_rials=60)
    assert difference.amount_rials == -110
    assert (balance(entry, CREDIT), balance(entry, RECEIVABLE), balance(entry, PREPAID)) == (-50, -60, 100)


def test_another_class_of_the_same_price_makes_no_difference() -> None:
    assert reprice({Unit.PRE: UnitStock(left=1, unit_price_rials=690_000)}, 690_000) == []
    difference = difference_of([], vat=900, invoiced_net_rials=11, invoiced_vat_rials=0)
    assert difference.amount_rials == 0


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=8),
    st.integers(1, 4),
    st.integers(0, 10_000),
)
def test_corrections_add_up_to_the_last_price_and_its_tax(prices: list[int], left: int, vat: int) -> None:
    """However often a meter is corrected: what was invoiced is what the units cost, and tax as if invoiced at once."""
    net = left * prices[0]
    tax = share_of(net, vat)
    old = prices[0]
    for price in prices[1:]:
        changes = reprice({Unit.FINAL: UnitStock(left=left, unit_price_rials=old)}, price)
        difference = difference_of(changes, vat=vat, invoiced_net_rials=net, invoiced_vat_rials=tax)
        assert difference.net_rials * difference.amount_rials >= 0
        assert (difference.amount_rials == 0) == (price == old)
        net, tax, old = net + difference.net_rials, tax + difference.vat_rials, price
    assert (net, tax) == (left * old, share_of(left * old, vat))


@given(st.lists(st.sampled_from(CLASSES), min_size=1, max_size=5), st.data())
def test_prices_follow_from_the_classes_alone(classes: list[str], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(classes) - 1))
    corrected = [*classes[:at], data.draw(st.sampled_from(CLASSES)), *classes[at + 1 :]]
    old, new = (stage_price(DEFAULT_TARIFF, FileKind.EXPOSED, False, each) for each in (classes, corrected))
    back = stage_price(DEFAULT_TARIFF, FileKind.EXPOSED, False, classes)
    fees = DEFAULT_TARIFF.stage_fees
    assert new - old == fees[corrected[at]] - fees[classes[at]]
    assert back == old
    dear = replace(DEFAULT_TARIFF, stage_fees={name: fee + 1 for name, fee in fees.items()})
    assert stage_price(dear, FileKind.EXPOSED, False, classes) == old + len(classes)
