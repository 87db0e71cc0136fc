"""What comes between the processes and their servers, and what nobody should ever send them: more injections."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psycopg2

from chassis.health import wait_until_ready
from contracts.topology import inbox_queue
from launcher.provision import SERVICES
from launcher.supervisor import wait_until
from tests.faults import poison
from tests.faults.city import City
from tests.faults.clock import shifted
from tests.faults.injections import SERVER_LIMIT_SECONDS, Injection, NotCarriedOut
from tests.faults.proxy import Proxy
from tests.faults.storm import steal, storm
from tests.faults.watch import CONSUMERS

_CUT_SECONDS = 10.0
_SLOW_SECONDS = 3.0
_DOUBLED_SHARE = _REORDERED_SHARE = 0.3
_STORM_FACTS = 5_000
_STOLEN_FACTS, _STEALING_SECONDS = 20, 1.5
_PARKED_SECONDS = 30.0
_ANSWERS_SECONDS = 10.0
_PARKED = "SELECT event_id FROM inbox WHERE state = 'parked'"

Way = Callable[[City], Proxy]
WAYS: dict[str, Way] = {
    "RabbitMQ": lambda city: city.to_broker,
    "PostgreSQL": lambda city: city.to_database,
}
_DELAY_SECONDS = {"RabbitMQ": 0.8, "PostgreSQL": 0.05}  # a transaction waits for many answers


def cut(server: str) -> Injection:
    """All connections to a server are lost at once."""

    def act(city: City) -> int:
        WAYS[server](city).cut()
        return 0

    return Injection(f"connections to {server} cut", f"every connection to {server} is cut", act)


def cut_within(server: str, after_bytes: int) -> Injection:
    """All connections to a server are lost when so much more went by, in the middle of what is just being sent."""

    def act(city: City) -> int:
        way = WAYS[server](city)
        before = way.counts["cut"]
        way.cut(after_bytes)
        if not wait_until(lambda: way.counts["cut"] > before, timeout_seconds=_CUT_SECONDS):
            raise NotCarriedOut(f"nothing went to {server} for {_CUT_SECONDS:g} s")
        return 0

    what = f"every connection to {server} is cut within what is sent {after_bytes} bytes later"
    return Injection(f"connections to {server} cut", what, act, is_waited_for=True)


def slow_then_cut(server: str) -> Injection:
    """A server is slow for a while; then whatever is on its way there or back is lost."""
    delay = _DELAY_SECONDS[server]

    def prepare(city: City) -> None:
        WAYS[server](city).delay(delay)
        time.sleep(_SLOW_SECONDS)

    def act(city: City) -> int:
        WAYS[server](city).cut()
        WAYS[server](city).calm()
        return 0

    what = f"{server} is {delay:g} s away for {_SLOW_SECONDS:g} s, then every connection is cut"
    return Injection(f"{server} slow, then cut", what, act, prepare=prepare)


def doubled_and_reordered(seconds: float) -> Injection:
    """Of what is published, facts and requests alike, a part arrives twice, and a part is overtaken."""

    def act(city: City) -> int:
        counts = city.to_broker.counts
        doubled, reordered = counts["duplicated"], counts["reordered"]
        city.to_broker.duplicate(_DOUBLED_SHARE)
        city.to_broker.reorder(_REORDERED_SHARE)
        time.sleep(seconds)
        city.to_broker.calm()
        if counts["duplicated"] == doubled or counts["reordered"] == reordered:
            raise NotCarriedOut(f"nothing was published for {seconds:g} s")
        return 0

    what = f"{_DOUBLED_SHARE:.0%} of what is published comes twice, and {_REORDERED_SHARE:.0%} late"
    return Injection("messages doubled and reordered", what, act)


def poisoned() -> Injection:
    """Everybody is sent what nobody can read; all of it is parked, and everybody lives on and answers."""

    def act(city: City) -> int:
        before = {name: city.system.pid(name) for name in city.replicas}
        sent = poison.send(city.rabbit.url)
        for each in sent:
            if each.event_id:
                city.poison.setdefault(each.service, set()).add(each.event_id)
        if not wait_until(partial(_is_parked, city), timeout_seconds=_PARKED_SECONDS, poll_seconds=0.2):
            raise NotCarriedOut(f"not all poison was parked within {_PARKED_SECONDS:g} s")
        try:
            wait_until_ready(city.rabbit.url, SERVICES, _ANSWERS_SECONDS)
        except TimeoutError as error:
            raise NotCarriedOut(str(error)) from error
        dead = [name for name, pid in before.items() if pid is not None and city.system.pid(name) != pid]
        if dead:
            raise NotCarriedOut(f"it killed {', '.join(dead)}")
        return 0

    return Injection("poison in every queue", "poison for everybody", act)


def _is_parked(city: City) -> bool:
    try:
        return all(ids <= {row[0] for row in city.rows(name, _PARKED)} for name, ids in city.poison.items())
    except psycopg2.Error:
        return False


def stormed(seed: int) -> Injection:
    """What was told in this run is told again, in no order, and all at once."""

    def act(city: City) -> int:
        try:
            storm(city.tap, _STORM_FACTS, seed=seed)
        except (ValueError, OSError) as error:
            raise NotCarriedOut(str(error)) from error
        return 0

    what = f"{_STORM_FACTS} facts come again"
    return Injection("storm of redeliveries", what, act, SERVER_LIMIT_SECONDS)


def stolen() -> Injection:
    """Somebody takes facts from every inbox's queue, and is gone: they come again."""

    def act(city: City) -> int:
        def steal_from(consumer: str) -> int:
            queue = inbox_queue(consumer)
            return steal(city.rabbit.url, queue, _STOLEN_FACTS, patience_seconds=_STEALING_SECONDS)

        with ThreadPoolExecutor(len(CONSUMERS)) as pool:
            if not sum(pool.map(steal_from, CONSUMERS)):
                raise NotCarriedOut(f"nothing was told for {_STEALING_SECONDS:g} s")
        return 0

    return Injection("facts taken and given back", "facts are taken from every inbox, and come again", act)


def clocks_shifted(ahead: str, behind: str) -> Injection:
    """The clocks of two processes are wrong by a day, from their next start until they are put right."""

    def act(city: City) -> int:
        city.system.restart_with(ahead, shifted(1))
        city.system.restart_with(behind, shifted(-1))
        return 2

    return Injection(
        "clocks a day off", f"{ahead} lives a day ahead from its next start, {behind} a day behind", act
    )


def clocks_right(*programs: str) -> Injection:
    """Processes are started again with the clock of everybody."""

    def act(city: City) -> int:
        for program in programs:
            city.system.restart_with(program, {})
        return len(programs)

    return Injection("clocks put right", f"{' and '.join(programs)} live today again", act)
