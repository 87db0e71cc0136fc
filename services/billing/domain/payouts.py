"""What a batch pays inspectors, how it is written in the books, and what an Iranian IBAN is."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from services.billing.domain.books import (
    BANK,
    IN_TRANSIT,
    INSPECTOR_PAYABLE,
    WITHHOLDING,
    Entry,
    balanced_entry,
)
from services.billing.domain.tariff import share_of

_IBAN = re.compile(r"IR[0-9]{24}")


@dataclass(frozen=True, kw_only=True)
class Unpaid:
    """A fee that no live batch pays (positive), or the void of a paid one that none takes back (negative)."""

    inspector_id: str
    report_id: str
    revision: int
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class PayoutShare:
    """What one inspector gets of a batch, and what it is made of."""

    inspector_id: str
    items: tuple[Unpaid, ...]
    gross_rials: int
    withholding_rials: int


@dataclass(frozen=True, kw_only=True)
class PayoutKey:
    """A line of a batch: in the books it is named by the batch and the inspector, and holds its own money."""

    payout_id: str
    line_id: str
    inspector_id: str

    @property
    def holder(self) -> str:
        """Whose share of 1095 and 1020 it is."""
        return f"payout:{self.line_id}"

    @property
    def sent(self) -> str:
        """The key of the entry by which it was sent."""
        return f"payout:{self.payout_id}:{self.inspector_id}"


def share_out(unpaid: Iterable[Unpaid], withholding: int) -> list[PayoutShare]:
    """What each inspector gets; ``withholding`` is in basis points of the gross amount, its fraction dropped.

    Whoever is owed nothing, or from whom more was taken back than is owed, is left out: it all waits for a later batch.
    """
    by_inspector: dict[str, list[Unpaid]] = {}
    for item in unpaid:
        by_inspector.setdefault(item.inspector_id, []).append(item)
    shares = []
    for inspector_id, items in by_inspector.items():
        gross = sum(item.amount_rials for item in items)
        if gross > 0:
            shares.append(
                PayoutShare(
                    inspector_id=inspector_id,
                    items=tuple(items),
                    gross_rials=gross,
                    withholding_rials=share_of(gross, withholding),
                )
            )
    return shares


def payout_sent_entry(line: PayoutKey, on: date, *, gross_rials: int, withholding_rials: int) -> Entry | None:
    """The organization owes the inspector no more; the tax goes to the state, the rest is on its way."""
    return balanced_entry(
        line.sent,
        on,
        "حوالهٔ حق‌الزحمهٔ بازرس",
        None,
        (INSPECTOR_PAYABLE, line.inspector_id, gross_rials),
        (WITHHOLDING, line.inspector_id, -withholding_rials),
        (IN_TRANSIT, line.holder, withholding_rials - gross_rials),
    )


def payout_confirmed_entry(line: PayoutKey, on: date, *, net_rials: int, reference: str) -> Entry | None:
    """The bank has paid it."""
    return balanced_entry(
        f"payout-confirmed:{line.payout_id}:{line.inspector_id}",
        on,
        f"پرداخت حق‌الزحمهٔ بازرس، پیگیری {reference}",
        None,
        (IN_TRANSIT, line.holder, net_rials),
        (BANK, line.holder, -net_rials),
    )


def parse_iban(text: str) -> str:
    """An Iranian IBAN as it is stored; spaces and small letters are forgiven. Raises ValueError for any other text."""
    iban = "".join(text.split()).upper()
    if not _IBAN.fullmatch(iban):
        raise ValueError("an IBAN of Iran is IR and 24 digits")
    # ISO 13616: the country and the check digits go last, letters count from A = 10
    if int(f"{iban[4:]}1827{iban[2:4]}") % 97 != 1:
        raise ValueError("the check digits do not fit")
    return iban
