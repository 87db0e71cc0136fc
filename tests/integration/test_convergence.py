"""Two services decide about one file in the same moment, each before it hears of the other: all end with the same.

Referral, inspection and billing work on their real databases; the bus is a list of facts that the test delivers in the
order that it chooses. A completion wins over a cancellation, a withdrawal and a dismissal.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from chassis.ids import new_id
from chassis.jalali import tehran_date
from chassis.service import Consumer
from chassis.work import NotYet, Stale
from contracts.billing import GateView
from contracts.errors import Conflict, NotFound
from contracts.events import Event
from contracts.referral import FileView, NewMeter
from contracts.shapes import Caller
from contracts.terms import FileKind, FileStatus, Outcome, ReferralEnd, Role
from launcher.provision import ServiceDatabase
from services.billing import use_cases as billing
from services.billing.service import Billing
from services.inspection import use_cases as inspection
from services.inspection.service import Inspection
from services.inspection.use_cases.facts import learn_gate_view
from services.referral import use_cases as referral
from services.referral.service import Referral
from tests.integration.desk import Desk, opened
from tests.invariants import assert_books_are_sound

SERVICES = {"referral": Referral, "inspection": Inspection, "billing": Billing}
APPROVED: dict[str, Any] = {"outcome": Outcome.APPROVED, "text": "بازدید انجام شد."}


def somebody(role: Role) -> Caller:
    """A new person."""
    who = new_id()
    return Caller(id=who, role=role, membership_code=f"19-3-{who[-6:]}", full_name=f"{role} {who[-4:]}")


def handlers_of(service: type) -> dict[type[Event], Callable[..., None]]:
    """What a service does about each fact that it listens to."""
    return {bound.event: bound.handler for bound in vars(service).values() if isinstance(bound, Consumer)}


@dataclass
class Organization:
    """Three services, each at its own desk, and the facts on their way to each: in order from each source."""

    desks: dict[str, Desk]
    area: str = field(default_factory=lambda: f"t{new_id()[-12:]}")
    office: Caller = field(default_factory=lambda: somebody(Role.OFFICE))
    finance: Caller = field(default_factory=lambda: somebody(Role.FINANCE))
    contractor: Caller = field(default_factory=lambda: somebody(Role.CONTRACTOR))
    lanes: dict[tuple[str, str], deque[Event]] = field(default_factory=dict)

    def do(self, service: str, use_case: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """A service decides; what it tells is on its way."""
        desk = self.desks[service]
        desk.events.clear()
        result = desk.command(use_case, *args, **kwargs)
        for event in desk.events:
            for listener, listening in SERVICES.items():
                if type(event) in handlers_of(listening):
                    self.lanes.setdefault((service, listener), deque()).append(event)
        return result

    def deliver(self, first: str = "referral") -> None:
        """Let everything arrive: all that the source named first has told, before what the others have."""
        while any(self.lanes.values()):
            waiting = sorted(
                (lane for lane, facts in self.lanes.items() if facts), key=lambda lane: lane[0] != first
            )
            assert any(self.arrives(lane) for lane in waiting), f"everything waits: {self.lanes}"

    def arrives(self, lane: tuple[str, str]) -> bool:
        """The next fact of a lane is applied; false if it has to wait."""
        listener, event = lane[1], self.lanes[lane][0]
        try:
            self.do(listener, handlers_of(SERVICES[listener])[type(event)], event)
        except NotYet:
            return False
        self.lanes[lane].popleft()
        return True

    def assert_books_are_sound(self) -> None:
        """Once every entry has its number, as the service gives them all the time."""
        desk = self.desks["billing"]
        while desk.command(billing.number_entries):
            pass
        assert_books_are_sound(desk.rows)

    def new_inspector(self) -> Caller:
        """Somebody who takes everything in this organization's area."""
        caller = somebody(Role.INSPECTOR)
        self.do(
            "referral",
            referral.put_worksheet,
            caller=caller,
            accepting=True,
            areas=[self.area],
            kinds=list(FileKind),
            blocks=True,
            weekdays=[0],
            capacity=5,
        )
        return caller

    def file_before_its_last_report(self, inspector: Caller) -> str:
        """A paid file of one meter that is approved in pre-inspection, its final visit agreed; everybody knows."""
        file: FileView = self.do(
            "referral",
            referral.register_file,
            caller=self.contractor,
            kind=FileKind.EXPOSED,
            block=False,
            area=self.area,
            address="کرمان",
            owner_name="مالک",
            meters=[NewMeter(label="۱", area_m2=Decimal(100), consumption_m3h=Decimal(4))],
        )
        self.deliver()
        self.do(
            "billing",
            billing.record_receipt,
            caller=self.finance,
            file_id=file.id,
            amount_rials=1_380_000,
            reference=new_id(),
            paid_on=tehran_date(self.desks["billing"].now),
        )
        self.deliver()
        self.appoint(file.id, inspector)
        self.do("inspection", inspection.file_report, caller=inspector, file_id=file.id, **APPROVED)
        self.deliver()
        self.appoint(file.id, inspector)
        self.deliver()
        return file.id

    def appoint(self, file_id: str, inspector: Caller) -> None:
        """A visit for tomorrow."""
        starts_at = self.desks["inspection"].now + timedelta(days=1)
        self.do(
            "inspection", inspection.set_appointment, caller=inspector, file_id=file_id, starts_at=starts_at
        )

    def look(self, file_id: str, caller: Caller) -> FileView:
        """The file as referral shows it."""
        view: FileView = self.desks["referral"].query(referral.get_file, caller=caller, file_id=file_id)
        return view


@pytest.fixture
def organization(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Organization]:
    """The three services on their databases."""
    with ExitStack() as stack:
        yield Organization({name: Desk(stack.enter_context(opened(migrated(name)))) for name in SERVICES})


def end(organization: Organization, how: str, file_id: str, inspector: Caller) -> None:
    """What referral decides in the same moment."""
    office: dict[str, Any] = {"caller": organization.office, "file_id": file_id, "reason": "آزمون"}
    if how == "cancelled":
        organization.do("referral", referral.cancel_file, **office)
    elif how == "dismissed":
        organization.do("referral", referral.dismiss_inspector, **office)
    else:
        organization.do("referral", referral.withdraw, caller=inspector, file_id=file_id)


@pytest.mark.parametrize("heard_first", ["referral", "inspection", "billing"])
@pytest.mark.parametrize("report_is_first", [True, False])
@pytest.mark.parametrize("how", ["cancelled", "withdrawn", "dismissed"])
def test_a_completion_wins_everywhere(
    organization: Organization, how: str, report_is_first: bool, heard_first: str
) -> None:
    inspector = organization.new_inspector()
    file_id = organization.file_before_its_last_report(inspector)
    successor = organization.new_inspector()
    acts: list[Callable[[], object]] = [
        lambda: organization.do(
            "inspection", inspection.file_report, caller=inspector, file_id=file_id, **APPROVED
        ),
        lambda: end(organization, how, file_id, inspector),
    ]
    for act in acts if report_is_first else reversed(acts):
        act()
    organization.deliver(heard_first)

    file = organization.look(file_id, inspector)
    assert file.inspector is not None
    assert (file.status, file.inspector.id) == (FileStatus.COMPLETED, inspector.id)
    with pytest.raises(NotFound):
        organization.look(file_id, successor)
    ends = [
        each.ended_by
        for each in organization.desks["referral"].query(
            referral.list_referrals, caller=organization.office, file_id=file_id
        )
    ]
    assert ends[-1] is ReferralEnd.COMPLETED
    assert ends[:-1] == ([] if how == "cancelled" else [ReferralEnd(how)])
    assert organization.desks["inspection"].rows(
        "SELECT status, completed, completed_by::text, debt_rials FROM files WHERE id = :id", id=file_id
    ) == [("completed", True, inspector.id, 0)]
    assert organization.desks["billing"].rows(
        "SELECT state, debt_rials, settled_sequence FROM file_accounts WHERE file_id = :id", id=file_id
    ) == [("completed", 0, 2)]
    organization.assert_books_are_sound()


@pytest.mark.parametrize("heard_first", ["referral", "inspection"])
def test_a_report_that_completes_nothing_leaves_a_cancelled_file_cancelled(
    organization: Organization, heard_first: str
) -> None:
    inspector = organization.new_inspector()
    file_id = organization.file_before_its_last_report(inspector)
    report = {**APPROVED, "outcome": Outcome.ABSENT_FREE}
    organization.do("inspection", inspection.file_report, caller=inspector, file_id=file_id, **report)
    end(organization, "cancelled", file_id, inspector)
    organization.deliver(heard_first)
    assert organization.look(file_id, organization.office).status is FileStatus.CANCELLED
    assert organization.desks["inspection"].rows(
        "SELECT status, completed FROM files WHERE id = :id", id=file_id
    ) == [("cancelled", False)]
    assert organization.desks["billing"].rows(
        "SELECT state, settled_sequence FROM file_accounts WHERE file_id = :id", id=file_id
    ) == [("cancelled", 2)]


@pytest.mark.parametrize("heard_first", ["referral", "inspection", "billing"])
@pytest.mark.parametrize("report_is_first", [True, False])
def test_a_correction_and_a_report_in_one_moment_lose_no_rial(
    organization: Organization, report_is_first: bool, heard_first: str
) -> None:
    """Inspection has not heard of the correction: the report costs what its own classes say, the unit what is left."""
    inspector = organization.new_inspector()
    file_id = organization.file_before_its_last_report(inspector)
    (meter,) = organization.look(file_id, organization.office).meters
    defective = {"outcome": Outcome.DEFECTIVE, "text": "نشتی"}
    acts: dict[str, Callable[[], Any]] = {
        "report": lambda: organization.do(
            "inspection", inspection.file_report, caller=inspector, file_id=file_id, **defective
        ),
        "correction": lambda: organization.do(
            "referral",
            referral.correct_meter,
            caller=organization.contractor,
            file_id=file_id,
            meter_id=meter.id,
            consumption_m3h=Decimal(9),
        ),
    }
    order = ("report", "correction") if report_is_first else ("correction", "report")
    answers = {act: acts[act]() for act in order}
    organization.deliver(heard_first)
    money = "SELECT debt_rials, invoice_due_rials, meters_revision FROM file_accounts WHERE file_id = :id"
    gate = "SELECT debt_rials, invoice_due_rials, priced_revision, meters_revision FROM files WHERE id = :id"
    assert organization.desks["billing"].rows(money, id=file_id) == [(390_000, 40_000, 1)]
    assert organization.desks["inspection"].rows(gate, id=file_id) == [(390_000, 40_000, 1, 1)]

    objection = organization.do(
        "inspection",
        inspection.object_to_report,
        caller=organization.contractor,
        file_id=file_id,
        report_id=answers["report"].id,
        text="نشتی نبود.",
    )
    organization.do(
        "inspection",
        inspection.decide_objection,
        caller=organization.office,
        objection_id=objection.id,
        upheld=True,
        reason="درست است.",
    )
    organization.deliver(heard_first)
    assert organization.desks["billing"].rows(money, id=file_id) == [(0, 40_000, 1)]
    assert organization.desks["inspection"].rows(gate, id=file_id) == [(0, 40_000, 1, 1)]
    assert not organization.look(file_id, organization.office).debtor
    organization.assert_books_are_sound()


# ------------------------------------------------------------------------------------------- reports in any order (R21)


class Unruly:
    """One file of which everything happens in any order; facts arrive late, or again, and answers may be old."""

    def __init__(self, organization: Organization, seed: int) -> None:
        self.organization, self.chance = organization, Random(seed)
        self.inspector = organization.new_inspector()
        self.file_id = organization.file_before_its_last_report(self.inspector)
        (self.meter,) = organization.look(self.file_id, organization.office).meters
        self.told: list[tuple[str, Event]] = []
        self.answers: list[GateView] = []
        self.reports: list[str] = []
        self.refused: set[str] = set()

    def books(self) -> tuple[int, int]:
        """Billing's own truth: the debt, and how many reports are settled."""
        ((debt, settled),) = self.organization.desks["billing"].rows(
            "SELECT debt_rials, settled_sequence FROM file_accounts WHERE file_id = :id", id=self.file_id
        )
        return debt, settled

    def step(self) -> None:
        """Whatever comes next."""
        acts = [self.report] * 5 + [self.arrive] * 12 + [self.repeat] * 3 + [self.pull] * 3
        acts += [self.pay, self.correct, self.object]
        self.chance.choice(acts)()

    def report(self) -> None:
        """Never accepted while the books show a debt, or a report that is not decided."""
        debt, settled = self.books()
        filed = len(self.reports) + 1  # with the one of the pre-inspection
        outcome = self.chance.choice([Outcome.DEFECTIVE, Outcome.ABSENT_CHARGED, Outcome.ABSENT_FREE])
        self.organization.appoint(self.file_id, self.inspector)
        try:
            report = self.organization.do(
                "inspection",
                inspection.file_report,
                caller=self.inspector,
                file_id=self.file_id,
                outcome=outcome,
                text="بازدید شد.",
            )
        except Stale as stale:
            self.refused.add(str(stale.refusal.code))
            return
        assert (debt, settled) == (0, filed)
        self.reports.append(report.id)

    def arrive(self) -> None:
        """The next fact on some lane, if it need not wait."""
        lanes = [lane for lane, facts in self.organization.lanes.items() if facts]
        if lanes:
            lane = self.chance.choice(lanes)
            self.told.append((lane[1], self.organization.lanes[lane][0]))
            self.organization.arrives(lane)

    def repeat(self) -> None:
        """A fact of any age comes again."""
        if self.told:
            listener, event = self.chance.choice(self.told)
            with suppress(NotYet):
                self.organization.do(listener, handlers_of(SERVICES[listener])[type(event)], event)

    def pull(self) -> None:
        """Inspection asks billing; the answer may be one that was long under way."""
        self.answers.append(self.organization.desks["billing"].query(billing.get_gate, file_id=self.file_id))
        answer = self.chance.choice(self.answers[-4:])
        self.organization.do("inspection", learn_gate_view, answer)

    def pay(self) -> None:
        """A part, all, or more."""
        self.organization.do(
            "billing",
            billing.record_receipt,
            caller=self.organization.finance,
            file_id=self.file_id,
            amount_rials=self.chance.choice([40_000, 190_000, 390_000, 450_000]),
            reference=new_id(),
            paid_on=tehran_date(self.organization.desks["billing"].now),
        )

    def correct(self) -> None:
        """The meter has another class."""
        self.organization.do(
            "referral",
            referral.correct_meter,
            caller=self.organization.contractor,
            file_id=self.file_id,
            meter_id=self.meter.id,
            consumption_m3h=Decimal(self.chance.choice([4, 9, 15])),
        )

    def object(self) -> None:
        """The contractor objects to a report, and the office rules on it at once."""
        if not self.reports:
            return
        about = {"caller": self.organization.contractor, "file_id": self.file_id, "text": "نه"}
        try:
            objection = self.organization.do(
                "inspection",
                inspection.object_to_report,
                report_id=self.chance.choice(self.reports),
                **about,
            )
        except Conflict:
            return
        ruling = {"upheld": self.chance.random() < 0.7, "reason": "آزمون"}
        self.organization.do(
            "inspection",
            inspection.decide_objection,
            caller=self.organization.office,
            objection_id=objection.id,
            **ruling,
        )


@pytest.mark.parametrize("seed", range(1, 5))
def test_no_report_is_accepted_for_a_debtor_in_any_order(organization: Organization, seed: int) -> None:
    unruly = Unruly(organization, seed)
    for _ in range(150):
        unruly.step()
    organization.deliver()
    assert len(unruly.reports) >= 2
    assert unruly.refused >= {"billing.file_in_debt", "inspection.charge_pending"}
    (books,) = organization.desks["billing"].rows(
        "SELECT version, settled_sequence, debt_rials, invoice_due_rials, meters_revision FROM file_accounts"
        " WHERE file_id = :id",
        id=unruly.file_id,
    )
    assert organization.desks["inspection"].rows(
        "SELECT billing_version, reports_sequence, debt_rials, invoice_due_rials, priced_revision FROM files"
        " WHERE id = :id",
        id=unruly.file_id,
    ) == [books]
    assert organization.look(unruly.file_id, organization.office).debtor == (books[2] > 0)
    organization.assert_books_are_sound()


# ---------------------------------------------------------------------------------- debts that no report makes (R21)


class Debtor:
    """A file that finance debits, or of which it reverses a payment, while its inspector tries to report."""

    def __init__(self, organization: Organization, *, reverses: bool) -> None:
        self.organization = organization
        self.inspector = organization.new_inspector()
        self.file_id = organization.file_before_its_last_report(self.inspector)
        about = {"caller": organization.finance, "file_id": self.file_id, "reason": "آزمون"}
        if reverses:
            ((payment,),) = organization.desks["billing"].rows(
                "SELECT id::text FROM payments WHERE file_id = :id", id=self.file_id
            )
            organization.do("billing", billing.reverse_payment, payment_id=payment, **about)
        else:
            organization.do("billing", billing.debit_file, amount_rials=70_000, **about)

    def debt(self) -> int:
        """What billing says."""
        ((debt,),) = self.organization.desks["billing"].rows(
            "SELECT debt_rials FROM file_accounts WHERE file_id = :id", id=self.file_id
        )
        return int(debt)

    def take(self) -> Any:
        """Billing takes the debit; whoever had it in hand is given up."""
        self.organization.desks["billing"].pass_time(seconds=11)
        fence = self.organization.do("billing", billing.take_debit)
        assert fence.file_id == self.file_id
        return fence

    def shut(self, fence: Any) -> None:
        """Inspection is asked for the fence."""
        about = {"file_id": self.file_id, "version": fence.version}
        self.organization.do("inspection", inspection.raise_fence, **about)

    def settle(self, fence: Any, *, raised: bool = True) -> None:
        """Billing goes on after inspection's answer."""
        self.organization.do("billing", billing.settle_debit, fence, raised)

    def pay(self, rials: int) -> None:
        """A bank receipt."""
        self.organization.do(
            "billing",
            billing.record_receipt,
            caller=self.organization.finance,
            file_id=self.file_id,
            amount_rials=rials,
            reference=new_id(),
            paid_on=tehran_date(self.organization.desks["billing"].now),
        )

    def report(self) -> str:
        """What a try to report is refused with, or nothing; no debtor's is ever accepted."""
        self.organization.appoint(self.file_id, self.inspector)
        report = {**APPROVED, "outcome": Outcome.ABSENT_FREE}
        about = {"caller": self.inspector, "file_id": self.file_id, **report}
        debt = self.debt()
        try:
            self.organization.do("inspection", inspection.file_report, **about)
        except Stale as stale:
            return str(stale.refusal.code)
        assert debt == 0
        return ""


@pytest.mark.parametrize("reverses", [False, True])
@pytest.mark.parametrize("fate", ["question lost", "answer lost", "taker died", "version taken"])
def test_no_report_gets_in_before_a_debt_that_it_does_not_make(
    organization: Organization, fate: str, reverses: bool
) -> None:
    debtor = Debtor(organization, reverses=reverses)
    first = debtor.take()
    if fate != "question lost":
        debtor.shut(first)
        assert debtor.report() == "inspection.charge_pending"
    if fate == "version taken":
        debtor.pay(5)
        organization.deliver()  # lifts the fence, and shows no debt
        debtor.settle(first)
    elif fate != "taker died":
        debtor.settle(first, raised=False)
    assert debtor.debt() == 0
    assert bool(debtor.report()) is (fate in ("answer lost", "taker died"))
    second = debtor.take()
    debtor.shut(second)
    debtor.settle(second)
    debtor.settle(first)  # whoever was given up was only late
    assert debtor.debt() == (1_380_000 if reverses else 70_000) - (5 if fate == "version taken" else 0)
    assert debtor.report() == "inspection.charge_pending"
    organization.deliver()
    assert debtor.report() == "billing.file_in_debt"
    debtor.pay(debtor.debt())
    organization.deliver()
    assert debtor.report() == ""
    organization.deliver()
    organization.assert_books_are_sound()
