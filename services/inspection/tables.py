"""What the inspection service stores. Its own truth is the visits; of the file and its debt it keeps what it was told.

Relationships are never loaded by surprise (``lazy="raise"``): a query in ``store`` says what it brings.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from contracts.terms import (
    ChargeStatus,
    DeadlineKind,
    FileKind,
    FileStatus,
    MeterState,
    ObjectionState,
    Outcome,
    Phase,
    Role,
)

T = TypeVar("T", bound=StrEnum)

_Id = Uuid(as_uuid=False)
_Moment = DateTime(timezone=True)


def _term(words: type[T]) -> Enum:
    """A glossary word, stored as its text; the CHECK constraints are in the migration."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        values_callable=lambda all_: [w.value for w in all_],
    )


class AppointmentState(StrEnum):
    """What became of a visit: agreed, reported, or off: its inspector cancelled it, or lost the file."""

    SET = "set"
    USED = "used"
    CANCELLED = "cancelled"


class Base(DeclarativeBase):
    """The tables of this service."""


class FileRow(Base):
    """A file: what referral and billing last told of it, and how far its inspections are.

    ``phase``, ``completed`` and ``completed_by`` are this service's own; no snapshot of referral's moves them.
    ``referral_version`` is the version of the snapshot applied last. ``expected_since`` is when its inspector was last
    given the next step. The last block is the report gate's.
    """

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    kind: Mapped[FileKind] = mapped_column(_term(FileKind))
    block: Mapped[bool]
    contractor_id: Mapped[str] = mapped_column(_Id)
    contractor_code: Mapped[str] = mapped_column(Text)
    contractor_name: Mapped[str] = mapped_column(Text)
    inspector_id: Mapped[str | None] = mapped_column(_Id)
    inspector_code: Mapped[str | None] = mapped_column(Text)
    inspector_name: Mapped[str | None] = mapped_column(Text)
    referral_id: Mapped[str | None] = mapped_column(_Id)
    referral_version: Mapped[int] = mapped_column(BigInteger)
    status: Mapped[FileStatus] = mapped_column(_term(FileStatus))
    address: Mapped[str] = mapped_column(Text, server_default="")
    owner_name: Mapped[str] = mapped_column(Text, server_default="")
    referred_at: Mapped[datetime | None] = mapped_column(_Moment)
    meters_revision: Mapped[int] = mapped_column(server_default="0")
    last_activity_at: Mapped[datetime] = mapped_column(_Moment, server_default=func.now())
    expected_since: Mapped[datetime] = mapped_column(_Moment, server_default=func.now())

    phase: Mapped[Phase] = mapped_column(_term(Phase))
    completed: Mapped[bool]
    completed_by: Mapped[str | None] = mapped_column(_Id)

    reports_sequence: Mapped[int]
    settled_sequence: Mapped[int]
    billing_version: Mapped[int] = mapped_column(BigInteger)
    debt_rials: Mapped[int] = mapped_column(BigInteger)
    fence_version: Mapped[int] = mapped_column(BigInteger)
    priced_revision: Mapped[int] = mapped_column(server_default="0")
    invoice_due_rials: Mapped[int] = mapped_column(BigInteger, server_default="0")
    # For whoever looks at the table: the gate itself decides in the domain, from the columns above.
    blocked: Mapped[bool] = mapped_column(Computed("debt_rials > 0", persisted=True))
    fenced: Mapped[bool] = mapped_column(Computed("fence_version > billing_version", persisted=True))

    __table_args__ = (
        CheckConstraint("completed = (completed_by IS NOT NULL)", name="files_completed_by"),
        CheckConstraint("settled_sequence >= 0 AND reports_sequence >= 0", name="files_sequences"),
        CheckConstraint("debt_rials >= 0", name="files_debt"),
        Index("files_by_contractor", "contractor_id"),
    )


class MeterRow(Base):
    """A meter of a file: its class as last told, its standing in both phases as reported."""

    __tablename__ = "meters"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", name="meters_file"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    meter_class: Mapped[str] = mapped_column(Text)
    pre: Mapped[MeterState] = mapped_column(_term(MeterState))
    final: Mapped[MeterState] = mapped_column(_term(MeterState))

    __table_args__ = (Index("meters_by_file", "file_id", "position"),)


class AppointmentRow(Base):
    """A visit. A moved one keeps its id; ``set_at`` is when its present time was set.

    ``span`` is the time that it holds of its inspector's while it is set: no two may hold the same. One that was
    agreed before visits held time, and overlapped another then, has none. ``reminded_for`` is the time of which people
    were reminded.
    """

    __tablename__ = "appointments"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", name="appointments_file"))
    phase: Mapped[Phase] = mapped_column(_term(Phase))
    inspector_id: Mapped[str] = mapped_column(_Id)
    inspector_code: Mapped[str] = mapped_column(Text)
    inspector_name: Mapped[str] = mapped_column(Text)
    starts_at: Mapped[datetime] = mapped_column(_Moment)
    duration_minutes: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(_Moment)
    state: Mapped[AppointmentState] = mapped_column(_term(AppointmentState))
    span: Mapped[Range[datetime] | None] = mapped_column(TSTZRANGE)
    remarks: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    confirmed_at: Mapped[datetime | None] = mapped_column(_Moment)
    change_reason: Mapped[str | None] = mapped_column(Text)
    change_proposed_at: Mapped[datetime | None] = mapped_column(_Moment)
    change_requested_at: Mapped[datetime | None] = mapped_column(_Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(_Moment)
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    reminded_for: Mapped[datetime | None] = mapped_column(_Moment)

    __table_args__ = (
        Index("appointments_one_open", "file_id", unique=True, postgresql_where=text("state = 'set'")),
        Index("appointments_by_inspector", "inspector_id", "starts_at"),
        Index("appointments_by_file", "file_id", "starts_at"),
        Index("appointments_open", "starts_at", postgresql_where=text("state = 'set'")),
        CheckConstraint("duration_minutes > 0", name="appointments_duration"),
        CheckConstraint(
            "(change_reason IS NULL) = (change_requested_at IS NULL)", name="appointments_change_request"
        ),
        ExcludeConstraint(
            ("inspector_id", "="), ("span", "&&"), where=text("state = 'set'"), name="appointments_no_overlap"
        ),
    )


class AppointmentMoveRow(Base):
    """The time that a moved visit had before, and why it was moved."""

    __tablename__ = "appointment_moves"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    appointment_id: Mapped[str] = mapped_column(
        ForeignKey("appointments.id", name="appointment_moves_appointment")
    )
    starts_at: Mapped[datetime] = mapped_column(_Moment)
    duration_minutes: Mapped[int]
    set_at: Mapped[datetime] = mapped_column(_Moment)
    moved_at: Mapped[datetime] = mapped_column(_Moment)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("appointment_moves_by_appointment", "appointment_id", "id"),)


class CalendarRow(Base):
    """By what somebody's visits can be read without signing in; of the secret only its SHA-256 is kept."""

    __tablename__ = "calendars"

    person_id: Mapped[str] = mapped_column(_Id, primary_key=True)
    role: Mapped[Role] = mapped_column(_term(Role))
    token_hash: Mapped[str] = mapped_column(Text, unique=True)
    created_at: Mapped[datetime] = mapped_column(_Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(_Moment)


class VerdictRow(Base):
    """What a report says of one meter, with the class that the meter had then."""

    __tablename__ = "verdicts"

    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", name="verdicts_report"), primary_key=True)
    meter_id: Mapped[str] = mapped_column(ForeignKey("meters.id", name="verdicts_meter"), primary_key=True)
    position: Mapped[int]
    meter_class: Mapped[str] = mapped_column(Text)
    outcome: Mapped[Outcome] = mapped_column(_term(Outcome))


class MismatchRow(Base):
    """A meter that differs on site from the one recorded (R17)."""

    __tablename__ = "mismatches"

    report_id: Mapped[str] = mapped_column(
        ForeignKey("reports.id", name="mismatches_report"), primary_key=True
    )
    meter_id: Mapped[str] = mapped_column(ForeignKey("meters.id", name="mismatches_meter"), primary_key=True)
    position: Mapped[int]
    seen: Mapped[str] = mapped_column(Text)


class ReportRow(Base):
    """One visit's report, and what billing made of it. A visit has one report (R14)."""

    __tablename__ = "reports"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", name="reports_file"))
    appointment_id: Mapped[str] = mapped_column(ForeignKey("appointments.id", name="reports_appointment"))
    sequence: Mapped[int]
    revision: Mapped[int]
    phase: Mapped[Phase] = mapped_column(_term(Phase))
    outcome: Mapped[Outcome] = mapped_column(_term(Outcome))
    text: Mapped[str] = mapped_column(Text)
    comments: Mapped[str | None] = mapped_column(Text)
    inspector_id: Mapped[str] = mapped_column(_Id)
    inspector_code: Mapped[str] = mapped_column(Text)
    inspector_name: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[datetime] = mapped_column(_Moment)
    charge_status: Mapped[ChargeStatus] = mapped_column(_term(ChargeStatus))
    charge_amount_rials: Mapped[int | None] = mapped_column(BigInteger)
    charge_debt_rials: Mapped[int | None] = mapped_column(BigInteger)

    verdicts: Mapped[list[VerdictRow]] = relationship(order_by=VerdictRow.position, lazy="raise")
    mismatches: Mapped[list[MismatchRow]] = relationship(order_by=MismatchRow.position, lazy="raise")

    __table_args__ = (
        UniqueConstraint("file_id", "sequence", name="reports_one_per_sequence"),
        UniqueConstraint("appointment_id", name="reports_one_per_appointment"),
        CheckConstraint("sequence >= 1 AND revision >= 1", name="reports_numbers"),
        CheckConstraint(
            "(charge_status = 'pending') = (charge_amount_rials IS NULL)"
            " AND (charge_amount_rials IS NULL) = (charge_debt_rials IS NULL)",
            name="reports_charge",
        ),
    )


class ObjectionRow(Base):
    """A contractor's objection to a report; the office rules on it once. A report is objected to once."""

    __tablename__ = "objections"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", name="objections_file"))
    report_id: Mapped[str] = mapped_column(ForeignKey("reports.id", name="objections_report"))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[ObjectionState] = mapped_column(_term(ObjectionState))
    filed_at: Mapped[datetime] = mapped_column(_Moment)
    decided_at: Mapped[datetime | None] = mapped_column(_Moment)
    decided_by_id: Mapped[str | None] = mapped_column(_Id)
    decided_by_code: Mapped[str | None] = mapped_column(Text)
    decided_by_name: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)

    @property
    def is_decided(self) -> bool:
        """Whether the office has ruled on it."""
        return self.state is not ObjectionState.OPEN

    __table_args__ = (
        UniqueConstraint("report_id", name="objections_one_per_report"),
        CheckConstraint(
            "(state = 'open') = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (reason IS NULL)",
            name="objections_decided",
        ),
    )


class DeadlineRow(Base):
    """A deadline that runs, or that was missed; one that was kept leaves no row.

    The time counts from ``since``; ``due_at`` follows by the policies as they were after ``rules_version`` changes, and
    stays as it is once missed. The inspector is who has the file, or had it when the deadline was missed.
    """

    __tablename__ = "deadlines"

    id: Mapped[str] = mapped_column(_Id, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id", name="deadlines_file"))
    kind: Mapped[DeadlineKind] = mapped_column(_term(DeadlineKind))
    subject_id: Mapped[str] = mapped_column(_Id)
    inspector_id: Mapped[str | None] = mapped_column(_Id)
    inspector_code: Mapped[str | None] = mapped_column(Text)
    inspector_name: Mapped[str | None] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(_Moment)
    due_at: Mapped[datetime] = mapped_column(_Moment)
    rules_version: Mapped[int]
    missed_at: Mapped[datetime | None] = mapped_column(_Moment)
    resolved_at: Mapped[datetime | None] = mapped_column(_Moment)

    file: Mapped[FileRow] = relationship(lazy="raise")

    __table_args__ = (
        Index(
            "deadlines_one_standing",
            "file_id",
            "kind",
            unique=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        CheckConstraint("resolved_at IS NULL OR missed_at IS NOT NULL", name="deadlines_resolved"),
        CheckConstraint("due_at > since", name="deadlines_due"),
    )
