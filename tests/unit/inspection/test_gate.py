"""The report gate (R21) by itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import BillingCode, Conflict, InspectionCode
from services.inspection.domain import Gate

snapshots: st.SearchStrategy[dict[str, int]] = st.fixed_dictionaries(
    {
        "version": st.integers(1, 12),
        "settled_sequence": st.integers(0, 5),
        "debt_rials": st.integers(0, 10**9),
        "priced_revision": st.integers(0, 3),
        "invoice_due_rials": st.integers(0, 10**9),
    }
)
gates = st.builds(
    Gate,
    reports_sequence=st.integers(0, 5),
    settled_sequence=st.integers(0, 5),
    billing_version=st.integers(0, 12),
    debt_rials=st.integers(0, 10**9),
    fence_version=st.integers(0, 12),
    meters_revision=st.integers(0, 3),
    priced_revision=st.integers(0, 3),
    invoice_due_rials=st.integers(0, 10**9),
)


def test_a_new_file_takes_a_report_and_then_waits_for_its_charge() -> None:
    gate = Gate().accept()
    assert gate.reports_sequence == 1
    with pytest.raises(Conflict) as refused:
        gate.accept(retry_after_seconds=3)
    assert refused.value.code == InspectionCode.CHARGE_PENDING
    assert refused.value.retry_after_seconds == 3


def test_a_free_or_covered_report_opens_the_gate_again() -> None:
    gate = Gate().accept().apply_snapshot(version=3, settled_sequence=1, debt_rials=0)
    assert gate.accept().reports_sequence == 2


def test_a_part_payment_does_not_open_the_gate_and_the_whole_does() -> None:
    gate = Gate().accept().apply_snapshot(version=3, settled_sequence=1, debt_rials=1_725_000)
    gate = gate.apply_snapshot(version=4, settled_sequence=1, debt_rials=1)
    with pytest.raises(Conflict) as refused:
        gate.accept()
    assert refused.value.code == BillingCode.FILE_IN_DEBT
    assert refused.value.params == {"debt_rials": 1}
    assert refused.value.retry_after_seconds is None
    assert gate.apply_snapshot(version=5, settled_sequence=1, debt_rials=0).is_open


def test_a_fence_is_lifted_by_its_own_version_and_no_sooner() -> None:
    gate = Gate(billing_version=4).raise_fence(version=6)
    assert gate.fenced
    gate = gate.apply_snapshot(version=5, settled_sequence=0, debt_rials=0)
    with pytest.raises(Conflict) as refused:
        gate.accept()
    assert refused.value.code == InspectionCode.CHARGE_PENDING
    assert gate.apply_snapshot(version=6, settled_sequence=0, debt_rials=0).is_open


def test_a_fence_that_comes_after_its_version_changes_nothing() -> None:
    assert Gate(billing_version=6).raise_fence(version=6).is_open


def test_a_known_correction_shuts_the_gate_until_it_is_priced_and_paid_for() -> None:
    gate = Gate(billing_version=4, meters_revision=1)
    with pytest.raises(Conflict) as refused:
        gate.accept()
    assert refused.value.code == InspectionCode.CHARGE_PENDING
    told = {"settled_sequence": 0, "debt_rials": 0, "priced_revision": 1}
    gate = gate.apply_snapshot(version=5, invoice_due_rials=160_000, **told)
    with pytest.raises(Conflict) as refused:
        gate.accept()
    assert refused.value.code == BillingCode.INVOICE_DUE
    assert refused.value.params == {"invoice_due_rials": 160_000}
    assert refused.value.retry_after_seconds is None
    assert gate.apply_snapshot(version=6, invoice_due_rials=0, **told).is_open


def test_a_billing_that_says_less_neither_shuts_the_gate_nor_takes_a_price_back() -> None:
    """Snapshots of before there were corrections, and of replicas that are not upgraded yet."""
    old = {"settled_sequence": 0, "debt_rials": 0}
    assert Gate().apply_snapshot(version=1, **old).is_open
    priced = Gate(meters_revision=1).apply_snapshot(version=2, priced_revision=1, **old)
    assert priced.apply_snapshot(version=3, **old).is_open
    overtaken = Gate(meters_revision=1).apply_snapshot(version=3, **old)
    assert not overtaken.is_open
    assert overtaken.apply_snapshot(version=3, priced_revision=1, **old).is_open


@given(gate=gates, snapshot=snapshots)
def test_only_a_newer_snapshot_is_applied(gate: Gate, snapshot: dict[str, int]) -> None:
    after = gate.apply_snapshot(**snapshot)
    priced = max(gate.priced_revision, snapshot["priced_revision"])
    if snapshot["version"] < gate.billing_version:
        assert after == gate
    elif snapshot["version"] == gate.billing_version:
        due = max(gate.invoice_due_rials, snapshot["invoice_due_rials"])
        assert after == replace(gate, priced_revision=priced, invoice_due_rials=due)
    else:
        assert after == replace(
            gate,
            billing_version=snapshot["version"],
            settled_sequence=snapshot["settled_sequence"],
            debt_rials=snapshot["debt_rials"],
            priced_revision=priced,
            invoice_due_rials=snapshot["invoice_due_rials"],
        )


@given(gate=gates, told=st.lists(snapshots, unique_by=lambda snapshot: snapshot["version"]), data=st.data())
def test_neither_order_nor_repetition_of_snapshots_matters(
    gate: Gate, told: list[dict[str, int]], data: st.DataObject
) -> None:
    """Of one billing: what it has priced, it goes on having priced."""
    told.sort(key=lambda each: each["version"])
    priced = 0
    for snapshot in told:
        priced = snapshot["priced_revision"] = max(priced, snapshot["priced_revision"])
    in_order, shuffled = gate, gate
    for snapshot in sorted(told, key=lambda each: each["version"]):
        in_order = in_order.apply_snapshot(**snapshot)
    for snapshot in data.draw(st.permutations(told + told)):
        shuffled = shuffled.apply_snapshot(**snapshot)
    assert shuffled == in_order


@given(gate=gates)
def test_the_gate_refuses_exactly_when_it_is_not_open(gate: Gate) -> None:
    if gate.is_open:
        assert not gate.blocked
        assert gate.accept().reports_sequence == gate.reports_sequence + 1
        assert not gate.accept().is_open
    else:
        with pytest.raises(Conflict):
            gate.accept()
