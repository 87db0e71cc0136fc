"""The tables of this service; outbox, inbox, idempotency keys and policies are the chassis's."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The mappings of this service's database."""


class Message(Base):
    """A message (R31) or a notification of the system (R32), which has no sender but a ``dedupe_key``.

    ``sent_at`` of one that is scheduled is when it is due; ``sms``: whether the office wants it to go by SMS too.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("dedupe_key", name="messages_dedupe_key"),
        CheckConstraint("audience IN ('all', 'role', 'person')", name="messages_audience_check"),
        CheckConstraint("(audience = 'role') = (role IS NOT NULL)", name="messages_role_check"),
        CheckConstraint(
            "(audience = 'person') = (recipient_id IS NOT NULL)", name="messages_recipient_check"
        ),
        CheckConstraint(
            "num_nonnulls(sender_id, sender_code, sender_name) IN (0, 3)", name="messages_sender_check"
        ),
        CheckConstraint("state IN ('scheduled', 'sent', 'cancelled')", name="messages_state_check"),
        CheckConstraint("state = 'sent' OR send_at IS NOT NULL", name="messages_send_at_check"),
        Index(
            "messages_to_all", "sent_at", "id", postgresql_where=text("audience = 'all' AND state = 'sent'")
        ),
        Index(
            "messages_to_role",
            "role",
            "sent_at",
            "id",
            postgresql_where=text("audience = 'role' AND state = 'sent'"),
        ),
        Index(
            "messages_to_person",
            "recipient_id",
            "sent_at",
            "id",
            postgresql_where=text("audience = 'person' AND state = 'sent'"),
        ),
        Index("messages_of_office", "sent_at", "id", postgresql_where=text("sender_id IS NOT NULL")),
        Index("messages_due", "sent_at", postgresql_where=text("state = 'scheduled'")),
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    audience: Mapped[str] = mapped_column(Text)
    role: Mapped[str | None] = mapped_column(Text)
    recipient_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    sender_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    sender_code: Mapped[str | None] = mapped_column(Text)
    sender_name: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    dedupe_key: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="sent")
    sms: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    send_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Read(Base):
    """That a person has read a message."""

    __tablename__ = "reads"
    __table_args__ = (Index("reads_of_person", "person_id", "message_id"),)

    message_id: Mapped[str] = mapped_column(
        ForeignKey("messages.id", name="reads_message_fk", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Reworded(Base):
    """One version of a template's wording; version 0, the system's own, is in the code. Nobody edits a version."""

    __tablename__ = "template_versions"
    __table_args__ = (CheckConstraint("version >= 1", name="template_versions_version_check"),)

    key: Mapped[str] = mapped_column(Text, primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    sms: Mapped[str] = mapped_column(Text)
    send_sms: Mapped[bool] = mapped_column(Boolean)
    reason: Mapped[str] = mapped_column(Text)
    changed_by_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    changed_by_code: Mapped[str] = mapped_column(Text)
    changed_by_name: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Delivery(Base):
    """One message on its way to one person by a channel.

    ``next_attempt_at`` is when it is due: to be sent, to be sent by somebody else because whoever was ``sending`` it
    has died, or, once ``sent``, to be asked about. ``queued_at`` is since when it waits to be sent.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("message_id", "person_id", "channel", name="deliveries_once_key"),
        CheckConstraint("channel IN ('sms')", name="deliveries_channel_check"),
        CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'delivered', 'failed', 'cancelled')",
            name="deliveries_state_check",
        ),
        Index("deliveries_due", "next_attempt_at", postgresql_where=text("state IN ('queued', 'sending')")),
        Index("deliveries_to_ask", "next_attempt_at", postgresql_where=text("state = 'sent'")),
        Index("deliveries_newest", "created_at", "id"),
        Index("deliveries_of_person", "person_id", "created_at", "id"),
        Index("deliveries_in_state", "state", "created_at", "id"),
    )

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    message_id: Mapped[str] = mapped_column(
        ForeignKey("messages.id", name="deliveries_message_fk", ondelete="CASCADE")
    )
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id", name="deliveries_person_fk"))
    channel: Mapped[str] = mapped_column(Text)
    mobile: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    attempts: Mapped[int] = mapped_column(Integer)
    next_attempt_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reference: Mapped[str | None] = mapped_column(Text)
    error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    queued_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class KnownPerson(Base):
    """A user as the auth service last told of them."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    membership_code: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)
    mobile: Mapped[str | None] = mapped_column(Text)


class KnownFile(Base):
    """Whose a file is, as the referral service last told: notices about it need its present inspector."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    contractor_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    inspector_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    version: Mapped[int] = mapped_column(Integer)
