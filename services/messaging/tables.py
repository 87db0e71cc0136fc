"""The tables of this service; the outbox, the inbox and the idempotency keys are the chassis's."""

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
    """A message (R31) or a notification of the system (R32), which has no sender but a ``dedupe_key``."""

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
        Index("messages_to_all", "sent_at", "id", postgresql_where=text("audience = 'all'")),
        Index("messages_to_role", "role", "sent_at", "id", postgresql_where=text("audience = 'role'")),
        Index(
            "messages_to_person",
            "recipient_id",
            "sent_at",
            "id",
            postgresql_where=text("audience = 'person'"),
        ),
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
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class Read(Base):
    """That a person has read a message."""

    __tablename__ = "reads"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("messages.id", name="reads_message_fk", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))


class KnownPerson(Base):
    """A user as the auth service last told of them."""

    __tablename__ = "people"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    membership_code: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)


class KnownFile(Base):
    """Whose a file is, as the referral service last told: notices about it need its present inspector."""

    __tablename__ = "files"

    id: Mapped[str] = mapped_column(Uuid(as_uuid=False), primary_key=True)
    number: Mapped[str] = mapped_column(Text)
    contractor_id: Mapped[str] = mapped_column(Uuid(as_uuid=False))
    inspector_id: Mapped[str | None] = mapped_column(Uuid(as_uuid=False))
    version: Mapped[int] = mapped_column(Integer)
