"""Paying inspectors what they earned, in batches."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.events import Event
from contracts.shapes import Caller, Identifier, Limit, Page, Person, Reference, ShortText, command, query
from contracts.terms import PayoutLineState, PayoutState

SomeInspectors = Annotated[list[Identifier], validate.Length(min=1, max=1000)]


@dataclass(frozen=True, kw_only=True)
class BankAccountView:
    """Where an inspector is paid: an IBAN (شبا)."""

    inspector: Person
    iban: str
    changed_at: datetime


@dataclass(frozen=True, kw_only=True)
class PayoutLineView:
    """What one inspector gets of a batch: ``net_rials`` are the gross ones less what is withheld as tax.

    Name, code and IBAN are those of the day on which the batch was frozen; of a draft, of now.
    """

    id: str
    line_number: int
    inspector: Person
    iban: str | None
    gross_rials: int
    withholding_rials: int
    net_rials: int
    state: PayoutLineState
    reference: str | None
    paid_on: date | None
    failure_reason: str | None


@dataclass(frozen=True, kw_only=True)
class PayoutView:
    """A batch, with its totals. ``withholding_basis_points`` of each gross amount are tax, its fraction dropped.

    It is of the fees of reports between two days, both included; without ``from_date``, of all until ``to_date``.
    """

    id: str
    state: PayoutState
    from_date: date | None
    to_date: date
    tariff_version: int
    withholding_basis_points: int
    lines_count: int
    confirmed_count: int
    failed_count: int
    gross_rials: int
    withholding_rials: int
    net_rials: int
    created_at: datetime
    frozen_on: date | None
    cancelled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PayoutDetails(PayoutView):
    """A batch with its lines."""

    lines: list[PayoutLineView]


@dataclass(frozen=True, kw_only=True)
class BankFile:
    """What the bank is asked to pay: the lines of a batch as they were frozen, whatever became of them since."""

    payout_id: str
    to_date: date
    frozen_on: date
    lines: list[PayoutLineView]


@dataclass(frozen=True, kw_only=True)
class MyPayout:
    """What one inspector was sent in one batch."""

    payout_id: str
    from_date: date | None
    to_date: date
    gross_rials: int
    withholding_rials: int
    net_rials: int
    state: PayoutLineState
    sent_on: date
    paid_on: date | None
    reference: str | None
    failure_reason: str | None


class PayoutsApi(Protocol):
    """Paying inspectors what they earned, in batches."""

    @command
    def create_payout(
        self,
        *,
        caller: Caller,
        to_date: date,
        from_date: date | None = None,
        inspector_ids: SomeInspectors | None = None,
    ) -> PayoutDetails:
        """Finance: a draft of what inspectors are owed for reports until a day, and no other batch pays.

        Those who are owed nothing, or less than was taken back, are left out: ``billing.nothing_to_pay``.
        """

    @query
    def list_payouts(
        self,
        *,
        caller: Caller,
        state: PayoutState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[PayoutView]:
        """Finance: the batches, newest first."""

    @query
    def get_payout(self, *, caller: Caller, payout_id: Identifier) -> PayoutDetails:
        """Finance: a batch with its lines."""

    @command
    def freeze_payout(self, *, caller: Caller, payout_id: Identifier) -> PayoutDetails:
        """Finance: the lines of a draft never change any more, and are sent: 2210 to 1095 and 2310, today.

        A draft that is no longer what is owed is refused: ``billing.payout_outdated``.
        """

    @command
    def cancel_payout(self, *, caller: Caller, payout_id: Identifier) -> None:
        """Finance: drop a draft; what it would have paid can be paid by another."""

    @query
    def get_bank_file(self, *, caller: Caller, payout_id: Identifier) -> BankFile:
        """Finance: exactly the frozen lines, for the bank."""

    @command
    def confirm_payout_line(
        self,
        *,
        caller: Caller,
        payout_id: Identifier,
        line_id: Identifier,
        reference: Reference,
        paid_on: date | None = None,
    ) -> PayoutLineView:
        """Finance: the bank has paid a line, today if no other day is given; said once."""

    @command
    def fail_payout_line(
        self, *, caller: Caller, payout_id: Identifier, line_id: Identifier, reason: ShortText
    ) -> PayoutLineView:
        """Finance: the bank did not pay a line. Its entry is reversed, and the fees can be paid by a later batch."""

    @command
    def set_bank_account(
        self, *, caller: Caller, inspector_id: Identifier, iban: Reference
    ) -> BankAccountView:
        """Finance: where an inspector is paid from now on: an Iranian IBAN, whose check digits are checked."""

    @query
    def list_my_payouts(
        self, *, caller: Caller, limit: Limit = 50, cursor: str | None = None
    ) -> Page[MyPayout]:
        """Inspector: what one was sent, newest first."""


@dataclass(frozen=True, kw_only=True)
class PayoutSent(Event):
    """A batch was frozen, and an inspector is to be paid by it; ``user_id`` is the inspector's."""

    user_id: str
    inspector: Person
    payout_id: str
    line_id: str
    gross_rials: int
    withholding_rials: int
    net_rials: int
    sent_on: date


@dataclass(frozen=True, kw_only=True)
class PayoutConfirmed(Event):
    """The bank has paid an inspector; ``user_id`` is the inspector's."""

    user_id: str
    inspector: Person
    payout_id: str
    line_id: str
    net_rials: int
    reference: str
    paid_on: date


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(Event):
    """The bank could not pay an inspector, who is owed the gross amount again; ``user_id`` is the inspector's."""

    user_id: str
    inspector: Person
    payout_id: str
    line_id: str
    gross_rials: int
    net_rials: int
    reason: str
    failed_on: date
