"""A year in which one rule shares the work: files are paid, wait, are referred, completed or given up."""

import heapq
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bench.fairness.rules import Rule
from bench.fairness.world import DAYS, YEAR_STARTS, File, World
from contracts.terms import ReferralEnd
from services.referral.domain import Inspector, Job, Past, Roster


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a rule made of a year. Loads are as the engine counts them; waits are those of files that had to wait."""

    loads_rials: Mapping[str, int]
    shared_rials: Mapping[Job, int]
    referrals: int
    withdrawals: int
    waited: int
    longest_wait_days: float
    never_referred: int


@dataclass
class _Open:
    """A file and who has given it up."""

    file: File
    waiting_since: datetime
    refusals: dict[str, ReferralEnd] = field(default_factory=dict)


class Year:
    """The state of a simulated year; ``run`` lets it pass."""

    def __init__(self, world: World, rule: Rule) -> None:
        self._rule = rule
        self._roster = Roster.of(world.inspectors)
        self._admitting: dict[Job, Roster] = {}
        self._order = count()
        self._happenings: list[tuple[datetime, int, str, _Open, str]] = []
        for file in world.files:
            self._plan(file.paid_at, "paid", _Open(file, file.paid_at), "")
        self._waiting: dict[Job, list[_Open]] = defaultdict(list)
        self._shared: dict[Job, int] = defaultdict(int)
        self._referrals = self._withdrawals = self._waited = 0
        self._longest_wait = timedelta(0)

    def run(self) -> Outcome:
        """Everything that happens within the year."""
        end = YEAR_STARTS + timedelta(days=DAYS)
        while self._happenings and self._happenings[0][0] < end:
            at, _, what, open_file, inspector_id = heapq.heappop(self._happenings)
            if what == "paid":
                self._refer_or_wait(open_file, at)
            else:
                self._take_back(open_file, inspector_id, at, given_up=what == "given up")
        return Outcome(
            loads_rials={one.id: one.value_rials for one in self._roster.inspectors.values()},
            shared_rials=dict(self._shared),
            referrals=self._referrals,
            withdrawals=self._withdrawals,
            waited=self._waited,
            longest_wait_days=self._longest_wait / timedelta(days=1),
            never_referred=sum(map(len, self._waiting.values())),
        )

    def _plan(self, at: datetime, what: str, open_file: _Open, inspector_id: str) -> None:
        heapq.heappush(self._happenings, (at, next(self._order), what, open_file, inspector_id))

    def _refer_or_wait(self, open_file: _Open, at: datetime) -> None:
        if not self._refer(open_file, at):
            self._waited += 1
            self._waiting[open_file.file.job].append(open_file)

    def _refer(self, open_file: _Open, at: datetime) -> bool:
        file = open_file.file
        past = Past(refusals=open_file.refusals, connected=frozenset())
        chosen = self._rule(file.job, self._who_admit(file.job).facing(past), at)
        if chosen is None:
            return False
        self._put(chosen.given(file.value_rials, at))
        self._shared[file.job] += file.value_rials
        self._referrals += 1
        self._longest_wait = max(self._longest_wait, at - open_file.waiting_since)
        fate = file.fates[min(len(open_file.refusals), len(file.fates) - 1)]
        if fate.gives_up_after_days is not None and len(open_file.refusals) < len(file.fates) - 1:
            self._plan(at + timedelta(days=fate.gives_up_after_days), "given up", open_file, chosen.id)
        else:
            self._plan(at + timedelta(days=file.days_in_hand), "completed", open_file, chosen.id)
        return True

    def _take_back(self, open_file: _Open, inspector_id: str, at: datetime, *, given_up: bool) -> None:
        """The place is free; what was given up goes to somebody else, and is no load unless it was unexcused."""
        file, one = open_file.file, self._roster.inspectors[inspector_id]
        fate = file.fates[len(open_file.refusals)] if given_up else None
        returned = file.value_rials if fate is not None and fate.excused else 0
        self._put(
            replace(one, active_referrals=one.active_referrals - 1, value_rials=one.value_rials - returned)
        )
        if fate is not None:
            self._withdrawals += 1
            self._shared[file.job] -= returned
            open_file.refusals[inspector_id] = ReferralEnd.WITHDRAWN
            open_file.waiting_since = at
            self._refer_or_wait(open_file, at)
        self._refer_waiting(one, at)

    def _refer_waiting(self, freed: Inspector, at: datetime) -> None:
        """The longest wait of those that the freed place may take."""
        fit = [each for job, files in self._waiting.items() if freed.admits(job) for each in files]
        for open_file in sorted(fit, key=lambda each: (each.waiting_since, each.file.number)):
            if self._refer(open_file, at):
                self._waiting[open_file.file.job].remove(open_file)
                return

    def _who_admit(self, job: Job) -> Roster:
        """Only they matter, and to leave the others out changes no choice."""
        if job not in self._admitting:
            able = [one for one in self._roster.inspectors.values() if one.admits(job)]
            self._admitting[job] = Roster.of(able)
        return self._admitting[job]

    def _put(self, one: Inspector) -> None:
        self._roster = Roster({**self._roster.inspectors, one.id: one})
        for job, roster in self._admitting.items():
            if one.id in roster.inspectors:
                self._admitting[job] = Roster({**roster.inspectors, one.id: one})
