"""A meter that differs is marked, corrected by its contractor, classed anew, and remembered as it was (R17, R18)."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal

import pytest

from chassis.ids import new_id
from contracts.errors import Conflict, InvalidRequest, ReferralCode
from contracts.inspection import ReportFiled
from contracts.referral import FileView, MeterCorrected, MeterView
from contracts.shapes import Caller
from contracts.terms import MeterState
from services.referral import use_cases
from tests.integration.referral.conftest import ReferralDesk, meter


def correct(
    referral: ReferralDesk,
    file: FileView,
    which: int = 0,
    *,
    area: int | None = None,
    flow: str | None = None,
) -> MeterView:
    """A correction, a minute later."""
    referral.desk.pass_time(minutes=1)
    return referral.desk.command(
        use_cases.correct_meter,
        caller=referral.contractor,
        file_id=file.id,
        meter_id=file.meters[which].id,
        area_m2=None if area is None else Decimal(area),
        consumption_m3h=None if flow is None else Decimal(flow),
    )


def mismatch(
    referral: ReferralDesk, file: FileView, inspector: Caller, sequence: int = 1, **seen: str
) -> ReportFiled:
    """Inspection said that meters differ: ``m1="…"`` is the first."""
    referral.desk.pass_time(minutes=1)
    event = referral.report(file, inspector, sequence=sequence)
    told = {file.meters[int(name[1:]) - 1].id: words for name, words in seen.items()}
    filed = replace(event, report_id=new_id(), mismatched_meters=list(told), mismatches=told)
    referral.desk.command(use_cases.apply_report, filed)
    return filed


def test_a_mismatch_is_shown_until_it_is_corrected(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.pay(referral.register(meter(), meter("واحد ۲")))
    report = mismatch(referral, file, inspector, m2="حدود ۱۴۰ متر مربع")
    assert [each.mismatch for each in referral.look_at(file).meters] == [None, "حدود ۱۴۰ متر مربع"]
    corrected = correct(referral, file, 1, area=140)
    assert (corrected.mismatch, corrected.meter_class) == (None, "G6")
    assert corrected.history is not None
    (change,) = corrected.history
    assert (change.old_area_m2, change.new_area_m2) == (Decimal(100), Decimal(140))
    assert (change.old_consumption_m3h, change.new_consumption_m3h) == (Decimal(5), Decimal(5))
    assert (change.old_class, change.new_class, change.revision) == ("G4", "G6", 1)
    assert (change.report_id, change.corrected_by.id) == (report.report_id, referral.contractor.id)
    assert change.corrected_at == referral.desk.now
    seen = referral.look_at(file).meters
    assert [each.mismatch for each in seen] == [None, None]
    assert [each.history for each in seen] == [[], [change]]


def test_only_another_class_makes_a_revision(referral: ReferralDesk) -> None:
    file = referral.register(meter(), meter("واحد ۲"))
    correct(referral, file, 0, area=110)
    correct(referral, file, 0, area=200)
    correct(referral, file, 1, flow="9.5")
    correct(referral, file, 0, area=100)
    told = referral.desk.told(MeterCorrected)
    revisions = [event.file.meters_revision for event in told if isinstance(event, MeterCorrected)]
    assert revisions == [0, 1, 2, 3]
    classes = [[each.meter_class for each in event.file.meters] for event in told]  # type: ignore[attr-defined]
    assert classes == [["G4", "G4"], ["G6", "G4"], ["G6", "G6"], ["G4", "G6"]]
    snapshot = referral.desk.query(use_cases.get_snapshot, file_id=file.id)
    assert snapshot.meters_revision == 3
    first, second = referral.look_at(file).meters
    assert [change.revision for change in first.history or []] == [None, 1, 3]
    assert [change.revision for change in second.history or []] == [2]


def test_the_same_values_change_nothing(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    mismatch(referral, file, inspector, m1="کنتور G6 است")
    before = referral.look_at(file)
    same = correct(referral, file, area=100, flow="5.00")
    assert (same.mismatch, same.history) == ("کنتور G6 است", [])
    assert referral.look_at(file) == before
    assert referral.desk.told(MeterCorrected) == []


def test_a_later_report_says_what_was_seen_last(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    mismatch(referral, file, inspector, 1, m1="۱۴۰ متر")
    second = mismatch(referral, file, inspector, 2, m1="۱۵۰ متر")
    referral.report(file, inspector, sequence=3)
    assert referral.look_at(file).meters[0].mismatch == "۱۵۰ متر"
    (change,) = correct(referral, file, area=150).history or []
    assert change.report_id == second.report_id


def test_a_report_that_is_heard_after_the_correction_marks_nothing(referral: ReferralDesk) -> None:
    """It was filed before: what it saw has been answered."""
    inspector = referral.inspector(1)
    file = referral.paid()
    filed_at = referral.desk.now
    correct(referral, file, area=140)
    event = replace(
        referral.report(file, inspector),
        report_id=new_id(),
        filed_at=filed_at,
        mismatched_meters=[file.meters[0].id],
        mismatches={file.meters[0].id: "۱۴۰ متر"},
    )
    referral.desk.command(use_cases.apply_report, event)
    assert referral.look_at(file).meters[0].mismatch is None


def test_a_report_of_before_mismatches_had_words(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.paid()
    event = replace(
        referral.report(file, inspector), report_id=new_id(), mismatched_meters=[file.meters[0].id]
    )
    referral.desk.command(use_cases.apply_report, event)
    assert referral.look_at(file).meters[0].mismatch == ""


def test_what_is_refused_leaves_no_history(referral: ReferralDesk) -> None:
    inspector = referral.inspector(1)
    file = referral.pay(referral.register(meter(), meter("واحد ۲")))
    referral.report(file, inspector, file.meters[0].id)
    with pytest.raises(Conflict) as closed:
        correct(referral, file, 0, area=200)
    assert closed.value.code == ReferralCode.METER_CLOSED
    with pytest.raises(InvalidRequest) as beyond:
        correct(referral, file, 1, area=5001)
    assert beyond.value.code == ReferralCode.METER_BEYOND_CATALOGUE
    assert [each.history for each in referral.look_at(file).meters] == [[], []]
    assert referral.desk.query(use_cases.get_snapshot, file_id=file.id).meters_revision == 0


def test_a_correction_and_an_approval_at_once(referral: ReferralDesk) -> None:
    """Whichever is first: a corrected meter is approved as corrected, an approved one is not corrected any more."""
    inspector = referral.inspector(1)
    for _ in range(8):
        file = referral.paid()
        with ThreadPoolExecutor(2) as pool:
            approval = pool.submit(referral.report, file, inspector, file.meters[0].id)
            correction = pool.submit(correct, referral, file, area=200)
            approval.result()
            refused = isinstance(correction.exception(), Conflict)
            assert refused or correction.result().meter_class == "G6"
        (only,) = referral.look_at(file).meters
        assert only.pre is MeterState.APPROVED
        assert only.meter_class == ("G4" if refused else "G6")
        assert len(only.history or []) == (0 if refused else 1)
        proof = referral.desk.query(use_cases.verify_timeline, caller=referral.office, file_id=file.id)
        assert proof.intact


def test_many_corrections_at_once_are_numbered_one_by_one(referral: ReferralDesk) -> None:
    file = referral.register(*(meter(f"واحد {number}") for number in range(1, 7)))
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda which: correct(referral, file, which, area=200), range(6)))
    revisions = [change.revision for each in referral.look_at(file).meters for change in each.history or []]
    assert sorted(revisions, key=str) == [1, 2, 3, 4, 5, 6]
