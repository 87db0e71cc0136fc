"""Logs that one can follow: every line says which request it was written for."""

import logging
import sys
import time
from contextvars import ContextVar
from typing import Any

import structlog

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="")


def _add_correlation_id(_logger: Any, _method: str, event: Any) -> Any:
    current = correlation_id.get()
    if current and "correlation_id" not in event:
        event["correlation_id"] = current
    return event


def configure_logging(process: str, *, log_format: str = "console", level: str = "INFO") -> None:
    """Send structured logs to standard output, as JSON lines or for people (``console``)."""
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(), pad_event_to=0, exception_formatter=structlog.dev.plain_traceback
        )
    )

    def name_process(_logger: Any, _method: str, event: Any) -> Any:
        event.setdefault("process", process)
        return event

    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        name_process,
        _add_correlation_id,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    finish: list[Any] = [structlog.processors.format_exc_info] if log_format == "json" else []
    structlog.configure(
        processors=[*shared, *finish, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stdout, level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")


class Repetition:
    """A line about a state that lasts: due at once when it says something new, and then every ten seconds."""

    _EVERY_SECONDS = 10.0

    def __init__(self) -> None:
        self._said, self._said_at = "", 0.0

    def due(self, line: str) -> bool:
        """Whether to write this line now."""
        now = time.monotonic()
        if line == self._said and now - self._said_at < self._EVERY_SECONDS:
            return False
        self._said, self._said_at = line, now
        return True

    def over(self) -> None:
        """The state ended: should it come again, that is new."""
        self._said = ""


def get_logger(name: str) -> Any:
    """A structured logger: ``log.info("event_name", key=value)``."""
    return structlog.get_logger(name)
