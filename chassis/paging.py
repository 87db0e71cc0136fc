"""Keyset paging: a cursor says after which row the next page starts, so that pages stay true while rows arrive."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from chassis.ids import is_id
from contracts.codec import is_storable
from contracts.errors import CommonCode, InvalidRequest
from contracts.shapes import Page

# Where a row stands in a list that is sorted by a moment, and among equal ones by its id.
Place = tuple[datetime, str]

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
        raise not_our_cursor() from error
    if not isinstance(values, list) or len(values) != count or not all(_is_text(v) for v in values):
        raise not_our_cursor()
    return values


def decode_place(cursor: str | None) -> Place | None:
    """The place in a cursor; none for the first page. Raises on a cursor that is not ours."""
    values = decode_cursor(cursor, 2)
    return None if values is None else read_place(*values)


def read_place(moment: str, row_id: str) -> Place:
    """A place from two parts of a cursor, as ``isoformat()`` and the id itself wrote them. Raises on other ones."""
    try:
        at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise not_our_cursor() from error
    if at.tzinfo is None or not is_id(row_id):
        raise not_our_cursor()
    return at, row_id


def not_our_cursor() -> InvalidRequest:
    """The refusal of a cursor that no list of ours made."""
    return InvalidRequest(CommonCode.CURSOR, errors={"cursor": ["Not a valid cursor."]})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and is_storable(value)


def page(
    rows: Sequence[R], limit: int, key: Callable[[R], tuple[str, ...]], view: Callable[[R], V]
) -> Page[V]:
    """A page of at most ``limit`` items from rows that were fetched with ``limit + 1``."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(
        items=[view(row) for row in shown], next_cursor=encode_cursor(*key(shown[-1])) if more else None
    )
