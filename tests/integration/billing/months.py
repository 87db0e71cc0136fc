"""A month of business for the books: everything that can happen to a file's money, in one Jalali month."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from chassis.jalali import jalali_month_bounds, tehran_date
from chassis.work import Look
from contracts.billing import JournalPage
from contracts.terms import FileKind, Outcome, Phase, UnusedUnits
from gateway.exports.journal import Journal, gather
from launcher.backends import Backends
from launcher.provision import Passwords, provision
from services.billing import use_cases
from tests.integration.billing.conftest import FINANCE, BilledFile
from tests.integration.billing.hands import Earner, confirm, draft, fail, freeze, pay_online
from tests.integration.desk import Desk, migrate, opened

# Mehr 1405, which is closed, and Aban, the month itself.
MONTHS = ("1405-07", "1405-08")
FIRST_DAY_OF_BOOKS = jalali_month_bounds(MONTHS[0])[0]
FIRST_DAY, LAST_DAY = jalali_month_bounds(MONTHS[1])
BEGINNING = datetime(2026, 10, 24, 6, 0, tzinfo=UTC)
# How the keys of entries begin, each kind of BILLING.md and of billing's README; a reversal says what it undoes.
KINDS = frozenset(
    (
        *("invoice", "payment", "settlement", "charge", "phase", "fee"),
        *("payout", "payout-confirmed", "adjustment", "closing", "restored", "reopening", "return"),
        *("debit", "owed_again", "write_off", "refund", "refund_confirmed"),
        *("reversal:charge", "reversal:fee", "reversal:payment", "reversal:refund", "reversal:payout"),
    )
)


def kind_of(key: str) -> str:
    """How an entry's key begins."""
    kind, _, rest = key.partition(":")
    return f"{kind}:{rest.partition(':')[0]}" if kind == "reversal" else kind


@contextmanager
def busy_books(backends: Backends) -> Iterator[Desk]:
    """A busy month in a database of its own: closed months and new prices would concern everybody else's files."""
    passwords = {"billing": Passwords(owner=secrets.token_hex(8), app=secrets.token_hex(8))}
    made = provision(backends.postgres_url, passwords, prefix=f"t{secrets.token_hex(3)}")["billing"]
    migrate("billing", made, "head")
    with opened(made) as database:
        desk = Desk(database)
        busy_month(desk)
        while desk.command(use_cases.number_entries):
            pass  # as the service does all the time
        yield desk


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
    """Every kind of entry there is (``KINDS``): files, inspectors, and what becomes of them, by books of its own."""
    late_facts(desk)
    worked_example(desk, "month")
    for at in range(3):
        desk.pass_time(days=1)
        ordinary_files(desk, generous=at > 0)
    returned_money(desk)
    returned_units(desk)
    paid_online(desk)
    corrected_by_hand(desk)
    refunded(desk)
    earners = [Earner(desk) for _ in range(3)]
    for earner in earners:
        earner.earn()
    taxed(desk)
    paid_out(desk, earners)


def late_facts(desk: Desk) -> None:
    """A file of the month before, which is closed when a report and a receipt of it are heard of: both are of now."""
    desk.now = BEGINNING - timedelta(days=5)
    file = BilledFile(desk, FileKind.EXPOSED, ["G4", "G6"]).register()
    file.pay(file.account().invoice_due_rials)
    report, day = file.filed(Outcome.DEFECTIVE), tehran_date(desk.now)
    desk.now = BEGINNING
    desk.command(use_cases.close_period, caller=FINANCE, period=MONTHS[0])
    file.settle(report)
    file.pay(file.account().debt_rials, paid_on=day)


def ordinary_files(desk: Desk, *, generous: bool) -> None:
    """Corrections of meters, a void, units kept, a cancellation, and somebody who owes."""
    corrected = BilledFile(desk, FileKind.CONCEALED, ["G4", "G6"]).register()
    corrected.pay(20_000_000 if generous else 1_000_000)
    corrected.correct(0, "G10")
    corrected.correct(1, "G4")
    void = corrected.settle(corrected.filed(Outcome.DEFECTIVE))
    corrected.pay(3_000_000)
    corrected.void(void)
    kept = BilledFile(desk, FileKind.CONCEALED, ["G4"], block=True).register()
    kept.pay(4_000_000)
    kept.settle(kept.filed(Outcome.ABSENT_CHARGED))
    completed(kept)
    cancelled = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    cancelled.pay(500_000)
    cancelled.cancel()
    debtor = BilledFile(desk, FileKind.EXPOSED, ["G4", "G16"]).register()
    debtor.pay(10_000_000 if generous else 1)
    debtor.settle(debtor.filed(Outcome.DEFECTIVE))


def completed(file: BilledFile) -> None:
    """Both phases are approved at the first visit."""
    file.settle(file.filed(Outcome.APPROVED, completes=True))
    file.settle(file.filed(Outcome.APPROVED, phase=Phase.FINAL, completes=True))


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


def paid_online(desk: Desk) -> None:
    """What a provider took, what it paid to the bank of it and kept as its fee, and a payment that never came."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    pay_online(file, file.account().invoice_due_rials + 200_000)
    never_came = pay_online(file, 150_000)
    desk.pass_time(days=1)
    desk.command(
        use_cases.record_settlement,
        caller=FINANCE,
        provider="sandbox",
        amount_rials=1_200_000,
        fee_rials=12_000,
        reference="S-1",
        settled_on=tehran_date(desk.now),
    )
    file.reverse(never_came)


def corrected_by_hand(desk: Desk) -> None:
    """Manual debits, debts given up, one of which was void, and a payment reversed that had paid something since."""
    debtor = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    debtor.pay(debtor.account().invoice_due_rials + 100_000)
    debtor.debit(700_000)
    debtor.write_off(250_000)
    void = debtor.settle(debtor.filed(Outcome.DEFECTIVE))
    debtor.write_off()
    debtor.void(void)
    bounced = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    payment = bounced.pay(bounced.account().invoice_due_rials + 500_000)
    bounced.settle(bounced.filed(Outcome.DEFECTIVE))
    desk.pass_time(days=1)
    bounced.reverse(payment)


def refunded(desk: Desk) -> None:
    """Credit that was sent back: paid by the bank, still on its way, and come back when something is owed again."""
    file = BilledFile(desk, FileKind.EXPOSED, ["G4"]).register()
    file.pay(file.account().invoice_due_rials + 900_000)
    paid, _sent, came_back = file.refund(300_000), file.refund(100_000), file.refund()
    file.settle(file.filed(Outcome.DEFECTIVE))
    desk.pass_time(days=1)
    file.confirm(paid, "R-1")
    file.fail(came_back)


def taxed(desk: Desk) -> None:
    """From tomorrow on with VAT, with tax withheld of what inspectors get, and unused units are given back."""
    tomorrow = tehran_date(desk.now) + timedelta(days=1)
    desk.command(
        use_cases.create_tariff,
        caller=FINANCE,
        vat_basis_points=1_000,
        withholding_basis_points=1_000,
        unused_units=UnusedUnits.CREDITED,
        effective_from=tomorrow,
    )
    desk.pass_time(days=1)
    credited = BilledFile(desk, FileKind.CONCEALED, ["G4"]).register()
    credited.pay(20_000_000)
    credited.correct(0, "G10")
    void = credited.settle(credited.filed(Outcome.DEFECTIVE))
    credited.void(void)
    completed(credited)
    owing = BilledFile(desk, FileKind.EXPOSED, ["G16"]).register()
    owing.settle(owing.filed(Outcome.DEFECTIVE))


def paid_out(desk: Desk, earners: list[Earner]) -> None:
    """One is paid, and then one of the fees is void, one's bank says no, one waits; the next batch settles it all."""
    desk.pass_time(days=1)
    void = earners[0].earn()
    batch = freeze(desk, draft(desk, *(earner.who.id for earner in earners)))
    desk.pass_time(days=1)
    at = {line.inspector.id: number for number, line in enumerate(batch.lines)}
    confirm(desk, batch, at[earners[0].who.id])
    fail(desk, batch, at[earners[1].who.id])
    earners[0].file.void(void)
    earners[0].earn()
    earners[0].earn()
    freeze(desk, draft(desk, *(earner.who.id for earner in earners)))


def journal_of(desk: Desk, first: object = FIRST_DAY, last: object = LAST_DAY) -> Journal:
    """The journal as the gateway gathers it, by the use case's pages."""

    def page(asked: object) -> JournalPage:
        assert isinstance(asked, dict)

        def read(look: Look) -> JournalPage:
            return use_cases.read_journal(look, caller=FINANCE, **{**asked, "limit": 7})

        return desk.query(read)

    return gather(page, first, last)  # type: ignore[arg-type]  # dates
