"""One run: start, load, shoot, let everything settle, judge."""

import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from launcher.supervisor import wait_until
from tests.faults import checks, report, restoring
from tests.faults.city import City, open_city
from tests.faults.evidence import Evidence, brought, gather
from tests.faults.injections import WIPE, Injection, NotCarriedOut, replicas_added
from tests.faults.load import Load
from tests.faults.ordeal import Control
from tests.faults.profiles import REPLICAS, Group, Profile, first_round, more_rounds
from tests.faults.report import Done, Journal
from tests.faults.stock import run_control
from tests.faults.watch import Drain, Watch, wait_idle

_LAST_DRAIN_SECONDS = 90.0
_REPLICAS_SECONDS = 60.0
_LONGEST_LAG_SECONDS = 60.0

Results = list[tuple[str, checks.Offences]]


class Run:
    """One run of a profile."""

    def __init__(self, profile: Profile, seed: int, folder: Path, mutant: str) -> None:
        self._profile, self._seed, self._folder, self._mutant = profile, seed, folder, mutant
        self._journal = Journal()
        self._brought_before_wipe: dict[str, int] = {}
        self._wiped = False
        self._copies: dict[str, Path] = {}

    def passes(self) -> bool:
        """Whether all that has to be true is."""
        say = self._journal.say
        say(
            f"profile {self._profile.name}, seed {self._seed}"
            + (f", mutant {self._mutant}" if self._mutant else "")
        )
        with open_city(self._folder, REPLICAS, self._seed, self._mutant) as city:
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
        results, seen = self._judge(city, load, watch, settled, control)
        self._journal.over("to judge")
        results += self._restore(city, watch)
        self._journal.over("to restore")
        self._print(results, self._figures(load, watch, seen, seconds, control))
        return not any(offences for _, offences in results)

    # -- under fire

    def _shoot(self, city: City, load: Load, watch: Watch) -> None:
        for group in first_round():  # each of these belongs to every run, however slow the machine
            self._inject(city, load, watch, group)
        give_up_at = time.monotonic() + self._profile.longest_seconds
        for group in more_rounds(random.Random(self._seed), city.processes_of):
            if self._is_enough(load) or time.monotonic() > give_up_at:
                return
            self._inject(city, load, watch, self._growth(city, load) or group)

    def _growth(self, city: City, load: Load) -> Group:
        wanted = self._profile.replicas_later
        is_due = wanted and len(city.processes_of("auth")) < wanted and self._share_of_reports(load) >= 0.5
        return (replicas_added(wanted),) if is_due else ()

    def _is_enough(self, load: Load) -> bool:
        return self._share_of_reports(load) >= 1 and self._share_of_kills() >= 1

    def _share_of_reports(self, load: Load) -> float:
        return min(1.0, len(load.tally.accepted) / self._profile.least_reports)

    def _share_of_kills(self) -> float:
        return min(1.0, self._journal.kills / self._profile.least_kills)

    def _inject(self, city: City, load: Load, watch: Watch, group: Group) -> None:
        """Let it happen; returns when there was time to get up, and the reports have come as far as the kills."""
        if any(each.kind == WIPE for each in group) and not self._wiped:
            self._wiped, self._brought_before_wipe = True, brought(city)
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
            ("nobody got an answer that nobody should get", tally.surprises),
            ("everything told before an injection arrived in time", _late(watch)),
            ("in the end nothing waited", [] if settled is not None else ["something waits still"]),
            ("every accepted report is kept", checks.every_accepted_report_is_kept(seen, tally)),
            ("every kept report was answered", checks.every_report_is_known_to_its_author(seen, tally)),
            (
                "reports = settlements, chargeable ones = ledger charges",
                checks.every_report_is_settled_once(seen),
            ),
            ("every fact was applied once by each consumer", checks.every_fact_is_applied_once(seen)),
            ("no report of a debtor was accepted", checks.no_debtor_reported(seen)),
            ("every invariant of billing holds", checks.the_books_are_sound(city)),
            ("the audit over HTTP says so, too", load.audit()),
            ("no fact overtook another of its file", checks.no_fact_overtook_another(seen)),
            ("nothing is parked but poison", checks.nothing_is_parked_but_poison(seen, city.poison)),
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
            (
                "the sweeper brought nothing before the broker's disk was wiped",
                [f"{n} at {c}" for c, n in sweeps.items() if n],
            ),
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

    def _print(self, results: Results, figures: dict[str, object]) -> None:
        print(f"\n{self._journal.injected()}\n\n{report.observed(figures)}\n\n{report.checked(results)}\n")
        failed = any(offences for _, offences in results)
        if failed:
            print(f"{report.offences(results)}\n")
        self._journal.say("FAILED" if failed else "passed")


def _median_and_worst(seconds: list[float]) -> str:
    if not seconds:
        return "–"
    return f"{statistics.median(seconds):.1f} s, {max(seconds):.1f} s in {len(seconds)} times"


def _late(watch: Watch) -> checks.Offences:
    return [
        f"{d.what}: " + (f"{d.seconds:.1f} s" if d.seconds is not None else f"never; missing: {d.left}")
        for d in watch.drains
        if not d.kept
    ]
