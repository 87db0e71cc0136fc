"""What a visit's report says and costs, and what the contractor objects to in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from marshmallow import validate

from contracts.shapes import Identifier, Person, ShortText
from contracts.terms import ChargeStatus, ObjectionState, Outcome, Phase

ReportText = Annotated[str, validate.Length(min=1, max=10_000)]


@dataclass(frozen=True, kw_only=True)
class ReportException:
    """A meter whose verdict differs from the report's outcome (R15)."""

    meter_id: Identifier
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class MeterMismatch:
    """A meter that differs on site from the one recorded; ``seen`` says what was there (R17)."""

    meter_id: Identifier
    seen: ShortText


Exceptions = Annotated[list[ReportException], validate.Length(max=200)]
Mismatches = Annotated[list[MeterMismatch], validate.Length(max=200)]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What a report says of one meter."""

    meter_id: str
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ReportCharge:
    """What billing made of a report; ``amount_rials`` is null while the charge is pending."""

    status: ChargeStatus
    amount_rials: int | None
    debt_rials: int | None


@dataclass(frozen=True, kw_only=True)
class ObjectionView:
    """A contractor's objection to a report, and what the office ruled; ``sequence`` is the report's."""

    id: str
    file_id: str
    number: str
    report_id: str
    sequence: int
    contractor: Person
    inspector: Person
    text: str
    state: ObjectionState
    filed_at: datetime
    decided_at: datetime | None
    reason: str | None


@dataclass(frozen=True, kw_only=True)
class ReportView:
    """One visit's report; ``sequence`` counts the file's reports from 1."""

    id: str
    file_id: str
    sequence: int
    phase: Phase
    outcome: Outcome
    text: str
    comments: str | None
    verdicts: list[Verdict]
    meter_mismatches: list[MeterMismatch]
    inspector: Person
    filed_at: datetime
    charge: ReportCharge
    objection: ObjectionView | None = None
