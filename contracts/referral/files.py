"""Files and their meters, as their people and the other services see them."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from contracts.inspection import ChangeRequest
from contracts.shapes import Person, Quantity, ShortText
from contracts.terms import AppointmentRemark, FileKind, FileResult, FileStatus, MeterState, Phase


@dataclass(frozen=True, kw_only=True)
class NewMeter:
    """A meter as the contractor states it; nobody states a class (R18)."""

    label: ShortText
    area_m2: Quantity
    consumption_m3h: Quantity


@dataclass(frozen=True, kw_only=True)
class DerivedClass:
    """The class that a meter of some size would have, and the most that it serves (R18)."""

    meter_class: str
    max_area_m2: Decimal
    max_consumption_m3h: Decimal


@dataclass(frozen=True, kw_only=True)
class MeterChange:
    """One correction of a meter (R17). ``revision`` counts the file's changes of class; null if the class stayed.

    ``report_id`` is the report whose mismatch it answers, if there was one.
    """

    old_area_m2: Decimal
    new_area_m2: Decimal
    old_consumption_m3h: Decimal
    new_consumption_m3h: Decimal
    old_class: str
    new_class: str
    revision: int | None
    corrected_by: Person
    corrected_at: datetime
    report_id: str | None


@dataclass(frozen=True, kw_only=True)
class MeterView:
    """A meter with its derived class and its standing in both phases.

    ``mismatch`` is what a report saw that differs and nobody has corrected since (R17). ``history`` is its
    corrections, oldest first; null where files are listed.
    """

    id: str
    label: str
    area_m2: Decimal
    consumption_m3h: Decimal
    meter_class: str
    pre: MeterState
    final: MeterState
    mismatch: str | None = None
    history: list[MeterChange] | None = None


@dataclass(frozen=True, kw_only=True)
class FileAppointment:
    """The visit that the file waits for, and the contractor's last word about it."""

    id: str
    starts_at: datetime
    duration_minutes: int
    remarks: list[AppointmentRemark] = field(default_factory=list)
    confirmed_at: datetime | None = None
    change_request: ChangeRequest | None = None


@dataclass(frozen=True, kw_only=True)
class FileView:
    """A file as its people see it. ``debt_rials`` and ``appointment`` are what their owners last told."""

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    status: FileStatus
    phase: Phase
    debtor: bool
    debt_rials: int
    contractor: Person
    inspector: Person | None
    registered_at: datetime
    waiting_since: datetime | None = None
    referred_at: datetime | None
    completed_at: datetime | None
    appointment: FileAppointment | None
    meters: list[MeterView]


@dataclass(frozen=True, kw_only=True)
class FileInHand(FileView):
    """A file in an inspector's hands; ``referred_days`` are the days since the referral, in Tehran (R8)."""

    referred_days: int = 0


@dataclass(frozen=True, kw_only=True)
class PastFile:
    """A file in one of the inspector's lists of past work.

    ``excused`` and ``ruling_reason`` are what the office ruled of a withdrawal, null until it has.
    """

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    phase: Phase
    result: FileResult
    reason: str | None
    referred_at: datetime
    happened_at: datetime
    excused: bool | None = None
    ruling_reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class MeterSpec:
    """A meter as the other services need it."""

    id: str
    label: str
    meter_class: str


@dataclass(frozen=True, kw_only=True)
class FileSnapshot:
    """A whole file as the other services need it; only one with a higher ``version`` replaces another.

    ``meters_revision`` counts the corrections that changed a meter's class.
    """

    id: str
    number: str
    version: int
    kind: FileKind
    block: bool
    area: str
    status: FileStatus
    phase: Phase
    contractor: Person
    inspector: Person | None
    referral_id: str | None
    meters: list[MeterSpec]
    registered_at: datetime
    address: str = ""
    owner_name: str = ""
    referred_at: datetime | None = None
    meters_revision: int = 0
