"""A month of business for the books: everything that can happen to a file's money, in one Jalali month."""

from datetime import UTC, datetime

from chassis.work import Look
from contracts.billing import JournalPage
from contracts.terms import FileKind, Outcome, Phase
from gateway.exports.journal import Journal, gather
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE, BilledFile
from tests.integration.desk import Desk

# Aban 1405.
MONTH, FIRST_DAY, LAST_DAY = "1405-08", datetime(2026, 10, 23).date(), datetime(2026, 11, 21).date()
BEGINNING = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)


def worked_example(desk: Desk, reference: str = "FT") -> BilledFile:
    """The worked example of billing's README, a step each day."""

    def tomorrow() -> None:
        desk.pass_time(days=1)

    file = BilledFile(desk, FileKind.CONCEALED, ["G4", "G4"]).register()
    tomorrow()
    file.pay(6_900_000, f"{reference}-1")
    for _ in range(4):
        tomorrow()
        file.settle(file.filed(Outcome.CONCEALED_STAGE))
    tomorrow()
    file.pay(1_725_000, f"{reference}-2")
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    tomorrow()
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, exceptions={1: Outcome.DEFECTIVE}))
    tomorrow()
    file.pay(390_000, f"{reference}-3")
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
    return file


def busy_month(desk: Desk) -> None:
    """Every kind of entry there is: a few files and what becomes of them. References are of this desk's own."""
    worked_example(desk, "month")
    for at in range(3):
        desk.pass_time(days=2)
        corrected = BilledFile(desk, FileKind.CONCEALED, ["G4", "G6"]).register()
        corrected.pay(20_000_000 if at else 1_000_000)
        corrected.correct(0, "G10")
        corrected.correct(1, "G4")
        void = corrected.settle(corrected.filed(Outcome.DEFECTIVE))
        corrected.pay(3_000_000)
        corrected.void(void)
        kept = BilledFile(desk, FileKind.CONCEALED, ["G4"], block=True).register()
        kept.pay(4_000_000)
        kept.settle(kept.filed(Outcome.ABSENT_CHARGED))
        kept.settle(kept.filed(Outcome.APPROVED, completes=True))
        kept.settle(kept.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))
        cancelled = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
        cancelled.pay(500_000)
        cancelled.cancel()
        debtor = BilledFile(desk, FileKind.EXPOSED, ["G4", "G16"]).register()
        debtor.pay(10_000_000 if at else 1)
        debtor.settle(debtor.filed(Outcome.DEFECTIVE))
    returned_money(desk)
    returned_units(desk)


def returned_money(desk: Desk) -> None:
    """A debt that was paid, and then void."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(file.account().invoice_due_rials)
    void = file.settle(file.filed(Outcome.DEFECTIVE))
    file.pay(file.account().debt_rials)
    file.void(void)


def returned_units(desk: Desk) -> None:
    """A cancelled file whose charge becomes void, and one that was completed before the cancellation was heard of."""
    voided = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    voided.pay(voided.account().invoice_due_rials)
    void = voided.settle(voided.filed(Outcome.CONCEALED_STAGE))
    voided.cancel()
    voided.void(void)
    completed = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    completed.pay(completed.account().invoice_due_rials)
    completed.settle(completed.filed(Outcome.APPROVED, completes=True))
    last = completed.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True)
    completed.cancel()
    completed.settle(last)


def journal_of(desk: Desk, first: object = FIRST_DAY, last: object = LAST_DAY) -> Journal:
    """The journal as the gateway gathers it, by the use case's pages."""

    def page(asked: object) -> JournalPage:
        assert isinstance(asked, dict)

        def read(look: Look) -> JournalPage:
            return use_cases.read_journal(look, caller=FINANCE, **{**asked, "limit": 7})

        return desk.query(read)

    return gather(page, first, last)  # type: ignore[arg-type]  # dates
