"""When a contractor may object to a report, and when the office may rule on it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from contracts.errors import Conflict, InspectionCode
from contracts.terms import ObjectionState, Outcome
from services.inspection.domain.working_time import TEHRAN, end_of_day

# What a contractor may say did not happen so; of the rest nothing was charged, or it was done.
OBJECTIONABLE = frozenset({Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED})


def objectionable_until(filed_at: datetime, *, days: int) -> datetime:
    """The end, in Tehran, of the last day on which a report may be objected to."""
    return end_of_day(filed_at.astimezone(TEHRAN).date() + timedelta(days=days))


def check_objection(
    outcomes: Iterable[Outcome], *, filed_at: datetime, now: datetime, days: int, already: bool
) -> None:
    """May this report, whose meters have these outcomes, be objected to now?

    Raises ``inspection.not_objectionable``, ``inspection.already_objected``, and ``inspection.objection_too_late``.
    """
    if OBJECTIONABLE.isdisjoint(outcomes):
        raise Conflict(InspectionCode.NOT_OBJECTIONABLE)
    if already:
        raise Conflict(InspectionCode.ALREADY_OBJECTED)
    if now >= objectionable_until(filed_at, days=days):
        raise Conflict(InspectionCode.OBJECTION_TOO_LATE, days=days)


def rule_on_objection(state: ObjectionState, *, upheld: bool) -> ObjectionState:
    """What an objection becomes. Raises ``inspection.already_decided``: a ruling is final."""
    if state is not ObjectionState.OPEN:
        raise Conflict(InspectionCode.ALREADY_DECIDED)
    return ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
