"""What finance corrects by hand: reversed payments, manual debits, write-offs, refunds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from contracts.billing.gate import GateSnapshot
from contracts.events import Event
from contracts.shapes import (
    Caller,
    Identifier,
    Limit,
    LongText,
    Page,
    Person,
    Reference,
    Rials,
    command,
    query,
)
from contracts.terms import DebitKind, DebitState, RefundState


@dataclass(frozen=True, kw_only=True)
class DebitView:
    """What a contractor owes without a report: a manual debit, or what a reversed payment had paid.

    While it is ``announced`` the report gate is being shut, and nothing is posted yet. ``amount_rials`` of an announced
    reversal is what it would be now. ``outstanding_rials`` is still to be paid.
    """

    id: str
    file_id: str
    kind: DebitKind
    state: DebitState
    payment_id: str | None
    amount_rials: int
    outstanding_rials: int
    written_off_rials: int
    reason: str
    author: Person
    requested_at: datetime
    effective_on: date
    posted_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WriteOffView:
    """Debts that the organization has given up."""

    id: str
    file_id: str
    amount_rials: int
    reason: str
    author: Person
    written_off_at: datetime


@dataclass(frozen=True, kw_only=True)
class RefundView:
    """Credit that is paid back to the contractor; ``reference`` is the bank's, ``failure`` says why it came back."""

    id: str
    file_id: str
    number: str
    contractor: Person
    state: RefundState
    amount_rials: int
    reason: str
    author: Person
    sent_at: datetime
    reference: str | None
    failure: str | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class PaymentReversed(Event):
    """A payment was reversed: its money never came. ``debit_rials`` is what it had paid, and is owed again."""

    file_id: str
    number: str
    contractor: Person
    payment_id: str
    reference: str
    amount_rials: int
    debit_id: str
    debit_rials: int
    reason: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class DebitPosted(Event):
    """Finance debited a file by hand; ``debt_rials`` of it is what no credit has paid."""

    file_id: str
    number: str
    contractor: Person
    debit_id: str
    amount_rials: int
    debt_rials: int
    reason: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class DebitDropped(Event):
    """A debit that was announced to the report gate turned out impossible: nothing was posted."""

    file_id: str
    number: str
    debit_id: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class GateRestated(Event):
    """The gate is told anew, with a version above all that were told before: billing was restored from a copy."""

    file_id: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class DebtWrittenOff(Event):
    """Finance gave up debts of a file."""

    file_id: str
    number: str
    contractor: Person
    write_off_id: str
    amount_rials: int
    reason: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class RefundSent(Event):
    """Credit of a file is on its way to its contractor's bank."""

    file_id: str
    number: str
    contractor: Person
    refund_id: str
    amount_rials: int
    reason: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class RefundConfirmed(Event):
    """The bank has paid a refund."""

    file_id: str
    number: str
    contractor: Person
    refund_id: str
    amount_rials: int
    reference: str
    gate: GateSnapshot


@dataclass(frozen=True, kw_only=True)
class RefundFailed(Event):
    """A refund came back: it is credit again, and has paid what is owed by now."""

    file_id: str
    number: str
    contractor: Person
    refund_id: str
    amount_rials: int
    reason: str
    gate: GateSnapshot


class CorrectionsApi(Protocol):
    """What finance corrects by hand: reversed payments, manual debits, write-offs, refunds."""

    @command
    def reverse_payment(
        self, *, caller: Caller, file_id: Identifier, payment_id: Identifier, reason: LongText
    ) -> DebitView:
        """Finance: a payment whose money never came. What it paid is owed again, once the report gate is shut."""

    @command
    def debit_file(
        self, *, caller: Caller, file_id: Identifier, amount_rials: Rials, reason: LongText
    ) -> DebitView:
        """Finance: the contractor owes an amount without a report, once the report gate is shut (R21)."""

    @command
    def write_off_debt(
        self, *, caller: Caller, file_id: Identifier, reason: LongText, amount_rials: Rials | None = None
    ) -> WriteOffView:
        """Finance: give up debts, the oldest first; all of them unless an amount is named."""

    @command
    def refund_credit(
        self, *, caller: Caller, file_id: Identifier, reason: LongText, amount_rials: Rials | None = None
    ) -> RefundView:
        """Finance: pay credit back; all of it unless an amount is named."""

    @command
    def confirm_refund(self, *, caller: Caller, refund_id: Identifier, reference: Reference) -> RefundView:
        """Finance: the bank has paid it. A reference counts once, for ever: ``billing.duplicate_reference``."""

    @command
    def fail_refund(self, *, caller: Caller, refund_id: Identifier, reason: LongText) -> RefundView:
        """Finance: it came back; it is credit again, and pays what is owed by now."""

    @query
    def list_refunds(
        self,
        *,
        caller: Caller,
        state: RefundState | None = None,
        limit: Limit = 50,
        cursor: str | None = None,
    ) -> Page[RefundView]:
        """Finance: the refunds of all files, the oldest first."""
