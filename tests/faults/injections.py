"""What is done to the system, a thing at a time, and how soon all that was told before has to have arrived after it."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from launcher.backends import PrivatePostgres
from launcher.errors import LauncherError
from launcher.provision import SERVICES
from launcher.supervisor import wait_until
from tests.faults.city import City

WIPE = "RabbitMQ's disk wiped"
SERVICE_LIMIT_SECONDS, SERVER_LIMIT_SECONDS = 30.0, 90.0
_POINT_SECONDS = 30.0
_SESSIONS_SECONDS = 20.0
_POLL_SECONDS = 0.02
_LOST_FACTS, _DEAF_SECONDS = 30, 15.0


class NotCarriedOut(Exception):
    """What was planned did not come about."""


@dataclass(frozen=True)
class Injection:
    """One thing that happens to the system; ``act`` returns once it has, and how many processes it killed.

    What had been told when ``prepare`` returned is what has to arrive. What ``is_waited_for`` happens just before
    ``act`` returns: then the drain's time begins.
    """

    kind: str
    what: str
    act: Callable[[City], int]
    limit_seconds: float = SERVICE_LIMIT_SECONDS
    is_waited_for: bool = False
    prepare: Callable[[City], None] = lambda _: None


def killed(*programs: str) -> Injection:
    """These processes are killed at the same moment; the supervisor starts them again."""

    def act(city: City) -> int:
        alive = [program for program in programs if city.system.pid(program) is not None]
        if not alive:
            raise NotCarriedOut("none of them was running")
        for program in alive:
            city.system.kill(program, restart=True)
        return len(alive)

    return Injection("SIGKILL of a process", f"kill -9 of {' and '.join(programs)}", act)


def killed_at(point: str, service: str) -> Injection:
    """The first of a service's processes that comes to the point kills itself there."""

    def act(city: City) -> int:
        programs = city.processes_of(service)
        before = city.points.hits_at(point)
        for program in programs:
            city.points.arm(program, point)
        give_up_at = time.monotonic() + _POINT_SECONDS
        while city.points.hits_at(point) == before and time.monotonic() < give_up_at:
            time.sleep(_POLL_SECONDS)
        for program in programs:
            city.points.disarm(program)
        hits = city.points.hits_at(point) - before
        if not hits:
            raise NotCarriedOut(f"nobody came to {point} within {_POINT_SECONDS:g} s")
        return hits

    return Injection(f"kill at `{point}`", f"{service} dies at {point}", act, is_waited_for=True)


def asked_to_stop(program: str) -> Injection:
    """A process is told to stop, and is started again as one that died."""

    def act(city: City) -> int:
        pid = city.system.pid(program)
        if pid is None:
            raise NotCarriedOut(f"{program} was not running")
        os.kill(pid, signal.SIGTERM)
        return 0

    return Injection("SIGTERM of a process", f"SIGTERM of {program}", act)


def frozen(program: str, seconds: float) -> Injection:
    """A process stands still, holding whatever it holds, and goes on later."""

    def act(city: City) -> int:
        pid = _stop_still(city, program)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)
        return 0

    return Injection("SIGSTOP for a while", f"{program} stands still for {seconds:g} s", act)


def _stop_still(city: City, program: str) -> int:
    pid = city.system.pid(program)
    if pid is None:
        raise NotCarriedOut(f"{program} was not running")
    os.kill(pid, signal.SIGSTOP)
    return pid


def _start_again(postgres: PrivatePostgres) -> None:
    """Start a killed server; a session of the old one may outlive it for a moment, and has to be gone before."""
    give_up_at = time.monotonic() + _SESSIONS_SECONDS
    while True:
        try:
            postgres.start()
            return
        except LauncherError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(_POLL_SECONDS)


def broker_killed() -> Injection:
    """RabbitMQ dies, and comes back with what it had on its disk."""

    def act(city: City) -> int:
        city.rabbit.kill()
        city.rabbit.start()
        return 1

    return Injection("SIGKILL of RabbitMQ", "kill -9 of RabbitMQ", act, SERVER_LIMIT_SECONDS)


def broker_wiped(*deaf: str) -> Injection:
    """RabbitMQ dies, and comes back with an empty disk.

    What waited there, and was taken for told, is gone: some processes have stood still for a while, and die as well.
    """

    def prepare(city: City) -> None:
        for program in deaf:
            with suppress(NotCarriedOut):  # one that is just started takes nothing, either
                _stop_still(city, program)
        enough = city.tap.heard + _LOST_FACTS
        wait_until(lambda: city.tap.heard >= enough, timeout_seconds=_DEAF_SECONDS)

    def act(city: City) -> int:
        city.rabbit.kill()
        for program in deaf:
            city.system.kill(program, restart=True)
        city.wipe_broker()
        city.rabbit.start()
        return 1 + len(deaf)

    what = f"RabbitMQ loses its disk, and what {' and '.join(deaf)} had not taken"
    return Injection(WIPE, what, act, SERVER_LIMIT_SECONDS, prepare=prepare)


def replicas_added(each: int) -> Injection:
    """Every service gets more processes while it works."""

    def act(city: City) -> int:
        city.system.scale(dict.fromkeys(SERVICES, each))
        return 0

    # Five processes start at once, and the others share the processors with them.
    return Injection("processes added", f"{each} processes of every service", act, 2 * SERVICE_LIMIT_SECONDS)


def database_killed() -> Injection:
    """PostgreSQL dies with all its sessions, and recovers."""

    def act(city: City) -> int:
        city.postgres.kill()
        _start_again(city.postgres)
        return 1

    return Injection("SIGKILL of PostgreSQL", "kill -9 of PostgreSQL", act, SERVER_LIMIT_SECONDS)
