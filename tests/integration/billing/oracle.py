"""The money of many files counted by hand: plain integers, written anew from the rules, nothing of billing's own.

Bills in lists, credit in heaps, units in dictionaries; ``Books.accounts`` says what must stand on each account of the
ledger for each holder. Debits are positive. The rules are R17, R19-R26 and R30, the table of postings, and what was
decided about corrections by hand (ADR 23) and payouts (ADR 25).
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

WHOLE = 10_000
# Rials of a payment, by its name; credit that is of none has no name.
Part = tuple[str, int]
NO_PAYMENT = ""
BANK = "bank"


@dataclass(frozen=True)
class Prices:
    """A tariff as the count needs it; shares are hundredths of a percent. ``covers``: outcome → prepaid unit."""

    stage: dict[str, int]
    revisit: dict[str, int]
    vat: int = 0
    inspector: int = 7_000
    withholding: int = 0
    surcharge: int = 2_500
    kept: bool = True
    block_per_visit: bool = False
    covers: dict[str, str] = field(default_factory=lambda: {"concealed_stage": "concealed_stage"})

    def visit(self, fees: dict[str, int], classes: Sequence[str], *, block: bool) -> int:
        """One visit to meters of these classes."""
        each = [fees[one] for one in classes]
        return max(each, default=0) if block and self.block_per_visit else sum(each)


@dataclass
class Bill:
    """What is owed for one thing since a day; ``forgiven`` of it, and what paid it."""

    owed: int
    since: date = date.min
    forgiven: int = 0
    parts: list[Part] = field(default_factory=list)

    @property
    def open(self) -> int:
        """What is left to pay."""
        return self.owed - self.forgiven - sum(rials for _, rials in self.parts)


@dataclass
class Report:
    """What a report did to the money: its bill, and what is to be undone if it becomes void."""

    bill: Bill
    amount: int
    vat: int
    fee: int
    inspector: str
    used: Counter[tuple[str, int]]  # (unit, what it cost) of the units that covered it


@dataclass
class Payment:
    """Money that came in, to whom, and what nobody has used of it yet."""

    rials: int
    to: str
    spare: int


@dataclass
class File:
    """One file's money."""

    contractor: str
    concealed: bool
    block: bool
    classes: list[str]
    prices: Prices  # of the registration: units are priced by it for ever
    state: str = "open"
    credit: int = 0
    received: Counter[str] = field(default_factory=Counter)  # by who has it: the bank, or a provider
    income: int = 0
    taxed: int = 0
    kept: int = 0
    fees: int = 0
    lost: int = 0
    charged: int = 0
    supplements: list[Bill] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
    debts: list[Bill] = field(
        default_factory=list
    )  # of reports and debits, in the order in which they were booked
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, list[Part]] = field(default_factory=dict)
    closed_finals: int = 0
    keeps_restored: bool = False

    def __post_init__(self) -> None:
        self.left = {"concealed_stage": 3, "final": 1} if self.concealed else {"pre": 1, "final": 1}
        self.price = self.stage(self.prices, self.classes)
        self.invoiced = self.price * sum(self.left.values())
        self.invoiced_vat = self.invoiced * self.prices.vat // WHOLE
        self.taxed = self.invoiced_vat
        self.registration = Bill(self.invoiced + self.invoiced_vat)

    def stage(self, prices: Prices, classes: Sequence[str]) -> int:
        """The price of one stage (R23)."""
        base = prices.visit(prices.stage, classes, block=self.block)
        return base * (WHOLE + prices.surcharge) // WHOLE if self.concealed else base

    # -- what is owed

    @property
    def due(self) -> int:
        """What is open of invoices."""
        return self.registration.open + sum(bill.open for bill in self.supplements)

    @property
    def debt(self) -> int:
        """What reports and debits owe."""
        return sum(bill.open for bill in self.debts)

    @property
    def unused(self) -> int:
        """What the units are worth that nobody used."""
        return sum(self.left.values()) * self.price

    @property
    def on_their_way(self) -> int:
        """Refunds of which the bank said nothing yet."""
        return sum(rials for parts in self.refunds.values() for _, rials in parts)

    def bills(self) -> list[tuple[Bill, bool]]:
        """Everything that was ever owed, in the order in which it is paid; and whether an invoice asks for it."""
        debts = sorted(self.debts, key=lambda bill: bill.since)  # of one day, as they were booked
        return [
            (self.registration, True),
            *((bill, False) for bill in debts),
            *((bill, True) for bill in self.supplements),
        ]

    def forgivable(self) -> list[Bill]:
        """What may be given up, in order: debts; and invoices where the file has ended."""
        return [bill for bill, invoiced in self.bills() if self.state != "open" or not invoiced]

    def settle(self) -> None:
        """Credit pays whatever is open."""
        for bill, _ in self.bills():
            bill.parts += self.draw(min(self.credit, bill.open))

    def draw(self, rials: int) -> list[Part]:
        """Take credit: of payments, the oldest first, and then of what is of none."""
        self.credit -= rials
        parts = []
        for name, payment in self.payments.items():
            share = min(rials, payment.spare)
            payment.spare -= share
            rials -= share
            parts.append((name, share))
        return [part for part in (*parts, (NO_PAYMENT, rials)) if part[1]]

    def undraw(self, parts: list[Part]) -> None:
        """It is credit again; of a payment that was reversed meanwhile, credit of none."""
        for name, rials in parts:
            self.credit += rials
            if name in self.payments:
                self.payments[name].spare += rials
        self.settle()

    # -- what happens

    def receive(self, name: str, rials: int, to: str = BANK) -> None:
        """Money comes in (R22)."""
        self.received[to] += rials
        self.payments[name] = Payment(rials, to, rials)
        self.credit += rials
        self.settle()

    def reverse(self, name: str, day: date) -> None:
        """It never came: what it paid is paid, and owed again."""
        payment = self.payments.pop(name)
        self.received[payment.to] -= payment.rials
        self.credit -= payment.spare
        self.debts.append(Bill(payment.rials - payment.spare, day))
        self.settle()

    def debit(self, rials: int, day: date) -> None:
        """Owed without a report."""
        self.charged += rials
        self.debts.append(Bill(rials, day))
        self.settle()

    def write_off(self, rials: int) -> None:
        """Debts are given up."""
        self.lost += rials
        for bill in self.forgivable():
            share = min(rials, bill.open)
            bill.forgiven += share
            rials -= share

    def send_back(self, name: str, rials: int) -> None:
        """Credit is refunded."""
        self.refunds[name] = self.draw(rials)

    def sent_back(self, name: str) -> None:
        """The bank has paid a refund."""
        self.received[BANK] -= sum(rials for _, rials in self.refunds.pop(name))

    def came_back(self, name: str) -> None:
        """The bank has not paid it."""
        self.undraw(self.refunds.pop(name))

    def give_back(self, rials: int) -> None:
        """Units cost less: invoices ask less, debts are paid as by money, each in its turn; the rest is credit."""
        for bill, invoiced in self.bills():
            share = min(rials, bill.open)
            if invoiced:
                bill.owed -= share
            elif share:
                bill.parts.append((NO_PAYMENT, share))
            rials -= share
        self.credit += rials

    def reprice(self, classes: list[str]) -> None:
        """Meters have other classes: unused units cost what they would have cost (R17)."""
        self.classes = list(classes)
        if self.state != "open":
            return
        before, self.price = self.price, self.stage(self.prices, classes)
        self.charge_difference(sum(self.left.values()) * (self.price - before))

    def charge_difference(self, net: int) -> None:
        """Invoice a difference in the price of units, or give it back, with its part of the tax."""
        vat = (self.invoiced + net) * self.prices.vat // WHOLE - self.invoiced_vat if net else 0
        self.invoiced += net
        self.invoiced_vat += vat
        self.taxed += vat
        if net + vat > 0:
            self.supplements.append(Bill(net + vat))
            self.settle()
        else:
            self.give_back(-(net + vat))

    def cancel(self) -> None:
        """The file is cancelled: unused units are given back (R24)."""
        if self.state != "open":
            return
        self.state = "cancelled"
        self.end(kept=False)

    def end(self, *, kept: bool) -> None:
        """What becomes of units that nobody will use."""
        worth = self.unused
        self.closed_finals += self.left.get("final", 0)
        self.left = dict.fromkeys(self.left, 0)
        self.dispose(worth, kept=kept)

    def dispose(self, worth: int, *, kept: bool) -> None:
        """Keep what units are worth, or give it back with its tax."""
        if kept:
            self.kept += worth
        elif worth:
            vat = self.tax_on(worth)
            self.taxed -= vat
            self.give_back(worth + vat)

    def tax_on(self, worth: int) -> int:
        """The part of the invoiced tax that lay on units of this worth."""
        return self.invoiced_vat * worth // self.invoiced

    def reopen_final(self) -> None:
        """The file was completed before anybody there heard of its cancellation: its final unit is used after all.

        If its credit was not spent yet: what payments have left is not used for it.
        """
        back = self.price + self.tax_on(self.price)
        of_payments = sum(payment.spare for payment in self.payments.values())
        if self.closed_finals and self.credit - of_payments >= back:
            self.closed_finals -= 1
            self.left["final"] += 1
            self.credit -= back
            self.taxed += self.tax_on(self.price)

    def report(
        self,
        name: str,
        prices: Prices,
        said: Sequence[tuple[str, str]],
        phase: str,
        inspector: str,
        day: date,
        *,
        approves: bool,
    ) -> int:
        """A visit: ``said`` of each meter are its class and the outcome (R20). Returns what the inspector earns."""
        completes = approves and phase == "final"
        if completes and self.state == "cancelled":
            self.reopen_final()
        amount = vat = covered = 0
        used: Counter[tuple[str, int]] = Counter()
        for outcome in ("concealed_stage", "defective", "absent_charged"):
            classes = [each for each, what in said if what == outcome]
            if not classes:
                continue
            unit = prices.covers.get(outcome)
            if unit is not None and self.left.get(unit, 0):
                self.left[unit] -= 1
                used[unit, self.price] += 1
                covered += self.price
                amount += self.price
            else:
                cost = self.cost(prices, outcome, classes, [each for each, _ in said])
                amount += cost
                vat += cost * prices.vat // WHOLE
        fee = amount * prices.inspector // WHOLE
        self.income += amount
        if approves and self.left.get(phase, 0):
            self.left[phase] -= 1
            self.income += self.price
            fee += self.price * prices.inspector // WHOLE
        self.taxed += vat
        self.fees += fee
        bill = Bill(amount - covered + vat, day)
        self.reports[name] = Report(bill, amount, vat, fee, inspector, used)
        self.debts.append(bill)
        self.settle()
        if completes:
            self.state, self.keeps_restored = "completed", prices.kept
            self.end(kept=prices.kept)
        return fee

    def cost(self, prices: Prices, outcome: str, concerned: Sequence[str], classes: Sequence[str]) -> int:
        """What no unit covers: a stage is of the whole file, the rest of the meters concerned."""
        if outcome == "concealed_stage":
            return self.stage(prices, classes)
        return prices.visit(prices.revisit, concerned, block=self.block)

    def void(self, name: str) -> Report:
        """An objection was upheld: as if the report had cost nothing; what was paid for it is credit."""
        report = self.reports.pop(name)
        self.income -= report.amount
        self.taxed -= report.vat
        self.fees -= report.fee
        self.lost -= report.bill.forgiven
        self.debts = [bill for bill in self.debts if bill is not report.bill]
        self.undraw(report.bill.parts)
        worth = sum(price * count for (_, price), count in report.used.items())
        if self.state == "open":
            for (unit, _), count in report.used.items():
                self.left[unit] += count
            self.charge_difference(self.price * report.used.total() - worth)
        else:
            self.closed_finals += sum(count for (unit, _), count in report.used.items() if unit == "final")
            self.dispose(worth, kept=self.state == "completed" and self.keeps_restored)
        return report


@dataclass(eq=False)
class Fee:
    """What an inspector earned by a report; who pays it, and who takes it back if it was void when it was paid."""

    inspector: str
    day: date
    rials: int
    void: bool = False
    paid_by: "Line | None" = None
    taken_back_by: "Line | None" = None


@dataclass(eq=False)
class Line:
    """What a batch pays an inspector."""

    inspector: str
    fees: list[Fee]
    backs: list[Fee]
    withheld: int = 0
    state: str = "draft"

    @property
    def gross(self) -> int:
        """Before the tax."""
        return sum(fee.rials for fee in self.fees) - sum(fee.rials for fee in self.backs)

    @property
    def stands(self) -> bool:
        """Whether it was sent, and did not come back."""
        return self.state in ("sent", "confirmed")

    @property
    def outdated(self) -> bool:
        """Whether it pays what is void by now, or takes back what came back by itself."""
        paid_void = any(fee.void and fee.taken_back_by is None for fee in self.fees)
        return paid_void or any(fee.paid_by is None for fee in self.backs)

    def free(self, state: str) -> None:
        """It pays nothing: another batch may."""
        self.state = state
        for fee in self.fees:
            fee.paid_by = None
        for fee in self.backs:
            fee.taken_back_by = None


@dataclass
class Books:
    """All files, what inspectors earned, day by day, and were paid, and what providers settled."""

    files: dict[str, File] = field(default_factory=dict)
    earned: list[tuple[str, date, int]] = field(default_factory=list)
    fees: dict[str, Fee] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    settled: Counter[str] = field(default_factory=Counter)
    kept_by: Counter[str] = field(default_factory=Counter)

    def accounts(self) -> dict[tuple[str, str], int]:
        """What stands on each (account, holder); nothing of what is zero. It balances, or the count itself is wrong."""
        stands: defaultdict[tuple[str, str], int] = defaultdict(int)
        for name, file in self.files.items():
            stands["1020", name] += file.received[BANK]
            for provider, rials in file.received.items():
                stands["1010", provider] += rials if provider != BANK else 0
            stands["1095", name] -= file.on_their_way
            stands["1210", name] += file.due + file.debt
            stands["2110", name] -= file.unused
            stands["2120", name] -= file.credit
            stands["2320", name] -= file.taxed
            stands["4010", name] -= file.income
            stands["4090", name] -= file.kept
            stands["4095", name] -= file.charged
            stands["5010", name] += file.fees
            stands["5080", name] += file.lost
        for inspector, _, rials in self.earned:
            stands["2210", inspector] -= rials
        for name, line in self.lines.items():
            if line.stands:
                stands["2210", line.inspector] += line.gross
                stands["2310", line.inspector] -= line.withheld
                way = "1020" if line.state == "confirmed" else "1095"
                stands[way, f"payout:{name}"] -= line.gross - line.withheld
        for provider, rials in self.settled.items():
            stands["1010", provider] -= rials + self.kept_by[provider]
            stands["1020", provider] += rials
            stands["5090", provider] += self.kept_by[provider]
        assert sum(stands.values()) == 0, "the count does not balance"
        return {key: rials for key, rials in stands.items() if rials}

    def clearing(self, provider: str) -> int:
        """What a provider has of ours."""
        taken = sum(file.received[provider] for file in self.files.values())
        return taken - self.settled[provider] - self.kept_by[provider]

    def earn(self, report: str, inspector: str, day: date, rials: int) -> None:
        """A report is settled."""
        self.earned.append((inspector, day, rials))
        self.fees[report] = Fee(inspector, day, rials)

    def lose(self, report: str, day: date) -> None:
        """It became void."""
        fee = self.fees[report]
        fee.void = True
        self.earned.append((fee.inspector, day, -fee.rials))

    def earned_by(self, inspector: str, first: date, last: date) -> int:
        """What somebody earned between two days, both included (R30)."""
        return sum(rials for who, day, rials in self.earned if who == inspector and first <= day <= last)

    def draft(self, inspector: str, last: date, withholding: int) -> Line:
        """What is to be paid until a day: what nobody pays, less what was paid and became void."""
        own = [fee for fee in self.fees.values() if fee.inspector == inspector and fee.rials]
        fees = [
            fee
            for fee in own
            if fee.paid_by is None and fee.day <= last and (not fee.void or fee.taken_back_by is not None)
        ]
        backs = [
            fee
            for fee in own
            if fee.void and fee.taken_back_by is None and fee.paid_by is not None and fee.paid_by.stands
        ]
        line = Line(inspector, fees, backs)
        line.withheld = line.gross * withholding // WHOLE
        return line

    def add(self, name: str, line: Line) -> None:
        """It is drafted: no other batch pays the same."""
        self.lines[name] = line
        for fee in line.fees:
            fee.paid_by = line
        for fee in line.backs:
            fee.taken_back_by = line
