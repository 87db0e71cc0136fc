"""How old is what is owed: read off 1210 alone, so that it adds up to the books on whatever day is asked about."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from services.billing.domain.allocation import allocate

# The last day, after a bill's own, of each age but the last.
_AGES = (30, 60, 90)
# Whatever pays goes to the registration's invoice, then debts, then the invoices of corrections.
_RANKS = {"invoice": 0, "adjustment": 2}
_RANK_OF_DEBTS = 1


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What an entry changed of a file's 1210, in rials: a bill if positive, what pays one if negative."""

    key: str
    effective_date: date
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class Aged:
    """What is owed by age. ``early_rials`` is negative: money that came before the day of its bill."""

    days_0_30_rials: int = 0
    days_31_60_rials: int = 0
    days_61_90_rials: int = 0
    over_90_days_rials: int = 0
    early_rials: int = 0

    @property
    def total_rials(self) -> int:
        """The balance of 1210."""
        return sum(getattr(self, part.name) for part in fields(self))

    def __add__(self, other: "Aged") -> "Aged":
        return Aged(
            **{part.name: getattr(self, part.name) + getattr(other, part.name) for part in fields(self)}
        )


def age(movements: Sequence[Movement], as_of: date) -> tuple[Aged, date | None]:
    """What is still owed on a day, by age, and the day of the oldest bill that is open.

    What was reversed, and its reversal, must not be among the movements: an undone bill is none to pay.
    """
    bills = sorted((each for each in movements if each.amount_rials > 0), key=_in_order_of_payment)
    paid_rials = -sum(each.amount_rials for each in movements if each.amount_rials < 0)
    shares, left_rials = allocate(
        paid_rials, [(index, bill.amount_rials) for index, bill in enumerate(bills)]
    )
    open_rials = [bill.amount_rials for bill in bills]
    for index, share_rials in shares:
        open_rials[index] -= share_rials
    by_age = [0] * (len(_AGES) + 1)
    for bill, rials in zip(bills, open_rials, strict=True):
        by_age[_age_of(bill.effective_date, as_of)] += rials
    oldest = min(
        (bill.effective_date for bill, rials in zip(bills, open_rials, strict=True) if rials), default=None
    )
    return Aged(
        days_0_30_rials=by_age[0],
        days_31_60_rials=by_age[1],
        days_61_90_rials=by_age[2],
        over_90_days_rials=by_age[3],
        early_rials=-left_rials,
    ), oldest


def _in_order_of_payment(bill: Movement) -> tuple[int, date]:
    return _RANKS.get(bill.key.partition(":")[0], _RANK_OF_DEBTS), bill.effective_date


def _age_of(day: date, as_of: date) -> int:
    days = (as_of - day).days
    return sum(days > last for last in _AGES)
