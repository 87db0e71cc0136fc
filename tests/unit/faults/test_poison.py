"""What is sent as poison is poison, and will be found under the id that it says."""

from collections import Counter
from types import SimpleNamespace
from typing import Any

import pytest

from chassis import arrivals
from contracts.codec import decoder
from contracts.topology import SUBSCRIPTIONS, inbox_queue
from tests.faults import poison
from tests.faults.bus import Letter
from tests.faults.poison import Poison, parked_as_expected


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Poison, Letter]]:
    """What would go to the broker."""
    letters: list[Letter] = []
    monkeypatch.setattr(poison, "publish", lambda _url, those: letters.extend(those))
    return list(zip(poison.send("amqp://nobody"), letters, strict=True))


def row_of(letter: Letter) -> dict[str, Any]:
    message = SimpleNamespace(properties=letter.message.properties, body=letter.message.body)
    return arrivals.row_of(message)


def test_every_fact_is_kept_under_the_id_that_was_said(sent: list[tuple[Poison, Letter]]) -> None:
    for each, letter in sent:
        if each.form == "fact":
            row = row_of(letter)
            assert (letter.exchange, letter.routing_key) == ("", inbox_queue(each.service))
            assert row["event_id"] == each.event_id, each.kind
            readable = not each.event_id.startswith("unreadable:")
            assert row["state"] == ("pending" if readable else "parked"), each.kind


def test_what_can_be_stored_cannot_be_applied(sent: list[tuple[Poison, Letter]]) -> None:
    for each, letter in sent:
        if each.form == "fact" and not each.event_id.startswith("unreadable:"):
            row = row_of(letter)
            known = {(event.source, event.name): event for event in SUBSCRIPTIONS[each.service]}
            event = known.get((row["source"], row["name"]))
            if event is not None:
                assert each.kind == "a body that its schema refuses"
                with pytest.raises((KeyError, TypeError)):
                    decoder(event)({"poison": ""})


def test_no_two_are_the_same_and_every_service_gets_each(sent: list[tuple[Poison, Letter]]) -> None:
    ids = [each.event_id for each, _ in sent if each.form == "fact"]
    assert len(ids) == len(set(ids))
    by_kind = Counter((each.form, each.kind) for each, _ in sent)
    assert {count for (form, _), count in by_kind.items() if form == "request"} == {5}
    assert {count for (form, _), count in by_kind.items() if form == "fact"} == {4}  # auth listens to nobody


def test_what_is_missing_and_what_is_too_much_are_named() -> None:
    sent = [
        Poison("billing", "fact", "not JSON", "unreadable:1"),
        Poison("billing", "request", "no reply_to"),
    ]
    assert parked_as_expected(sent, {"billing": ["unreadable:1"]}) == []
    assert parked_as_expected(sent, {"billing": ["2"], "referral": ["3"]}) == [
        "referral parked 3, which is no poison",
        "billing did not park not JSON (unreadable:1)",
        "billing parked 2, which is no poison",
    ]
