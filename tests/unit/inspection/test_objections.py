"""When a report may be objected to, and when an objection may be ruled on."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import Conflict, InspectionCode
from contracts.terms import ObjectionState, Outcome
from services.inspection.domain import check_objection, end_of_day, objectionable_until, rule_on_objection

FILED = datetime(2026, 11, 22, 20, 45, tzinfo=UTC)  # 00:15 of the 23rd in Tehran


def refusal(outcomes: list[Outcome], now: datetime, *, days: int = 10, already: bool = False) -> str:
    """The code with which it is refused, empty if it is not."""
    try:
        check_objection(outcomes, filed_at=FILED, now=now, days=days, already=already)
    except Conflict as conflict:
        return conflict.code
    return ""


def test_days_are_counted_in_tehran_to_the_end_of_the_last() -> None:
    until = objectionable_until(FILED, days=10)
    assert until == end_of_day(date(2026, 12, 3))
    assert refusal([Outcome.DEFECTIVE], until - timedelta(seconds=1)) == ""
    assert refusal([Outcome.DEFECTIVE], until) == InspectionCode.OBJECTION_TOO_LATE


@pytest.mark.parametrize("outcome", [Outcome.APPROVED, Outcome.CONCEALED_STAGE, Outcome.ABSENT_FREE])
def test_what_no_defect_or_charged_absence_is_in_is_not_objectionable(outcome: Outcome) -> None:
    assert refusal([outcome], FILED) == InspectionCode.NOT_OBJECTIONABLE
    assert refusal([outcome, Outcome.ABSENT_CHARGED], FILED) == ""


def test_a_report_is_objected_to_once() -> None:
    assert refusal([Outcome.DEFECTIVE], FILED, already=True) == InspectionCode.ALREADY_OBJECTED


@pytest.mark.parametrize("state", [ObjectionState.UPHELD, ObjectionState.REJECTED])
def test_a_ruling_is_final(state: ObjectionState) -> None:
    with pytest.raises(Conflict, match=r"inspection\.already_decided"):
        rule_on_objection(state, upheld=True)
    assert rule_on_objection(ObjectionState.OPEN, upheld=state is ObjectionState.UPHELD) is state


@given(
    outcomes=st.lists(st.sampled_from(Outcome), min_size=1, max_size=5),
    hours=st.integers(0, 24 * 30),
    days=st.integers(1, 20),
    already=st.booleans(),
)
def test_an_objection_is_taken_exactly_when_nothing_forbids_it(
    outcomes: list[Outcome], hours: int, days: int, already: bool
) -> None:
    now = FILED + timedelta(hours=hours)
    taken = refusal(outcomes, now, days=days, already=already) == ""
    wrong = Outcome.DEFECTIVE in outcomes or Outcome.ABSENT_CHARGED in outcomes
    assert taken == (wrong and not already and now < objectionable_until(FILED, days=days))
