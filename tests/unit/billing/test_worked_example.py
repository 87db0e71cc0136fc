"""The worked example of the rules, to the rial."""

from contracts.terms import FileKind, Outcome, Phase, Unit
from services.billing.domain import (
    DEFAULT_TARIFF,
    Charge,
    ReportFacts,
    UnitStock,
    Verdict,
    charge_report,
    registration_units,
    stage_price,
)

STAGE = 1_725_000


class Purse:
    """A file's units and money, kept by hand beside the rules."""

    def __init__(self, kind: FileKind, classes: list[str]) -> None:
        self.kind, self.classes = kind, classes
        self.price = stage_price(DEFAULT_TARIFF, kind, False, classes)
        self.left = dict(registration_units(DEFAULT_TARIFF, kind))
        self.paid = self.price * sum(self.left.values())
        self.earned = 0
        self.debt = 0

    def report(
        self,
        phase: Phase,
        outcome: Outcome,
        *,
        except_for: dict[int, Outcome] | None = None,
        done: bool = False,
    ) -> Charge:
        verdicts = [
            Verdict(meter_id=str(i), meter_class=c, outcome=(except_for or {}).get(i, outcome))
            for i, c in enumerate(self.classes)
        ]
        facts = ReportFacts(
            kind=self.kind,
            block=False,
            phase=phase,
            outcome=outcome,
            verdicts=verdicts,
            meter_classes=self.classes,
            completes_phase=done,
        )
        stock = {unit: UnitStock(left=n, unit_price_rials=self.price) for unit, n in self.left.items()}
        charge = charge_report(DEFAULT_TARIFF, facts, stock)
        for unit in charge.used_units:
            self.left[unit] -= 1
        self.debt += charge.owed_rials
        self.earned += charge.fee_rials
        return charge

    def pay(self) -> None:
        self.paid, self.debt = self.paid + self.debt, 0


def test_concealed_file_with_two_g4_meters() -> None:
    purse = Purse(FileKind.CONCEALED, ["G4", "G4"])
    assert purse.price == STAGE
    assert purse.paid == 6_900_000

    for _ in range(3):
        covered = purse.report(Phase.PRE, Outcome.CONCEALED_STAGE)
        assert (covered.amount_rials, covered.owed_rials) == (STAGE, 0)
    fourth = purse.report(Phase.PRE, Outcome.CONCEALED_STAGE)
    assert fourth.owed_rials == STAGE
    purse.pay()

    assert not purse.report(Phase.PRE, Outcome.APPROVED, done=True).chargeable
    defect = purse.report(Phase.FINAL, Outcome.APPROVED, except_for={1: Outcome.DEFECTIVE})
    assert defect.owed_rials == 390_000
    purse.pay()
    last = purse.report(Phase.FINAL, Outcome.APPROVED, done=True)
    assert (last.owed_rials, last.recognised, last.recognised_rials) == (0, Unit.FINAL, STAGE)

    assert purse.paid == 9_015_000
    assert purse.earned == 6_310_500
    assert set(purse.left.values()) == {0}


def test_exposed_file_with_one_g4_meter() -> None:
    purse = Purse(FileKind.EXPOSED, ["G4"])
    assert purse.paid == 690_000 + 690_000
    purse.report(Phase.PRE, Outcome.APPROVED, done=True)
    purse.report(Phase.FINAL, Outcome.APPROVED, done=True)
    assert purse.debt == 0
    assert purse.earned == 966_000
