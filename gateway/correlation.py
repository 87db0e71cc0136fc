"""One identifier per request, from the caller or ours, on every answer, log line, event and RPC made for it."""

import re
import time
import uuid

from flask import Flask, Response, g, request

from chassis.telemetry import correlation_id, get_logger

HEADER = "X-Correlation-Id"
_ACCEPTABLE = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
_SECRET = "token"  # the part of a route's path that opens it

log = get_logger(__name__)


def install(app: Flask, *, access_log: bool) -> None:
    """Give each request its identifier, each answer the header, and write one line per request."""

    @app.before_request
    def begin() -> None:
        g.started = time.perf_counter()
        given = request.headers.get(HEADER, "")
        g.correlation_id = given if _ACCEPTABLE.match(given) else str(uuid.uuid4())
        correlation_id.set(g.correlation_id)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers[HEADER] = g.correlation_id
        if access_log:
            rule = request.url_rule
            log.info(
                "request",
                method=request.method,
                route=rule.rule if rule is not None else None,
                path=_loggable_path(),
                status=response.status_code,
                milliseconds=round(elapsed_seconds() * 1000, 1),
                user=g.get("user_code"),
            )
        return response


def _loggable_path() -> str:
    """The path, unless part of it is a secret: then the route's."""
    rule = request.url_rule
    return rule.rule if rule is not None and _SECRET in rule.arguments else request.path


def current() -> str:
    """The identifier of the request at hand."""
    return str(g.correlation_id)


def elapsed_seconds() -> float:
    """How long the request at hand has taken so far."""
    return float(time.perf_counter() - g.started)
