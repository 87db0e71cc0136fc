"""One run: start, load, shoot, let everything settle, judge."""

import random
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

import psycopg2

from launcher.supervisor import wait_until
from tests.faults import checks, promises, report
from tests.faults.city import City, open_city
from tests.faults.evidence import Evidence, brought, gather
from tests.faults.injections import Injection, NotCarriedOut
from tests.faults.load import Load
from tests.faults.mutants import MUTANTS
from tests.faults.people import Tally
from tests.faults.profiles import REPLICAS, Profile, first_round, more_rounds
from tests.faults.report import Done, Journal
from tests.faults.watch import Watch, wait_idle

_LAST_DRAIN_SECONDS = 90.0

Results = list[tuple[str, checks.Offences]]


class Run:
    """One run of a profile."""

    def __init__(self, profile: Profile, seed: int, folder: Path, without: str) -> None:
        self._profile, self._seed, self._folder, self._without = profile, seed, folder, without
        self._journal = Journal()
        self._brought_before_wipe: dict[str, int] = {}
        self.results: Results = []
        self.never_executed: set[str] = set()
        self._wiped = False

    def passes(self) -> bool:
        """Whether all that has to be true is."""
        say = self._journal.say
        say(
            f"profile {self._profile.name}, seed {self._seed}"
            + (f", without {self._without}" if self._without else "")
        )
        with open_city(self._folder, REPLICAS, self._without) as city:
            say(f"the system is up: {', '.join(city.replicas)} and the gateway")
            load, watch = Load(city.system.gateway_url, self._seed), Watch(city)
            try:
                return self._passes(city, load, watch)
            finally:
                load.abandon()

    def _passes(self, city: City, load: Load, watch: Watch) -> bool:
        say = self._journal.say
        load.start(self._profile.crews)
        watch.start()
        say(f"{self._profile.crews} crews are at work")
        began_at = time.monotonic()
        self._shoot(city, load, watch)
        if self.results:
            watch.stop()
            return self._says_it(city)
        load.stop()
        seconds = time.monotonic() - began_at
        say(f"the load is over: {len(load.tally.accepted)} reports in {seconds:.0f} s")
        settled = self._settle(watch)
        self.results, seen = self._judge(city, load, watch, settled)
        print(f"\n{self._journal.injected()}\n\n{report.observed(self._figures(load, watch, seen, seconds))}")
        return self._says_it(city)

    def _says_it(self, city: City) -> bool:
        replaced, executed = (set(chain(*city.counts.of(kind).values())) for kind in ("replaced", "executed"))
        self.never_executed = replaced - executed
        failed = any(offences for _, offences in self.results)
        print(f"\n{report.checked(self.results)}\n\n{report.offences(self.results)}\n")
        self._journal.say("FAILED" if failed else "passed")
        return not failed

    # -- under fire

    def _shoot(self, city: City, load: Load, watch: Watch) -> None:
        began_at = time.monotonic()
        for injection in self._plan():
            self._inject(city, load, watch, injection)
            wait_until(city.all_answer, timeout_seconds=self._profile.restart_seconds, poll_seconds=0.1)
            time.sleep(self._profile.pause_seconds)
            if self._without and self._has_found_it(city, load):
                return
            if len(self._journal.done) < len(self._first_round):
                continue  # each of these belongs to every run, however slow the machine
            if self._is_enough(load) or time.monotonic() - began_at > self._profile.longest_seconds:
                return

    def _has_found_it(self, city: City, load: Load) -> bool:
        """Whether what is missing here was found: a run without a protection need not go on."""
        with suppress(psycopg2.Error):
            brought_early = self._brought_before_wipe if self._wiped else brought(city)
            sure = cannot_get_better(city, load.tally, brought_early)
            if any(offences for what, offences in sure if what in MUTANTS[self._without].found_by):
                self.results = sure
        return bool(self.results)

    def _plan(self) -> Iterator[Injection]:
        self._first_round = list(first_round())
        return chain(self._first_round, more_rounds(random.Random(self._seed)))

    def _is_enough(self, load: Load) -> bool:
        return (
            len(load.tally.accepted) >= self._profile.least_reports
            and self._journal.kills >= self._profile.least_kills
        )

    def _inject(self, city: City, load: Load, watch: Watch, injection: Injection) -> None:
        drain = watch.mark(injection.what, injection.limit_seconds)
        if "wiped" in injection.kind and not self._wiped:
            self._wiped, self._brought_before_wipe = True, brought(city)
        began_at = time.monotonic()
        try:
            kills, failure = injection.act(city), ""
        except NotCarriedOut as error:
            kills, failure = 0, str(error)
        watch.expect(drain, time.monotonic() if injection.is_waited_for else began_at)
        self._journal.done.append(Done(injection, kills, failure, drain))
        took = time.monotonic() - began_at
        self._journal.say(
            f"{injection.what}{f': NOT CARRIED OUT, {failure}' if failure else ''} ({took:.1f} s; "
            f"{drain.facts} facts on their way, {len(load.tally.accepted)} reports so far)"
        )

    def _settle(self, watch: Watch) -> float | None:
        began_at = time.monotonic()
        watch.wait()
        if not wait_idle(watch, _LAST_DRAIN_SECONDS):
            return None
        return time.monotonic() - began_at

    # -- afterwards

    def _judge(self, city: City, load: Load, watch: Watch, settled: float | None) -> tuple[Results, Evidence]:
        watch.stop()
        seen = gather(city)
        tally = load.tally
        sweeps = seen.brought if not self._wiped else self._brought_before_wipe
        results: Results = [
            (
                "every injection was carried out",
                [f"{d.injection.what}: {d.failure}" for d in self._journal.done if d.failure],
            ),
            (promises.NO_SURPRISE, tally.surprises),
            ("everything told before an injection arrived in time", _late(watch)),
            ("in the end nothing waited", [] if settled is not None else ["something waits still"]),
            ("every accepted report is kept", checks.every_accepted_report_is_kept(seen, tally)),
            (promises.ANSWERED, checks.every_report_is_known_to_its_author(seen, tally)),
            (promises.TOLD_OF, checks.every_report_is_told_of(seen)),
            (promises.SETTLED_ONCE, checks.every_report_is_settled_once(seen)),
            (promises.ALL_APPLIED, checks.every_fact_is_applied(seen)),
            (promises.NONE_TWICE, checks.no_fact_is_applied_twice(seen.applied)),
            (promises.NO_DEBTOR, checks.no_debtor_reported(seen)),
            (promises.BOOKS, checks.the_books_are_sound(city)),
            ("the audit over HTTP says so, too", load.audit()),
            ("no fact overtook another of its file", checks.no_fact_overtook_another(seen)),
            (promises.PARKED, checks.nothing_is_parked_but_poison(seen, city.poison)),
            ("one process of a service relayed at a time", watch.relays.two_at_once),
            ("every process had its share of the work", checks.work_was_shared(seen, city.replicas)),
            (
                "something was delivered again",
                [] if seen.redelivered else ["no redelivery: this run proves nothing"],
            ),
            (promises.BUS_SUFFICED, checks.the_bus_sufficed(sweeps)),
            ("there were enough reports and kills", self._too_few(load)),
        ]
        return results, seen

    def _too_few(self, load: Load) -> checks.Offences:
        reports, kills = len(load.tally.accepted), self._journal.kills
        wanted = self._profile
        enough = reports >= wanted.least_reports and kills >= wanted.least_kills
        return (
            []
            if enough
            else [f"{reports} of {wanted.least_reports} reports, {kills} of {wanted.least_kills} kills"]
        )

    def _figures(self, load: Load, watch: Watch, seen: Evidence, seconds: float) -> dict[str, object]:
        takeovers = [took for times in watch.relays.takeovers.values() for took in times]
        tally = load.tally
        filed, settled = {r.id for r in seen.reports}, [s.report_id for s in seen.settlements]
        return {
            "reports accepted": len(tally.accepted),
            "reports a second": f"{len(tally.accepted) / seconds:.1f}",
            "settlements": len(settled),
            "lost, doubled": f"{len(filed - set(settled))}, {len(settled) - len(set(settled))}",
            "chargeable, charged": f"{sum(s.chargeable for s in seen.settlements)}, {seen.charged.total()}",
            "files completed": tally.files_completed,
            "facts told": seen.facts_told,
            "facts applied": sum(len(told) for told in seen.told.values()),
            "redeliveries": seen.redelivered,
            "processes killed": self._journal.kills,
            "another relay led after (median, worst)": _median_and_worst(takeovers),
            "brought by the sweeper": sum(seen.brought.values()),
            **{f"refused: {code}": count for code, count in sorted(tally.refusals.items())},
            **{f"asked again after: {code}": count for code, count in sorted(tally.again.items())},
        }


def _median_and_worst(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{statistics.median(seconds):.1f} s, {max(seconds):.1f} s in {len(seconds)} times"


def cannot_get_better(city: City, tally: Tally, brought_early: dict[str, int]) -> Results:
    """The checks whose offences stay, in the middle of a run."""
    seen = gather(city)
    return [
        (promises.NO_SURPRISE, list(tally.surprises)),
        (promises.TOLD_OF, checks.every_report_is_told_of(seen)),
        (promises.NONE_TWICE, checks.no_fact_is_applied_twice(seen.applied)),
        (promises.NO_DEBTOR, checks.no_debtor_reported(seen)),
        (promises.BOOKS, checks.the_books_are_sound(city)),
        (promises.BUS_SUFFICED, checks.the_bus_sufficed(brought_early)),
    ]


def _late(watch: Watch) -> checks.Offences:
    return [
        f"{d.what}: " + (f"{d.seconds:.1f} s" if d.seconds is not None else f"never; missing: {d.left}")
        for d in watch.drains
        if not d.kept
    ]
