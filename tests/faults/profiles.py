"""How long the system is shot at, and in which order."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from launcher.provision import SERVICES
from tests.faults.injections import (
    Injection,
    asked_to_stop,
    broker_killed,
    broker_wiped,
    database_killed,
    frozen,
    killed,
    killed_at,
)
from tests.faults.load import Habits
from tests.faults.meddling import (
    WAYS,
    clocks_right,
    clocks_shifted,
    cut,
    cut_within,
    doubled_and_reordered,
    poisoned,
    slow_then_cut,
    stolen,
    stormed,
)
from tests.faults.points import POINTS

REPLICAS = dict.fromkeys(SERVICES, 2)
_DOUBLED_SECONDS = 5.0
_MOST_BYTES_UNTIL_CUT = 20_000

Group = tuple[Injection, ...]  # of what happens at the same moment


@dataclass(frozen=True)
class Profile:
    """What a run comes to. It goes on, round after round, until it has so many reports and kills.

    Nothing happens for ``restart_seconds`` while the last victims get up, for ``pause_seconds`` after that, nor while
    the reports lag behind the kills. Near the end every service gets as many processes as ``replicas_later`` says.
    """

    name: str
    crews: int
    habits: Habits
    restart_seconds: float
    pause_seconds: float
    least_reports: int
    least_kills: int
    longest_seconds: float
    replicas_later: int = 0


_EASY = Habits(twins=0.1, debts=0.1, parts=0.2, rests=0.7, again_seconds=0.3)
PROFILES = {
    "short": Profile("short", 8, Habits(), 4, 0.2, 150, 25, 240),
    "long": Profile("long", 12, _EASY, 15, 1, 10_000, 100, 2700, replicas_later=3),
}


def first_round() -> Iterator[Group]:
    """Everything once; several processes die at a time, and once all of a service."""
    yield (killed("inspection", "messaging.2", "auth.2"),)
    yield (
        killed_at("outbox.before_commit", "inspection"),
        killed_at("fact.before_commit", "billing"),
        killed_at("inbox.after_ack", "referral"),
    )
    yield (cut_within("RabbitMQ", 5_000),)
    yield (clocks_shifted("inspection.2", "billing.2"),)
    yield (stolen(),)
    yield (broker_killed(),)
    yield (poisoned(),)
    yield (killed("billing", "billing.2"), doubled_and_reordered(_DOUBLED_SECONDS))
    yield (cut("PostgreSQL"),)
    yield (
        killed_at("outbox.after_commit", "inspection"),
        killed_at("inbox.after_store", "billing"),
        killed("messaging"),
    )
    yield (slow_then_cut("RabbitMQ"),)
    yield (database_killed(),)
    yield (
        killed_at("relay.before_publish", "inspection"),
        killed_at("fact.after_commit", "billing"),
        asked_to_stop("referral.2"),
    )
    yield (slow_then_cut("PostgreSQL"),)
    yield (stormed(1),)
    yield (clocks_right("inspection.2", "billing.2"), frozen("inspection", 3))
    yield (killed("gateway"),)
    yield (
        killed_at("relay.after_confirm", "inspection"),
        killed_at("relay.after_publish", "billing"),
        killed_at("inbox.before_store", "messaging"),
        killed("referral", "auth"),
    )
    yield (cut("RabbitMQ"),)
    yield (broker_wiped("messaging", "messaging.2", "billing.2"),)


def more_rounds(chances: random.Random, processes_of: Callable[[str], list[str]]) -> Iterator[Group]:
    """Rounds without end: every process, every point on any service that passes it, the servers, in any order."""
    while True:
        programs = [name for service in SERVICES for name in processes_of(service)]
        plan = [killed(program) for program in programs]
        plan += [killed("gateway"), broker_killed(), database_killed()]
        plan += [killed_at(point, chances.choice(_passing(point))) for point in POINTS]
        plan += [asked_to_stop(chances.choice(programs)), frozen(chances.choice(programs), 3)]
        plan += [each for server in WAYS for each in (cut(server), slow_then_cut(server))]
        plan += [cut_within(server, chances.randint(1, _MOST_BYTES_UNTIL_CUT)) for server in WAYS]
        plan += [doubled_and_reordered(2 * _DOUBLED_SECONDS), stolen(), stormed(chances.randrange(10**6))]
        plan += [poisoned()]
        chances.shuffle(plan)
        wrong = [chances.choice(processes_of(service)) for service in chances.sample(_SHIFTABLE, 2)]
        plan.insert(chances.randrange(len(plan) // 2), clocks_shifted(*wrong))
        plan.insert(chances.randrange(len(plan) // 2, len(plan)), clocks_right(*wrong))
        yield from ((injection,) for injection in plan)
        yield (broker_wiped(*processes_of("messaging"), chances.choice(processes_of("billing"))),)


_SHIFTABLE = ("referral", "inspection", "billing", "messaging")  # whoever signs in looks at the clock of auth


def _passing(point: str) -> tuple[str, ...]:
    """The services that pass a point all the time under this load."""
    hears = ("referral", "inspection", "billing", "messaging")
    return hears if point.startswith(("inbox", "fact")) else ("referral", "inspection", "billing")
