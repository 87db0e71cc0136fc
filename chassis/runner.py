"""Runs one service as a process: migrate, do what is due at start, serve until told to stop.

A stop takes nothing new, finishes what is in hand, tells what was committed and closes every connection in order. It
has a limit: what is not finished by then is cut off, and comes again from the broker or is found by its lapsed mark.

Importing this module makes the standard library cooperative, so it must come before anything that opens a socket or a
database connection: ``python -m services.<name>`` imports it first.
"""

import warnings

warnings.filterwarnings("ignore", message="\\s*Eventlet is deprecated")  # known; see docs/adr

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402  # patch first, import after
import inspect
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from nameko.containers import ServiceContainer
from sqlalchemy.engine import make_url

from chassis.migrate import NoDatabase, once_there, upgrade
from chassis.runtime import Runtime
from chassis.service import AtStart, Consumer, Errand, Service, Survey, Timer
from chassis.settings import MissingSetting, Settings
from chassis.telemetry import configure_logging, get_logger
from chassis.work import Work

log = get_logger(__name__)


def run(service_class: type[Service]) -> None:
    """Run the service until SIGTERM or SIGINT, then drain; exits with 1 if its container dies."""
    try:
        settings = Settings.from_environment()
    except MissingSetting as error:
        sys.exit(f"{service_class.name}: {error}")
    configure_logging(service_class.name, log_format=settings.log_format, level=settings.log_level)
    _on_signals(_leave)
    try:
        runtime = prepare(service_class, settings)
    except NoDatabase as error:
        log.error("service_cannot_start", service=service_class.name, error=str(error))
        sys.exit(1)
    container = ServiceContainer(service_class, container_config(settings, runtime))
    _on_signals(_stopper(container, runtime, settings.stop_seconds))
    container.start()
    log.info("service_started", service=service_class.name, pid=os.getpid())
    try:
        container.wait()
    except Exception:
        log.exception("service_died", service=service_class.name)
        sys.exit(1)
    log.info("service_stopped", service=service_class.name)


def _on_signals(handler: Callable[[int, Any], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, handler)


def _leave(_signal: int, _frame: Any) -> None:
    """Told to stop while nothing is in hand yet: whatever is open is rolled back by the database."""
    os._exit(0)


def _stopper(
    container: ServiceContainer, runtime: Runtime, limit_seconds: float
) -> Callable[[int, Any], None]:
    """What a signal does: stop in order, once, and cut off at the limit whatever has not ended by then."""
    told: list[int] = []

    def cut_off() -> None:
        log.error("stop_cut_off", service=runtime.service, after_seconds=limit_seconds, **runtime.in_hand())
        os._exit(1)

    def stop(number: int, _frame: Any) -> None:
        if told:
            return
        told.append(number)
        eventlet.spawn_after(limit_seconds, cut_off)
        eventlet.spawn_n(runtime.begin_nothing_new)
        eventlet.spawn_n(container.stop)

    return stop


def prepare(service_class: type[Service], settings: Settings) -> Runtime:
    """Migrate the service's database, make its runtime, and do what is due at start."""
    folder = Path(inspect.getfile(service_class)).parent
    app_role = make_url(settings.database_url).username or ""
    upgrade(folder / "migrations", settings.migration_database_url, app_role)
    runtime = runtime_of(service_class, settings)
    for bound in vars(service_class).values():
        if isinstance(bound, AtStart):
            once_there(partial(_start_with, runtime, bound.use_case))
    return runtime


def _start_with(runtime: Runtime, use_case: Callable[[Work], None]) -> None:
    runtime.transact_alone(f"at_start:{use_case.__name__}", use_case, wait=True)


def runtime_of(service_class: type[Service], settings: Settings) -> Runtime:
    """The runtime of a service, with the handlers and timers that its class binds."""
    bound = list(vars(service_class).values())
    return Runtime(
        service_class.name,
        settings,
        {item.event: item.handler for item in bound if isinstance(item, Consumer)},
        [(item.seconds, item.use_case) for item in bound if isinstance(item, Timer)],
        [(item.seconds, item.take, item.run, item.settle) for item in bound if isinstance(item, Errand)],
        [(item.seconds, item.take, item.study, item.settle) for item in bound if isinstance(item, Survey)],
    )


def container_config(settings: Settings, runtime: Runtime) -> dict[str, Any]:
    """What nameko is told."""
    return {"AMQP_URI": settings.amqp_url, "max_workers": settings.max_workers, "RUNTIME": runtime}
