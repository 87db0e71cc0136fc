"""Any history of a file's money beside a plain count: debt, due, credit and fees agree to the rial at each step."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from chassis.jalali import tehran_date
from contracts.billing import PaymentView, RefundView
from contracts.inspection import ReportFiled
from contracts.terms import FileKind, Outcome, Phase, Role
from services.billing import use_cases
from tests.integration.billing.conftest import BilledFile, caller
from tests.integration.desk import Desk
from tests.invariants import assert_books_are_sound

# By the default tariff. The count below is written anew, from the rules alone.
STAGE = {"G4": 690_000, "G6": 730_000, "G10": 770_000, "G16": 810_000}
REVISIT = {"G4": 390_000, "G6": 410_000, "G10": 430_000, "G16": 450_000}


Part = tuple[str, int]
NO_PAYMENT = ""


@dataclass
class Bill:
    """What is owed for one thing; ``forgiven`` of it, and ``parts`` that paid it: of a payment, or of none."""

    owed: int
    forgiven: int = 0
    parts: list[Part] = field(default_factory=list)

    @property
    def open(self) -> int:
        """What is left to pay."""
        return self.owed - self.forgiven - sum(rials for _, rials in self.parts)


@dataclass
class Count:
    """The money of a file, counted by hand: bills in a list, credit in a heap, units in a dictionary."""

    kind: FileKind
    classes: list[str]
    invoices: list[Bill] = field(default_factory=list)
    debts: dict[str, Bill] = field(default_factory=dict)
    fees: dict[str, int] = field(default_factory=dict)
    credit: int = 0
    ended: bool = False
    came: dict[str, int] = field(default_factory=dict)
    unused: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, list[Part]] = field(default_factory=dict)
    lost: int = 0
    charged: int = 0

    def __post_init__(self) -> None:
        concealed = self.kind is FileKind.CONCEALED
        self.left = {"concealed_stage": 3, "final": 1} if concealed else {"pre": 1, "final": 1}
        self.price = self.stage()
        self.invoices.append(Bill(self.price * sum(self.left.values())))

    def stage(self) -> int:
        """The price of one stage of the meters as they are."""
        total = sum(STAGE[each] for each in self.classes)
        return total * 5 // 4 if self.kind is FileKind.CONCEALED else total

    @property
    def due(self) -> int:
        """What is open of invoices."""
        return sum(bill.open for bill in self.invoices)

    @property
    def debt(self) -> int:
        """What reports and debits owe."""
        return sum(bill.open for bill in self.debts.values())

    @property
    def bills(self) -> list[Bill]:
        """Everything that was ever owed, in the order in which it is paid."""
        return [*self.invoices[:1], *self.debts.values(), *self.invoices[1:]]

    def settle(self) -> None:
        """Credit pays whatever is open: the registration, reports, corrections, the oldest first."""
        for bill in self.bills:
            bill.parts += self.draw(min(self.credit, bill.open))

    def draw(self, rials: int) -> list[Part]:
        """Take credit: of payments, the oldest first, and then of what is of none."""
        self.credit -= rials
        parts = []
        for name in self.unused:
            share = min(rials, self.unused[name])
            self.unused[name] -= share
            rials -= share
            parts.append((name, share))
        return [part for part in (*parts, (NO_PAYMENT, rials)) if part[1]]

    def undraw(self, parts: list[Part]) -> None:
        """It is credit again; of a payment that was reversed meanwhile, credit of none."""
        for name, rials in parts:
            self.credit += rials
            if name in self.unused:
                self.unused[name] += rials
        self.settle()

    def pay(self, name: str, rials: int) -> None:
        """Money comes in."""
        self.came[name] = self.unused[name] = rials
        self.credit += rials
        self.settle()

    def reverse(self, name: str) -> None:
        """It never came: what it paid is paid, and owed again."""
        unused = self.unused.pop(name)
        self.credit -= unused
        self.debts[name] = Bill(self.came[name] - unused)
        self.settle()

    def debit(self, name: str, rials: int) -> None:
        """Owed without a report."""
        self.charged += rials
        self.debts[name] = Bill(rials)
        self.settle()

    @property
    def forgivable(self) -> list[Bill]:
        """What may be written off, in order: debts; and invoices where the file has ended."""
        return self.bills if self.ended else list(self.debts.values())

    def write_off(self, rials: int) -> None:
        """Debts are given up."""
        self.lost += rials
        for bill in self.forgivable:
            share = min(rials, bill.open)
            bill.forgiven += share
            rials -= share

    def give_back(self, rials: int) -> None:
        """Units cost less: invoices ask less, debts are paid as by money, each in its turn, and the rest is credit."""
        for bill in self.bills:
            share = min(rials, bill.open)
            if any(bill is invoice for invoice in self.invoices):
                bill.owed -= share
            elif share:
                bill.parts.append((NO_PAYMENT, share))
            rials -= share
        self.credit += rials

    def correct(self, at: int, meter_class: str) -> None:
        """A meter has another class."""
        self.classes[at] = meter_class
        if self.ended:
            return
        difference = sum(self.left.values()) * (self.stage() - self.price)
        self.price = self.stage()
        if difference > 0:
            self.invoices.append(Bill(difference))
            self.settle()
        else:
            self.give_back(-difference)

    def report(self, name: str, outcomes: list[Outcome], approves: Phase | None) -> None:
        """A visit: what it costs, and what its inspector earns."""
        owed = covered = 0
        fee = 0
        if Outcome.CONCEALED_STAGE in outcomes:
            if self.left.get("concealed_stage", 0):
                self.left["concealed_stage"] -= 1
                covered = self.price
            else:
                owed = self.stage()
            fee = (owed + covered) * 7 // 10
        else:
            for outcome in (Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED):
                owed += sum(
                    REVISIT[each]
                    for each, said in zip(self.classes, outcomes, strict=True)
                    if said is outcome
                )
            fee = owed * 7 // 10
        if approves is not None and self.left.get(approves, 0):
            self.left[approves] -= 1
            fee += self.price * 7 // 10
        self.debts[name] = Bill(owed)
        self.fees[name] = fee
        self.settle()
        if approves is Phase.FINAL:
            self.ended = True
            self.left.clear()

    def void(self, name: str) -> None:
        """What was paid for it is credit again."""
        bill = self.debts.pop(name)
        self.lost -= bill.forgiven
        self.undraw(bill.parts)

    def cancel(self) -> None:
        """Unused units are given back."""
        self.ended = True
        worth = sum(self.left.values()) * self.price
        self.left.clear()
        self.give_back(worth)


class Story:
    """A file and its count side by side, and what may happen to both."""

    def __init__(self, desk: Desk, kind: FileKind, classes: list[str], *, block: bool) -> None:
        self.desk, self.phase = desk, Phase.PRE
        self.file = BilledFile(desk, kind, list(classes), block=block).register()
        self.count = Count(kind, list(classes))
        self.voidable: list[ReportFiled] = []
        self.fees: list[tuple[date, int]] = []
        self.payments: list[PaymentView] = []
        self.refunds: list[RefundView] = []

    @property
    def today(self) -> date:
        """The day in Tehran."""
        return tehran_date(self.desk.now)

    def tell(self, step: str, number: int, share: int, outcomes: tuple[Outcome, Outcome]) -> None:
        """The next thing happens, if it can."""
        event(step)
        match step:
            case "pay":
                owed = self.count.due + self.count.debt
                amount = {0: 1, 1: max(owed // 2, 1), 2: max(owed, 1)}.get(share, owed + number + 1)
                payment = self.file.pay(amount)
                self.payments.append(payment)
                self.count.pay(payment.id, amount)
            case "correct":
                at, meter_class = number % 2, list(STAGE)[number % len(STAGE)]
                self.file.correct(at, meter_class)
                self.count.correct(at, meter_class)
            case "void" if self.voidable:
                self.void(self.voidable.pop(number % len(self.voidable)))
            case "cancel" if not self.count.ended:
                self.file.cancel()
                self.count.cancel()
            case "report" if not self.count.ended:
                self.report(outcomes)
            case "approve" if not self.count.ended:
                self.report((Outcome.APPROVED, Outcome.APPROVED))
            case _:
                self.correct_by_hand(step, number, share)

    def correct_by_hand(self, step: str, number: int, share: int) -> None:
        """Finance corrects something, if there is anything to correct."""
        match step:
            case "debit":
                debit = self.file.announce_debit(number + 1)
                self.file.post_debits()
                self.count.debit(debit.id, number + 1)
            case "reverse" if self.payments:
                payment = self.payments.pop(number % len(self.payments))
                self.file.reverse(payment)
                self.count.reverse(payment.id)
            case "write off" if owed := sum(bill.open for bill in self.count.forgivable):
                self.file.write_off(owed // (share + 1) or None)
                self.count.write_off(owed // (share + 1) or owed)
            case "refund" if credit := self.count.credit:
                amount = credit // (share + 1) or credit
                refund = self.file.refund(amount)
                self.refunds.append(refund)
                self.count.refunds[refund.id] = self.count.draw(amount)
            case "end refund" if self.refunds:
                refund = self.refunds.pop(number % len(self.refunds))
                parts = self.count.refunds.pop(refund.id)
                if share:
                    self.file.fail(refund)
                    self.count.undraw(parts)
                else:
                    self.file.confirm(refund, refund.id)

    def report(self, said: tuple[Outcome, Outcome]) -> None:
        """A visit. A concealed stage is of the whole file, in pre-inspection."""
        stage = said[0] is Outcome.CONCEALED_STAGE
        if stage and (self.count.kind is FileKind.EXPOSED or self.phase is Phase.FINAL):
            return
        outcomes = [said[0], said[0] if stage or said[1] is Outcome.CONCEALED_STAGE else said[1]]
        approves = self.phase if outcomes == [Outcome.APPROVED] * 2 else None
        report = self.file.filed(
            outcomes[0], phase=self.phase, exceptions={1: outcomes[1]}, completes=approves is not None
        )
        self.file.settle(report)
        self.count.report(report.report_id, outcomes, approves)
        self.fees.append((self.today, self.count.fees[report.report_id]))
        if {Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED} & set(outcomes):
            self.voidable.append(report)
        if approves is not None:
            self.phase = Phase.FINAL

    def void(self, report: ReportFiled) -> None:
        """An objection is upheld, and told twice."""
        self.file.void(report)
        self.file.void(report)
        self.count.void(report.report_id)
        self.fees.append((self.today, -self.count.fees[report.report_id]))

    def assert_counts_agree(self) -> None:
        """What billing says is what was counted."""
        account = self.file.account()
        assert account.invoice_due_rials == self.count.due
        assert account.debt_rials == self.count.debt
        assert account.credit_rials == self.count.credit
        assert self.file.balance("5080") == self.count.lost
        assert self.file.balance("4095") == -self.count.charged
        on_their_way = sum(rials for parts in self.count.refunds.values() for _, rials in parts)
        assert self.file.balance("1095") == -on_their_way
        if not self.count.ended:
            left = {unit.unit: unit.bought - unit.used for unit in account.prepaid}
            assert left == self.count.left
            assert -self.file.balance("2110") == sum(left.values()) * self.count.price

    def assert_report_equals_ledger(self, first: date, last: date) -> None:
        """The inspector's financial report, the ledger, and the count of it."""
        told = self.desk.query(
            use_cases.get_financial_report,
            caller=caller(Role.INSPECTOR, self.file.inspector),
            from_date=first,
            to_date=last,
        )
        ((posted,),) = self.desk.rows(
            "SELECT coalesce(-sum(p.amount_rials), 0) FROM postings p JOIN entries e ON e.id = p.entry_id"
            " WHERE p.account = '2210' AND p.holder = :who AND e.effective_date BETWEEN :first AND :last",
            who=self.file.inspector.id,
            first=first,
            last=last,
        )
        assert told.total.fee_rials == posted
        assert told.total.fee_rials == sum(row.fee_rials for row in told.rows)
        assert told.total.fee_rials == told.block.fee_rials + told.non_block.fee_rials
        assert told.total.fee_rials == sum(rials for day, rials in self.fees if first <= day <= last)


_outcomes = st.sampled_from(Outcome)
_BY_HAND = ["debit", "reverse", "write off", "refund", "end refund"]
_kinds_of_step = ["report"] * 6 + ["pay"] * 4 + ["correct"] * 3 + ["void"] * 3 + ["approve"] * 2 + ["cancel"]
_kinds_of_step += [*_BY_HAND, "reverse", "refund"]
_steps = st.tuples(
    st.sampled_from(_kinds_of_step),
    st.integers(0, 500_000),
    st.integers(0, 3),
    st.tuples(_outcomes, _outcomes),
    st.integers(0, 2),
)


@pytest.mark.timeout(300)  # it is 20 s alone; a failing history takes long to shrink
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(FileKind),
    block=st.booleans(),
    classes=st.lists(st.sampled_from(list(STAGE)), min_size=2, max_size=2),
    history=st.lists(_steps, min_size=4, max_size=20),
    ranges=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=4),
)
def test_any_history_agrees_with_a_plain_count(
    desk: Desk,
    kind: FileKind,
    block: bool,
    classes: list[str],
    history: list[tuple[str, int, int, tuple[Outcome, Outcome], int]],
    ranges: list[tuple[int, int]],
) -> None:
    story = Story(desk, kind, classes, block=block)
    begun = story.today
    for step, number, share, outcomes, days in history:
        story.tell(step, number, share, outcomes)
        story.assert_counts_agree()
        assert_books_are_sound(desk.rows)
        desk.pass_time(days=days, seconds=1)
    for one, other in (*ranges, (0, 40)):
        first, last = (begun + timedelta(days=day) for day in sorted((one, other)))
        story.assert_report_equals_ledger(first, last)
