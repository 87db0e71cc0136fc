"""Runs the rules over one world and writes the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.fairness.measure import fairest_levels, gini, groups_of_equals
from bench.fairness.rules import Lots, Rule, Turns, the_engine
from bench.fairness.simulation import Outcome, Year
from bench.fairness.world import Size, make_world
from services.referral.domain import Inspector

ENGINE, TURNS, LOTS = "engine", "round robin", "random"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One rule. ``overall`` is over all inspectors and ``at_best`` is what the worksheets force even on the fairest
    sharing of the same work; ``in_groups`` is the mean over the groups of equals, by their size, ``worst_group`` the
    largest of those of at least five.
    """

    rule: str
    overall: float
    at_best: float
    in_groups: float
    worst_group: float
    outcome: Outcome


def compare(size: Size, seed: int) -> tuple[list[Line], Sequence[Sequence[Inspector]]]:
    """Each rule's line, and the groups of inspectors whom the worksheets allow the same load."""
    world = make_world(size, seed)
    rules: dict[str, Rule] = {ENGINE: the_engine, TURNS: Turns(), LOTS: Lots(seed)}
    outcomes = {name: Year(world, rule).run() for name, rule in rules.items()}
    shared = outcomes[ENGINE].shared_rials
    fairest = fairest_levels(world.inspectors, shared)
    groups = groups_of_equals(world.inspectors, list(shared), fairest)
    return [_line(name, world.inspectors, outcomes[name], groups) for name in rules], groups


def _line(
    name: str, inspectors: Sequence[Inspector], outcome: Outcome, groups: Sequence[Sequence[Inspector]]
) -> Line:
    levels = {one.id: outcome.loads_rials[one.id] / one.capacity for one in inspectors}
    fairest = fairest_levels(inspectors, outcome.shared_rials)
    compared = [group for group in groups if len(group) > 1]
    people = sum(map(len, compared))
    return Line(
        rule=name,
        overall=gini(list(levels.values())),
        at_best=gini(list(fairest.values())),
        in_groups=sum(len(group) * _within(group, levels) for group in compared) / max(people, 1),
        worst_group=max((_within(group, levels) for group in compared if len(group) >= 5), default=0.0),
        outcome=outcome,
    )


def _within(group: Sequence[Inspector], levels: Mapping[str, float]) -> float:
    return gini([levels[one.id] for one in group])


def table(lines: Sequence[Line], groups: Sequence[Sequence[Inspector]]) -> str:
    """The comparison for people."""
    sizes = [len(group) for group in groups]
    head = (
        f"{'rule':<12} {'overall':>8} {'at best':>8} {'in groups':>10} {'worst group':>12}"
        f" {'referrals':>10} {'given up':>9} {'waited':>7} {'longest wait':>13}"
    )
    rows = [
        f"{line.rule:<12} {line.overall:>8.3f} {line.at_best:>8.3f} {line.in_groups:>10.3f}"
        f" {line.worst_group:>12.3f} {line.outcome.referrals:>10,} {line.outcome.withdrawals:>9,}"
        f" {line.outcome.waited:>7,} {line.outcome.longest_wait_days:>8.1f} days"
        for line in lines
    ]
    alone = sum(size == 1 for size in sizes)
    about = (
        f"Gini coefficients of load over capacity. {sum(sizes)} inspectors: {len(sizes) - alone} groups of equals of "
        f"{', '.join(str(size) for size in sizes if size > 1)}, and {alone} with no equal."
    )
    return "\n".join([about, "", head, *rows])
