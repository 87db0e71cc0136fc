"""How long the system is shot at, and in which order."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

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
from tests.faults.points import POINTS

REPLICAS = {"referral": 2, "inspection": 2, "billing": 2, "messaging": 2}
# Whom each point is tried on where one will do: who passes it often.
_AT_HOME = {
    "outbox.before_commit": "inspection",
    "outbox.after_commit": "inspection",
    "relay.before_publish": "inspection",
    "relay.after_publish": "billing",
    "relay.after_confirm": "inspection",
    "inbox.before_store": "billing",
    "inbox.after_store": "billing",
    "inbox.after_ack": "referral",
    "fact.before_commit": "billing",
    "fact.after_commit": "billing",
}


@dataclass(frozen=True)
class Profile:
    """What a run comes to. It goes on, round after round, until it has so many reports and kills.

    Nothing happens for ``restart_seconds`` while the last victims get up, and for ``pause_seconds`` after that.
    """

    name: str
    crews: int
    restart_seconds: float
    pause_seconds: float
    least_reports: int
    least_kills: int
    longest_seconds: float


PROFILES = {
    "short": Profile("short", 8, 5, 0.5, 150, 20, 240),
    "long": Profile("long", 10, 12, 2.5, 10_000, 100, 1380),
}


def first_round() -> Iterator[Injection]:
    """Everything once; several processes die at a time, and once all of a service."""
    yield killed("inspection", "messaging.2")
    yield at_home("fact.before_commit")
    yield at_home("outbox.after_commit")
    yield broker_killed()
    yield killed("billing", "billing.2")
    yield at_home("relay.after_publish")
    yield at_home("inbox.after_store")
    yield database_killed()
    yield at_home("relay.before_publish")
    yield at_home("fact.after_commit")
    yield killed("inspection.2", "messaging", "referral.2")
    yield at_home("inbox.before_store")
    yield asked_to_stop("billing.2")
    yield at_home("relay.after_confirm")
    yield killed("gateway")
    yield at_home("outbox.before_commit")
    yield frozen("inspection", 3)
    yield killed("referral", "auth")
    yield at_home("inbox.after_ack")
    # The proxies come in here (cut, delay, duplicate, reorder), then poison, the storm, and the shifted clocks.
    yield broker_wiped()


def more_rounds(chances: random.Random) -> Iterator[Injection]:
    """Rounds without end: every process, every point on any service that passes it, the servers, in any order."""
    while True:
        plan = [killed(program) for program in programs()]
        plan += [killed("gateway"), broker_killed(), database_killed()]
        plan += [killed_at(point, *replicas_of(chances.choice(_passing(point)))) for point in POINTS]
        plan += [asked_to_stop(chances.choice(programs())), frozen(chances.choice(programs()), 3)]
        chances.shuffle(plan)
        yield from plan
        yield broker_wiped()


def at_home(point: str) -> Injection:
    """A point, on the service that passes it often, in whichever of its processes comes there first."""
    return killed_at(point, *replicas_of(_AT_HOME[point]))


def programs() -> list[str]:
    """The processes of all services."""
    return ["auth", *(name for service in REPLICAS for name in replicas_of(service))]


def replicas_of(service: str) -> tuple[str, ...]:
    """The processes of a service."""
    return (service, *(f"{service}.{number}" for number in range(2, REPLICAS[service] + 1)))


def _passing(point: str) -> tuple[str, ...]:
    """The services that pass a point all the time under this load."""
    hears = ("referral", "inspection", "billing", "messaging")
    return hears if point.startswith(("inbox", "fact")) else ("referral", "inspection", "billing")
