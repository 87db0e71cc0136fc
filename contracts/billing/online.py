"""Paying online through a payment provider, and what the provider settles with the bank."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.shapes import Caller, Code, Identifier, Limit, Page, Reference, Rials, command, query
from contracts.terms import OnlinePaymentReason, OnlinePaymentState

ProviderName = Annotated[str, Code(), validate.Regexp(r"^[a-z][a-z0-9_-]{1,39}$")]
Authority = Annotated[str, Code(), validate.Length(min=1, max=100)]
Address = Annotated[str, validate.Length(min=1, max=500)]
Fee = Annotated[int, validate.Range(min=0, max=10**15)]


@dataclass(frozen=True, kw_only=True)
class StartedPayment:
    """A payment that waits for its payer at the provider, at ``redirect_url``."""

    payment_id: str
    redirect_url: str
    provider: str
    amount_rials: int
    state: OnlinePaymentState
    started_at: datetime


@dataclass(frozen=True, kw_only=True)
class OnlinePaymentView:
    """An online payment and how it stands; ``unknown``: nobody knows yet, and it is asked about again and again.

    ``reference`` is the provider's number of one that is verified. ``reason`` says why one is refused or unknown.
    ``reversed_on``: since when a verified one does not count any more.
    """

    id: str
    file_id: str
    number: str
    provider: str
    amount_rials: int
    state: OnlinePaymentState
    reason: OnlinePaymentReason | None
    reference: str | None
    card: str | None
    started_at: datetime
    ended_at: datetime | None
    reversed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ReturnedPayment:
    """What whoever comes back from the provider is told; they need not be signed in."""

    payment_id: str
    number: str
    amount_rials: int
    state: OnlinePaymentState
    reason: OnlinePaymentReason | None
    reference: str | None


@dataclass(frozen=True, kw_only=True)
class ProviderSettlementView:
    """What a provider paid to the bank, and kept as its fee; ``clearing_rials`` it still owes (account 1010)."""

    id: str
    provider: str
    amount_rials: int
    fee_rials: int
    reference: str
    settled_on: date
    recorded_at: datetime
    clearing_rials: int


@dataclass(frozen=True, kw_only=True)
class RecordedSettlement:
    """A settlement that was recorded: what arrived at the bank, and what the provider kept."""

    id: str
    provider: str
    amount_rials: int
    fee_rials: int
    reference: str
    settled_on: date
    recorded_at: datetime


@dataclass(frozen=True, kw_only=True)
class ProviderClearing:
    """What a provider has of ours: taken from payers and not paid to the bank yet (account 1010)."""

    provider: str
    clearing_rials: int


class OnlinePaymentsApi(Protocol):
    """Paying online through a payment provider, and what the provider settles with the bank."""

    @command
    def start_payment(
        self,
        *,
        caller: Caller,
        file_id: Identifier,
        callback_base: Address,
        amount_rials: Rials | None = None,
    ) -> StartedPayment:
        """Contractor: pay for a file online, by default all that it owes.

        ``callback_base`` is our own address to which the provider sends the payer back, less the provider's name.
        """

    @command
    def confirm_payment(
        self, *, provider: ProviderName, authority: Authority, returned: Identifier
    ) -> ReturnedPayment:
        """Anybody: somebody came back from the provider. Only what the provider itself says then counts."""

    @query
    def get_payment(self, *, caller: Caller, payment_id: Identifier) -> OnlinePaymentView:
        """The file's contractor, office, finance: one online payment."""

    @query
    def list_file_payments(
        self, *, caller: Caller, file_id: Identifier, limit: Limit = 50, cursor: str | None = None
    ) -> Page[OnlinePaymentView]:
        """The file's contractor, office, finance: a file's online payments, newest first."""

    @query
    def list_payments(
        self,
        *,
        caller: Caller,
        state: OnlinePaymentState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[OnlinePaymentView]:
        """Office, finance: the online payments of all files, newest first; contractor: of the own files."""

    @command
    def record_settlement(
        self,
        *,
        caller: Caller,
        provider: ProviderName,
        amount_rials: Rials,
        reference: Reference,
        settled_on: date,
        fee_rials: Fee = 0,
    ) -> ProviderSettlementView:
        """Finance: a provider paid this to the bank, and kept the fee; no more than it has of ours."""

    @query
    def list_settlements(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[RecordedSettlement]:
        """Finance: what providers paid to the bank so far, the last recorded first."""

    @query
    def list_clearing(self, *, caller: Caller) -> list[ProviderClearing]:
        """Finance: every provider through which money came in, with what it has of ours now."""
