"""Measures of fairness: the Gini coefficient, and what the worksheets allow at best."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from services.referral.domain import Inspector, Job

# Inspectors whose best possible loads differ by less than this share of the mean can be levelled by the worksheets.
_SAME_LEVEL = 0.005
_ROUNDS = 400


def gini(values: Sequence[float]) -> float:
    """0 when all are equal, towards 1 the more one has of everything; 0 too when nobody has anything."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    weighted = sum(rank * value for rank, value in enumerate(ordered, 1))
    return 2 * weighted / (len(ordered) * total) - (len(ordered) + 1) / len(ordered)


def fairest_levels(inspectors: Sequence[Inspector], shared_rials: Mapping[Job, int]) -> dict[str, float]:
    """Load over capacity of each inspector in the fairest sharing of that work that the worksheets allow at all.

    The work of each job is divided at will among those whose worksheet admits it, with all of it known beforehand,
    every file divisible, and nobody ever full: no rule can be fairer. Each job in turn is poured like water over those
    who admit it, given what the others poured; the sum of squares is convex and falls with each pouring, so that this
    ends at the fairest.
    """
    able = {job: [one for one in inspectors if one.admits(job)] for job in shared_rials}
    poured = {job: dict.fromkeys((one.id for one in able[job]), 0.0) for job in shared_rials if able[job]}
    load = dict.fromkeys((one.id for one in inspectors), 0.0)
    for _ in range(_ROUNDS):
        moved = 0.0
        for job, shares in poured.items():
            others = [(one, load[one.id] - shares[one.id]) for one in able[job]]
            for one, share in _pour(float(shared_rials[job]), others).items():
                moved += abs(share - shares[one])
                load[one] += share - shares[one]
                shares[one] = share
        if moved < 1e-6 * sum(shared_rials.values()):
            break
    return {one.id: load[one.id] / one.capacity for one in inspectors}


def _pour(amount: float, others: Sequence[tuple[Inspector, float]]) -> dict[str, float]:
    """Divide an amount so that the least loaded for their capacity are raised to one common level."""
    by_level = sorted(others, key=lambda pair: (pair[1] / pair[0].capacity, pair[0].id))
    capacity, filled, level = 0, 0.0, 0.0
    for position, (one, load) in enumerate(by_level):
        capacity, filled = capacity + one.capacity, filled + load
        level = (amount + filled) / capacity
        if (
            position + 1 == len(by_level)
            or level <= by_level[position + 1][1] / by_level[position + 1][0].capacity
        ):
            break
    return {one.id: max(level * one.capacity - load, 0.0) for one, load in by_level}


def groups_of_equals(
    inspectors: Sequence[Inspector], jobs: Sequence[Job], fairest: Mapping[str, float]
) -> list[list[Inspector]]:
    """Who competes for the same work and could all have the same load: of one level in the fairest sharing, and linked
    by jobs that several of them admit. Between groups the worksheets forbid equality; within one they allow it.
    """
    mean = sum(fairest.values()) / len(fairest)
    links: dict[str, str] = {one.id: one.id for one in inspectors}

    def root(one: str) -> str:
        while links[one] != one:
            one = links[one]
        return one

    for job in jobs:
        able = sorted((one for one in inspectors if one.admits(job)), key=lambda one: fairest[one.id])
        for lower, higher in pairwise(able):
            if fairest[higher.id] - fairest[lower.id] <= _SAME_LEVEL * mean:
                links[root(higher.id)] = root(lower.id)
    found: dict[str, list[Inspector]] = {}
    for one in inspectors:
        found.setdefault(root(one.id), []).append(one)
    return sorted(found.values(), key=lambda group: (-len(group), group[0].id))
