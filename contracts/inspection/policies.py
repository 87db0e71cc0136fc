"""What an organization decides by itself of its visits, deadlines, gate and objections."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from marshmallow import validate

from contracts.policies import ClockTime, MonthDay
from contracts.terms import UnusualVisits


@dataclass(frozen=True, kw_only=True)
class CalendarPolicy:
    """When people work, in Tehran: days off (0 = Saturday), hours, holidays; yearly ones by Jalali month and day."""

    days_off: Annotated[list[Annotated[int, validate.Range(min=0, max=6)]], validate.Length(max=6)] = field(
        default_factory=lambda: [6]
    )
    opens_at: ClockTime = "08:00"
    closes_at: ClockTime = "18:00"
    yearly_holidays: Annotated[list[MonthDay], validate.Length(max=100)] = field(
        default_factory=lambda: [
            "01-01", "01-02", "01-03", "01-04", "01-12", "01-13", "03-14", "03-15", "11-22", "12-29"
        ]
    )  # fmt: skip
    holidays: Annotated[list[date], validate.Length(max=1000)] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class VisitPolicy:
    """What is asked of the time of a visit (R12).

    A visit on a day off, outside the hours, or at less notice than ``minimum_notice_minutes`` is unusual: such ones
    are taken with a remark, or refused. ``remind_at`` is when people are reminded on the day before.
    """

    unusual_visits: UnusualVisits = UnusualVisits.ALLOW
    minimum_notice_minutes: Annotated[int, validate.Range(min=0, max=43_200)] = 1_440
    remind_at: ClockTime = "17:00"


@dataclass(frozen=True, kw_only=True)
class DeadlinePolicy:
    """How long may pass before somebody is asked why: see ``DeadlineKind``."""

    appointment_working_days: Annotated[int, validate.Range(min=1, max=365)] = 3
    report_days: Annotated[int, validate.Range(min=1, max=365)] = 2
    idle_months: Annotated[int, validate.Range(min=1, max=120)] = 6


@dataclass(frozen=True, kw_only=True)
class GatePolicy:
    """What besides a debt shuts the report gate (R21).

    ``unpaid_invoice_shuts``: whether the invoice of a corrected meter's difference (R17) is to be paid before the next
    report, or only issued before it.
    """

    unpaid_invoice_shuts: bool = False


@dataclass(frozen=True, kw_only=True)
class ObjectionPolicy:
    """How many days a contractor has to object to a report, counted from its filing."""

    days: Annotated[int, validate.Range(min=1, max=365)] = 10
