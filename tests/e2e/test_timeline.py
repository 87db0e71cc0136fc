"""A timeline tells when somebody with the database in their hands has changed what happened."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from chassis.db import dialect_url
from tests.e2e.conftest import NOTHING_WAITS, Town, until

Tamper = Callable[..., None]


@pytest.fixture
def tamper(town: Town) -> Iterator[Tamper]:
    """Do things to the timeline that only the database's owner can; what is done is to be undone by the test."""
    engine = create_engine(dialect_url(town.system.databases["referral"].owner_url), poolclass=NullPool)

    def run(*statements: str, **parameters: object) -> None:
        with engine.begin() as connection:
            connection.execute(text("ALTER TABLE timeline DISABLE TRIGGER timeline_append_only"))
            for statement in statements:
                connection.execute(text(statement), parameters)
            connection.execute(text("ALTER TABLE timeline ENABLE TRIGGER timeline_append_only"))

    yield run
    engine.dispose()


@pytest.fixture(scope="module")
def file_id(town: Town) -> str:
    """A completed file, of which everything has arrived."""
    file = town.referred_file()
    for _ in ("pre", "final"):
        town.report(file["id"], "approved")
    town.wait_status(file["id"], "completed")

    def told() -> bool:
        entries = town.office.get(f"/files/{file['id']}/timeline?limit=200")["items"]
        return [entry["event"] for entry in entries].count("fee_earned") == 2

    until(told, "the fees stand on the timeline")
    for service in ("billing", "inspection", "referral"):
        until(partial(town.rows, service, NOTHING_WAITS), f"{service} has told and heard everything")
    return str(file["id"])


def verify(town: Town, file_id: str) -> Any:
    return town.office.get(f"/files/{file_id}/timeline/verify")


def test_what_nobody_touched_is_intact(town: Town, file_id: str) -> None:
    entries = town.office.get(f"/files/{file_id}/timeline?limit=200")["items"]
    assert verify(town, file_id) == {
        "intact": True,
        "length": len(entries),
        "head": entries[-1]["hash"],
        "checked": len(entries),
        "first_broken": None,
        "reason": None,
    }
    for user in (town.contractor, town.inspector, town.finance):
        proof = user.get(f"/files/{file_id}/timeline/verify")
        assert (proof["intact"], proof["head"]) == (True, entries[-1]["hash"])


@pytest.mark.parametrize(
    ("does", "undoes", "broken", "reason"),
    [
        (
            "UPDATE timeline SET summary = summary || '!' WHERE file_id = :file AND position = 4",
            "UPDATE timeline SET summary = rtrim(summary, '!') WHERE file_id = :file AND position = 4",
            4,
            "changed",
        ),
        (
            "UPDATE timeline SET private_to_id = NULL WHERE file_id = :file AND event = 'fee_earned'",
            "UPDATE timeline SET private_to_id = :inspector WHERE file_id = :file AND event = 'fee_earned'",
            None,
            "changed",
        ),
        (
            "UPDATE timeline SET position = -1 * position + 1000 WHERE file_id = :file AND position = 3",
            "UPDATE timeline SET position = 3 WHERE file_id = :file AND position = 997",
            3,
            "missing",
        ),
        (
            "UPDATE files SET timeline_length = timeline_length - 1 WHERE id = :file",
            "UPDATE files SET timeline_length = timeline_length + 1 WHERE id = :file",
            None,
            "added",
        ),
        (
            "UPDATE files SET timeline_length = timeline_length + 1 WHERE id = :file",
            "UPDATE files SET timeline_length = timeline_length - 1 WHERE id = :file",
            None,
            "cut",
        ),
    ],
)
def test_what_was_done_is_seen(
    town: Town, tamper: Tamper, file_id: str, does: str, undoes: str, broken: int | None, reason: str
) -> None:
    tamper(does, file=file_id)
    try:
        proof = verify(town, file_id)
    finally:
        tamper(undoes, file=file_id, inspector=town.inspector.id)
    assert (proof["intact"], proof["reason"]) == (False, reason)
    assert broken in (None, proof["first_broken"])
    assert verify(town, file_id)["intact"]


def test_a_tail_that_is_cut_off_is_missed(town: Town, tamper: Tamper, file_id: str) -> None:
    tamper(
        "CREATE TABLE kept AS SELECT * FROM timeline WHERE file_id = :file AND position > 6",
        "DELETE FROM timeline WHERE file_id = :file AND position > 6",
        file=file_id,
    )
    try:
        proof = verify(town, file_id)
    finally:
        tamper("INSERT INTO timeline SELECT * FROM kept", "DROP TABLE kept")
    assert (proof["intact"], proof["reason"], proof["first_broken"], proof["checked"]) == (False, "cut", 7, 6)
    assert verify(town, file_id)["intact"]


def test_swapped_entries_are_seen(town: Town, tamper: Tamper, file_id: str) -> None:
    swap = [
        f"UPDATE timeline SET position = {to} WHERE file_id = :file AND position = {at}"
        for at, to in ((2, 999), (3, 2), (999, 3))
    ]
    tamper(*swap, file=file_id)
    try:
        proof = verify(town, file_id)
    finally:
        tamper(*swap, file=file_id)
    assert (proof["intact"], proof["reason"], proof["first_broken"]) == (False, "changed", 2)
    assert verify(town, file_id)["intact"]


def test_whose_timeline_it_is_not(town: Town, file_id: str) -> None:
    path = f"/files/{file_id}/timeline/verify"
    for user in (town.user("contractor"), town.user("inspector")):
        answer = user.ask("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (404, "referral.file_not_found")
    assert town.it.ask("GET", path).status_code == 403
    assert town.office.ask("GET", "/files/nothing/timeline/verify").status_code == 404
