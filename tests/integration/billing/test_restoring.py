"""After billing's database was restored from an older copy, whatever it tells is newer than what it told before."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from contracts.billing import GateRestated
from contracts.inspection import FenceAnswer
from contracts.terms import FileKind, Outcome
from services.billing import use_cases
from services.billing.use_cases.debits import Fence
from services.inspection.domain import Gate
from tests.integration.billing.conftest import BilledFile
from tests.integration.desk import Desk


@pytest.fixture(autouse=True)
def _for_this_test_alone(desk: Desk) -> Iterator[None]:
    yield
    desk.command(lambda work: work.session.execute(text("DELETE FROM restorations")))


def test_a_fence_holds_at_a_gate_that_has_heard_later_versions(desk: Desk) -> None:
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(1_380_000)
    file.settle(file.filed(Outcome.ABSENT_FREE))
    as_restored = desk.query(use_cases.get_gate, file_id=file.file_id).gate
    # Before the copy was put back, inspection had heard of more.
    gate = Gate(reports_sequence=1, settled_sequence=1, billing_version=as_restored.version + 40)
    file.announce_debit(1000)

    weak = desk.command(use_cases.take_debit)
    assert weak is not None
    assert gate.raise_fence(version=weak.version).is_open, "a fence from before does not hold"
    desk.command(use_cases.outgrow_versions)
    desk.command(
        use_cases.settle_debit, weak, True
    )  # takes another fence, for this one is not the next version
    strong = desk.command(use_cases.take_debit)

    assert strong is not None
    assert strong.file_id == file.file_id
    fenced = gate.raise_fence(version=strong.version)
    assert fenced.fenced
    desk.command(use_cases.settle_debit, strong, True)
    told = desk.query(use_cases.get_gate, file_id=file.file_id).gate
    after = fenced.apply_snapshot(
        version=told.version, settled_sequence=told.settled_sequence, debt_rials=told.debt_rials
    )
    assert (after.fenced, after.debt_rials) == (False, 1000)


class Inspection:
    """Knows a file's gate at some version."""

    def __init__(self, known: int) -> None:
        self.known = known

    def client(self, api: type, *, deadline_seconds: float | None = None) -> Any:
        """Itself."""
        return self

    def raise_fence(self, *, file_id: str, version: int) -> FenceAnswer:
        """What is known of any file."""
        assert file_id
        assert version
        return FenceAnswer(known_version=self.known)


def test_a_debit_waits_for_a_fence_above_what_inspection_knows() -> None:
    fence = Fence(debit_id="d", file_id="f", version=7)
    assert use_cases.raise_fence(Inspection(6), fence)
    assert not use_cases.raise_fence(Inspection(7), fence)
    assert not use_cases.raise_fence(Inspection(46), fence)


def test_the_gates_of_open_files_are_told_anew(desk: Desk) -> None:
    owing = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    ended = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    ended.cancel()
    desk.command(use_cases.outgrow_versions)
    told = {event.file_id: event.gate for event in desk.told(GateRestated) if isinstance(event, GateRestated)}
    assert told[owing.file_id] == desk.query(use_cases.get_gate, file_id=owing.file_id).gate
    assert told[owing.file_id].version > 1_000_000
    assert ended.file_id not in told


def test_an_account_that_is_opened_again_begins_above_what_was_told_of_it(desk: Desk) -> None:
    desk.command(use_cases.outgrow_versions)
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    assert desk.query(use_cases.get_gate, file_id=file.file_id).gate.version > 1_000_000
