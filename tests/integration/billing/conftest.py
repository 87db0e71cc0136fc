"""Billing's use cases on its real database. Its ledger cannot be emptied, so each test takes new files."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from chassis.db import Database
from chassis.ids import new_id
from chassis.jalali import tehran_date
from contracts.billing import AccountView, DebitView, PaymentView, RefundView
from contracts.inspection import MeterVerdict, ObjectionDecided, ReportFiled
from contracts.referral import FileCancelled, FileRegistered, FileSnapshot, MeterCorrected, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import FileKind, FileStatus, Outcome, Phase, Role
from launcher.provision import ServiceDatabase
from services.billing import use_cases
from tests.integration.desk import Desk, opened
from tests.invariants import assert_books_are_sound


def person(code: str) -> Person:
    """Somebody."""
    return Person(id=new_id(), membership_code=code, full_name="آزمون")


def caller(role: Role, who: Person) -> Caller:
    """Somebody who asks."""
    return Caller(id=who.id, role=role, membership_code=who.membership_code, full_name=who.full_name)


FINANCE = caller(Role.FINANCE, person("19-9-3"))
OFFICE = caller(Role.OFFICE, person("19-9-2"))


@dataclass
class BilledFile:
    """One file and all that can happen to its money."""

    desk: Desk
    kind: FileKind
    classes: list[str]
    block: bool = False
    file_id: str = field(default_factory=new_id)
    contractor: Person = field(default_factory=lambda: person("19-7-1"))
    inspector: Person = field(default_factory=lambda: person("19-3-1"))
    sequence: int = 0
    revision: int = 0

    def __post_init__(self) -> None:
        self.meters = [
            MeterSpec(id=new_id(), label=str(i), meter_class=c) for i, c in enumerate(self.classes)
        ]

    @property
    def owner(self) -> Caller:
        """The file's contractor, asking."""
        return caller(Role.CONTRACTOR, self.contractor)

    def snapshot(self, status: FileStatus = FileStatus.AWAITING_PAYMENT) -> FileSnapshot:
        """The file as referral tells of it."""
        return FileSnapshot(
            id=self.file_id,
            number=f"1405-{self.file_id[-6:]}",
            version=1,
            kind=self.kind,
            block=self.block,
            area="kerman",
            status=status,
            phase=Phase.PRE,
            contractor=self.contractor,
            inspector=None,
            referral_id=None,
            meters=list(self.meters),
            registered_at=self.desk.now,
            meters_revision=self.revision,
        )

    def register(self) -> "BilledFile":
        """Open the account."""
        self.desk.command(use_cases.open_account, FileRegistered(file=self.snapshot()))
        return self

    def corrected(self, at: int, meter_class: str) -> MeterCorrected:
        """A correction's fact, not priced yet."""
        old = self.classes[at]
        self.classes = [*self.classes[:at], meter_class, *self.classes[at + 1 :]]
        self.meters[at] = replace(self.meters[at], meter_class=meter_class)
        self.revision += meter_class != old
        return MeterCorrected(
            file=self.snapshot(),
            meter_id=self.meters[at].id,
            old_class=old,
            new_class=meter_class,
        )

    def correct(self, at: int, meter_class: str) -> None:
        """The contractor corrects a meter, and billing hears of it."""
        self.price(self.corrected(at, meter_class))

    def price(self, event: MeterCorrected) -> None:
        """Apply a correction's fact."""
        self.desk.command(use_cases.adjust_prepayment, event)

    def decision(self, report: ReportFiled, *, upheld: bool = True) -> ObjectionDecided:
        """The office's ruling on an objection to a report, not heard of yet."""
        return ObjectionDecided(
            file_id=self.file_id,
            number=report.number,
            objection_id=new_id(),
            report_id=report.report_id,
            revision=report.revision,
            sequence=report.sequence,
            contractor=self.contractor,
            inspector=report.inspector,
            upheld=upheld,
            reason="آزمون",
            decided_at=self.desk.now,
        )

    def void(self, report: ReportFiled, *, upheld: bool = True) -> None:
        """Apply a ruling's fact."""
        self.desk.command(use_cases.void_charge, self.decision(report, upheld=upheld))

    def cancel(self) -> None:
        """The office ends the file."""
        event = FileCancelled(file=self.snapshot(FileStatus.CANCELLED), reason="آزمون")
        self.desk.command(use_cases.close_cancelled, event)

    def pay(
        self, amount_rials: int, reference: str | None = None, paid_on: date | None = None
    ) -> PaymentView:
        """Record a bank receipt."""
        return self.desk.command(
            use_cases.record_receipt,
            caller=FINANCE,
            file_id=self.file_id,
            amount_rials=amount_rials,
            reference=reference or new_id(),
            paid_on=paid_on or tehran_date(self.desk.now),
        )

    def announce_debit(self, amount_rials: int) -> DebitView:
        """Finance debits the file; nothing is posted yet."""
        return self.desk.command(
            use_cases.debit_file,
            caller=FINANCE,
            file_id=self.file_id,
            amount_rials=amount_rials,
            reason="آزمون",
        )

    def announce_reversal(self, payment_id: str) -> DebitView:
        """Finance reverses a payment; nothing is posted yet."""
        return self.desk.command(
            use_cases.reverse_payment,
            caller=FINANCE,
            file_id=self.file_id,
            payment_id=payment_id,
            reason="آزمون",
        )

    def post_debits(self) -> None:
        """The errand posts what is announced, behind fences that stand at once."""
        while (fence := self.desk.command(use_cases.take_debit)) is not None:
            self.desk.command(use_cases.settle_debit, fence, True)

    def debit(self, amount_rials: int) -> None:
        """A manual debit, posted."""
        self.announce_debit(amount_rials)
        self.post_debits()

    def reverse(self, payment: PaymentView) -> None:
        """A reversed payment, posted."""
        self.announce_reversal(payment.id)
        self.post_debits()

    def write_off(self, amount_rials: int | None = None) -> None:
        """Finance gives debts up."""
        self.desk.command(
            use_cases.write_off_debt,
            caller=FINANCE,
            file_id=self.file_id,
            amount_rials=amount_rials,
            reason="آزمون",
        )

    def refund(self, amount_rials: int | None = None) -> RefundView:
        """Finance sends credit back."""
        return self.desk.command(
            use_cases.refund_credit,
            caller=FINANCE,
            file_id=self.file_id,
            amount_rials=amount_rials,
            reason="آزمون",
        )

    def confirm(self, refund: RefundView, reference: str) -> RefundView:
        """The bank has paid a refund."""
        return self.desk.command(
            use_cases.confirm_refund, caller=FINANCE, refund_id=refund.id, reference=reference
        )

    def fail(self, refund: RefundView) -> RefundView:
        """A refund came back."""
        return self.desk.command(use_cases.fail_refund, caller=FINANCE, refund_id=refund.id, reason="آزمون")

    def filed(
        self,
        outcome: Outcome,
        *,
        phase: Phase = Phase.PRE,
        exceptions: dict[int, Outcome] | None = None,
        completes: bool = False,
        sequence: int | None = None,
    ) -> ReportFiled:
        """The next report's fact, not settled yet."""
        if sequence is None:
            self.sequence += 1
        return ReportFiled(
            file_id=self.file_id,
            number="1405-000001",
            kind=self.kind,
            block=self.block,
            contractor=self.contractor,
            inspector=self.inspector,
            report_id=new_id(),
            revision=1,
            sequence=sequence or self.sequence,
            phase=phase,
            outcome=outcome,
            verdicts=[
                MeterVerdict(
                    meter_id=meter.id,
                    meter_class=meter.meter_class,
                    outcome=(exceptions or {}).get(i, outcome),
                )
                for i, meter in enumerate(self.meters)
            ],
            meter_classes=self.classes,
            completes_phase=completes,
            mismatched_meters=[],
            filed_at=self.desk.now,
            meters_revision=self.revision,
        )

    def settle(self, event: ReportFiled) -> ReportFiled:
        """Apply a report's fact."""
        self.desk.command(use_cases.settle_report, event)
        return event

    def account(self) -> AccountView:
        """The account as the contractor sees it."""
        return self.desk.query(use_cases.get_account, caller=self.owner, file_id=self.file_id)

    def balance(self, account: str, holder: str | None = None) -> int:
        """An account's balance in the ledger, debits positive."""
        found = self.desk.rows(
            "SELECT balance_rials FROM balances WHERE account = :account AND holder = :holder",
            account=account,
            holder=holder or self.file_id,
        )
        return int(found[0][0]) if found else 0


@pytest.fixture(scope="package")
def billing_database(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Database]:
    """Billing's database as billing sees it."""
    with opened(migrated("billing")) as database:
        yield database


@pytest.fixture
def desk(billing_database: Database) -> Iterator[Desk]:
    """Billing at work; after every test its books must be sound."""
    made = Desk(billing_database)
    yield made
    while made.command(use_cases.number_entries):
        pass  # as the service does all the time
    assert_books_are_sound(made.rows)
