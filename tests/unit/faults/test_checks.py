"""The checks of the fault suite find what they are there for, and nothing in a run in which all is well."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.faults import checks
from tests.faults.evidence import Evidence, Report, Settlement
from tests.faults.people import Tally

_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def at(second: int) -> datetime:
    """So many seconds after noon."""
    return _NOON + timedelta(seconds=second)


def sound() -> Evidence:
    """A file with two reports: the first made a debt, which was paid before the second came."""
    return Evidence(
        reports=[Report("r1", "f", 1, at(0)), Report("r2", "f", 2, at(9))],
        told_of={"r1", "r2"},
        settlements=[Settlement("r1", "f", 1, 390, True), Settlement("r2", "f", 2, 0, False)],
        settled_at={"r1": at(1), "r2": at(10)},
        paid={"r1": [(130, at(4)), (260, at(6))]},
        charged=Counter({"r1": 1}),
        told={"billing": {"e1", "e2"}},
        facts_told=2,
        inboxes={"billing": {"e1": "applied", "e2": "applied"}},
        overtaken={"billing": []},
        unpublished={"inspection": 0},
        unknown={"billing": set()},
        brought={"billing": 0},
        served={"auth", "billing", "billing.2"},
        applied={"billing": ["e1"], "billing.2": ["e2"]},
        redelivered=1,
    )


def test_nothing_speaks_against_a_sound_run() -> None:
    seen, tally = sound(), Tally(accepted={"r1": "f", "r2": "f"})
    assert checks.every_accepted_report_is_kept(seen, tally) == []
    assert checks.every_report_is_known_to_its_author(seen, tally) == []
    assert checks.every_report_is_settled_once(seen) == []
    assert checks.every_fact_is_applied(seen) == []
    assert checks.no_fact_is_applied_twice(seen.applied) == []
    assert checks.no_debtor_reported(seen) == []
    assert checks.nothing_is_parked_but_poison(seen, {}) == []
    assert checks.no_fact_overtook_another(seen) == []
    assert checks.work_was_shared(seen, ["auth", "billing", "billing.2"]) == []


def test_a_report_before_the_last_rial_was_paid_is_a_debtors() -> None:
    late = replace(sound(), paid={"r1": [(130, at(4)), (260, at(10))]})
    assert checks.no_debtor_reported(late) == ["file f: report 2 was accepted while the file owed for 1"]


def test_a_report_before_the_last_one_was_settled_came_through_a_weaker_gate() -> None:
    for settled_at in ({"r1": at(10), "r2": at(11)}, {}):
        found = checks.no_debtor_reported(replace(sound(), settled_at=settled_at))
        assert found == ["file f: report 2 was accepted before billing settled 1"]


def test_a_gap_in_a_files_reports_is_found() -> None:
    seen = sound()
    assert checks.no_debtor_reported(replace(seen, reports=seen.reports[1:])) == [
        "file f: report 2 is number 1"
    ]


def test_a_lost_report_is_found() -> None:
    seen, tally = sound(), Tally(accepted={"r1": "f", "r2": "f", "r3": "f"})
    assert checks.every_accepted_report_is_kept(seen, tally) == ["report r3 was accepted and is gone"]
    unsettled = replace(seen, settlements=seen.settlements[:1])
    assert checks.every_report_is_settled_once(unsettled) == ["report r2 is there 1 times, settled 0 times"]


def test_a_report_of_which_nothing_tells_is_found() -> None:
    assert checks.every_report_is_told_of(sound()) == []
    untold = replace(sound(), told_of={"r1"})
    assert checks.every_report_is_told_of(untold) == ["nothing tells of report r2"]


def test_a_double_charge_is_found() -> None:
    seen = sound()
    twice = replace(seen, settlements=[*seen.settlements, seen.settlements[0]])
    assert "report r1 is there 1 times, settled 2 times" in checks.every_report_is_settled_once(twice)
    charged = replace(seen, charged=Counter({"r1": 2}))
    assert checks.every_report_is_settled_once(charged) == [
        "chargeable report r1 is there 1 times, charged 2 times"
    ]


def test_a_fact_that_is_applied_twice_is_found() -> None:
    assert checks.no_fact_is_applied_twice({"billing": ["e1"], "billing.2": ["e2"], "referral": ["e1"]}) == []
    for twice in ({"billing": ["e2"], "billing.2": ["e2"]}, {"billing": ["e2", "e2"]}):
        assert checks.no_fact_is_applied_twice(twice) == ["billing applied e2 twice"]


def test_a_fact_that_is_lost_or_told_by_nobody_is_found() -> None:
    seen = sound()
    lost = replace(seen, inboxes={"billing": {"e1": "applied"}})
    assert checks.every_fact_is_applied(lost) == ["billing lacks e2"]
    waiting = replace(seen, inboxes={"billing": {"e1": "applied", "e2": "pending"}})
    assert checks.every_fact_is_applied(waiting) == ["billing lacks e2"]
    invented = replace(seen, told={"billing": {"e1"}})
    assert checks.every_fact_is_applied(invented) == ["billing invented e2"]


def test_poison_has_to_be_parked_and_nothing_else() -> None:
    parked = replace(sound(), inboxes={"billing": {"e1": "parked", "e2": "applied"}})
    assert checks.nothing_is_parked_but_poison(parked, {"billing": {"e1"}}) == []
    assert checks.nothing_is_parked_but_poison(parked, {}) == ["billing parked e1"]
    assert checks.nothing_is_parked_but_poison(sound(), {"billing": {"e9"}}) == ["billing did not park e9"]


def test_what_no_source_told_is_found_unless_it_is_poison() -> None:
    strange = replace(sound(), unknown={"billing": {"e1"}})
    assert checks.only_poison_is_unknown(sound(), {}) == []
    assert checks.only_poison_is_unknown(strange, {"billing": {"e1"}}) == []
    assert checks.only_poison_is_unknown(strange, {"referral": {"e1"}}) == ["billing has e1"]


def test_a_process_without_work_is_found() -> None:
    idle = replace(sound(), applied={"billing": ["e1", "e2"]})
    assert checks.work_was_shared(idle, ["billing", "billing.2"]) == ["billing.2 applied nothing"]
    unasked = replace(sound(), served={"billing", "billing.2"})
    assert checks.work_was_shared(unasked, ["auth", "billing"]) == ["auth was asked nothing"]
