"""A database of the referral service's own, emptied before each test, and the facts that the other services tell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from chassis.db import Database
from chassis.ids import new_id
from contracts.billing import DebtCleared, FeeEarned, GateSnapshot, RegistrationPaid
from contracts.inspection import AppointmentSet, MeterVerdict, PhaseApproved, ReportFiled
from contracts.referral import FileView, NewMeter, Worksheet
from contracts.shapes import Caller, Person
from contracts.terms import FileKind, Outcome, Phase, Role
from launcher.backends import Backends
from launcher.provision import ServiceDatabase
from services.referral import use_cases
from tests.integration.desk import Desk, empty, opened

# Data that the migrations bring.
BROUGHT = ("meter_classes",)


def person(role: Role, number: int, name: str = "") -> Caller:
    """Somebody as the gateway would name them."""
    return Caller(
        id=new_id(), role=role, membership_code=f"19-3-{number:05d}", full_name=name or f"{role} {number}"
    )


def as_person(caller: Caller) -> Person:
    """The same somebody as an event names them."""
    return Person(id=caller.id, membership_code=caller.membership_code, full_name=caller.full_name)


def meter(label: str = "واحد ۱", area: str = "100", consumption: str = "5") -> NewMeter:
    """A meter as a contractor states it; by default a G4."""
    return NewMeter(label=label, area_m2=Decimal(area), consumption_m3h=Decimal(consumption))


@dataclass
class ReferralDesk:
    """The referral service, and shorthand for what nearly every test does first."""

    desk: Desk
    office: Caller = field(default_factory=lambda: person(Role.OFFICE, 90_001))
    finance: Caller = field(default_factory=lambda: person(Role.FINANCE, 90_002))
    it: Caller = field(default_factory=lambda: person(Role.IT, 90_003))
    contractor: Caller = field(default_factory=lambda: person(Role.CONTRACTOR, 70_001))

    def inspector(self, number: int, *, capacity: int = 20, areas: tuple[str, ...] = ("kerman",)) -> Caller:
        """An inspector with a worksheet that takes everything in some areas."""
        caller = person(Role.INSPECTOR, number)
        self.fill_worksheet(caller, capacity=capacity, areas=areas)
        return caller

    def fill_worksheet(
        self,
        caller: Caller,
        *,
        accepting: bool = True,
        capacity: int = 20,
        areas: tuple[str, ...] = ("kerman",),
        kinds: tuple[FileKind, ...] = (FileKind.CONCEALED, FileKind.EXPOSED),
        blocks: bool = True,
    ) -> Worksheet:
        """A worksheet, by default one that takes everything."""
        return self.desk.command(
            use_cases.put_worksheet,
            caller=caller,
            accepting=accepting,
            areas=list(areas),
            kinds=list(kinds),
            blocks=blocks,
            weekdays=[0, 1, 2],
            capacity=capacity,
        )

    def register(
        self,
        *meters: NewMeter,
        contractor: Caller | None = None,
        area: str = "kerman",
        kind: FileKind = FileKind.CONCEALED,
        block: bool = False,
        owner_name: str = "علی‌اکبر کریمی",
        address: str = "کرمان، بلوار جمهوری",
    ) -> FileView:
        """A registered file, a minute after whatever came before."""
        self.desk.pass_time(minutes=1)
        return self.desk.command(
            use_cases.register_file,
            caller=contractor or self.contractor,
            kind=kind,
            block=block,
            area=area,
            address=address,
            owner_name=owner_name,
            meters=list(meters) or [meter()],
        )

    def pay(self, file: FileView, amount_rials: int = 6_900_000) -> FileView:
        """The file after billing said that it is paid."""
        event = RegistrationPaid(
            file_id=file.id,
            number=file.number,
            contractor=file.contractor,
            amount_rials=amount_rials,
            gate=GateSnapshot(file_id=file.id, version=1, settled_sequence=0, debt_rials=0),
        )
        self.desk.pass_time(minutes=1)
        self.desk.command(use_cases.apply_registration_paid, event)
        return self.look_at(file)

    def paid(self, **options: str) -> FileView:
        """A new file, paid."""
        return self.pay(self.register(**options))  # type: ignore[arg-type]

    def look_at(self, file: FileView) -> FileView:
        """The file as the office sees it now."""
        return self.desk.query(use_cases.get_file, caller=self.office, file_id=file.id)

    def withdraw(self, file: FileView, inspector: Caller, reason: str | None = None) -> FileView:
        """The file after an inspector gave it up."""
        self.desk.pass_time(minutes=1)
        return self.desk.command(use_cases.withdraw, caller=inspector, file_id=file.id, reason=reason)

    def dismiss(self, file: FileView, reason: str = "تأخیر در بازدید") -> FileView:
        """The file after the office took it from its inspector."""
        self.desk.pass_time(minutes=1)
        return self.desk.command(
            use_cases.dismiss_inspector, caller=self.office, file_id=file.id, reason=reason
        )

    def cancel(self, file: FileView) -> FileView:
        """The file after the office ended it."""
        return self.desk.command(
            use_cases.cancel_file, caller=self.office, file_id=file.id, reason="انصراف مالک"
        )

    def set_appointment(
        self, file: FileView, inspector: Caller, appointment_id: str | None = None
    ) -> AppointmentSet:
        """Inspection said that a visit is set for tomorrow."""
        event = AppointmentSet(
            file_id=file.id,
            number=file.number,
            appointment_id=appointment_id or new_id(),
            contractor=file.contractor,
            inspector=as_person(inspector),
            phase=file.phase,
            starts_at=self.desk.now.replace(microsecond=0),
            duration_minutes=60,
            moved=appointment_id is not None,
        )
        self.desk.command(use_cases.apply_appointment, event)
        return event

    def report(
        self, file: FileView, inspector: Caller, *approved: str, phase: Phase = Phase.PRE, sequence: int = 1
    ) -> ReportFiled:
        """Inspection said that a report approved some meters and found the others defective."""
        verdicts = [
            MeterVerdict(
                meter_id=each.id,
                meter_class=each.meter_class,
                outcome=Outcome.APPROVED if each.id in approved else Outcome.DEFECTIVE,
            )
            for each in file.meters
        ]
        event = ReportFiled(
            file_id=file.id,
            number=file.number,
            kind=file.kind,
            block=file.block,
            contractor=file.contractor,
            inspector=as_person(inspector),
            report_id=new_id(),
            revision=1,
            sequence=sequence,
            phase=phase,
            outcome=Outcome.APPROVED,
            verdicts=verdicts,
            meter_classes=[each.meter_class for each in file.meters],
            completes_phase=len(approved) == len(file.meters),
            mismatched_meters=[],
            filed_at=self.desk.now,
        )
        self.desk.command(use_cases.apply_report, event)
        return event

    def phase_approved(self, file: FileView, inspector: Caller, phase: Phase) -> PhaseApproved:
        """The fact that all meters are approved in a phase, not applied yet."""
        return PhaseApproved(
            file_id=file.id,
            number=file.number,
            contractor=file.contractor,
            inspector=as_person(inspector),
            phase=phase,
            report_id=new_id(),
            approved_at=self.desk.now,
        )

    def approve(self, file: FileView, inspector: Caller, *phases: Phase) -> FileView:
        """The file after all its meters were approved in these phases, one after the other."""
        for phase in phases:
            self.desk.pass_time(minutes=1)
            self.report(file, inspector, *(each.id for each in file.meters), phase=phase)
            self.desk.command(use_cases.apply_phase_approved, self.phase_approved(file, inspector, phase))
        return self.look_at(file)

    def gate(self, file: FileView, version: int, debt_rials: int) -> DebtCleared:
        """A fact of billing with this snapshot."""
        gate = GateSnapshot(file_id=file.id, version=version, settled_sequence=0, debt_rials=debt_rials)
        return DebtCleared(file_id=file.id, number=file.number, contractor=file.contractor, gate=gate)

    def fee(self, file: FileView, inspector: Caller, amount_rials: int = 1_207_500) -> FeeEarned:
        """The fact that an inspector earned something."""
        return FeeEarned(
            file_id=file.id,
            number=file.number,
            inspector=as_person(inspector),
            report_id=new_id(),
            amount_rials=amount_rials,
            earned_on=self.desk.now.date(),
        )


@pytest.fixture(scope="package")
def referral_database(migrated: Callable[[str], ServiceDatabase]) -> Iterator[Database]:
    """The database, migrated once."""
    with opened(migrated("referral")) as database:
        yield database


@pytest.fixture
def referral(
    referral_database: Database, backends: Backends, migrated: Callable[[str], ServiceDatabase]
) -> ReferralDesk:
    """The service with its catalogue and nothing else."""
    empty(backends, migrated("referral"), keep=BROUGHT)
    return ReferralDesk(Desk(referral_database))
