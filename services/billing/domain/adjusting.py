"""What a corrected meter does to the price of prepaid units that are not used yet (R17), and how it is written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from contracts.terms import Unit
from services.billing.domain.books import CREDIT, PREPAID, RECEIVABLE, VAT, Entry, balanced_entry
from services.billing.domain.charging import UnitStock
from services.billing.domain.tariff import share_of


@dataclass(frozen=True, kw_only=True)
class UnitChange:
    """Unused units of one kind that have another price now, in rials each."""

    unit: Unit
    quantity: int
    old_price_rials: int
    new_price_rials: int

    @property
    def amount_rials(self) -> int:
        """By how much all of them became dearer, or cheaper."""
        return self.quantity * (self.new_price_rials - self.old_price_rials)


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What is to be invoiced (positive) or given back (negative) for changes of price, in rials."""

    changes: tuple[UnitChange, ...]
    net_rials: int
    vat_rials: int

    @property
    def amount_rials(self) -> int:
        """The difference with its tax."""
        return self.net_rials + self.vat_rials


def reprice(stock: Mapping[Unit, UnitStock], price_rials: int) -> list[UnitChange]:
    """Give every unit that is left this price; used ones keep theirs."""
    return [
        UnitChange(
            unit=unit,
            quantity=held.left,
            old_price_rials=held.unit_price_rials,
            new_price_rials=price_rials,
        )
        for unit, held in stock.items()
        if held.left and held.unit_price_rials != price_rials
    ]


def difference_of(
    changes: Sequence[UnitChange], *, vat: int, invoiced_net_rials: int, invoiced_vat_rials: int
) -> Difference:
    """The difference that changes of price make, given what was invoiced for the file's units so far.

    Its tax is what the tax on all units becomes, less the tax on them until now: so the fractions that are dropped
    never add up, and a correction that is corrected back leaves nothing behind.
    """
    net = sum(change.amount_rials for change in changes)
    tax = share_of(invoiced_net_rials + net, vat) - invoiced_vat_rials if net else 0
    return Difference(changes=tuple(changes), net_rials=net, vat_rials=tax)


def invoiced_difference_entry(
    file_id: str, on: date, *, key: str, difference: Difference, credit_used_rials: int
) -> Entry | None:
    """Unused units became dearer: the contractor owes the difference, less credit that was there."""
    return balanced_entry(
        key,
        on,
        "مابه‌التفاوت اصلاح کنتور (صورت‌حساب تکمیلی)",
        file_id,
        (CREDIT, file_id, credit_used_rials),
        (RECEIVABLE, file_id, difference.amount_rials - credit_used_rials),
        (PREPAID, file_id, -difference.net_rials),
        (VAT, file_id, -difference.vat_rials),
    )


def credited_difference_entry(
    file_id: str, on: date, *, key: str, difference: Difference, against_owed_rials: int
) -> Entry | None:
    """Unused units became cheaper: the difference goes against what is owed, and the rest is credit."""
    return balanced_entry(
        key,
        on,
        "مابه‌التفاوت اصلاح کنتور (بستانکار مجری)",
        file_id,
        (PREPAID, file_id, -difference.net_rials),
        (VAT, file_id, -difference.vat_rials),
        (RECEIVABLE, file_id, -against_owed_rials),
        (CREDIT, file_id, difference.amount_rials + against_owed_rials),
    )
