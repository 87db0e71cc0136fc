"""What Prometheus reads: how many requests and how long they took; and how each service does, asked when it reads."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.correlation import elapsed_seconds
from gateway.health import RecentAnswers
from gateway.routing import EXTENSION

_BUCKETS_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

Answer = Mapping[str, Any]


def _named(key: str) -> Callable[[Answer], Any]:
    return lambda answer: answer.get(key)


# Of each service: the metric, what it is, and how it is read from what the service says of itself.
_GAUGES: tuple[tuple[str, str, Callable[[Answer], Any]], ...] = (
    ("service_up", "Whether it answers and can do its work.", lambda it: it["status"] != "down"),
    ("service_busy", "Whether it holds back until less waits.", lambda it: it["status"] == "busy"),
    ("outbox_waiting", "Facts not published yet.", _named("outbox_waiting")),
    ("outbox_oldest_seconds", "Age of the oldest of them.", _named("outbox_oldest_seconds")),
    ("inbox_waiting", "Facts that arrived and are not applied yet.", _named("inbox_waiting")),
    ("inbox_parked", "Facts that cannot be applied and wait for somebody.", _named("inbox_parked")),
    ("unknown_facts", "Facts that their source does not know any more.", _named("unknown_facts")),
)


class ServicesCollector(Collector):
    """How each service does. One that does not answer is not up, and nothing more is said of it."""

    def __init__(self, answers: Callable[[], Mapping[str, Answer]]) -> None:
        self._answers = answers

    def describe(self) -> Iterable[Metric]:
        """Nothing, so that registering asks nobody."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """The metrics of all services that answer."""
        answers = self._answers()
        for name, what, read in _GAUGES:
            yield _family(GaugeMetricFamily(f"gazban_{name}", what, labels=["service"]), answers, read)
        brought = CounterMetricFamily(
            "gazban_facts_brought", "Facts that the bus had lost and a sweep brought.", labels=["service"]
        )
        yield _family(brought, answers, _named("brought"))


def _family(
    family: GaugeMetricFamily | CounterMetricFamily,
    answers: Mapping[str, Answer],
    read: Callable[[Answer], Any],
) -> Metric:
    for service, answer in answers.items():
        value = read(answer)
        if value is not None:
            family.add_metric([service], float(value))
    return family


def install(app: Flask) -> None:
    """Count every request, and serve the counts at ``/metrics``. Each application has counters of its own."""
    registry = CollectorRegistry()
    registry.register(ServicesCollector(RecentAnswers(app.extensions[EXTENSION]).get))
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
