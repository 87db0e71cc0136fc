"""Keyset paging: a cursor says after which row the next page starts, so that pages stay true while rows arrive."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from contracts.codec import is_storable
from contracts.errors import CommonCode, InvalidRequest
from contracts.shapes import Page

R = TypeVar("R")
V = TypeVar("V")


def encode_cursor(*values: str) -> str:
    """An opaque cursor from the sort key of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, count: int) -> list[str] | None:
    """The sort key in a cursor, ``count`` values long; none for the first page. Raises on a cursor that is not ours."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError, binascii.Error) as error:
        raise _bad_cursor() from error
    if not isinstance(values, list) or len(values) != count or not all(_is_text(v) for v in values):
        raise _bad_cursor()
    return values


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_storable(value)


def _bad_cursor() -> InvalidRequest:
    return InvalidRequest(CommonCode.CURSOR, errors={"cursor": ["Not a valid cursor."]})


def page(
    rows: Sequence[R], limit: int, key: Callable[[R], tuple[str, ...]], view: Callable[[R], V]
) -> Page[V]:
    """A page of at most ``limit`` items from rows that were fetched with ``limit + 1``."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[view(row) for row in shown], next_cursor=encode_cursor(*key(shown[-1])) if more else None
    )
