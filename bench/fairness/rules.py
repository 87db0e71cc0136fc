"""The rules that are compared, each among the same eligible people: the engine's, taking turns, drawing lots."""

import random
from collections.abc import Callable, Sequence
from datetime import datetime

from services.referral.domain import Inspector, Job, choose_inspector, find_obstacles

Rule = Callable[[Job, Sequence[Inspector], datetime], Inspector | None]


def the_engine(job: Job, inspectors: Sequence[Inspector], _at: datetime) -> Inspector | None:
    """What the system does."""
    return choose_inspector(job, inspectors).inspector


class Turns:
    """Round robin: whoever follows, by membership code, the one who got the last file of all."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, job: Job, inspectors: Sequence[Inspector], _at: datetime) -> Inspector | None:
        """The next eligible one."""
        able = _eligible(job, inspectors)
        if not able:
            return None
        chosen = min(able, key=lambda one: (one.membership_code <= self._last, one.membership_code))
        self._last = chosen.membership_code
        return chosen


class Lots:
    """Anybody who is eligible, with equal chances."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)

    def __call__(self, job: Job, inspectors: Sequence[Inspector], _at: datetime) -> Inspector | None:
        """One of them."""
        able = sorted(_eligible(job, inspectors), key=lambda one: one.membership_code)
        return self._chance.choice(able) if able else None


def _eligible(job: Job, inspectors: Sequence[Inspector]) -> list[Inspector]:
    return [one for one in inspectors if one.admits(job) and not find_obstacles(one)]
