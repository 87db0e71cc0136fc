"""Results as JSON: every date with its Jalali twin, quantities as numbers.

Compiled once per type from the contract's hints, because it runs for every answer; ``schemas`` describes the same
shapes for the OpenAPI document, and a test holds the two together.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, get_args, get_origin

from chassis.jalali import jalali_date, jalali_moment
from contracts.codec import bare_hint, fields_of

Render = Callable[[Any], Any]

# Names that are no Python names, or were kept from being keywords.
JSON_NAMES = {"from_date": "from", "to_date": "to"}
TWIN_SUFFIX = "_jalali"


def _shown(twin: Callable[[Any], str]) -> Callable[[Any], str]:
    """The twin; a day that is beyond the Jalali calendar's reach is written as it is."""

    def show(value: Any) -> str:
        try:
            return twin(value)
        except (ValueError, OverflowError):
            return str(value.isoformat())

    return show


_cached_date = lru_cache(maxsize=4096)(_shown(jalali_date))
_cached_moment = lru_cache(maxsize=8192)(_shown(jalali_moment))
_TWINS: dict[Any, Callable[[Any], str]] = {date: _cached_date, datetime: _cached_moment}
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def to_json(hint: Any, value: object) -> bytes:
    """A result of this hint as the JSON that people get."""
    return _dumps(renderer(hint)(value)).encode()


def json_name(field: str) -> str:
    """The name of a contract's field in JSON."""
    return JSON_NAMES.get(field, field)


def twin_name(field: str) -> str:
    """The name of a date's Jalali twin in JSON."""
    return json_name(field) + TWIN_SUFFIX


def twin_of(hint: Any) -> Callable[[Any], str] | None:
    """How a field of this hint is written in the Jalali calendar, if it is a date or a time."""
    return _TWINS.get(bare_hint(hint)[0])


@cache
def renderer(hint: Any) -> Render:
    """The function that turns a value of this hint into what ``json`` can write."""
    bare, _, nullable = bare_hint(hint)
    render = _bare_renderer(bare)
    return (lambda value: None if value is None else render(value)) if nullable else render


def _bare_renderer(hint: Any) -> Render:
    if (
        hint is type(None)
        or hint in (str, int, bool, Any)
        or (isinstance(hint, type) and issubclass(hint, StrEnum))
    ):
        return lambda value: value
    if hint is Decimal:
        return _number
    if hint in _TWINS:
        return lambda value: value.isoformat()
    if get_origin(hint) is list:
        item = renderer(get_args(hint)[0])
        return lambda value: [item(x) for x in value]
    if get_origin(hint) is dict:
        item = renderer(get_args(hint)[1])
        return lambda value: {key: item(x) for key, x in value.items()}
    return _object_renderer(hint)


def _object_renderer(cls: Any) -> Render:
    parts: list[tuple[str, str, Render]] = []
    for name, hint in fields_of(cls).items():
        parts.append((json_name(name), name, renderer(hint)))
        twin = twin_of(hint)
        if twin is not None:
            parts.append((twin_name(name), name, _or_none(twin)))
    return lambda value: {key: render(getattr(value, name)) for key, name, render in parts}


def _or_none(render: Render) -> Render:
    return lambda value: None if value is None else render(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
