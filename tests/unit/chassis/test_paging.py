"""Cursors and pages."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.ids import new_id
from chassis.paging import decode_cursor, decode_place, encode_cursor, page
from contracts.errors import CommonCode, InvalidRequest

storable = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


def cursor_of(content: str) -> str:
    return base64.urlsafe_b64encode(content.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def is_refused(cursor: str, count: int = 1) -> bool:
    try:
        decode_cursor(cursor, count)
    except InvalidRequest as refusal:
        return refusal.code == CommonCode.CURSOR and refusal.errors.keys() == {"cursor"}
    return False


@given(st.lists(storable, min_size=1, max_size=4))
def test_a_cursor_comes_back(values: list[str]) -> None:
    cursor = encode_cursor(*values)
    assert decode_cursor(cursor, len(values)) == values
    assert is_refused(cursor, len(values) + 1)
    assert cursor.isascii()
    assert not set(cursor) & set(" +/=&?#%")


@pytest.mark.parametrize("cursor", [None, ""])
def test_no_cursor_is_the_first_page(cursor: str | None) -> None:
    assert decode_cursor(cursor, 2) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_place_comes_back(moment: datetime) -> None:
    row = new_id()
    assert decode_place(encode_cursor(moment.isoformat(), row)) == (moment, row)
    assert decode_place(None) is None


@pytest.mark.parametrize(
    "values",
    [
        ("2026-11-23T08:00:00+00:00",),
        ("2026-11-23T08:00:00+00:00", "x"),
        ("2026-11-23T08:00:00", "019aa5a2-0000-7000-8000-000000000000"),  # without a zone it is no moment
        ("yesterday", "019aa5a2-0000-7000-8000-000000000000"),
        ("2026-11-23T08:00:00+00:00", "019aa5a2-0000-7000-8000-000000000000", "3"),
    ],
)
def test_what_is_no_place_is_refused(values: tuple[str, ...]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        decode_place(encode_cursor(*values))
    assert refused.value.code == CommonCode.CURSOR


@given(st.text(min_size=1))
def test_any_text_is_a_cursor_or_refused(text: str) -> None:
    if not is_refused(text):
        assert all(isinstance(value, str) for value in decode_cursor(text, 1) or [])


@given(st.binary(min_size=1))
def test_any_bytes_are_a_cursor_or_refused(content: bytes) -> None:
    cursor = base64.urlsafe_b64encode(content).decode()
    if not is_refused(cursor):
        assert json.loads(content) == decode_cursor(cursor, 1)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "null",
        "1",
        '"a"',
        "{}",
        "[]",
        "[1]",
        "[null]",
        '["a","b"]',
        '[["a"]]',
        "[true]",
        '["a"',
        "NaN",
        "[NaN]",
    ],
)
def test_what_we_never_wrote_is_refused(content: str) -> None:
    assert is_refused(cursor_of(content) or "A")


@pytest.mark.parametrize("cursor", ["سلام", "!", "====", "\x00", "\ud800", "a" * 100_000, "%%%"])
def test_what_is_no_cursor_at_all_is_refused(cursor: str) -> None:
    assert is_refused(cursor)


@pytest.mark.parametrize("depth", [500, 2_000, 100_000])
def test_a_cursor_of_great_depth_is_refused(depth: int) -> None:
    assert is_refused(cursor_of("[" * depth))


@pytest.mark.parametrize("value", ["\\u0000", "a\\u0000b", "\\ud800"])
def test_a_cursor_that_no_database_could_compare_is_refused(value: str) -> None:
    assert is_refused(cursor_of(f'["{value}"]'))


# ----------------------------------------------------------------------------------------------------------- pages


def shown(rows: list[int], limit: int) -> tuple[list[str], Any]:
    made = page(rows, limit, lambda row: (str(row), "id"), lambda row: f"row {row}")
    return made.items, made.next_cursor


@given(st.integers(0, 30), st.integers(1, 10))
def test_pages_show_every_row_once(count: int, limit: int) -> None:
    seen: list[str] = []
    after, pages = -1, 0
    while True:
        rows = [row for row in range(count) if row > after][: limit + 1]
        items, cursor = shown(rows, limit)
        assert len(items) <= limit
        seen += items
        pages += 1
        if cursor is None:
            break
        values = decode_cursor(cursor, 2)
        assert values is not None
        after = int(values[0])
    assert seen == [f"row {row}" for row in range(count)]
    assert pages == max(1, -(-count // limit))


def test_the_last_page_has_no_cursor() -> None:
    assert shown([1, 2], 2) == (["row 1", "row 2"], None)
    assert shown([], 2) == ([], None)
    assert shown([1, 2, 3], 2) == (["row 1", "row 2"], encode_cursor("2", "id"))
