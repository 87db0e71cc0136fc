"""What Prometheus reads: how many requests, how long they took, by route template, method and status."""

from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest

from gateway.correlation import elapsed_seconds

_BUCKETS_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def install(app: Flask) -> None:
    """Count every request, and serve the counts at ``/metrics``. Each application has counters of its own."""
    registry = CollectorRegistry()
    requests = Counter(
        "gazban_http_requests_total", "Requests answered.", ("route", "method", "status"), registry=registry
    )
    seconds = Histogram(
        "gazban_http_request_seconds",
        "Time from the first byte read to the answer.",
        ("route", "method"),
        buckets=_BUCKETS_SECONDS,
        registry=registry,
    )

    @app.after_request
    def count(response: Response) -> Response:
        rule = request.url_rule
        route = rule.rule if rule is not None else "unmatched"
        method = request.method if rule is not None else "other"
        requests.labels(route, method, response.status_code).inc()
        seconds.labels(route, method).observe(elapsed_seconds())
        return response

    @app.get("/metrics")
    def metrics() -> Response:
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
