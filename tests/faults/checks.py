"""What must be true in the end, each as a sentence; a check returns what speaks against it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from services.billing.store.invariants import INVARIANTS
from tests.faults.city import City
from tests.faults.evidence import Evidence, Report
from tests.faults.people import Tally

Offences = list[str]


def every_accepted_report_is_kept(seen: Evidence, tally: Tally) -> Offences:
    """Whoever was told 201 finds the report in inspection's database."""
    kept = {report.id for report in seen.reports}
    return [f"report {each} was accepted and is gone" for each in tally.accepted if each not in kept]


def every_report_is_known_to_its_author(seen: Evidence, tally: Tally) -> Offences:
    """No report is there of which nobody was told: everybody asks until there is an answer."""
    return [f"report {r.id} was never answered" for r in seen.reports if r.id not in tally.accepted]


def every_report_is_told_of(seen: Evidence) -> Offences:
    """A report and the fact that tells of it are there together, or neither is: at any moment."""
    return [f"nothing tells of report {r.id}" for r in seen.reports if r.id not in seen.told_of]


def every_report_is_settled_once(seen: Evidence) -> Offences:
    """Reports, their settlements, and the ledger's charges for those that cost something are the same."""
    filed = Counter(report.id for report in seen.reports)
    settled = Counter(each.report_id for each in seen.settlements)
    chargeable = Counter(each.report_id for each in seen.settlements if each.chargeable)
    return [
        *differences("report", filed, "settled", settled),
        *differences("chargeable report", chargeable, "charged", seen.charged),
    ]


def every_fact_is_applied(seen: Evidence) -> Offences:
    """By each of its consumers; and nothing that nobody told."""
    found = [
        f"{count} facts of {name} are not published" for name, count in seen.unpublished.items() if count
    ]
    for consumer, told in seen.told.items():
        applied = {event_id for event_id, state in seen.inboxes[consumer].items() if state == "applied"}
        found += few(f"{consumer} lacks {{}}", told - applied)
        found += few(f"{consumer} invented {{}}", applied - told)
    return found


def no_fact_is_applied_twice(applied: Mapping[str, Iterable[str]]) -> Offences:
    """By a consumer, in one of its processes or in two."""
    counted = Counter((service_of(program), event_id) for program, ids in applied.items() for event_id in ids)
    twice = [f"{consumer} applied {event_id}" for (consumer, event_id), n in counted.items() if n > 1]
    return few("{} twice", twice)


def nothing_is_parked_but_poison(seen: Evidence, poison: dict[str, set[str]]) -> Offences:
    """What cannot be read, or is never applied, is parked, and nothing else is."""
    found = []
    for consumer, inbox in seen.inboxes.items():
        parked = {event_id for event_id, state in inbox.items() if state == "parked"}
        found += few(f"{consumer} parked {{}}", parked - poison.get(consumer, set()))
        found += few(f"{consumer} did not park {{}}", poison.get(consumer, set()) - parked)
    return found


def only_poison_is_unknown(seen: Evidence, poison: dict[str, set[str]]) -> Offences:
    """Nothing is anywhere that its source does not know, but what was smuggled in."""
    return [
        sentence
        for consumer, ids in seen.unknown.items()
        for sentence in few(f"{consumer} has {{}}", ids - poison.get(consumer, set()))
    ]


def no_fact_overtook_another(seen: Evidence) -> Offences:
    """Within a lane nothing is applied by a transaction that could see an earlier fact which is not applied."""
    return [
        f"{consumer}: {later} before {earlier} in lane {source}/{lane}"
        for consumer, rows in seen.overtaken.items()
        for source, lane, later, earlier in rows[:5]
    ]


def no_debtor_reported(seen: Evidence) -> Offences:
    """When a report was accepted, every earlier one of its file was settled, and its debt was paid to the rial.

    All three moments are the commits of the transactions by the database's clock, whatever the services' clocks said;
    the gate that is judged is not asked.
    """
    debts = {each.report_id: each.debt_rials for each in seen.settlements}
    found: Offences = []
    for reports in by_file(seen.reports).values():
        for number, report in enumerate(reports):
            if report.sequence != number + 1:
                found.append(f"file {report.file_id}: report {report.sequence} is number {number + 1}")
            found += [
                f"file {report.file_id}: report {report.sequence} was accepted {why} {earlier.sequence}"
                for earlier in reports[:number]
                if (why := _why_shut(seen, debts, earlier, report))
            ]
    return found


def _why_shut(seen: Evidence, debts: dict[str, int], earlier: Report, report: Report) -> str:
    settled_at, accepted_at = seen.settled_at.get(earlier.id), report.accepted_at
    if accepted_at is None:
        return "at no known moment after"
    if settled_at is None or settled_at > accepted_at:
        return "before billing settled"
    paid = sum(rials for rials, at in seen.paid.get(earlier.id, ()) if at < accepted_at)
    return "while the file owed for" if paid < debts.get(earlier.id, 0) else ""


def the_books_are_sound(city: City) -> Offences:
    """Every invariant of billing."""
    return [
        f"{name}: {rows[:2]}" for name, query in INVARIANTS.items() if (rows := city.rows("billing", query))
    ]


def the_bus_sufficed(brought: Mapping[str, int]) -> Offences:
    """The sweeper brings what the bus lost: nothing, as long as the broker keeps its disk."""
    return [f"{count} at {consumer}" for consumer, count in brought.items() if count]


def work_was_shared(seen: Evidence, programs: Iterable[str]) -> Offences:
    """Each process was asked something, and each of a service that listens has applied something."""
    names = list(programs)
    return [
        *(f"{name} was asked nothing" for name in names if name not in seen.served),
        *(
            f"{name} applied nothing"
            for name in names
            if service_of(name) in seen.inboxes and not seen.applied.get(name)
        ),
    ]


def service_of(program: str) -> str:
    """`billing` of `billing.2`."""
    return program.partition(".")[0]


def by_file(reports: Iterable[Report]) -> dict[str, list[Report]]:
    """The reports of each file, in their order."""
    found: dict[str, list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda each: each.sequence):
        found[report.file_id].append(report)
    return found


def differences(one: str, ones: Counter[str], other: str, others: Counter[str]) -> Offences:
    """What is in only one of two, or in one more often."""
    return [
        f"{one} {each} is there {ones[each]} times, {other} {others[each]} times"
        for each in sorted(set(ones) | set(others))
        if ones[each] != 1 or others[each] != 1
    ]


def few(sentence: str, ids: Iterable[str], most: int = 5) -> Offences:
    """A sentence about each, and how many more there are."""
    listed = sorted(ids)
    more = [sentence.format(f"{len(listed) - most} more")] if len(listed) > most else []
    return [*(sentence.format(each) for each in listed[:most]), *more]
