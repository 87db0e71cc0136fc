"""What a report would cost: asked, and nothing stored (R25)."""

from dataclasses import replace
from typing import Any

import pytest

from contracts.errors import CommonCode, Conflict, InspectionCode, InvalidRequest, NotFound, Refusal
from contracts.terms import FileStatus, Outcome, Phase, Role
from services.inspection import use_cases
from tests.integration.inspection.conftest import Visits, person, somebody


def test_a_preview_asks_for_the_price_of_exactly_these_verdicts_and_stores_nothing(visits: Visits) -> None:
    visits.visit(Outcome.APPROVED, (1, Outcome.DEFECTIVE))
    before = visits.rows("SELECT * FROM files")
    preview = visits.ask(
        use_cases.preview_report,
        caller=visits.inspector,
        file_id=visits.file.id,
        outcome=Outcome.ABSENT_CHARGED,
    )
    assert preview.debt_rials == 390_000
    (asked,) = visits.owners.priced
    assert (asked["file_id"], asked["phase"], asked["outcome"]) == (
        visits.file.id,
        Phase.PRE,
        Outcome.ABSENT_CHARGED,
    )
    assert [(said.meter_id, said.meter_class, said.outcome) for said in asked["verdicts"]] == [
        (visits.meters[1], "G4", Outcome.ABSENT_CHARGED)
    ]
    assert asked["meter_classes"] == ["G4", "G4"]
    assert visits.rows("SELECT * FROM files") == before
    assert visits.rows("SELECT count(*) FROM reports") == [(1,)]


def test_a_preview_is_of_the_file_as_referral_knows_it_now_and_stores_nothing(visits: Visits) -> None:
    first, second = visits.file.meters
    successor = somebody(Role.INSPECTOR, 2)
    visits.owners.snapshot = replace(
        visits.file,
        version=visits.file.version + 1,
        inspector=person(successor),
        meters=[replace(first, meter_class="G10"), second],
    )
    before = visits.rows("SELECT * FROM files"), visits.rows("SELECT * FROM meters")
    asked: dict[str, Any] = {"file_id": visits.file.id, "outcome": Outcome.DEFECTIVE}
    with pytest.raises(NotFound):
        visits.ask(use_cases.preview_report, caller=visits.inspector, **asked)
    visits.ask(use_cases.preview_report, caller=successor, **asked)
    (priced,) = visits.owners.priced
    assert priced["meter_classes"] == ["G10", "G4"]
    assert (visits.rows("SELECT * FROM files"), visits.rows("SELECT * FROM meters")) == before
    assert visits.owners.patience[-1] == 3.0  # who prices is waited for longer than who may be done without


def test_an_older_answer_of_referral_changes_no_preview(visits: Visits) -> None:
    visits.owners.snapshot = replace(
        visits.file, version=1, inspector=None, status=FileStatus.AWAITING_PAYMENT
    )
    asked: dict[str, Any] = {"file_id": visits.file.id, "outcome": Outcome.DEFECTIVE}
    assert visits.ask(use_cases.preview_report, caller=visits.inspector, **asked).chargeable
    with pytest.raises(NotFound):
        visits.ask(use_cases.preview_report, caller=visits.inspector, **(asked | {"file_id": "nonsense"}))


def test_a_preview_refuses_what_the_report_would(visits: Visits) -> None:
    asked: dict[str, Any] = {"file_id": visits.file.id, "outcome": Outcome.CONCEALED_STAGE}
    for caller, code in (
        (somebody(Role.INSPECTOR, 2), InspectionCode.NOT_YOUR_FILE),
        (visits.contractor, CommonCode.FORBIDDEN),
    ):
        with pytest.raises(Refusal) as refused:
            visits.ask(use_cases.preview_report, caller=caller, **asked)
        assert refused.value.code == code
    visits.visit(Outcome.APPROVED)
    with pytest.raises(InvalidRequest):
        visits.ask(use_cases.preview_report, caller=visits.inspector, **asked)
    visits.visit(Outcome.APPROVED)
    with pytest.raises(Conflict) as done:
        visits.ask(use_cases.preview_report, caller=visits.inspector, **asked)
    assert done.value.code == InspectionCode.PHASE_DONE
    assert visits.owners.priced == []


def test_a_preview_stands_above_debt_and_missing_visits(visits: Visits) -> None:
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    preview = visits.ask(
        use_cases.preview_report, caller=visits.inspector, file_id=visits.file.id, outcome=Outcome.DEFECTIVE
    )
    assert preview.would_make_debtor
    assert visits.rows("SELECT blocked, settled_sequence FROM files") == [(True, 1)]
