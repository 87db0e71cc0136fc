"""The HTTP server: granian with plain threads, as the gateway's."""

from collections.abc import Callable
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from chassis.telemetry import configure_logging
from portal.app import create_app
from portal.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are answered first."""
    server = Server(
        "portal.server:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=1,  # a session is renewed once however many requests wait for it; see door.py
        blocking_threads=settings.threads,
        backpressure=max(settings.threads * 2, 64),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_level=LogLevels.error,
    )
    server.serve()


def application() -> Callable[..., Any]:
    """The WSGI application of the worker process; called by the server."""
    settings = Settings.from_environment()
    configure_logging("portal", log_format=settings.log_format, level=settings.log_level)
    return create_app(settings).wsgi_app
