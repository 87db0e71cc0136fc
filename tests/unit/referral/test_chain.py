"""A timeline's chain breaks at the first entry that is not what was written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import ChainFault
from services.referral.domain import CHAIN_START, Link, Proof, chain_hash, check_chain

FILE = "018f0000-0000-7000-8000-000000000001"
FIRST = Link(
    file_id=FILE,
    position=1,
    id="018f0000-0000-7000-8000-000000000002",
    service="referral",
    event="file_registered",
    event_key="018f0000-0000-7000-8000-000000000002",
    private_to=None,
    occurred_at=datetime(2026, 11, 22, 7, 0, tzinfo=UTC),
    summary="پرونده ثبت شد.",
    details={"kind": "exposed", "area": "kerman", "meters": "2"},
)
Entries = list[tuple[Link, str]]


def chained(count: int) -> Entries:
    """A timeline of so many entries."""
    entries: Entries = []
    last = CHAIN_START
    for position in range(1, count + 1):
        link = replace(FIRST, position=position, event_key=f"key {position}")
        last = chain_hash(last, link)
        entries.append((link, last))
    return entries


def check(entries: Entries, whole: Entries) -> Proof:
    """What is left of a whole timeline, which the file remembers."""
    return check_chain(entries, length=len(whole), head=whole[-1][1] if whole else CHAIN_START)


def test_a_hash_is_what_it_always_was() -> None:
    """Whoever breaks this test has made every stored timeline look tampered with."""
    assert (
        chain_hash(CHAIN_START, FIRST) == "325dd44782785837b6dd0ace2524b5c9a8c4781abfaa0b8688bbad4ec5872545"
    )


def test_a_moment_is_one_in_every_zone_and_details_in_every_order() -> None:
    tehran = timezone(timedelta(hours=3, minutes=30))
    same = replace(
        FIRST,
        occurred_at=FIRST.occurred_at.astimezone(tehran),
        details=dict(reversed(list(FIRST.details.items()))),
    )
    assert chain_hash(CHAIN_START, same) == chain_hash(CHAIN_START, FIRST)


@pytest.mark.parametrize(
    "change",
    [
        {"file_id": "018f0000-0000-7000-8000-000000000009"},
        {"position": 2},
        {"id": "018f0000-0000-7000-8000-000000000009"},
        {"service": "billing"},
        {"event": "file_cancelled"},
        {"event_key": "x"},
        {"private_to": FILE},
        {"occurred_at": FIRST.occurred_at + timedelta(microseconds=1)},
        {"summary": "پرونده ثبت شد"},
        {"details": {**FIRST.details, "meters": "3"}},
        {"details": {}},
    ],
    ids=lambda change: next(iter(change)),
)
def test_everything_counts(change: dict[str, object]) -> None:
    assert chain_hash(CHAIN_START, replace(FIRST, **change)) != chain_hash(CHAIN_START, FIRST)  # type: ignore[arg-type]
    assert chain_hash("1" * 64, FIRST) != chain_hash(CHAIN_START, FIRST)


def test_what_nobody_touched_is_intact() -> None:
    for count in range(4):
        whole = chained(count)
        assert check(whole, whole) == Proof(checked=count)


def test_what_was_done_to_a_timeline_is_named() -> None:
    whole = chained(5)
    changed = [*whole[:2], (replace(whole[2][0], summary="…"), whole[2][1]), *whole[3:]]
    swapped = [
        *whole[:1],
        (replace(whole[2][0], position=2), whole[2][1]),
        (replace(whole[1][0], position=3), whole[1][1]),
        *whole[3:],
    ]
    rewritten = [(replace(link, summary="…"), "") for link, _ in whole]
    last = CHAIN_START
    for index, (link, _) in enumerate(rewritten):
        last = chain_hash(last, link)
        rewritten[index] = (link, last)
    assert check(changed, whole) == Proof(checked=2, first_broken=3, fault=ChainFault.CHANGED)
    assert check(swapped, whole) == Proof(checked=1, first_broken=2, fault=ChainFault.CHANGED)
    assert check([*whole[:2], *whole[3:]], whole) == Proof(
        checked=2, first_broken=3, fault=ChainFault.MISSING
    )
    assert check(whole[1:], whole) == Proof(checked=0, first_broken=1, fault=ChainFault.MISSING)
    assert check(whole[:3], whole) == Proof(checked=3, first_broken=4, fault=ChainFault.CUT)
    assert check([], whole) == Proof(checked=0, first_broken=1, fault=ChainFault.CUT)
    assert check(chained(6), whole) == Proof(checked=5, first_broken=6, fault=ChainFault.ADDED)
    assert check(rewritten, whole) == Proof(checked=5, first_broken=5, fault=ChainFault.REWRITTEN)


@given(st.integers(1, 8), st.data())
def test_no_entry_goes_or_changes_unseen(count: int, data: st.DataObject) -> None:
    whole = chained(count)
    index = data.draw(st.integers(0, count - 1))
    left = list(whole)
    if data.draw(st.booleans()):
        del left[index]
    else:
        left[index] = (replace(left[index][0], details={"reason": data.draw(st.text())}), left[index][1])
    proof = check(left, whole)
    assert (proof.checked, proof.first_broken) == (index, index + 1)
