"""A message as it arrives in the inbox: understood and pending, or kept as it is and parked."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.arrivals import row_of

BODY = json.dumps({"file_id": "f", "name": "گازبان"}, ensure_ascii=False)
PROPERTIES: dict[str, Any] = {
    "message_id": "01a204ee-181c-7026-a99f-f8cd006de1f1",
    "app_id": "billing",
    "type": "charge_settled",
    "correlation_id": "c-1",
    "application_headers": {
        "gazban.lane": "f",
        "gazban.sequence": 7,
        "gazban.occurred_at": "2026-11-22T07:00:00+00:00",
    },
}


def arrived(body: str | bytes = BODY, **changes: Any) -> dict[str, Any]:
    properties = {name: value for name, value in {**PROPERTIES, **changes}.items() if value is not None}
    return row_of(SimpleNamespace(body=body, properties=properties))


def test_a_fact_of_ours() -> None:
    row = arrived()
    assert row["occurred_at"].isoformat() == "2026-11-22T07:00:00+00:00"
    assert {key: value for key, value in row.items() if key != "occurred_at"} == {
        "event_id": PROPERTIES["message_id"],
        "source": "billing",
        "name": "charge_settled",
        "lane": "f",
        "sequence": 7,
        "correlation_id": "c-1",
        "body": BODY.encode(),
        "state": "pending",
        "error": None,
    }


def test_text_and_bytes_are_the_same_body() -> None:
    assert arrived(BODY.encode()) == arrived(BODY)


@pytest.mark.parametrize("name", ["message_id", "app_id", "type", "application_headers"])
def test_a_fact_without_what_identifies_it_is_parked(name: str) -> None:
    missing: dict[str, Any] = {name: None}
    row = arrived(BODY, **missing)
    assert row["state"] == "parked"
    assert row["error"]
    assert row["body"] == BODY.encode()
    assert row["event_id"].startswith("unreadable:")


@pytest.mark.parametrize("name", PROPERTIES["application_headers"])
def test_a_fact_without_one_of_our_headers_is_parked(name: str) -> None:
    headers = {key: value for key, value in PROPERTIES["application_headers"].items() if key != name}
    assert arrived(application_headers=headers)["state"] == "parked"


@pytest.mark.parametrize("body", ["", "null", "1", "[]", '"x"', "{", "سلام", b"\xff\xfe", b"\x00"])
def test_a_body_that_is_no_map_is_parked(body: str | bytes) -> None:
    assert arrived(body)["state"] == "parked"


def test_a_body_of_great_depth_is_parked() -> None:
    assert arrived("[" * 100_000)["state"] == "parked"


@pytest.mark.parametrize("poison", ["\x00", "a\x00b", "\ud800"])
@pytest.mark.parametrize("name", ["message_id", "app_id", "type", "correlation_id"])
def test_what_no_database_stores_is_parked_without_it(name: str, poison: str) -> None:
    poisoned: dict[str, Any] = {name: poison}
    row = arrived(BODY, **poisoned)
    texts = [value for value in row.values() if isinstance(value, str)]
    assert row["state"] == "parked"
    assert not any("\x00" in text or "\ud800" in text for text in texts)


@pytest.mark.parametrize("sequence", [2**63, -(2**63) - 1, "9" * 30])
def test_a_sequence_that_no_database_stores_is_parked(sequence: object) -> None:
    row = arrived(application_headers={**PROPERTIES["application_headers"], "gazban.sequence": sequence})
    assert (row["state"], row["sequence"]) == ("parked", 0)


def test_the_same_poison_is_kept_once() -> None:
    assert arrived("{")["event_id"] == arrived("{")["event_id"] != arrived("}")["event_id"]


@given(st.binary())
def test_any_bytes_make_a_row(body: bytes) -> None:
    row = arrived(body)
    assert row["body"] == body
    assert row["state"] in ("pending", "parked")
