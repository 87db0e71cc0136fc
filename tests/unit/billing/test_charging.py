"""Charging rules: examples, and properties over any order of reports."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import BlockPricing, FileKind, Outcome, Phase, Unit
from services.billing.domain import (
    DEFAULT_TARIFF,
    ReportFacts,
    Tariff,
    UnitStock,
    Verdict,
    allocate,
    charge_report,
    registration_units,
    revisit_price,
    stage_price,
)

CLASSES = list(DEFAULT_TARIFF.stage_fees)
classes = st.lists(st.sampled_from(CLASSES), min_size=1, max_size=6)
kinds = st.sampled_from(FileKind)


def facts(
    meter_classes: list[str],
    outcomes: list[Outcome],
    *,
    kind: FileKind = FileKind.EXPOSED,
    phase: Phase = Phase.FINAL,
    block: bool = False,
    done: bool = False,
) -> ReportFacts:
    return ReportFacts(
        kind=kind,
        block=block,
        phase=phase,
        outcome=outcomes[0],
        verdicts=[
            Verdict(meter_id=str(i), meter_class=c, outcome=o)
            for i, (c, o) in enumerate(zip(meter_classes, outcomes, strict=True))
        ],
        meter_classes=meter_classes,
        completes_phase=done,
    )


def test_fractions_of_a_rial_are_dropped() -> None:
    odd = replace(DEFAULT_TARIFF, stage_fees={"G4": 690_001})
    assert stage_price(odd, FileKind.CONCEALED, False, ["G4"]) == 862_501  # 862,501.25


def test_revisit_price_has_no_concealed_surcharge() -> None:
    charge = charge_report(DEFAULT_TARIFF, facts(["G4"], [Outcome.DEFECTIVE], kind=FileKind.CONCEALED), {})
    assert charge.owed_rials == 390_000


def test_a_block_may_be_priced_per_visit() -> None:
    per_visit = replace(DEFAULT_TARIFF, block_pricing=BlockPricing.PER_VISIT)
    assert stage_price(per_visit, FileKind.EXPOSED, True, ["G4", "G6", "G4"]) == 730_000
    assert stage_price(per_visit, FileKind.EXPOSED, False, ["G4", "G6", "G4"]) == 2_110_000
    assert revisit_price(per_visit, True, ["G4", "G6"]) == 410_000


def test_two_chargeable_outcomes_in_one_report_are_two_lines() -> None:
    charge = charge_report(
        DEFAULT_TARIFF,
        facts(["G4", "G6", "G4"], [Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED, Outcome.APPROVED]),
        {},
    )
    assert [(line.outcome, line.amount_rials) for line in charge.lines] == [
        (Outcome.DEFECTIVE, 390_000),
        (Outcome.ABSENT_CHARGED, 410_000),
    ]


def test_what_covers_what_is_tariff_data() -> None:
    lenient = replace(DEFAULT_TARIFF, coverage={**DEFAULT_TARIFF.coverage, Outcome.DEFECTIVE: Unit.FINAL})
    stock = {Unit.FINAL: UnitStock(left=1, unit_price_rials=690_000)}
    charge = charge_report(lenient, facts(["G4"], [Outcome.DEFECTIVE]), stock)
    assert (charge.owed_rials, charge.covered_rials, charge.used_units) == (0, 690_000, [Unit.FINAL])


def test_a_unit_that_covers_a_defect_is_not_recognised_again_by_approval() -> None:
    lenient = replace(DEFAULT_TARIFF, coverage={Outcome.DEFECTIVE: Unit.FINAL})
    stock = {Unit.FINAL: UnitStock(left=1, unit_price_rials=690_000)}
    report = facts(["G4", "G4"], [Outcome.DEFECTIVE, Outcome.APPROVED], done=True)
    charge = charge_report(lenient, report, stock)
    assert charge.recognised is None
    assert charge.used_units == [Unit.FINAL]


def test_vat_is_added_to_what_is_owed_but_not_to_the_fee() -> None:
    taxed = replace(DEFAULT_TARIFF, vat=1_000)
    charge = charge_report(taxed, facts(["G4"], [Outcome.DEFECTIVE]), {})
    assert (charge.amount_rials, charge.vat_rials, charge.owed_rials) == (390_000, 39_000, 429_000)
    assert charge.fee_rials == 273_000


@given(classes, kinds, st.booleans())
def test_registration_prices_every_unit_alike(meter_classes: list[str], kind: FileKind, block: bool) -> None:
    units = dict(registration_units(DEFAULT_TARIFF, kind))
    expected = {
        FileKind.CONCEALED: {Unit.CONCEALED_STAGE: 3, Unit.FINAL: 1},
        FileKind.EXPOSED: {Unit.PRE: 1, Unit.FINAL: 1},
    }
    assert units == expected[kind]
    assert stage_price(DEFAULT_TARIFF, kind, block, meter_classes) > 0


@given(classes, st.data())
def test_free_outcomes_cost_nothing(meter_classes: list[str], data: st.DataObject) -> None:
    free = st.sampled_from([Outcome.APPROVED, Outcome.ABSENT_FREE])
    outcomes = [data.draw(free) for _ in meter_classes]
    charge = charge_report(DEFAULT_TARIFF, facts(meter_classes, outcomes), {})
    assert (charge.lines, charge.owed_rials, charge.fee_rials) == ((), 0, 0)


@given(kinds, classes, st.lists(st.tuples(st.sampled_from(Outcome), st.booleans()), max_size=12))
def test_any_order_of_reports_keeps_the_books(
    kind: FileKind, meter_classes: list[str], history: list[tuple[Outcome, bool]]
) -> None:
    """Whatever happens: units never go below zero, money is conserved, the inspector gets his share of all of it."""
    price = stage_price(DEFAULT_TARIFF, kind, False, meter_classes)
    left = dict(registration_units(DEFAULT_TARIFF, kind))
    bought = sum(left.values()) * price
    income = owed = fees = stages = 0
    for outcome, done in history:
        whole = [outcome] * len(meter_classes)
        completes = done and outcome is Outcome.APPROVED
        stock = {unit: UnitStock(left=n, unit_price_rials=price) for unit, n in left.items()}
        charge = charge_report(DEFAULT_TARIFF, facts(meter_classes, whole, kind=kind, done=completes), stock)
        for unit in charge.used_units:
            left[unit] -= 1
        stages += outcome is Outcome.CONCEALED_STAGE
        income += charge.amount_rials + charge.recognised_rials
        owed += charge.owed_rials
        fees += charge.fee_rials
    assert all(count >= 0 for count in left.values())
    assert income == bought - sum(left.values()) * price + owed
    assert 0 <= income * 7 // 10 - fees <= len(history)
    expected_left = max(0, 3 - stages) if kind is FileKind.CONCEALED else 0
    assert left.get(Unit.CONCEALED_STAGE, 0) == expected_left


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**11), max_size=8))
def test_a_payment_is_spread_oldest_first_and_nothing_is_lost(amount: int, owed: list[int]) -> None:
    shares, left = allocate(amount, list(enumerate(owed)))
    assert sum(share for _, share in shares) + left == amount
    assert all(0 < share <= owed[i] for i, share in shares)
    paid = dict(shares)
    if left:
        assert all(paid.get(i, 0) == o for i, o in enumerate(owed))
    touched = [i for i, _ in shares]
    assert touched == sorted(touched)
    assert all(paid[i] == owed[i] for i in touched[:-1])


def test_a_tariff_survives_being_stored() -> None:
    assert Tariff.from_data(1, DEFAULT_TARIFF.to_data()) == DEFAULT_TARIFF
