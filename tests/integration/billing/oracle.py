"""The money of many files counted by hand: plain integers, written anew from the rules, nothing of billing's own.

Bills in lists, credit in heaps, units in dictionaries; ``Books.accounts`` says what must stand on each account of the
ledger for each holder. Debits are positive. The rules are R17, R19-R26 and R30.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

WHOLE = 10_000


@dataclass(frozen=True)
class Prices:
    """A tariff as the count needs it; shares are hundredths of a percent. ``covers``: outcome → prepaid unit."""

    stage: dict[str, int]
    revisit: dict[str, int]
    vat: int = 0
    inspector: int = 7_000
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
    """What is owed for one thing; ``paid`` of it."""

    owed: int
    paid: int = 0

    @property
    def open(self) -> int:
        """What is left to pay."""
        return self.owed - self.paid


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
class File:
    """One file's money."""

    contractor: str
    concealed: bool
    block: bool
    classes: list[str]
    prices: Prices  # of the registration: units are priced by it for ever
    state: str = "open"
    credit: int = 0
    received: int = 0
    income: int = 0
    taxed: int = 0
    kept: int = 0
    fees: int = 0
    supplements: list[Bill] = field(default_factory=list)
    reports: dict[str, Report] = field(default_factory=dict)
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
        """What reports owe."""
        return sum(report.bill.open for report in self.reports.values())

    @property
    def unused(self) -> int:
        """What the units are worth that nobody used."""
        return sum(self.left.values()) * self.price

    def bills(self) -> Iterator[tuple[Bill, bool]]:
        """Everything that was ever owed, in the order in which it is paid; and whether an invoice asks for it."""
        yield self.registration, True
        yield from ((report.bill, False) for report in self.reports.values())
        yield from ((bill, True) for bill in self.supplements)

    def settle(self) -> None:
        """Credit pays whatever is open."""
        for bill, _ in self.bills():
            share = min(self.credit, bill.open)
            bill.paid += share
            self.credit -= share

    # -- what happens

    def receive(self, rials: int) -> None:
        """Money comes in (R22)."""
        self.received += rials
        self.credit += rials
        self.settle()

    def give_back(self, rials: int) -> None:
        """Units cost less: invoices ask less, debts are paid as by money, each in its turn; the rest is credit."""
        for bill, invoiced in self.bills():
            share = min(rials, bill.open)
            if invoiced:
                bill.owed -= share
            else:
                bill.paid += share
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
        """The file was completed before anybody there heard of its cancellation: its final unit is used after all."""
        back = self.price + self.tax_on(self.price)
        if self.closed_finals and self.credit >= back:
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
        self.reports[name] = Report(Bill(amount - covered + vat), amount, vat, fee, inspector, used)
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
        self.credit += report.bill.paid
        self.settle()
        worth = sum(price * count for (_, price), count in report.used.items())
        if self.state == "open":
            for (unit, _), count in report.used.items():
                self.left[unit] += count
            self.charge_difference(self.price * report.used.total() - worth)
        else:
            self.closed_finals += sum(count for (unit, _), count in report.used.items() if unit == "final")
            self.dispose(worth, kept=self.state == "completed" and self.keeps_restored)
        return report


@dataclass
class Books:
    """All files, and what inspectors earned, day by day."""

    files: dict[str, File] = field(default_factory=dict)
    earned: list[tuple[str, date, int]] = field(default_factory=list)

    def accounts(self) -> dict[tuple[str, str], int]:
        """What stands on each (account, holder); nothing of what is zero. It balances, or the count itself is wrong."""
        stands: defaultdict[tuple[str, str], int] = defaultdict(int)
        for name, file in self.files.items():
            stands["1020", name] += file.received
            stands["1210", name] += file.due + file.debt
            stands["2110", name] -= file.unused
            stands["2120", name] -= file.credit
            stands["2320", name] -= file.taxed
            stands["4010", name] -= file.income
            stands["4090", name] -= file.kept
            stands["5010", name] += file.fees
        for inspector, _, rials in self.earned:
            stands["2210", inspector] -= rials
        assert sum(stands.values()) == 0, "the count does not balance"
        return {key: rials for key, rials in stands.items() if rials}

    def earned_by(self, inspector: str, first: date, last: date) -> int:
        """What somebody earned between two days, both included (R30)."""
        return sum(rials for who, day, rials in self.earned if who == inspector and first <= day <= last)
