"""What a payment provider does, whoever it is. It is called outside any transaction, and bounds its own patience."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Requested:
    """The provider waits for the payer at ``redirect_url``; ``authority`` is its name for this payment."""

    authority: str
    redirect_url: str


@dataclass(frozen=True, kw_only=True)
class NotRequested:
    """The provider takes no payment now; says why, never with a secret."""

    why: str


@dataclass(frozen=True, kw_only=True)
class Paid:
    """It was paid, now or when it was asked before; ``amount_rials`` if the provider says how much."""

    reference: str
    card: str | None = None
    amount_rials: int | None = None


@dataclass(frozen=True)
class NotPaid:
    """It was not paid, or not yet."""


@dataclass(frozen=True)
class OtherAmount:
    """The amount that was paid is not the one that was asked for."""


@dataclass(frozen=True, kw_only=True)
class Unclear:
    """Nobody knows: no answer (``away``), or none that decides anything. Says why, never with a secret."""

    why: str
    away: bool


Verdict = Paid | NotPaid | OtherAmount | Unclear


class PaymentProvider(Protocol):
    """A provider of online payments."""

    def request(
        self, *, payment_id: str, amount_rials: int, callback_url: str, description: str
    ) -> Requested | NotRequested:
        """Announce a payment; the payer pays at the provider, who sends them back to the callback."""

    def verify(self, *, authority: str, amount_rials: int) -> Verdict:
        """Ask whether this was paid. As often as wanted: what is verified stays so."""

    def unverified(self) -> Sequence[str] | Unclear:
        """The authorities of what was paid and never asked about."""
