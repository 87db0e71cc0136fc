"""The simulation in small: its measures are right, and the engine shares work more fairly than turns or lots."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.fairness.measure import fairest_levels, gini, groups_of_equals
from bench.fairness.report import ENGINE, LOTS, TURNS, Line, compare, table
from bench.fairness.world import Size, make_world
from contracts.terms import FileKind
from services.referral.domain import Inspector, Job
from tests.unit.referral.test_engine import inspector

SMALL = Size(inspectors=40, files=2_400, areas=4)
KERMAN, SIRJAN = (Job(area=area, kind=FileKind.CONCEALED, block=False) for area in ("kerman", "sirjan"))


@pytest.fixture(scope="module")
def small() -> dict[str, Line]:
    lines, groups = compare(SMALL, seed=1405)
    assert sum(map(len, groups)) == SMALL.inspectors
    assert "overall" in table(lines, groups)
    return {line.rule: line for line in lines}


def test_the_engine_is_fairer_than_turns_and_lots(small: dict[str, Line]) -> None:
    for other in (TURNS, LOTS):
        assert small[ENGINE].overall < small[other].overall / 2
        assert small[ENGINE].in_groups < small[other].in_groups / 2


def test_where_the_worksheets_allow_it_the_engine_reaches_its_goal(small: dict[str, Line]) -> None:
    assert small[ENGINE].in_groups <= 0.05
    assert small[ENGINE].overall >= small[ENGINE].at_best - 0.01


def test_withdrawn_files_are_referred_again(small: dict[str, Line]) -> None:
    outcome = small[ENGINE].outcome
    assert outcome.withdrawals > 50
    assert outcome.referrals + outcome.never_referred == SMALL.files + outcome.withdrawals
    assert sum(outcome.loads_rials.values()) == sum(outcome.shared_rials.values())


def test_the_same_seed_gives_the_same_year() -> None:
    tiny = replace(SMALL, files=200)
    assert compare(tiny, seed=3) == compare(tiny, seed=3)
    assert make_world(tiny, 3) != make_world(tiny, 4)


@pytest.mark.parametrize(
    ("values", "coefficient"), [([1, 1, 1], 0), ([0, 0, 0, 8], 0.75), ([1, 3], 0.25), ([0, 0], 0), ([5], 0)]
)
def test_the_coefficient(values: list[float], coefficient: float) -> None:
    assert gini(values) == pytest.approx(coefficient)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=20), st.integers(1, 9))
def test_the_coefficient_knows_neither_order_nor_currency(values: list[float], factor: int) -> None:
    assert gini([factor * value for value in reversed(values)]) == pytest.approx(gini(values))
    assert -1e-9 <= gini(values) < 1


def living_in(number: int, *areas: str, capacity: int = 10) -> Inspector:
    return inspector(number, areas=frozenset(areas), capacity=capacity)


def test_the_fairest_sharing_levels_what_the_worksheets_allow() -> None:
    both, kerman, sirjan = living_in(1, "kerman", "sirjan"), living_in(2, "kerman"), living_in(3, "sirjan")
    levels = fairest_levels([both, kerman, sirjan], {KERMAN: 200, SIRJAN: 100})
    assert levels == pytest.approx({"i-1": 10, "i-2": 10, "i-3": 10}, rel=1e-3)
    assert groups_of_equals([both, kerman, sirjan], [KERMAN, SIRJAN], levels) == [[both, kerman, sirjan]]


def test_the_fairest_sharing_cannot_move_work_to_whose_worksheet_forbids_it() -> None:
    kerman, large, sirjan = (
        living_in(1, "kerman"),
        living_in(2, "kerman", capacity=30),
        living_in(3, "sirjan"),
    )
    levels = fairest_levels([kerman, large, sirjan], {KERMAN: 400, SIRJAN: 20})
    assert levels == pytest.approx({"i-1": 10, "i-2": 10, "i-3": 2})
    groups = groups_of_equals([kerman, large, sirjan], [KERMAN, SIRJAN], levels)
    assert groups == [[kerman, large], [sirjan]]
