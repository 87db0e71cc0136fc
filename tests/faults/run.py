"""One run: start, load, shoot, let everything settle, judge."""

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import chain
from pathlib import Path

import psycopg2

from launcher.supervisor import wait_until
from tests.faults import checks, promises, report, restoring
from tests.faults.city import City, open_city
from tests.faults.evidence import Evidence, brought, gather
from tests.faults.injections import WIPE, Injection, NotCarriedOut, replicas_added
from tests.faults.load import Load
from tests.faults.mutants import MUTANTS
from tests.faults.ordeal import Control
from tests.faults.profiles import REPLICAS, Group, Profile, first_round, more_rounds
from tests.faults.report import Done, Journal
from tests.faults.stock import run_control
from tests.faults.watch import Drain, Watch, wait_idle

_LAST_DRAIN_SECONDS = 90.0
_REPLICAS_SECONDS = 60.0
_LONGEST_LAG_SECONDS = 60.0
_GROW_AT = 0.95  # of the reports; what is idle costs the others their share of the processors

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
        self._copies: dict[str, Path] = {}

    def passes(self) -> bool:
        """Whether all that has to be true is."""
        say = self._journal.say
        say(
            f"profile {self._profile.name}, seed {self._seed}"
            + (f", without {self._without}" if self._without else "")
        )
        with open_city(self._folder, REPLICAS, self._seed, self._without) as city:
            self._journal.over("to start")
            say("the system is up")
            load, watch = Load(city.system.gateway_url, self._seed, self._profile.habits), Watch(city)
            try:
                return self._passes(city, load, watch)
            finally:
                load.abandon()

    def _passes(self, city: City, load: Load, watch: Watch) -> bool:
        say = self._journal.say
        load.start(self._profile.crews)
        wait_until(city.all_answer, timeout_seconds=_REPLICAS_SECONDS)
        watch.start()
        self._journal.over("to make people")
        say(f"{self._profile.crews} crews are at work with {', '.join(city.replicas)}")
        began_at = time.monotonic()
        self._shoot(city, load, watch)
        if self.results:
            watch.stop()
            return self._says_it(city)
        load.stop()
        seconds = time.monotonic() - began_at
        self._journal.over("under fire")
        say(f"the load is over: {len(load.tally.accepted)} reports in {seconds:.0f} s")
        with ThreadPoolExecutor(1) as beside:  # nobody is shot at any more
            stock = beside.submit(run_control, city.rabbit.url, city.postgres.url, self._folder)
            settled = self._settle(watch)
        control = stock.result()
        self._journal.over("to settle")
        say(
            f"everything has settled; stock nameko handlers lost {control.lost} of {control.published} events"
        )
        self.results, seen = self._judge(city, load, watch, settled, control)
        self._journal.over("to judge")
        if not self._without:  # who doubts has seen enough
            self.results += self._restore(city, watch)
            self._journal.over("to restore")
        figures = self._figures(load, watch, seen, seconds, control)
        print(f"\n{self._journal.injected()}\n\n{report.observed(figures)}")
        return self._says_it(city)

    def _says_it(self, city: City) -> bool:
        replaced, executed = (set(chain(*city.counts.of(kind).values())) for kind in ("replaced", "executed"))
        self.never_executed = replaced - executed
        failed = any(offences for _, offences in self.results)
        print(f"\n{report.checked(self.results)}\n")
        if failed:
            print(f"{report.offences(self.results)}\n")
        self._journal.say("FAILED" if failed else "passed")
        return not failed

    # -- under fire

    def _shoot(self, city: City, load: Load, watch: Watch) -> None:
        for group in first_round():  # each of these belongs to every run, however slow the machine
            self._inject(city, load, watch, group)
            if self._without and self._has_found_it(city, load):
                return
        give_up_at = time.monotonic() + self._profile.longest_seconds
        for group in more_rounds(random.Random(self._seed), city.processes_of):
            if self._is_enough(load) or time.monotonic() > give_up_at:
                return
            self._inject(city, load, watch, self._growth(city, load) or group)

    def _has_found_it(self, city: City, load: Load) -> bool:
        """Whether what is missing in this run has been found: then it need not go on."""
        with suppress(psycopg2.Error):
            brought_early = self._brought_before_wipe if self._wiped else brought(city)
            sure = _cannot_get_better(city, load, brought_early)
            if MUTANTS[self._without].found_in(sure):
                self.results = sure
        return bool(self.results)

    def _growth(self, city: City, load: Load) -> Group:
        wanted = self._profile.replicas_later
        is_due = self._share_of_reports(load) >= _GROW_AT and len(city.processes_of("auth")) < wanted
        return (replicas_added(wanted),) if is_due else ()

    def _is_enough(self, load: Load) -> bool:
        return self._share_of_reports(load) >= 1 and self._share_of_kills() >= 1

    def _share_of_reports(self, load: Load) -> float:
        return min(1.0, len(load.tally.accepted) / self._profile.least_reports)

    def _share_of_kills(self) -> float:
        return min(1.0, self._journal.kills / self._profile.least_kills)

    def _inject(self, city: City, load: Load, watch: Watch, group: Group) -> None:
        """Let it happen; returns when there was time to get up, and the reports have come as far as the kills."""
        if any(each.kind == WIPE for each in group):
            if not self._wiped:
                self._wiped, self._brought_before_wipe = True, brought(city)
            # Of the last wipe: what has to come again after it comes in seconds, not in minutes.
            self._copies = {service: restoring.copy_of(city, service) for service in ("messaging", "billing")}
        for each in group:
            each.prepare(city)
        drains = [watch.mark(each.what, each.limit_seconds) for each in group]
        with ThreadPoolExecutor(len(group)) as at_once:
            list(at_once.map(partial(self._carry_out, city, load, watch), group, drains))
        wait_until(city.all_answer, timeout_seconds=self._profile.restart_seconds, poll_seconds=0.1)
        time.sleep(self._profile.pause_seconds)
        wait_until(
            lambda: self._share_of_reports(load) >= self._share_of_kills(),
            timeout_seconds=_LONGEST_LAG_SECONDS,
            poll_seconds=0.1,
        )

    def _carry_out(self, city: City, load: Load, watch: Watch, injection: Injection, drain: Drain) -> None:
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

    def _judge(
        self, city: City, load: Load, watch: Watch, settled: float | None, control: Control
    ) -> tuple[Results, Evidence]:
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
            (
                "no fact is there but what its source told, and poison",
                checks.only_poison_is_unknown(seen, city.poison),
            ),
            ("one process of a service relayed at a time", watch.relays.two_at_once),
            ("every process had its share of the work", checks.work_was_shared(seen, city.replicas)),
            (
                "something was delivered again",
                [] if seen.redelivered else ["no redelivery: this run proves nothing"],
            ),
            (promises.BUS_SUFFICED, checks.the_bus_sufficed(sweeps)),
            (
                "the sweeper brought what was lost with it",
                []
                if not self._wiped or any(seen.brought.values())
                else ["it brought nothing: nothing was lost"],
            ),
            (
                "stock nameko handlers lose events by such faults",
                [] if control.lost else [f"they lost none of {control.published}: these are no faults"],
            ),
            ("there were enough reports and kills", self._too_few(load)),
        ]
        return results, seen

    def _restore(self, city: City, watch: Watch) -> Results:
        """Put two databases back, one that only listens and the one that has the most to tell."""
        for service, copy in self._copies.items():
            self._journal.say(f"{service}'s database is put back as it was before the disk was wiped")
            restoring.put_back(city, service, copy)
        results = [
            ("a restored listener is brought level", restoring.listener_is_level(city, watch, "messaging")),
            (
                "a restored billing is brought level, or what it forgot is named",
                restoring.billing_is_level(city, watch),
            ),
        ]
        named = restoring.facts_named(city)
        self._journal.say(f"{named} facts that billing forgot are named by those who heard them")
        return [*results, ("it had forgotten something", [] if named else ["nothing: this proves nothing"])]

    def _too_few(self, load: Load) -> checks.Offences:
        reports, kills = len(load.tally.accepted), self._journal.kills
        wanted = self._profile
        enough = reports >= wanted.least_reports and kills >= wanted.least_kills
        return (
            []
            if enough
            else [f"{reports} of {wanted.least_reports} reports, {kills} of {wanted.least_kills} kills"]
        )

    def _figures(
        self, load: Load, watch: Watch, seen: Evidence, seconds: float, control: Control
    ) -> dict[str, object]:
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
            **{f"seconds {phase}": f"{took:.0f}" for phase, took in self._journal.phases.items()},
            "lost by stock nameko handlers": f"{control.lost} of {control.published}",
            **{f"refused: {code}": count for code, count in sorted(tally.refusals.items())},
            **{f"asked again after: {code}": count for code, count in sorted(tally.again.items())},
        }


def _median_and_worst(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{statistics.median(seconds):.1f} s, {max(seconds):.1f} s in {len(seconds)} times"


def _cannot_get_better(city: City, load: Load, brought_early: dict[str, int]) -> Results:
    """The checks whose offences stay, in the middle of a run."""
    seen = gather(city)
    return [
        (promises.NO_SURPRISE, list(load.tally.surprises)),
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
