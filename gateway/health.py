"""Whether the gateway lives, and whether the system behind it works."""

import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Blueprint, Response, current_app

from chassis.health import check_service
from contracts.topology import APIS
from gateway.routing import EXTENSION, Gateway

_KEPT_SECONDS = 2.0
_PARTS = ("database", "bus", "relay", "threads", "pressure")

routes = Blueprint("health", __name__)


@routes.get("/health/live")
def live() -> Response:
    """The process answers."""
    return _json({"status": "ok"}, 200)


@routes.get("/health/ready")
def ready() -> Response:
    """The bus and every service answer, and none is so busy that it takes no changes: 200; else 503, naming which.

    ``reasons`` says, of a service that answers, which part of it is not well.
    """
    gateway: Gateway = current_app.extensions[EXTENSION]
    answers = ask_services(gateway)
    states = {service: str(answer["status"]) for service, answer in answers.items()}
    checks = {"bus": "ok" if gateway.rpc.ready else "down", **states}
    if all(state == "ok" for state in checks.values()):
        return _json({"status": "ready", "checks": checks}, 200)
    reasons = {service: unwell for service, answer in answers.items() if (unwell := _unwell(answer))}
    response = _json({"status": "not_ready", "checks": checks, "reasons": reasons}, 503)
    response.headers["Retry-After"] = "2"
    return response


def ask_services(gateway: Gateway) -> dict[str, dict[str, Any]]:
    """What each service says of itself, all asked at once; one that does not answer in time is down."""
    timeout = gateway.settings.health_timeout_seconds

    def ask(service: str) -> dict[str, Any]:
        # a typed client would need the method in every Api; health is asked of all alike
        return check_service(gateway.rpc, service, timeout)

    with ThreadPoolExecutor(max_workers=len(APIS)) as pool:
        return dict(zip(APIS, pool.map(ask, APIS), strict=True))


class RecentAnswers:
    """What the services say of themselves, asked every two seconds at most, however often it is looked at."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._asking = threading.Lock()
        self._answers: dict[str, dict[str, Any]] = {}
        self._asked_at = float("-inf")

    def get(self) -> dict[str, dict[str, Any]]:
        """The answers; asks when the last ones are old."""
        with self._asking:
            if time.monotonic() - self._asked_at >= _KEPT_SECONDS:
                self._answers = ask_services(self._gateway)
                self._asked_at = time.monotonic()
            return self._answers


def _unwell(answer: Mapping[str, Any]) -> dict[str, str]:
    return {part: str(answer[part]) for part in _PARTS if answer.get(part, "ok") != "ok"}


def _json(body: dict[str, object], status: int) -> Response:
    return Response(json.dumps(body), status, content_type="application/json")
