"""What is done to the system, a thing at a time, and how soon all that was told before has to have arrived after it."""

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass

from launcher.backends import PrivatePostgres
from launcher.errors import LauncherError
from tests.faults.city import City

SERVICE_LIMIT_SECONDS, SERVER_LIMIT_SECONDS = 30.0, 90.0
_POINT_SECONDS = 30.0
_SESSIONS_SECONDS = 20.0
_POLL_SECONDS = 0.02


class NotCarriedOut(Exception):
    """What was planned did not come about."""


@dataclass(frozen=True)
class Injection:
    """One thing that happens to the system; ``act`` returns once it has, and how many processes it killed.

    What ``is_waited_for`` happens just before that: then the drain's time begins.
    """

    kind: str
    what: str
    act: Callable[[City], int]
    limit_seconds: float = SERVICE_LIMIT_SECONDS
    is_waited_for: bool = False


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


def killed_at(point: str, *programs: str) -> Injection:
    """The first of these that comes to the point kills itself there."""

    def act(city: City) -> int:
        before = len(city.points.hits())
        for program in programs:
            city.points.arm(program, point)
        give_up_at = time.monotonic() + _POINT_SECONDS
        while len(city.points.hits()) == before and time.monotonic() < give_up_at:
            time.sleep(_POLL_SECONDS)
        for program in programs:
            city.points.disarm(program)
        hits = len(city.points.hits()) - before
        if not hits:
            raise NotCarriedOut(f"nobody came to {point} within {_POINT_SECONDS:g} s")
        return hits

    return Injection(f"kill at `{point}`", f"{programs[0]} dies at {point}", act, is_waited_for=True)


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
        pid = city.system.pid(program)
        if pid is None:
            raise NotCarriedOut(f"{program} was not running")
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(pid, signal.SIGCONT)
        return 0

    return Injection("SIGSTOP for a while", f"{program} stands still for {seconds:g} s", act)


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


def broker_wiped() -> Injection:
    """RabbitMQ dies, and comes back with an empty disk."""

    def act(city: City) -> int:
        city.rabbit.kill()
        city.wipe_broker()
        city.rabbit.start()
        return 1

    return Injection("RabbitMQ's disk wiped", "RabbitMQ loses its disk", act, SERVER_LIMIT_SECONDS)


def database_killed() -> Injection:
    """PostgreSQL dies with all its sessions, and recovers."""

    def act(city: City) -> int:
        city.postgres.kill()
        _start_again(city.postgres)
        return 1

    return Injection("SIGKILL of PostgreSQL", "kill -9 of PostgreSQL", act, SERVER_LIMIT_SECONDS)
