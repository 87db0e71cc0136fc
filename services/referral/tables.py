"""What the referral service stores. Its own truth is the file, its meters and its referrals; the rest is hearsay.

Relationships are never loaded by surprise (``lazy="raise"``): a query in ``store`` says what it brings.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, ForeignKey, Numeric, SmallInteger, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

_Moment = DateTime(timezone=True)


class Base(DeclarativeBase):
    """The tables of this service."""


class PersonRow(Base):
    """What auth, or a person's own token, last told of somebody."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    membership_code: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    active: Mapped[bool]


class MeterCorrectionRow(Base):
    """One correction of a meter (R17); ``revision`` is the ``meters_revision`` that it made, if the class changed.

    ``report_id`` is the report whose mismatch it answers.
    """

    __tablename__ = "meter_corrections"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    meter_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("meters.id"))
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))
    revision: Mapped[int | None]
    old_area_m2: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    new_area_m2: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    old_consumption_m3h: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    new_consumption_m3h: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    old_class: Mapped[str] = mapped_column(Text)
    new_class: Mapped[str] = mapped_column(Text)
    corrected_by_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    corrected_at: Mapped[datetime] = mapped_column(_Moment)
    report_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))

    corrected_by: Mapped[PersonRow] = relationship(lazy="raise")


class MeterRow(Base):
    """A meter of a file: what the contractor stated, the class derived from it, the standing in both phases.

    ``mismatch`` is what a report saw on site that differs (R17), until the meter is corrected.
    """

    __tablename__ = "meters"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))
    position: Mapped[int]
    label: Mapped[str] = mapped_column(Text)
    area_m2: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    consumption_m3h: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    meter_class: Mapped[str] = mapped_column(Text)
    pre: Mapped[str] = mapped_column(Text)
    final: Mapped[str] = mapped_column(Text)
    mismatch: Mapped[str | None] = mapped_column(Text)
    mismatch_report_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))


class FileRow(Base):
    """A file. ``version`` counts its changes; ``timeline_length`` its timeline; both grow under the row's lock.

    ``timeline_head`` is the hash of the timeline's last entry.
    ``meters_revision`` counts the corrections that changed a meter's class.
    ``inspector_id`` and ``referral_id`` name the referral that is active or that completed the file.
    ``debt_rials`` with ``gate_version`` are billing's word, the ``appointment_`` columns are inspection's.
    """

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(BigInteger)
    timeline_length: Mapped[int]
    timeline_head: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    block: Mapped[bool]
    area: Mapped[str] = mapped_column(Text)
    address: Mapped[str] = mapped_column(Text)
    owner_name: Mapped[str] = mapped_column(Text)
    search_text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    phase: Mapped[str] = mapped_column(Text)
    contractor_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    inspector_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    referral_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    value_rials: Mapped[int] = mapped_column(BigInteger)
    registered_at: Mapped[datetime] = mapped_column(_Moment)
    waiting_since: Mapped[datetime | None] = mapped_column(_Moment)
    referred_at: Mapped[datetime | None] = mapped_column(_Moment)
    completed_at: Mapped[datetime | None] = mapped_column(_Moment)
    cancelled_at: Mapped[datetime | None] = mapped_column(_Moment)
    cancelled_by: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    cancel_reason: Mapped[str | None] = mapped_column(Text)
    debt_rials: Mapped[int] = mapped_column(BigInteger)
    gate_version: Mapped[int] = mapped_column(BigInteger)
    meters_revision: Mapped[int] = mapped_column(server_default="0", default=0)
    appointment_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    appointment_starts_at: Mapped[datetime | None] = mapped_column(_Moment)
    appointment_minutes: Mapped[int | None]
    appointment_remarks: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    appointment_confirmed_at: Mapped[datetime | None] = mapped_column(_Moment)
    appointment_change: Mapped[dict[str, str | None] | None] = mapped_column(JSONB(none_as_null=True))

    meters: Mapped[list[MeterRow]] = relationship(order_by=MeterRow.position, lazy="raise")
    contractor: Mapped[PersonRow] = relationship(foreign_keys=[contractor_id], lazy="raise")
    inspector: Mapped[PersonRow | None] = relationship(foreign_keys=[inspector_id], lazy="raise")


class MeterClassRow(Base):
    """One class of one version of the catalogue (R18); the version in force has the latest day not after today."""

    __tablename__ = "meter_classes"

    effective_from: Mapped[date] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text, primary_key=True)
    max_consumption_m3h: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    max_area_m2: Mapped[Decimal] = mapped_column(Numeric(10, 2))


class WorksheetRow(Base):
    """What an inspector is willing to take (R6)."""

    __tablename__ = "worksheets"

    inspector_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"), primary_key=True)
    accepting: Mapped[bool]
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text))
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    blocks: Mapped[bool]
    weekdays: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    capacity: Mapped[int]
    updated_at: Mapped[datetime] = mapped_column(_Moment)


class ReferralRow(Base):
    """One handing-over of a file and what it was decided on. At most one of a file is active: not ended.

    ``reason`` is the organization's; ``told_reason`` is what the contractor and the inspector read, and what is told.
    ``excused`` and the ``rul`` columns are what the office ruled of a withdrawal, if it has.
    """

    __tablename__ = "referrals"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))
    inspector_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    told_reason: Mapped[str] = mapped_column(Text)
    candidates: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    value_rials: Mapped[int] = mapped_column(BigInteger)
    jalali_year: Mapped[int]
    referred_at: Mapped[datetime] = mapped_column(_Moment)
    referred_by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(_Moment)
    ended_by: Mapped[str | None] = mapped_column(Text)
    end_reason: Mapped[str | None] = mapped_column(Text)
    end_phase: Mapped[str | None] = mapped_column(Text)
    excused: Mapped[bool | None]
    ruling_reason: Mapped[str | None] = mapped_column(Text)
    ruled_at: Mapped[datetime | None] = mapped_column(_Moment)
    ruled_by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))

    file: Mapped[FileRow] = relationship(lazy="raise")
    inspector: Mapped[PersonRow] = relationship(foreign_keys=[inspector_id], lazy="raise")
    referred_by: Mapped[PersonRow | None] = relationship(foreign_keys=[referred_by_id], lazy="raise")
    ruled_by: Mapped[PersonRow | None] = relationship(foreign_keys=[ruled_by_id], lazy="raise")


class ConflictRow(Base):
    """A declared connection of an inspector with a contractor. At most one of the two is active: not ended."""

    __tablename__ = "conflicts"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    inspector_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    contractor_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(Text)
    declared_by_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    declared_at: Mapped[datetime] = mapped_column(_Moment)
    ended_by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    ended_at: Mapped[datetime | None] = mapped_column(_Moment)
    end_reason: Mapped[str | None] = mapped_column(Text)

    inspector: Mapped[PersonRow] = relationship(foreign_keys=[inspector_id], lazy="raise")
    contractor: Mapped[PersonRow] = relationship(foreign_keys=[contractor_id], lazy="raise")
    declared_by: Mapped[PersonRow] = relationship(foreign_keys=[declared_by_id], lazy="raise")
    ended_by: Mapped[PersonRow | None] = relationship(foreign_keys=[ended_by_id], lazy="raise")


class BatchRow(Base):
    """A try of all the files that waited when it was started. At most one is at work: not ended."""

    __tablename__ = "referral_batches"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    total: Mapped[int]
    referred: Mapped[int]
    still_waiting: Mapped[int]
    no_longer_waiting: Mapped[int]
    failed: Mapped[int]
    started_by_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    started_at: Mapped[datetime] = mapped_column(_Moment)
    ended_at: Mapped[datetime | None] = mapped_column(_Moment)
    stopped_by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))

    started_by: Mapped[PersonRow] = relationship(foreign_keys=[started_by_id], lazy="raise")
    stopped_by: Mapped[PersonRow | None] = relationship(foreign_keys=[stopped_by_id], lazy="raise")

    @property
    def tried(self) -> int:
        """How many of its files have had their turn."""
        return self.referred + self.still_waiting + self.no_longer_waiting + self.failed


class BatchFileRow(Base):
    """A file of a batch at work and its turn, from 1; gone when the batch is done."""

    __tablename__ = "referral_batch_files"

    batch_id: Mapped[str] = mapped_column(
        Uuid(as_uuid=False), ForeignKey("referral_batches.id"), primary_key=True
    )
    position: Mapped[int] = mapped_column(primary_key=True)
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))


class ApprovalRow(Base):
    """Who had a file when all its meters were approved in a phase (R16, R27)."""

    __tablename__ = "approvals"

    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"), primary_key=True)
    phase: Mapped[str] = mapped_column(Text, primary_key=True)
    inspector_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    referred_at: Mapped[datetime] = mapped_column(_Moment)
    approved_at: Mapped[datetime] = mapped_column(_Moment)

    file: Mapped[FileRow] = relationship(lazy="raise")


class FileCounterRow(Base):
    """The last number given in a Jalali year."""

    __tablename__ = "file_counters"

    jalali_year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class TimelineRow(Base):
    """One event of a file's life, of whatever service. It is written once: the database refuses to change it.

    ``event_key`` is what makes it the same fact when told twice. With ``private_to_id``, only that person and the
    organization see it.
    """

    __tablename__ = "timeline"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))
    position: Mapped[int]
    service: Mapped[str] = mapped_column(Text)
    event: Mapped[str] = mapped_column(Text)
    event_key: Mapped[str] = mapped_column(Text)
    private_to_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    occurred_at: Mapped[datetime] = mapped_column(_Moment)
    summary: Mapped[str] = mapped_column(Text)
    details: Mapped[dict[str, str]] = mapped_column(JSONB)
    hash: Mapped[str] = mapped_column(Text)

    file: Mapped[FileRow] = relationship(lazy="raise")


class GroundRow(Base):
    """A missed deadline on which a proposal rests; ``made_good_at`` is when it was done after all."""

    __tablename__ = "dismissal_grounds"

    deadline_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    proposal_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("dismissal_proposals.id"))
    kind: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(_Moment)
    missed_at: Mapped[datetime] = mapped_column(_Moment)
    made_good_at: Mapped[datetime | None] = mapped_column(_Moment)


class ProposalRow(Base):
    """A proposal to dismiss an inspector; at most one of a referral is open. It ends decided, or lapses."""

    __tablename__ = "dismissal_proposals"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    file_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("files.id"))
    referral_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("referrals.id"))
    inspector_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    state: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(_Moment)
    ended_at: Mapped[datetime | None] = mapped_column(_Moment)
    decided_by_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False), ForeignKey("people.id"))
    reason: Mapped[str | None] = mapped_column(Text)

    file: Mapped[FileRow] = relationship(lazy="raise")
    referral: Mapped[ReferralRow] = relationship(lazy="raise")
    inspector: Mapped[PersonRow] = relationship(foreign_keys=[inspector_id], lazy="raise")
    decided_by: Mapped[PersonRow | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")
    grounds: Mapped[list[GroundRow]] = relationship(order_by=GroundRow.missed_at, lazy="raise")
