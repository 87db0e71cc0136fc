"""Results as JSON, and that the document describes the same."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, get_type_hints

import pytest

from contracts.billing import FinancialReport
from contracts.codec import methods_of
from contracts.referral import FileView
from contracts.shapes import Page
from contracts.terms import Phase
from contracts.topology import APIS
from gateway.rendering import to_json
from gateway.schemas import answer_schema, schema_name
from gateway.views import Colleague, RegisteredFile
from tests.fakes.samples import sample


@dataclass(frozen=True, kw_only=True)
class Inner:
    """What may lie deeper."""

    on: date | None
    size: Decimal


@dataclass(frozen=True, kw_only=True)
class Everything:
    """One of each."""

    text: str
    count: int
    size: Decimal
    phase: Phase
    on: date | None
    at: datetime
    counts: dict[str, int]
    inner: list[Inner]


def thing(**changes: Any) -> Everything:
    usual: dict[str, Any] = {
        "text": "متن",
        "count": 3,
        "size": Decimal("120.50"),
        "phase": Phase.PRE,
        "on": date(2026, 11, 22),
        "at": datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
        "counts": {"a": 1},
        "inner": [],
    }
    return Everything(**{**usual, **changes})


def test_every_kind_of_value() -> None:
    shown = json.loads(to_json(Everything, thing(inner=[Inner(on=None, size=Decimal("120.00"))])))
    assert shown["text"] == "متن"
    assert shown["size"] == 120.5
    assert shown["phase"] == "pre"
    assert (shown["on"], shown["on_jalali"]) == ("2026-11-22", "1405-09-01")
    assert (shown["at"], shown["at_jalali"]) == ("2026-11-22T07:00:00+00:00", "1405-09-01 10:30")
    assert shown["counts"] == {"a": 1}
    (inner,) = shown["inner"]
    assert (inner["on"], inner["on_jalali"]) == (None, None)
    assert inner["size"] == 120


def test_whole_quantities_have_no_point() -> None:
    assert b'"size":120,' in to_json(Everything, thing(size=Decimal("120.00")))


def test_persian_is_readable_as_it_is() -> None:
    assert "متن".encode() in to_json(Everything, thing())


def test_a_page() -> None:
    shown = json.loads(to_json(Page[FileView], Page(items=[sample(FileView)], next_cursor="abc")))
    assert shown["next_cursor"] == "abc"
    assert shown["items"][0]["registered_at_jalali"] == "1405-09-01 10:30"


def test_the_ends_of_a_range_have_their_short_names() -> None:
    shown = json.loads(to_json(FinancialReport, sample(FinancialReport)))
    assert list(shown)[:4] == ["from", "from_jalali", "to", "to_jalali"]


RESULTS = sorted(
    {
        get_type_hints(function)["return"]
        for api in APIS.values()
        for function in (getattr(api, method.name) for method in methods_of(api))
    },
    key=str,
)
# Lists stand inside of pages, and a few results are for the gateway itself.
SHOWN = [
    hint
    for hint in (*RESULTS, RegisteredFile, Colleague)
    if hint is not type(None) and not str(hint).startswith("list[")
]


@pytest.mark.parametrize("hint", SHOWN, ids=schema_name)
def test_the_document_describes_what_is_written(hint: Any) -> None:
    """Every member that is written is in the schema and the other way round, at every depth."""
    compare(json.loads(to_json(hint, sample(hint))), answer_schema(hint)())


def compare(shown: dict[str, Any], schema: Any) -> None:
    assert set(shown) == set(schema.fields)
    assert schema.validate(shown) == {}
    for name, field in schema.fields.items():
        inner = getattr(field, "inner", field)
        nested = getattr(inner, "schema", None)
        for value in shown[name] if isinstance(shown[name], list) else [shown[name]]:
            if nested is not None and value is not None:
                compare(value, nested)


@pytest.mark.parametrize("at", [datetime(9999, 12, 31, 23, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC)])
def test_a_moment_beyond_the_jalali_calendar_is_written_as_it_is(at: datetime) -> None:
    shown = json.loads(to_json(Everything, thing(at=at, on=at.date())))
    assert (shown["at"], shown["at_jalali"]) == (at.isoformat(), at.isoformat())
    assert shown["on_jalali"] == at.date().isoformat()
