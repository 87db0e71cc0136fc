"""What others tell is applied by version, in any order, any number of times."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from chassis.ids import new_id
from chassis.work import NotYet
from contracts.billing import ChargeSettled
from contracts.referral import FileCancelled, FileReferred, FileRegistered, MeterSpec
from contracts.terms import FileStatus, Outcome, ReferralKind, Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.inspection import use_cases
from tests.integration.desk import empty
from tests.integration.inspection.conftest import Visits, person, somebody

FILE_STATE = "SELECT referral_version, status, inspector_id::text, number FROM files"
GATE_STATE = "SELECT billing_version, settled_sequence, debt_rials, blocked FROM files"


def test_only_a_newer_snapshot_of_a_file_is_applied(
    newcomer: Visits, backends: Backends, migrated: Callable[[str], ServiceDatabase]
) -> None:
    waiting = replace(newcomer.file, version=1, status=FileStatus.AWAITING_PAYMENT, inspector=None)
    referred = replace(newcomer.file, version=2)
    cancelled = replace(newcomer.file, version=5, status=FileStatus.CANCELLED, number="1405-000124")
    facts = [
        FileRegistered(file=waiting),
        FileReferred(file=referred, kind=ReferralKind.AUTOMATIC, reason=""),
        FileCancelled(file=cancelled, reason="انصراف مالک"),
    ]
    for order in itertools.permutations(facts):
        empty(backends, migrated("inspection"))
        for fact in (*order, *order):
            newcomer.command(use_cases.apply_file_fact, fact)
        assert newcomer.rows(FILE_STATE) == [(5, "cancelled", newcomer.inspector.id, "1405-000124")]


def test_a_snapshot_brings_labels_and_classes_and_leaves_verdicts(visits: Visits) -> None:
    visits.visit(Outcome.APPROVED, (1, Outcome.DEFECTIVE))
    visits.refer(
        meters=[
            MeterSpec(id=visits.meters[1], label="واحد ۲", meter_class="G16"),
            MeterSpec(id=visits.meters[0], label="واحد ۱", meter_class="G4"),
        ]
    )
    rows = visits.rows("SELECT id::text, label, meter_class, pre, final FROM meters ORDER BY position")
    assert rows == [
        (visits.meters[1], "واحد ۲", "G16", "open", "open"),
        (visits.meters[0], "واحد ۱", "G4", "approved", "open"),
    ]


def test_a_file_that_two_learn_of_at_once_is_one_file(newcomer: Visits) -> None:
    facts = [FileRegistered(file=replace(newcomer.file, version=version)) for version in range(1, 7)]

    def learn(fact: FileRegistered) -> None:
        newcomer.command(use_cases.apply_file_fact, fact)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(learn, facts))
    assert newcomer.rows("SELECT referral_version FROM files") == [(6,)]
    assert newcomer.rows("SELECT count(*) FROM meters") == [(2,)]


def test_billing_may_be_heard_before_referral(newcomer: Visits) -> None:
    with pytest.raises(NotYet):
        newcomer.command(use_cases.apply_gate_fact, newcomer.payment(debt_rials=0))
    assert newcomer.rows("SELECT count(*) FROM files") == [(0,)]


def test_the_charge_of_an_unknown_report_waits(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.CONCEALED_STAGE)
    unknown = replace(visits.settlement(report), report_id=new_id())
    with pytest.raises(NotYet):
        visits.command(use_cases.apply_settlement, unknown)
    assert visits.rows("SELECT settled_sequence FROM files") == [(0,)]


def test_only_a_newer_gate_is_applied(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    settled = visits.settlement(report, debt_rials=780_000)
    part = visits.payment(debt_rials=80_000)
    cleared = visits.clearance()
    for late in (cleared, settled, part, cleared):
        if isinstance(late, ChargeSettled):
            visits.command(use_cases.apply_settlement, late)
        else:
            visits.command(use_cases.apply_gate_fact, late)
        assert visits.rows(GATE_STATE) == [(cleared.gate.version, 1, 0, False)]
    charge = visits.rows("SELECT charge_status, charge_amount_rials, charge_debt_rials FROM reports")
    assert charge == [("debt", 1_725_000, 780_000)]


def test_the_charge_of_an_older_revision_is_past(visits: Visits) -> None:
    visits.set_appointment()
    report = visits.report(Outcome.DEFECTIVE)
    settled = visits.settlement(report, debt_rials=780_000)
    visits.command(use_cases.apply_settlement, settled)
    visits.command(use_cases.apply_settlement, replace(settled, revision=0, amount_rials=1, debt_rials=1))
    assert visits.rows("SELECT charge_debt_rials FROM reports") == [(780_000,)]


def test_a_new_inspector_takes_over_a_file_in_debt(visits: Visits) -> None:
    visits.set_appointment()
    visits.settle(visits.report(Outcome.DEFECTIVE), debt_rials=780_000)
    successor = somebody(Role.INSPECTOR, 2)
    visits.refer(inspector=person(successor), referral_id=new_id())
    assert visits.rows(GATE_STATE) == [(visits.gate.version, 1, 780_000, True)]
