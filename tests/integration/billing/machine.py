"""Business histories of several files beside a count in plain integers (``oracle.py``): the facts that others tell.

They come late, early, out of order and again. One method per rule: whatever else may happen to money becomes another
one, with its counterpart in the oracle. After every step each account of each holder is compared, and the days of what
was posted; every few steps and at the end all invariants of the books are asked.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from chassis import clock
from chassis.db import Database
from chassis.ids import new_id
from chassis.jalali import jalali_month, jalali_month_bounds, tehran_date
from chassis.work import NotYet, Work
from contracts.errors import Conflict
from contracts.events import Event
from contracts.inspection import ReportFiled
from contracts.referral import FileCancelled, FileRegistered
from contracts.shapes import Person
from contracts.terms import BlockPricing, FileKind, FileStatus, Outcome, Phase, Role, Unit, UnusedUnits
from services.billing import use_cases
from services.billing.domain import DEFAULT_TARIFF
from services.billing.store.invariants import INVARIANTS
from tests.integration.billing.conftest import FINANCE, BilledFile, caller, person
from tests.integration.billing.oracle import BANK, Books, File, Prices
from tests.integration.desk import Desk

T = TypeVar("T")

NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
SOUND_EVERY = 100 if NIGHTLY else 10

# By the default tariff, and by two after it: with tax and credited units; and with tax, covered defects and a price
# by the visit.
CLASSES = ("G4", "G6", "G10", "G16")
_DEFAULT = Prices(
    stage={"G4": 690_000, "G6": 730_000, "G10": 770_000, "G16": 810_000},
    revisit={"G4": 390_000, "G6": 410_000, "G10": 430_000, "G16": 450_000},
)
_SECOND = Prices(
    stage={"G4": 700_001, "G6": 750_003, "G10": 799_999, "G16": 850_007},
    revisit={"G4": 400_009, "G6": 420_001, "G10": 440_003, "G16": 460_007},
    vat=900,
    inspector=6_500,
    withholding=1_000,
    kept=False,
)
_THIRD = Prices(
    stage={"G4": 710_003, "G6": 770_009, "G10": 830_001, "G16": 890_007},
    revisit={"G4": 405_001, "G6": 425_003, "G10": 445_009, "G16": 465_007},
    vat=1_050,
    inspector=7_250,
    withholding=333,
    surcharge=2_000,
    block_per_visit=True,
    covers={"concealed_stage": "concealed_stage", "defective": "pre"},
)
_SECOND_AFTER, _THIRD_AFTER = timedelta(days=8), timedelta(days=20)

_ON_A_METER = (Outcome.APPROVED, Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED, Outcome.ABSENT_FREE)

STEPS: Counter[str] = Counter()
# The ledger cannot be emptied: what a history broke is there when Hypothesis tries shorter ones.
BROKEN: defaultdict[str, set[tuple[Any, ...]]] = defaultdict(set)


class Era:
    """The time in which histories happen, one after another in the same books: none begins before another's end."""

    def __init__(self) -> None:
        self.now = clock.now().replace(microsecond=0)
        self.closed: date | None = None  # the last day that is closed

    def begin_at(self, desk: Desk) -> date:
        """A history begins with a month after all that was: three tariffs are made for it, by finance."""
        last = jalali_month_bounds(jalali_month(tehran_date(self.now)))[1]
        desk.now = self.now + (last - tehran_date(self.now))
        begins = last + timedelta(days=1)
        for prices, after in ((_DEFAULT, timedelta()), (_SECOND, _SECOND_AFTER), (_THIRD, _THIRD_AFTER)):
            desk.command(
                use_cases.create_tariff, caller=FINANCE, effective_from=begins + after, **tariff_of(prices)
            )
        desk.pass_time(days=1)
        return begins


def tariff_of(prices: Prices) -> dict[str, Any]:
    """What finance asks for."""
    return {
        "stage_fees_rials": {**DEFAULT_TARIFF.stage_fees, **prices.stage},
        "revisit_fees_rials": {**DEFAULT_TARIFF.revisit_fees, **prices.revisit},
        "concealed_surcharge_basis_points": prices.surcharge,
        "inspector_share_basis_points": prices.inspector,
        "vat_basis_points": prices.vat,
        "withholding_basis_points": prices.withholding,
        "coverage": {outcome: Unit(unit) for outcome, unit in prices.covers.items()},
        "block_pricing": BlockPricing.PER_VISIT if prices.block_per_visit else BlockPricing.PER_METER,
        "unused_units": UnusedUnits.KEPT if prices.kept else UnusedUnits.CREDITED,
    }


@dataclass
class Fact:
    """Something that happened and that billing will hear of, once or more often, sooner or later."""

    event: Event
    handler: Callable[[Work, Any], None]
    ready: Callable[[], bool]  # whether its predecessors were heard of
    count: Callable[[], None]  # what it does to the money
    day: date | None = None  # on which it counts; None: when it is heard of


@dataclass
class Job:
    """A file as the others know it: what may still happen there."""

    file: BilledFile
    prices: Prices
    phase: Phase = Phase.PRE
    over: bool = False
    cancelled: bool = False
    settled: int = 0  # as billing knows it
    revision: int = 0
    objectionable: list[ReportFiled] = field(default_factory=list)


@dataclass
class Money:
    """A payment, its reference, and who has it."""

    job: Job
    payment_id: str
    reference: str
    to: str = BANK
    is_reversed: bool = False


class MoneyOfMany(RuleBasedStateMachine):
    """Several files of two contractors, visited by two inspectors."""

    def __init__(self, database: Database, era: Era) -> None:
        super().__init__()
        self.desk, self.era = Desk(database), era
        self.desk.now = era.now
        while (fence := self.desk.command(use_cases.take_debit)) is not None:  # a broken history's
            self.desk.command(use_cases.settle_debit, fence, True)
        self.begins = era.begin_at(self.desk)
        self.books = Books()
        self.posted_through = self.last_entry()
        self.days: set[date] = set()  # on which what is posted next counts
        self.jobs: list[Job] = []
        self.waiting: list[Fact] = []
        self.heard: list[Fact] = []
        self.payments: list[Money] = []
        self.contractors: list[Person] = [person("19-7-1"), person("19-7-2")]
        self.provider = f"provider-{new_id()}"
        self.inspectors: list[Person] = [person("19-3-1"), person("19-3-2")]
        self.steps = 0
        self.broken_before = {name: set(BROKEN[name]) for name in INVARIANTS}

    # -- what the rules share

    @property
    def today(self) -> date:
        """The day in Tehran."""
        return tehran_date(self.desk.now)

    def prices_on(self, day: date) -> Prices:
        """The tariff of a day."""
        if day >= self.begins + _THIRD_AFTER:
            return _THIRD
        return _SECOND if day >= self.begins + _SECOND_AFTER else _DEFAULT

    def pick(self, data: st.DataObject, among: Sequence[T]) -> T:
        """Any of them."""
        return among[data.draw(st.integers(0, len(among) - 1))]

    def count_of(self, job: Job) -> File | None:
        """The file's money by the oracle; none before its registration was heard of."""
        return self.books.files.get(job.file.file_id)

    def tell(self, fact: Fact, *, late: bool) -> None:
        """Billing hears of it now, or later."""
        self.waiting.append(fact)
        if not late:
            self.hear(fact)

    def hear(self, fact: Fact) -> None:
        """Billing applies a fact whose predecessors it knows, and puts off any other."""
        if not fact.ready():
            with pytest.raises(NotYet):
                self.desk.command(fact.handler, fact.event)
            return
        self.desk.pass_time(seconds=1)
        self.desk.command(fact.handler, fact.event)
        fact.count()
        self.days.add(fact.day or self.today)
        self.waiting.remove(fact)
        self.heard.append(fact)

    def registered(self) -> list[Job]:
        """Files whose registration was heard of."""
        return [job for job in self.jobs if self.count_of(job) is not None]

    # -- what may happen

    @initialize()
    def begin(self) -> None:
        """Every history has a file of each kind."""
        for kind in FileKind:
            self.register(kind, False, ["G4", "G6"], 0, False)

    @precondition(lambda self: len(self.jobs) < 6)
    @rule(
        kind=st.sampled_from(FileKind),
        block=st.booleans(),
        classes=st.lists(st.sampled_from(CLASSES), min_size=1, max_size=3),
        contractor=st.integers(0, 1),
        late=st.booleans(),
    )
    def register(self, kind: FileKind, block: bool, classes: list[str], contractor: int, late: bool) -> None:
        """A file is registered (R19)."""
        STEPS["register"] += 1
        who = self.contractors[contractor]
        file = BilledFile(self.desk, kind, list(classes), block=block, contractor=who)
        job = Job(file, self.prices_on(self.today))
        self.jobs.append(job)

        def count() -> None:
            concealed = kind is FileKind.CONCEALED
            self.books.files[file.file_id] = File(who.id, concealed, block, list(classes), job.prices)

        event = FileRegistered(file=file.snapshot())
        self.tell(Fact(event, use_cases.open_account, lambda: True, count, self.today), late=late)

    @precondition(lambda self: self.registered())
    @rule(data=st.data(), more=st.integers(1, 2_000_000))
    def receive(self, data: st.DataObject, more: int) -> None:
        """Finance records a receipt of more than is owed (R22)."""
        STEPS["receive"] += 1
        job = self.pick(data, self.registered())
        self.pay(job, self.owed(job) + more)

    @precondition(lambda self: any(self.owed(job) > 1 for job in self.registered()))
    @rule(data=st.data(), registration_first=st.booleans())
    def receive_in_part(self, data: st.DataObject, registration_first: bool) -> None:
        """A contractor pays half of what a file owes; or of what it owes besides its registration, and that whole."""
        STEPS["receive_in_part"] += 1
        job = self.pick(data, [job for job in self.registered() if self.owed(job) > 1])
        first = self.books.files[job.file.file_id].registration.open if registration_first else 0
        self.pay(job, first + (self.owed(job) - first) // 2 or 1)

    @precondition(lambda self: any(self.owed(job) for job in self.registered()))
    @rule(data=st.data())
    def receive_exactly(self, data: st.DataObject) -> None:
        """A contractor pays to the rial what a file owes."""
        STEPS["receive_exactly"] += 1
        job = self.pick(data, [job for job in self.registered() if self.owed(job)])
        self.pay(job, self.owed(job))

    def owed(self, job: Job) -> int:
        """What a file owes in all."""
        count = self.books.files[job.file.file_id]
        return count.due + count.debt

    def pay(self, job: Job, rials: int) -> None:
        """Money comes in."""
        self.days.add(self.today - timedelta(days=1))
        payment = job.file.pay(rials, paid_on=self.today - timedelta(days=1))
        self.books.files[job.file.file_id].receive(payment.id, rials)
        self.payments.append(Money(job, payment.id, payment.reference))

    @precondition(lambda self: self.receipts() and self.steps % 3 == 0)
    @rule(data=st.data())
    def receive_twice(self, data: st.DataObject) -> None:
        """The same receipt, for this file or another, counts once."""
        STEPS["receive_twice"] += 1
        reference = self.pick(data, self.receipts()).reference
        with pytest.raises(Conflict, match=r"billing\.duplicate_reference"):
            self.pick(data, self.registered()).file.pay(1_000, reference)

    def receipts(self) -> list[Money]:
        """What came in at the bank, reversed or not."""
        return [money for money in self.payments if money.to == BANK]

    @precondition(lambda self: self.open_jobs())
    @rule(
        data=st.data(),
        outcomes=st.lists(st.sampled_from(_ON_A_METER), min_size=3, max_size=3),
        late=st.booleans(),
    )
    def visit(self, data: st.DataObject, outcomes: list[Outcome], late: bool) -> None:
        """An inspector reports something of each meter (R20)."""
        STEPS["visit"] += 1
        job = self.pick(data, self.open_jobs())
        self.file_report(data, job, outcomes[: len(job.file.classes)], late=late)

    @precondition(lambda self: self.open_jobs())
    @rule(data=st.data(), late=st.booleans())
    def approve(self, data: st.DataObject, late: bool) -> None:
        """An inspector approves all that there is, and with it the phase."""
        STEPS["approve"] += 1
        job = self.pick(data, self.open_jobs())
        self.file_report(data, job, [Outcome.APPROVED] * len(job.file.classes), late=late)

    @precondition(lambda self: self.open_jobs(concealed=True))
    @rule(data=st.data(), late=st.booleans())
    def visit_stage(self, data: st.DataObject, late: bool) -> None:
        """An inspector sees a concealed stage, prepaid or beyond it."""
        STEPS["visit_stage"] += 1
        job = self.pick(data, self.open_jobs(concealed=True))
        self.file_report(data, job, [Outcome.CONCEALED_STAGE] * len(job.file.classes), late=late)

    def open_jobs(self, *, concealed: bool = False) -> list[Job]:
        """Files that may be visited; or only those whose next stage may be a concealed one."""
        return [
            job
            for job in self.jobs
            if not job.over
            and not (concealed and (job.file.kind is FileKind.EXPOSED or job.phase is Phase.FINAL))
        ]

    def file_report(self, data: st.DataObject, job: Job, said: Sequence[Outcome], *, late: bool) -> None:
        """A report is filed, whoever the inspector is."""
        approves = set(said) == {Outcome.APPROVED}
        job.file.inspector = self.pick(data, self.inspectors)
        event = job.file.filed(said[0], phase=job.phase, exceptions=dict(enumerate(said)), completes=approves)
        if {Outcome.CONCEALED_STAGE, Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED} & set(said):
            job.objectionable.append(event)
        self.tell(self.settlement(job, event), late=late)
        if approves:
            job.over = job.phase is Phase.FINAL
            job.phase = Phase.FINAL

    def settlement(self, job: Job, event: ReportFiled) -> Fact:
        """What a report does to the money, in the order of the file's reports, after corrections known to it."""
        day = tehran_date(event.filed_at)
        said = [(str(each.meter_class), str(each.outcome)) for each in event.verdicts]

        def ready() -> bool:
            known = self.count_of(job) is not None and job.revision >= event.meters_revision
            return known and job.settled + 1 == event.sequence

        def count() -> None:
            job.settled = event.sequence
            fee = self.books.files[event.file_id].report(
                event.report_id,
                self.prices_on(day),
                said,
                str(event.phase),
                event.inspector.id,
                day,
                approves=event.completes_phase,
            )
            self.books.earn(event.report_id, event.inspector.id, day, fee)

        return Fact(event, use_cases.settle_report, ready, count, day)

    @rule(data=st.data(), at=st.integers(0, 2), meter_class=st.sampled_from(CLASSES), late=st.booleans())
    def correct(self, data: st.DataObject, at: int, meter_class: str, late: bool) -> None:
        """A meter gets another class, or the same again (R17)."""
        STEPS["correct"] += 1
        job = self.pick(data, self.jobs)
        event = job.file.corrected(at % len(job.file.classes), meter_class)
        classes = [each.meter_class for each in event.file.meters]

        def count() -> None:
            if event.file.meters_revision > job.revision:
                job.revision = event.file.meters_revision
                self.books.files[event.file.id].reprice(classes)

        known = Fact(event, use_cases.adjust_prepayment, lambda: self.count_of(job) is not None, count)
        self.tell(known, late=late)

    @precondition(lambda self: any(job.objectionable for job in self.jobs))
    @rule(data=st.data(), upheld=st.booleans(), late=st.booleans())
    def decide(self, data: st.DataObject, upheld: bool, late: bool) -> None:
        """The office rules on an objection to a report."""
        STEPS["decide"] += 1
        job = self.pick(data, [job for job in self.jobs if job.objectionable])
        report = self.pick(data, job.objectionable)
        job.objectionable.remove(report)
        day = self.today

        def count() -> None:
            if upheld:
                self.books.files[report.file_id].void(report.report_id)
                self.books.lose(report.report_id, day)

        event = job.file.decision(report, upheld=upheld)
        ready = lambda: not upheld or job.settled >= report.sequence  # noqa: E731
        self.tell(Fact(event, use_cases.void_charge, ready, count, day), late=late)

    @precondition(lambda self: len(self.cancellable()) > 1)
    @rule(data=st.data(), late=st.booleans())
    def cancel(self, data: st.DataObject, late: bool) -> None:
        """The office ends a file (R24); also one of whose completion nobody has heard yet."""
        STEPS["cancel"] += 1
        job = self.pick(data, self.cancellable())
        job.over = job.cancelled = True
        event = FileCancelled(file=job.file.snapshot(FileStatus.CANCELLED), reason="آزمون")

        def count() -> None:
            self.books.files[event.file.id].cancel()

        known = Fact(event, use_cases.close_cancelled, lambda: self.count_of(job) is not None, count)
        self.tell(known, late=late)

    def cancellable(self) -> list[Job]:
        """Files that nobody has heard the end of."""
        unheard = {fact.event.file_id for fact in self.waiting if isinstance(fact.event, ReportFiled)}
        return [
            job for job in self.jobs if not job.cancelled and (not job.over or job.file.file_id in unheard)
        ]

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def deliver(self, data: st.DataObject) -> None:
        """A fact that was late arrives, whatever happened before it."""
        STEPS["deliver"] += 1
        self.hear(self.pick(data, self.waiting))

    @precondition(lambda self: self.heard and self.steps % 3 == 0)
    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        """A fact that was applied comes once more, and changes and tells nothing."""
        STEPS["deliver_again"] += 1
        fact = self.pick(data, self.heard)
        told = len(self.desk.events)
        self.desk.command(fact.handler, fact.event)
        assert len(self.desk.events) == told

    @rule(days=st.integers(1, 9))
    def pass_time(self, days: int) -> None:
        """Days go by; tariffs change meanwhile (R26)."""
        STEPS["pass_time"] += 1
        self.desk.pass_time(days=days)

    # -- what must hold

    @invariant()
    def every_account_is_as_counted(self) -> None:
        """The ledger's balances, and what billing says of each file."""
        holders = [*self.books.files, *(inspector.id for inspector in self.inspectors), self.provider]
        holders += [f"payout:{line}" for line in self.books.lines]
        found = self.desk.rows(
            "SELECT account, holder, balance_rials FROM balances"
            " WHERE holder = ANY(:holders) AND balance_rials <> 0",
            holders=holders,
        )
        assert {(account, holder): rials for account, holder, rials in found} == self.books.accounts()
        said = self.desk.rows(
            "SELECT file_id::text, invoice_due_rials, debt_rials, credit_rials, state FROM file_accounts"
            " WHERE file_id = ANY(cast(:files AS uuid[]))",
            files=list(self.books.files),
        )
        assert {row[0]: row[1:] for row in said} == {
            name: (file.due, file.debt, file.credit, file.state) for name, file in self.books.files.items()
        }

    def last_entry(self) -> int:
        """The newest entry of the books."""
        return int(self.desk.rows("SELECT coalesce(max(id), 0) FROM entries")[0][0])

    @invariant()
    def every_entry_has_its_day(self) -> None:
        """What was posted counts on the day of its fact, in the first period that was open then."""
        posted = self.desk.rows(
            "SELECT id, effective_date, posting_date FROM entries WHERE id > :last", last=self.posted_through
        )
        for entry, effective, posting in posted:
            assert effective in self.days
            opens = self.era.closed + timedelta(days=1) if self.era.closed else effective
            assert posting == max(effective, opens)
            self.posted_through = max(self.posted_through, entry)
        self.days.clear()

    @invariant()
    def the_books_are_sound(self) -> None:
        """All invariants, every few steps."""
        self.steps += 1
        self.desk.pass_time(seconds=1)
        if self.steps % SOUND_EVERY == 0:
            self.assert_sound()

    def assert_sound(self) -> None:
        """No invariant is broken by this history, once its entries have their numbers."""
        while self.desk.command(use_cases.number_entries):
            pass
        for name, query in INVARIANTS.items():
            offending = set(self.desk.rows(query)) - self.broken_before[name]
            BROKEN[name] |= offending
            assert not offending, f"{name}: {list(offending)[:5]}"

    def teardown(self) -> None:
        """In the end everything is heard of; then reports and balances say what was counted."""
        self.era.now = self.desk.now + timedelta(days=1)
        while (before := len(self.waiting)) > 0:
            for fact in list(self.waiting):
                if fact.ready():
                    self.hear(fact)
            assert len(self.waiting) < before, "facts wait for ever"
        self.every_account_is_as_counted()
        self.every_entry_has_its_day()
        self.assert_sound()
        for inspector in self.inspectors:
            for first, last in ((0, 400), (0, 7), (3, 20)):
                self.assert_report(
                    inspector, self.begins + timedelta(days=first), self.begins + timedelta(days=last)
                )
        for contractor in self.contractors:
            self.assert_balance(contractor)

    def assert_report(self, inspector: Person, first: date, last: date) -> None:
        """The financial report of R30 is what was earned."""
        told = self.desk.query(
            use_cases.get_financial_report,
            caller=caller(Role.INSPECTOR, inspector),
            from_date=first,
            to_date=last,
        )
        assert told.total.fee_rials == self.books.earned_by(inspector.id, first, last)
        assert told.total.fee_rials == sum(row.fee_rials for row in told.rows)
        assert told.total.fee_rials == told.block.fee_rials + told.non_block.fee_rials

    def assert_balance(self, contractor: Person) -> None:
        """A contractor's balance is the sum over files (R22)."""
        told = self.desk.query(use_cases.get_balance, caller=caller(Role.CONTRACTOR, contractor))
        own = [file for file in self.books.files.values() if file.contractor == contractor.id]
        assert (told.invoice_due_rials, told.debt_rials, told.credit_rials) == (
            sum(file.due for file in own),
            sum(file.debt for file in own),
            sum(file.credit for file in own),
        )
