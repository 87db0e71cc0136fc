"""Online payments: what an answer of the provider makes of one, when it is asked again, and how it is written.

Only the provider's own answer makes a payment verified or refused. What it does not say for sure is unknown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from contracts.terms import OnlinePaymentReason, OnlinePaymentState
from services.billing.domain.books import (
    BANK,
    CLEARING,
    CREDIT,
    PROVIDER_FEES,
    RECEIVABLE,
    Entry,
    balanced_entry,
)

CAME_BACK_PAID = "OK"
_LONGEST_PAUSE_SECONDS = 3600.0
_MOST_DOUBLINGS = 12


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long is waited, in seconds: before the first look at a payment, whose browser may never come back; between
    the first questions about an unknown one; until one that was not paid is closed; until nobody asks any more."""

    look_after_seconds: float
    retry_after_seconds: float
    close_after_seconds: float
    ask_for_seconds: float


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a payment stands now; it is looked at again at ``look_at``, or never."""

    state: OnlinePaymentState
    reason: OnlinePaymentReason | None
    look_at: datetime | None


def not_paid(
    *, started_at: datetime, now: datetime, attempts: int, came_back: bool, patience: Patience
) -> Standing:
    """The provider says that it was not paid.

    ``came_back`` says that the payer gave up at the provider: that ends it. Otherwise it may be paid yet, until it is
    too old: whoever calls our callback without having paid must not end what another is about to pay.
    """
    closes_at = started_at + timedelta(seconds=patience.close_after_seconds)
    if came_back:
        return _refused(OnlinePaymentReason.CANCELLED)
    if now >= closes_at:
        return _refused(OnlinePaymentReason.EXPIRED)
    pause = _pause(patience.look_after_seconds, attempts)
    return Standing(
        state=OnlinePaymentState.STARTED, reason=None, look_at=min(now + pause, max(closes_at, now))
    )


def not_known(
    reason: OnlinePaymentReason, *, started_at: datetime, now: datetime, attempts: int, patience: Patience
) -> Standing:
    """Nobody knows whether it was paid: it is asked again, ever more seldom, and never called refused."""
    look_at = now + _pause(patience.retry_after_seconds, attempts)
    gives_up_at = started_at + timedelta(seconds=patience.ask_for_seconds)
    return Standing(
        state=OnlinePaymentState.UNKNOWN, reason=reason, look_at=look_at if look_at <= gives_up_at else None
    )


def for_finance(reason: OnlinePaymentReason) -> Standing:
    """The provider's answer contradicts our books: it is posted as nothing, and finance has to look at it."""
    return Standing(state=OnlinePaymentState.UNKNOWN, reason=reason, look_at=None)


def _refused(reason: OnlinePaymentReason) -> Standing:
    return Standing(state=OnlinePaymentState.REFUSED, reason=reason, look_at=None)


def _pause(first_seconds: float, attempts: int) -> timedelta:
    doubled: float = first_seconds * 2.0 ** min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return timedelta(seconds=min(doubled, _LONGEST_PAUSE_SECONDS))


def online_payment_entry(
    file_id: str, on: date, *, provider: str, reference: str, applied_rials: int, unapplied_rials: int
) -> Entry | None:
    """A verified online payment: the provider has the money; it pays what is owed, and the rest is credit."""
    return balanced_entry(
        f"payment:{provider}:{reference}",
        on,
        f"پرداخت اینترنتی {reference}",
        file_id,
        (CLEARING, provider, applied_rials + unapplied_rials),
        (RECEIVABLE, file_id, -applied_rials),
        (CREDIT, file_id, -unapplied_rials),
    )


def provider_settlement_entry(
    provider: str, on: date, *, reference: str, amount_rials: int, fee_rials: int
) -> Entry | None:
    """The provider pays to the bank what it had of ours, and keeps its fee."""
    return balanced_entry(
        f"settlement:{provider}:{reference}",
        on,
        f"واریز درگاه پرداخت {reference}",
        None,
        (BANK, provider, amount_rials),
        (PROVIDER_FEES, provider, fee_rials),
        (CLEARING, provider, -amount_rials - fee_rials),
    )
