"""What finance, the bank and payment providers do to the money of the histories of ``machine.py``."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from chassis.db import Database
from chassis.ids import new_id
from chassis.jalali import jalali_month, jalali_month_bounds
from contracts.billing import PayoutDetails, RefundView
from contracts.errors import Conflict
from services.billing import store, use_cases
from services.billing.channels import NotPaid, OtherAmount, Paid, Requested, Unclear
from tests.integration.billing.conftest import FINANCE
from tests.integration.billing.machine import STEPS, Era, Job, Money, MoneyOfMany

# The providers that can be asked, by name: each history has one of its own.
PROVIDERS: dict[str, Any] = {}

_NOT_PAID = st.sampled_from(
    [NotPaid(), OtherAmount(), Unclear(why="آزمون", away=True), Paid(reference="other", amount_rials=1)]
)


@dataclass
class Announced:
    """A debit that waits for its fence; it may take so much of its file's credit."""

    file_id: str
    takes: int
    day: date
    count: Callable[[], None]


@dataclass
class Started:
    """An online payment as its payer and the provider know it."""

    job: Job
    payment_id: str
    authority: str
    rials: int
    day: date
    is_paid: bool = False


@dataclass
class Batch:
    """A batch of payouts, and the share of which it was drafted."""

    details: PayoutDetails
    withholding: int


class MoneyOfAll(MoneyOfMany):
    """Those files, and all that finance does."""

    def __init__(self, database: Database, era: Era) -> None:
        super().__init__(database, era)
        PROVIDERS.clear()
        PROVIDERS[self.provider] = None
        self.numbered_before, _ = self.desk.database.read(store.end_of_feed)
        self.announced: dict[str, Announced] = {}
        self.refunds: list[tuple[Job, RefundView]] = []
        self.drafts: list[Batch] = []
        self.sent: list[tuple[str, date, str]] = []  # batch, the day on which it was frozen, line
        self.started: list[Started] = []

    # -- corrections by hand

    @precondition(lambda self: self.registered())
    @rule(data=st.data(), rials=st.integers(1, 900_000), waits=st.booleans())
    def debit(self, data: st.DataObject, rials: int, waits: bool) -> None:
        """Finance debits a file; it is owed when the report gate is shut."""
        STEPS["debit"] += 1
        job, day = self.pick(data, self.registered()), self.today
        debit = job.file.announce_debit(rials)
        file = self.books.files[job.file.file_id]
        self.announced[debit.id] = Announced(job.file.file_id, rials, day, lambda: file.debit(rials, day))
        if not waits:
            self.post_debits()

    @precondition(lambda self: self.reversible())
    @rule(data=st.data(), waits=st.booleans())
    def reverse(self, data: st.DataObject, waits: bool) -> None:
        """The money of a payment never came; once for ever."""
        STEPS["reverse"] += 1
        money, day = self.pick(data, self.reversible()), self.today
        debit = money.job.file.announce_reversal(money.payment_id)
        money.is_reversed = True
        file = self.books.files[money.job.file.file_id]
        takes = file.payments[money.payment_id].rials
        self.announced[debit.id] = Announced(
            money.job.file.file_id, takes, day, lambda: file.reverse(money.payment_id, day)
        )
        if not waits:
            self.post_debits()
        with pytest.raises(Conflict, match=r"billing\.already_reversed"):
            money.job.file.announce_reversal(money.payment_id)

    def reversible(self) -> list[Money]:
        """Payments that were not reversed."""
        return [money for money in self.payments if not money.is_reversed]

    @precondition(lambda self: self.announced)
    @rule(data=st.data(), hitch=st.sampled_from(["none", "away", "overtaken"]))
    def try_debit(self, data: st.DataObject, hitch: str) -> None:
        """The errand takes a debit; inspection is away, or another fact takes the version of the fence."""
        STEPS["try_debit"] += 1
        fence = self.desk.command(use_cases.take_debit)
        if fence is None:
            return  # it was tried a moment ago
        if hitch == "overtaken":
            job = next(job for job in self.jobs if job.file.file_id == fence.file_id)
            self.pay(job, data.draw(st.integers(1, 500_000)))
        self.desk.pass_time(seconds=1)
        self.desk.command(use_cases.settle_debit, fence, hitch != "away")
        if hitch == "none":
            self.count_debit(fence.debit_id)

    def post_debits(self) -> None:
        """All that is announced is posted, in its order."""
        self.desk.pass_time(seconds=2)
        while (fence := self.desk.command(use_cases.take_debit)) is not None:
            self.desk.pass_time(seconds=1)
            self.desk.command(use_cases.settle_debit, fence, True)
            self.count_debit(fence.debit_id)

    def count_debit(self, debit_id: str) -> None:
        """It is owed."""
        announced = self.announced.pop(debit_id)
        self.days.add(announced.day)
        announced.count()

    @precondition(lambda self: any(self.forgivable(job) for job in self.registered()))
    @rule(data=st.data(), part=st.integers(0, 3))
    def write_off(self, data: st.DataObject, part: int) -> None:
        """Finance gives debts up, all or some."""
        STEPS["write_off"] += 1
        job = self.pick(data, [job for job in self.registered() if self.forgivable(job)])
        owed = self.forgivable(job)
        rials = max(owed * part // 3, 1) if part else None
        self.days.add(self.today)
        job.file.write_off(rials)
        self.books.files[job.file.file_id].write_off(rials or owed)

    def forgivable(self, job: Job) -> int:
        """What of a file may be given up."""
        return sum(bill.open for bill in self.books.files[job.file.file_id].forgivable())

    @precondition(lambda self: any(self.refundable(job) for job in self.registered()))
    @rule(data=st.data(), part=st.integers(0, 3))
    def refund(self, data: st.DataObject, part: int) -> None:
        """Finance sends credit back, all or some; never what an announced debit may take."""
        STEPS["refund"] += 1
        job = self.pick(data, [job for job in self.registered() if self.refundable(job)])
        free = self.refundable(job)
        with pytest.raises(Conflict, match=r"billing\.more_than_credit"):
            job.file.refund(free + 1)
        rials = max(free * part // 3, 1) if part else None
        self.days.add(self.today)
        refund = job.file.refund(rials)
        self.books.files[job.file.file_id].send_back(refund.id, rials or free)
        self.refunds.append((job, refund))

    def refundable(self, job: Job) -> int:
        """What of a file's credit no announced debit may take."""
        waiting = sum(each.takes for each in self.announced.values() if each.file_id == job.file.file_id)
        return max(self.books.files[job.file.file_id].credit - waiting, 0)

    @precondition(lambda self: self.refunds)
    @rule(data=st.data(), fails=st.booleans())
    def end_refund(self, data: st.DataObject, fails: bool) -> None:
        """The bank has paid it, or has not."""
        STEPS["end_refund"] += 1
        job, refund = self.pick(data, self.refunds)
        self.refunds.remove((job, refund))
        self.days.add(self.today)
        if fails:
            job.file.fail(refund)
            self.books.files[job.file.file_id].came_back(refund.id)
        else:
            job.file.confirm(refund, refund.id)
            self.books.files[job.file.file_id].sent_back(refund.id)

    # -- payouts

    @precondition(lambda self: self.books.fees)
    @rule(both=st.booleans(), days_ago=st.integers(0, 5))
    def draft_payout(self, both: bool, days_ago: int) -> None:
        """Finance drafts what inspectors are owed, less what was paid to them and became void."""
        STEPS["draft_payout"] += 1
        ids = [inspector.id for inspector in self.inspectors][: 2 if both else 1]
        last, withholding = self.today - timedelta(days=days_ago), self.prices_on(self.today).withholding
        drafted = {who: self.books.draft(who, last, withholding) for who in ids}
        owed = {who: line for who, line in drafted.items() if line.gross > 0}

        def create() -> PayoutDetails:
            return self.desk.command(use_cases.create_payout, caller=FINANCE, to_date=last, inspector_ids=ids)

        if not owed:
            with pytest.raises(Conflict, match=r"billing\.nothing_to_pay"):
                create()
            return
        details = create()
        assert {line.inspector.id for line in details.lines} == set(owed)
        for line in details.lines:
            counted = owed[line.inspector.id]
            assert (line.gross_rials, line.withholding_rials) == (counted.gross, counted.withheld)
            self.books.add(line.id, counted)
        self.drafts.append(Batch(details, withholding))

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def freeze_payout(self, data: st.DataObject) -> None:
        """A draft is sent, unless it says something else by now; then it is dropped."""
        STEPS["freeze_payout"] += 1
        batch = self.pick(data, self.drafts)
        lines = {line.id: self.books.lines[line.id] for line in batch.details.lines}
        outdated = any(line.outdated for line in lines.values())
        if outdated or batch.withholding != self.prices_on(self.today).withholding:
            with pytest.raises(Conflict, match=r"billing\.payout_outdated"):
                self.freeze(batch)
            self.drop(batch)
            return
        self.days.add(self.today)
        self.freeze(batch)
        self.drafts.remove(batch)
        for name, line in lines.items():
            line.state = "sent"
            self.sent.append((batch.details.id, self.today, name))

    def freeze(self, batch: Batch) -> None:
        """Send it."""
        self.desk.command(use_cases.freeze_payout, caller=FINANCE, payout_id=batch.details.id)

    def drop(self, batch: Batch) -> None:
        """Another may pay what it would have paid."""
        self.desk.command(use_cases.cancel_payout, caller=FINANCE, payout_id=batch.details.id)
        self.drafts.remove(batch)
        for line in batch.details.lines:
            self.books.lines[line.id].free("cancelled")

    @precondition(lambda self: self.drafts)
    @rule(data=st.data())
    def cancel_payout(self, data: st.DataObject) -> None:
        """A draft is dropped."""
        STEPS["cancel_payout"] += 1
        self.drop(self.pick(data, self.drafts))

    @precondition(lambda self: self.sent)
    @rule(data=st.data(), fails=st.booleans())
    def end_payout(self, data: st.DataObject, fails: bool) -> None:
        """The bank has paid a line, or has not."""
        STEPS["end_payout"] += 1
        payout, frozen_on, name = found = self.pick(data, self.sent)
        self.sent.remove(found)
        of_line = {"caller": FINANCE, "payout_id": payout, "line_id": name}
        if fails:
            self.days.add(self.today)
            self.desk.command(use_cases.fail_payout_line, **of_line, reason="آزمون")  # type: ignore[arg-type]
            self.books.lines[name].free("failed")
        else:
            self.days.add(frozen_on)
            self.desk.command(
                use_cases.confirm_payout_line,
                **of_line,  # type: ignore[arg-type]
                reference=name,
                paid_on=frozen_on,
            )
            self.books.lines[name].state = "confirmed"

    # -- online payments

    @precondition(lambda self: self.registered())
    @rule(data=st.data(), more=st.integers(0, 800_000))
    def start_online(self, data: st.DataObject, more: int) -> None:
        """A contractor goes to the provider with what a file owes, or more."""
        STEPS["start_online"] += 1
        job = self.pick(data, self.registered())
        asked = self.desk.command(
            use_cases.start_payment,
            caller=job.file.owner,
            file_id=job.file.file_id,
            callback_base="https://example.org",
            amount_rials=max(self.owed(job) + more, 10_000),
        )
        answer = Requested(authority=new_id(), redirect_url="https://example.org")
        self.desk.command(use_cases.settle_request, asked, answer)
        self.started.append(Started(job, asked.payment_id, answer.authority, asked.amount_rials, self.today))

    @precondition(lambda self: self.started)
    @rule(data=st.data(), answer=st.one_of(st.none(), _NOT_PAID), twice=st.booleans())
    def come_back(self, data: st.DataObject, answer: Any, twice: bool) -> None:
        """Somebody comes back, or two at once; the provider says that it was paid, or anything else."""
        STEPS["come_back"] += 1
        started = self.pick(data, self.started)
        verdict = answer or Paid(reference=started.authority)
        questions = [
            self.desk.command(
                use_cases.confirm_payment,
                provider=self.provider,
                authority=started.authority,
                returned=data.draw(st.sampled_from(["OK", "NOK"])),
            )
            for _ in range(2 if twice else 1)
        ]
        self.days.add(started.day)
        for question in questions:
            told = None if question.is_answered else verdict
            self.desk.command(use_cases.settle_return, question, told)
        if answer is None and not started.is_paid:
            started.is_paid = True
            file = started.job.file
            self.books.files[file.file_id].receive(started.payment_id, started.rials, self.provider)
            self.payments.append(Money(started.job, started.payment_id, started.authority, self.provider))

    @precondition(lambda self: self.books.clearing(self.provider) > 2)
    @rule(part=st.integers(1, 3), fee=st.integers(0, 1))
    def settle_provider(self, part: int, fee: int) -> None:
        """The provider pays what it has of ours to the bank, or some, and keeps a fee."""
        STEPS["settle_provider"] += 1
        has = self.books.clearing(self.provider)
        rials = has * part // 3 - fee
        arguments: dict[str, Any] = {"caller": FINANCE, "provider": self.provider, "settled_on": self.today}
        with pytest.raises(Conflict, match=r"billing\.settled_too_much"):
            self.desk.command(
                use_cases.record_settlement, **arguments, amount_rials=has, fee_rials=1, reference=new_id()
            )
        self.days.add(self.today)
        self.desk.command(
            use_cases.record_settlement, **arguments, amount_rials=rials, fee_rials=fee, reference=new_id()
        )
        self.books.settled[self.provider] += rials
        self.books.kept_by[self.provider] += fee

    # -- periods

    @rule()
    def close_period(self) -> None:
        """Finance closes the last month, once; what comes late counts on its day, but stands in the next one.

        Whether it is closed hangs on histories before this one, so that it is no precondition.
        """
        STEPS["close_period"] += 1
        last = self.ended()
        period = jalali_month(last)
        if self.era.closed is not None and last <= self.era.closed:
            with pytest.raises(Conflict, match=r"billing\.period_closed"):
                self.desk.command(use_cases.close_period, caller=FINANCE, period=period)
            return
        self.desk.command(use_cases.close_period, caller=FINANCE, period=period)
        self.era.closed = last

    def ended(self) -> date:
        """The last day of the month before this one."""
        return jalali_month_bounds(jalali_month(self.today))[0] - timedelta(days=1)

    # -- the end

    def teardown(self) -> None:
        """What was announced is posted; in the end the chain over its entries fits."""
        self.post_debits()
        super().teardown()
        whole = self.desk.database.read(
            lambda session: store.verify_chain(session, after=self.numbered_before)
        )
        assert whole.first_broken is None
