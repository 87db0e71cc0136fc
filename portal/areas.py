"""The areas in which the organization works: which of them a form offers, and what people call them.

They are asked of the gateway, are the same for everybody, and change once in a year: they are remembered for a minute.
"""

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, current_app

from portal.api import Problem
from portal.door import api
from portal.wording import language

EXTENSION = "gazban-areas"
_FRESH_SECONDS = 60
_AGAIN_SECONDS = 5  # after nobody answered


@dataclass
class _Remembered:
    """What the gateway last said, and until when that is believed; None before anybody asked."""

    areas: list[dict[str, str]] = field(default_factory=list)
    until: float | None = None
    asking: Any = field(default_factory=threading.Lock)

    def is_fresh(self) -> bool:
        return self.until is not None and time.monotonic() < self.until


def install(app: Flask) -> None:
    """Let pages of the application name areas."""
    app.extensions[EXTENSION] = _Remembered()
    app.jinja_env.filters["area_name"] = area_name


def offered() -> list[tuple[str, str]]:
    """The code and the name of each, in the organization's order."""
    return [(area["code"], _name(area)) for area in _areas()]


def offered_with(*codes: str) -> list[tuple[str, str]]:
    """The same, and behind them whatever else is in use."""
    known = offered()
    others = dict.fromkeys(codes) - dict(known).keys()
    return [*known, *((code, code) for code in codes if code in others)]


def area_name(code: str | None) -> str:
    """What an area is called; one that the organization does not name is shown by its code."""
    return next((_name(area) for area in _areas() if area["code"] == code), code or "")


def forget() -> None:
    """Ask anew next time: the list was changed."""
    current_app.extensions[EXTENSION].until = None


def _name(area: dict[str, str]) -> str:
    return area["name"] if language() == "fa" else area["english_name"]


def _areas() -> list[dict[str, str]]:
    """One request asks; the others are content with the older word meanwhile, and wait only if there is none."""
    known: _Remembered = current_app.extensions[EXTENSION]
    if known.is_fresh() or not known.asking.acquire(blocking=known.until is None):
        return known.areas
    believed = _AGAIN_SECONDS
    try:
        if not known.is_fresh():
            known.areas = api().get("/areas")["items"]
        believed = _FRESH_SECONDS
    except Problem:
        pass  # a page with codes in the place of names is better than none
    finally:
        known.until = time.monotonic() + believed
        known.asking.release()
    return known.areas
