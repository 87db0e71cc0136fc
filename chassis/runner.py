"""Runs one service as a process: migrate, do what is due at start, serve until told to stop.

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
from pathlib import Path
from typing import Any

from nameko.containers import ServiceContainer
from sqlalchemy.engine import make_url

from chassis.migrate import upgrade
from chassis.runtime import Runtime
from chassis.service import AfterRestore, AtStart, Consumer, Errand, Service, Survey, Timer
from chassis.settings import MissingSetting, Settings
from chassis.telemetry import configure_logging, get_logger

log = get_logger(__name__)


def run(service_class: type[Service]) -> None:
    """Run the service until SIGTERM or SIGINT, then drain; exits with 1 if its container dies."""
    try:
        settings = Settings.from_environment()
    except MissingSetting as error:
        sys.exit(f"{service_class.name}: {error}")
    configure_logging(service_class.name, log_format=settings.log_format, level=settings.log_level)
    runtime = prepare(service_class, settings)
    container = ServiceContainer(service_class, container_config(settings, runtime))

    def stop(_signal: int, _frame: Any) -> None:
        eventlet.spawn_n(container.stop)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    container.start()
    log.info("service_started", service=service_class.name, pid=os.getpid())
    try:
        container.wait()
    except Exception:
        log.exception("service_died", service=service_class.name)
        sys.exit(1)
    log.info("service_stopped", service=service_class.name)


def prepare(service_class: type[Service], settings: Settings) -> Runtime:
    """Migrate the service's database, make its runtime, and do what is due at start."""
    folder = Path(inspect.getfile(service_class)).parent
    app_role = make_url(settings.database_url).username or ""
    upgrade(folder / "migrations", settings.migration_database_url, app_role)
    runtime = runtime_of(service_class, settings)
    for bound in vars(service_class).values():
        if isinstance(bound, AtStart):
            runtime.transact_alone(f"at_start:{bound.use_case.__name__}", bound.use_case, wait=True)
    return runtime


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
        [item.use_case for item in bound if isinstance(item, AfterRestore)],
    )


def container_config(settings: Settings, runtime: Runtime) -> dict[str, Any]:
    """What nameko is told."""
    return {"AMQP_URI": settings.amqp_url, "max_workers": settings.max_workers, "RUNTIME": runtime}
