"""The HTTP server: granian with plain threads, nothing patched, one RPC connection per worker process."""

from collections.abc import Callable
from threading import Thread
from typing import Any

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from chassis.rpc import RpcClient
from chassis.telemetry import configure_logging
from gateway.app import create_app
from gateway.receipts import document
from gateway.settings import Settings


def serve(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT; requests in hand are answered first."""
    server = Server(
        "gateway.server:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        backpressure=max(settings.threads * 2, 128),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=15,
        log_level=LogLevels.error,
    )
    server.serve()


def application() -> Callable[..., Any]:
    """The WSGI application of one worker process, with its connection to the bus; called by the server."""
    settings = Settings.from_environment()
    configure_logging("gateway", log_format=settings.log_format, level=settings.log_level)
    rpc = RpcClient(settings.amqp_url, "gateway")
    rpc.start()
    app = create_app(rpc, settings)
    Thread(target=document.prepare, name="receipt-fonts", daemon=True).start()
    return app.wsgi_app
