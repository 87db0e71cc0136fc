"""The gate holds whatever the network does, and each part of it is needed: without it the model finds a way past."""

import pytest

from tests.unit.inspection.gate_model import (
    FLAG,
    INVOICE_ONLY,
    NO_WATERMARK,
    OLD_PRICE,
    ONLY_BILLING_AWAITS,
    ONLY_THE_GATE_AWAITS,
    PRICED_UNPAID,
    SILENT_FENCE,
    STRONG,
    UNAWAITED_FENCE,
    UNCHECKED_FENCE,
    UNDECIDED,
    UNFENCED,
    UNINVOICED,
    UNPAID,
    UNVERSIONED,
    VERSIONED_FLAG,
    Bounds,
    Exploration,
    Protocol,
    come_to_rest,
    explore,
)

ONLY_REPORTS_MAKE_DEBTS = Bounds(reports=4, extra_debts=0)
ALL_DEBTS = Bounds(reports=4, extra_debts=1)
TWO_FENCES = Bounds(reports=1, extra_debts=2)
CORRECTIONS = Bounds(reports=2, extra_debts=0, corrections=2)
ONE_CORRECTION = Bounds(reports=2, extra_debts=0, corrections=1)


@pytest.fixture(
    scope="module", params=[ALL_DEBTS, TWO_FENCES], ids=["four reports", "two debts without a report"]
)
def bounds(request: pytest.FixtureRequest) -> Bounds:
    """How far the gate is driven."""
    driven: Bounds = request.param
    return driven


@pytest.fixture(scope="module")
def strong(bounds: Bounds) -> Exploration:
    """Everything that the gate can come to."""
    return explore(STRONG, bounds)


def test_the_gate_holds_in_every_reachable_state(strong: Exploration) -> None:
    assert strong.holds


def test_the_exploration_saw_everything_that_the_gate_is_for(strong: Exploration, bounds: Bounds) -> None:
    gates = [state.gate for state in strong.states]
    assert max(gate.reports_sequence for gate in gates) == bounds.reports
    assert any(gate.blocked for gate in gates)
    assert any(gate.fenced and not gate.blocked and gate.is_settled for gate in gates), (
        "shut by the fence alone"
    )
    assert any(
        0 < debt.version <= state.books.version for state in strong.states for debt in state.announced
    ), "overtaken fence"
    assert any(
        len(state.announced) == bounds.extra_debts and all(debt.answered for debt in state.announced)
        for state in strong.states
    ), "as many fences at once as there may be"
    assert any(state.gate.billing_version < state.books.version - 1 for state in strong.states), (
        "events are late"
    )
    assert max(state.extra_debts for state in strong.states) == bounds.extra_debts
    assert {f"report {bounds.reports} (a debt) is accepted", "the contractor pays a part"} <= strong.labels
    assert {"a debt turns out impossible", "billing goes on behind its fence"} <= strong.labels


@pytest.mark.parametrize("newest_first", [False, True])
def test_the_gate_opens_once_all_is_paid_and_delivered(strong: Exploration, newest_first: bool) -> None:
    shut = [
        state
        for state in strong.states
        if not come_to_rest(state, STRONG, newest_first=newest_first).gate.is_open
    ]
    assert strong.states
    assert shut == []


@pytest.mark.parametrize(
    ("weaker", "bounds", "forbidden"),
    [
        (FLAG, ONLY_REPORTS_MAKE_DEBTS, UNPAID),
        (FLAG, ONLY_REPORTS_MAKE_DEBTS, UNDECIDED),
        (VERSIONED_FLAG, ONLY_REPORTS_MAKE_DEBTS, UNPAID),
        (VERSIONED_FLAG, ONLY_REPORTS_MAKE_DEBTS, UNDECIDED),
        (UNFENCED, ALL_DEBTS, UNPAID),
        (UNCHECKED_FENCE, ALL_DEBTS, UNPAID),
        (UNAWAITED_FENCE, ALL_DEBTS, UNPAID),
    ],
    ids=lambda value: value.name if isinstance(value, Protocol) else None,
)
def test_a_weaker_gate_fails(weaker: Protocol, bounds: Bounds, forbidden: str) -> None:
    found = explore(weaker, bounds, forbidden=frozenset({forbidden}))
    assert not found.holds
    assert found.trace[-1].endswith(f"is accepted: it {forbidden}")


def test_a_late_event_reopens_the_flag_of_a_debtor() -> None:
    """What versions are for: the flag knows of the debt, and an older event makes it forget."""
    told_of_debt = [
        state
        for state in explore(FLAG, Bounds(reports=2, extra_debts=0), forbidden=frozenset()).states
        if state.books.debt and state.books.debt == state.gate.debt_rials and len(state.told) > 2
    ]
    reopened = [
        state
        for state in told_of_debt
        if any(FLAG.opens(FLAG.learns(state.gate, snapshot)) for snapshot in state.told[1:-1])
    ]
    assert reopened
    for state in told_of_debt:
        for snapshot in state.told[1:-1]:
            assert not VERSIONED_FLAG.opens(
                VERSIONED_FLAG.learns(VERSIONED_FLAG.learns(state.gate, state.books), snapshot)
            )


def test_a_debtors_report_slips_in_while_its_fence_is_lifted_by_another_fact() -> None:
    """The shortest way past a fence at the present version + 1 that is not looked at again."""
    found = explore(UNCHECKED_FENCE, ALL_DEBTS, forbidden=frozenset({UNPAID}))
    assert found.trace == (
        "report 1 (covered) is accepted",
        "a debt without a report is announced",
        "billing takes a debt, for version 1",
        "fence 1 reaches inspection",
        "report 1 reaches billing",
        "snapshot 1 reaches inspection",
        "billing goes on behind its fence",
        f"report 2 (covered) is accepted: it {UNPAID}",
    )


def test_a_debt_that_turns_out_impossible_must_lift_its_fence() -> None:
    found = explore(SILENT_FENCE, TWO_FENCES)
    assert found.holds
    assert any(
        not come_to_rest(state, SILENT_FENCE, newest_first=False).gate.is_open for state in found.states
    )


def test_the_fence_is_all_that_the_unfenced_gate_lacks() -> None:
    assert explore(UNFENCED, ONLY_REPORTS_MAKE_DEBTS).holds


def test_without_versions_an_old_event_shuts_the_gate_for_good() -> None:
    """The watermark alone keeps debtors out, and paid-up contractors with them."""
    found = explore(UNVERSIONED, ONLY_REPORTS_MAKE_DEBTS)
    assert found.holds
    assert any(not come_to_rest(state, UNVERSIONED, newest_first=True).gate.is_open for state in found.states)


# ------------------------------------------------------------------------------------------------- corrected meters


@pytest.fixture(scope="module")
def corrected() -> Exploration:
    """Everything that the gate can come to while meters are corrected."""
    return explore(STRONG, CORRECTIONS)


def test_no_report_comes_before_a_known_correction_is_priced_and_paid_for(corrected: Exploration) -> None:
    assert corrected.holds
    gates = [state.gate for state in corrected.states]
    assert any(gate.is_settled and not gate.is_priced and not gate.blocked for gate in gates)
    assert any(gate.is_settled and gate.is_priced and gate.is_invoiced for gate in gates)
    assert any(state.books.priced > state.gate.meters_revision for state in corrected.states)
    assert {"correction 2 reaches billing", "report 2 (a debt) is accepted"} <= corrected.labels


@pytest.mark.parametrize("newest_first", [False, True])
def test_corrections_lock_nobody_out(corrected: Exploration, newest_first: bool) -> None:
    for state in corrected.states:
        assert come_to_rest(state, STRONG, newest_first=newest_first).gate.is_open


@pytest.mark.parametrize(
    ("weaker", "forbidden", "label"),
    [
        (NO_WATERMARK, OLD_PRICE, "reaches billing"),
        (NO_WATERMARK, UNINVOICED, "is accepted"),
        (INVOICE_ONLY, OLD_PRICE, "reaches billing"),
        (ONLY_BILLING_AWAITS, UNINVOICED, "is accepted"),
        (PRICED_UNPAID, UNINVOICED, "is accepted"),
    ],
    ids=lambda value: value.name if isinstance(value, Protocol) else None,
)
def test_a_gate_without_all_of_the_watermark_fails(weaker: Protocol, forbidden: str, label: str) -> None:
    found = explore(weaker, CORRECTIONS, forbidden=frozenset({forbidden}))
    assert not found.holds
    assert found.trace[-1].endswith(f"{label}: it {forbidden}")


def test_where_an_invoice_may_stay_open_the_gate_still_waits_for_debts_charges_and_prices() -> None:
    """As the organization has it by default: only that the invoice is paid is not waited for."""
    found = explore(PRICED_UNPAID, CORRECTIONS, forbidden=frozenset({UNPAID, UNDECIDED, OLD_PRICE}))
    assert found.holds
    assert any(state.books.due and state.gate.is_settled for state in found.states)


def test_the_gate_alone_would_do_and_billing_waits_for_gates_that_know_no_prices() -> None:
    assert explore(ONLY_THE_GATE_AWAITS, ONE_CORRECTION).holds
    assert explore(ONLY_BILLING_AWAITS, ONE_CORRECTION, forbidden=frozenset({OLD_PRICE})).holds
