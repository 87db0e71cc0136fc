"""Whether the gateway lives, and whether the system behind it works."""

import json
from concurrent.futures import ThreadPoolExecutor

from flask import Blueprint, Response, current_app

from chassis.health import check_service
from contracts.topology import APIS
from gateway.routing import EXTENSION, Gateway

routes = Blueprint("health", __name__)


@routes.get("/health/live")
def live() -> Response:
    """The process answers."""
    return _json({"status": "ok"}, 200)


@routes.get("/health/ready")
def ready() -> Response:
    """The bus and every service answer: 200; else 503, naming what does not."""
    gateway: Gateway = current_app.extensions[EXTENSION]
    checks = {"bus": "ok" if gateway.rpc.ready else "down", **_services(gateway)}
    works = all(state == "ok" for state in checks.values())
    response = _json({"status": "ready" if works else "not_ready", "checks": checks}, 200 if works else 503)
    if not works:
        response.headers["Retry-After"] = "2"
    return response


def _services(gateway: Gateway) -> dict[str, str]:
    timeout = gateway.settings.health_timeout_seconds

    def state(service: str) -> str:
        # a typed client would need the method in every Api; health is asked of all alike
        return str(check_service(gateway.rpc, service, timeout)["status"])

    with ThreadPoolExecutor(max_workers=len(APIS)) as pool:
        return dict(zip(APIS, pool.map(state, APIS), strict=True))


def _json(body: dict[str, object], status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
