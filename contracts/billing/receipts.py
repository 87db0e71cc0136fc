"""Receipts for money that came in, which anybody who holds one may verify."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Protocol

from marshmallow import validate

from contracts.shapes import Caller, Code, Identifier, Person, Sensitive, query
from contracts.terms import ReceiptPurpose

VerificationCode = Annotated[str, Code(), Sensitive(), validate.Length(max=64)]


@dataclass(frozen=True, kw_only=True)
class ReceiptPart:
    """What a part of the money has paid for; ``number`` is of the invoice or the report, empty for the credit."""

    purpose: ReceiptPurpose
    number: str
    amount_rials: int


@dataclass(frozen=True, kw_only=True)
class ReceiptView:
    """All that stands on a receipt, with the code by which it is verified; ``parts`` are as of now."""

    number: str
    verification_code: str
    issued_at: datetime
    paid_on: date
    file_id: str
    file_number: str
    payer: Person
    amount_rials: int
    provider: str
    reference: str
    parts: list[ReceiptPart]
    reversed_on: date | None


@dataclass(frozen=True, kw_only=True)
class VerifiedReceipt:
    """What whoever holds a receipt may know: that it is ours, and what it was given for.

    ``payer`` is the shortened name; ``reversed_on`` is the day on which the payment was reversed, if it was.
    """

    number: str
    amount_rials: int
    issued_on: date
    paid_on: date
    file_number: str
    payer: str
    valid: bool
    reversed_on: date | None


class ReceiptsApi(Protocol):
    """Receipts for money that came in, which anybody who holds one may verify."""

    @query
    def get_receipt(self, *, caller: Caller, payment_id: Identifier) -> ReceiptView:
        """The file's contractor, office, finance: the receipt of a payment."""

    @query
    def verify_receipt(self, *, number: Identifier, code: VerificationCode = "") -> VerifiedReceipt:
        """Whoever has number and code: what the receipt says. With a wrong one of either there is no such receipt."""
