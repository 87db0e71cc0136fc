"""How a void charge is undone in the books."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from contracts.terms import FileKind, Outcome, Phase, Unit
from services.billing.domain import (
    CREDIT,
    DEFAULT_TARIFF,
    RECEIVABLE,
    Entry,
    ReportFacts,
    ReportKey,
    UnitStock,
    Verdict,
    charge_entry,
    charge_report,
    fee_entry,
    paid_from_credit_rials,
    returned_entry,
    reversal_entry,
)

REPORT = ReportKey(file_id="f", report_id="r", revision=1, effective_date=date(2026, 11, 1))
DECIDED = date(2026, 11, 24)


def totals(*entries: Entry | None) -> dict[tuple[str, str], int]:
    """The balances that entries leave."""
    found: dict[tuple[str, str], int] = {}
    for entry in entries:
        for posting in entry.postings if entry else ():
            at = posting.account, posting.holder
            found[at] = found.get(at, 0) + posting.amount_rials
    return {at: rials for at, rials in found.items() if rials}


def facts(classes: list[str], outcomes: list[Outcome]) -> ReportFacts:
    """A report of the final inspection."""
    return ReportFacts(
        kind=FileKind.EXPOSED,
        block=False,
        phase=Phase.FINAL,
        outcome=outcomes[0],
        verdicts=[
            Verdict(meter_id=str(at), meter_class=c, outcome=o)
            for at, (c, o) in enumerate(zip(classes, outcomes, strict=True))
        ],
        meter_classes=classes,
        completes_phase=False,
    )


def test_a_reversal_says_what_it_undoes_and_when() -> None:
    charge = charge_report(DEFAULT_TARIFF, facts(["G4"], [Outcome.DEFECTIVE]), {})
    entry = charge_entry(REPORT, charge, credit_used_rials=0)
    assert entry is not None
    reversal = reversal_entry(entry, DECIDED)
    assert (reversal.key, reversal.reverses) == ("reversal:charge:r:1", "charge:r:1")
    assert (entry.effective_date, reversal.effective_date) == (REPORT.effective_date, DECIDED)
    assert totals(entry, reversal) == {}


@given(
    data=st.data(),
    outcomes=st.lists(
        st.sampled_from([Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED, Outcome.APPROVED]), min_size=1, max_size=4
    ),
    covered=st.booleans(),
    vat=st.integers(0, 2_000),
)
def test_after_a_void_nothing_is_left_but_what_was_paid_as_credit(
    data: st.DataObject, outcomes: list[Outcome], covered: bool, vat: int
) -> None:
    tariff = DEFAULT_TARIFF.from_data(
        1,
        {
            **DEFAULT_TARIFF.to_data(),
            "vat": vat,
            "coverage": {"defective": "final"} if covered else {},
        },
    )
    classes = [data.draw(st.sampled_from(list(tariff.stage_fees))) for _ in outcomes]
    stock = {Unit.FINAL: UnitStock(left=1, unit_price_rials=690_000)}
    charge = charge_report(tariff, facts(classes, outcomes), stock)
    from_credit = data.draw(st.integers(0, charge.owed_rials))
    paid_later = data.draw(st.integers(0, charge.owed_rials - from_credit))
    credit_left = data.draw(st.integers(0, 10**6)) if from_credit + paid_later == charge.owed_rials else 0
    reused = data.draw(st.integers(0, from_credit + paid_later + credit_left))
    entries = [
        charge_entry(REPORT, charge, credit_used_rials=from_credit),
        fee_entry(REPORT, charge, inspector_id="i"),
    ]
    assert paid_from_credit_rials(entries[0]) == from_credit
    reversals = [reversal_entry(entry, DECIDED) for entry in entries if entry]
    returned = returned_entry(
        REPORT,
        returned_rials=from_credit + paid_later,
        from_credit_rials=paid_from_credit_rials(entries[0]),
        reused_rials=reused,
    )
    left = totals(*entries, *reversals, returned)
    assert left.get((CREDIT, "f"), 0) == -paid_later + reused
    assert left.get((RECEIVABLE, "f"), 0) == paid_later - reused
    assert set(left) <= {(CREDIT, "f"), (RECEIVABLE, "f")}
