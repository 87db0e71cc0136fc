"""A database of the inspection service's own, emptied before each test, and the service at work on a file."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Concatenate, ParamSpec, TypeVar

import pytest

from chassis.db import Database
from chassis.ids import new_id
from chassis.work import Look, Stale, Work
from contracts.billing import (
    ChargeSettled,
    DebtCleared,
    GateSnapshot,
    GateView,
    PaymentReceived,
    SettledReport,
)
from contracts.errors import Refusal
from contracts.inspection import AppointmentView, MeterMismatch, ReportException, ReportFiled, ReportView
from contracts.referral import FileReferred, FileSnapshot, MeterSpec
from contracts.shapes import Caller, Person
from contracts.terms import ChargeStatus, FileKind, FileStatus, Outcome, Phase, ReferralKind, Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.inspection import use_cases
from services.inspection.domain import TEHRAN
from services.inspection.use_cases.asking import Transact
from tests.integration.desk import Desk, empty, opened
from tests.integration.inspection.owners import Owners

P = ParamSpec("P")
R = TypeVar("R")

_CODES = {Role.INSPECTOR: "19-3", Role.CONTRACTOR: "19-7", Role.IT: "19-9"}
# A Saturday in the middle of a month without holidays, at ten in Tehran.
SATURDAY = datetime(2027, 6, 12, 10, 0, tzinfo=TEHRAN)


def somebody(role: Role, number: int = 1) -> Caller:
    """A new person of a role."""
    code = f"{_CODES.get(role, '19-9')}-{number:05}"
    return Caller(id=new_id(), role=role, membership_code=code, full_name=f"{role.value} {number}")


def person(caller: Caller) -> Person:
    """The person as others see them."""
    return Person(id=caller.id, membership_code=caller.membership_code, full_name=caller.full_name)


class Visits(Desk):
    """The inspection service at work on one file, and what the other services tell it."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.owners = Owners()
        self.contractor = somebody(Role.CONTRACTOR)
        self.inspector = somebody(Role.INSPECTOR)
        self.meters = [new_id(), new_id()]
        self.file = FileSnapshot(
            id=new_id(),
            number="1405-000123",
            version=3,
            kind=FileKind.CONCEALED,
            block=False,
            area="kerman",
            status=FileStatus.REFERRED,
            phase=Phase.PRE,
            contractor=person(self.contractor),
            inspector=person(self.inspector),
            referral_id=new_id(),
            meters=[
                MeterSpec(id=each, label=f"واحد {number}", meter_class="G4")
                for number, each in enumerate(self.meters, 1)
            ],
            registered_at=self.now,
        )
        self.gate = GateSnapshot(file_id=self.file.id, version=2, settled_sequence=0, debt_rials=0)

    def ask(self, use_case: Callable[Concatenate[Look, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a query that may ask the owners."""
        return self.database.read(
            lambda session: use_case(
                Look(session=session, now=self.now, services=self.owners), *args, **kwargs
            )
        )

    def decided(self, use_case: Callable[Concatenate[Work, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a command as it is bound: referral is asked ahead, billing before a refusal that may be out of date."""
        transact: Transact = self.command
        use_cases.refresh_file(self.owners, transact, **kwargs)
        try:
            return self.command(use_case, *args, **kwargs)
        except Stale:
            use_cases.pull_gate(self.owners, transact, **kwargs)
        try:
            return self.command(use_case, *args, **kwargs)
        except Stale as stale:
            raise stale.refusal from stale

    def ask_reports(self) -> list[ReportView]:
        """The file's reports, as its inspector reads them."""
        return self.ask(use_cases.list_reports, caller=self.inspector, file_id=self.file.id).items

    # -- what referral and billing tell

    def refer(self, **changes: Any) -> FileSnapshot:
        """Referral tells the next version of the file, with these changes."""
        self.file = replace(self.file, version=self.file.version + 1, **changes)
        self.command(
            use_cases.apply_file_fact,
            FileReferred(file=self.file, kind=ReferralKind.AUTOMATIC, reason="کمترین بار"),
        )
        return self.file

    def next_gate(self, *, settled_sequence: int | None = None, debt_rials: int) -> GateSnapshot:
        """Billing's next snapshot, not told yet."""
        settled = self.gate.settled_sequence if settled_sequence is None else settled_sequence
        self.gate = GateSnapshot(
            file_id=self.file.id,
            version=self.gate.version + 1,
            settled_sequence=settled,
            debt_rials=debt_rials,
        )
        return self.gate

    def settlement(self, report: ReportView, *, debt_rials: int = 0) -> ChargeSettled:
        """What billing decides about a report: covered, or a debt; not told yet."""
        return ChargeSettled(
            file_id=self.file.id,
            number=self.file.number,
            kind=self.file.kind,
            contractor=self.file.contractor,
            report_id=report.id,
            revision=1,
            sequence=report.sequence,
            status=ChargeStatus.DEBT if debt_rials else ChargeStatus.COVERED,
            rule="stage",
            tariff_version=1,
            amount_rials=1_725_000,
            debt_rials=debt_rials,
            gate=self.next_gate(settled_sequence=report.sequence, debt_rials=debt_rials),
        )

    def settle(self, report: ReportView, *, debt_rials: int = 0) -> None:
        """Billing decides about a report, and inspection hears of it."""
        self.command(use_cases.apply_settlement, self.settlement(report, debt_rials=debt_rials))

    def gate_view(self, report: ReportView, *, status: ChargeStatus = ChargeStatus.COVERED) -> GateView:
        """What billing answers when it is asked for the gate."""
        settled = SettledReport(
            report_id=report.id,
            sequence=report.sequence,
            status=status,
            amount_rials=1_725_000,
            debt_rials=self.gate.debt_rials,
        )
        return GateView(gate=self.gate, last_settled=settled)

    def payment(self, *, debt_rials: int) -> PaymentReceived:
        """A payment that leaves so much of the debt; not told yet."""
        return PaymentReceived(
            file_id=self.file.id,
            number=self.file.number,
            contractor=self.file.contractor,
            payment_id=new_id(),
            amount_rials=1_000,
            reference="R-1",
            debt_rials=debt_rials,
            gate=self.next_gate(debt_rials=debt_rials),
        )

    def clearance(self) -> DebtCleared:
        """The whole debt is paid; not told yet."""
        return DebtCleared(
            file_id=self.file.id,
            number=self.file.number,
            contractor=self.file.contractor,
            gate=self.next_gate(debt_rials=0),
        )

    # -- what the inspector does

    def set_appointment(
        self, *, caller: Caller | None = None, hours: float = 24, duration_minutes: int = 60
    ) -> AppointmentView:
        """A visit so many hours from now."""
        return self.decided(
            use_cases.set_appointment,
            caller=caller or self.inspector,
            file_id=self.file.id,
            starts_at=self.now + timedelta(hours=hours),
            duration_minutes=duration_minutes,
        )

    def report(
        self,
        outcome: Outcome,
        *exceptions: tuple[int, Outcome],
        caller: Caller | None = None,
        mismatched: dict[int, str] | None = None,
    ) -> ReportView:
        """A report; meters are named by their position in the file."""
        return self.decided(
            use_cases.file_report,
            caller=caller or self.inspector,
            file_id=self.file.id,
            outcome=outcome,
            text="بازدید انجام شد.",
            exceptions=[ReportException(meter_id=self.meters[at], outcome=what) for at, what in exceptions],
            meter_mismatches=[
                MeterMismatch(meter_id=self.meters[at], seen=seen) for at, seen in (mismatched or {}).items()
            ],
        )

    def visit(self, outcome: Outcome, *exceptions: tuple[int, Outcome]) -> ReportView:
        """An appointment, its report, and billing's word that it is covered."""
        self.set_appointment()
        report = self.report(outcome, *exceptions)
        self.settle(report)
        return report


def other_file(visits: Visits, *, inspector: Caller | None = None) -> Visits:
    """A second file, of the same contractor and inspector unless said otherwise, at the same desk."""
    other = Visits(visits.database)
    other.now, other.contractor, other.inspector = (
        visits.now,
        visits.contractor,
        inspector or visits.inspector,
    )
    other.meters = [new_id(), new_id()]
    other.file = replace(
        other.file,
        number="1405-000124",
        contractor=person(other.contractor),
        inspector=person(other.inspector),
        meters=[replace(meter, id=new_id()) for meter in other.file.meters],
    )
    other.refer()
    return other


def act(visits: Visits, use_case: Callable[..., Any], caller: Caller, **arguments: Any) -> Any:
    """A command about the file."""
    return visits.decided(use_case, caller=caller, file_id=visits.file.id, **arguments)


def reports_filed(visits: Visits) -> list[ReportFiled]:
    """What was told of reports, in order."""
    return [told for told in visits.events if isinstance(told, ReportFiled)]


def refusal_of(visits: Visits, *report: Any, **more: Any) -> Refusal:
    """Why a report is not taken."""
    with pytest.raises(Refusal) as refused:
        visits.report(*report, **more)
    return refused.value


@pytest.fixture(scope="package")
def inspection_database(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Database]:
    """The database, migrated once."""
    with opened(migrated("inspection")) as database:
        yield database


@pytest.fixture
def newcomer(
    inspection_database: Database, backends: Backends, migrated: Callable[[str], ServiceDatabase]
) -> Visits:
    """The service, which has not heard of the file yet."""
    empty(backends, migrated("inspection"))
    return Visits(inspection_database)


@pytest.fixture
def visits(newcomer: Visits) -> Visits:
    """The service, which knows one referred concealed file with two meters."""
    newcomer.refer()
    return newcomer


@pytest.fixture
def saturday(visits: Visits) -> Visits:
    """The service on an ordinary morning."""
    visits.now = SATURDAY
    return visits
