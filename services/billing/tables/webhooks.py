"""Who is told that something happened, and what came of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from services.billing.tables.base import Base, Id


class Webhook(Base):
    """An address that is told what happens to the books. Its row lock orders what becomes of its deliveries.

    ``secret`` signs, and so does ``old_secret`` until its time. ``told_sequence`` is the last number of the feed that
    it was told of. ``failures`` counts those since anything arrived, ``failing_since`` is when the first of them was,
    and nothing is sent before ``held_until``.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[Any]]
    secret: Mapped[str]
    old_secret: Mapped[str | None]
    old_secret_until: Mapped[datetime | None]
    state: Mapped[str]
    disabled_at: Mapped[datetime | None]
    disabled_why: Mapped[str | None]
    told_sequence: Mapped[int]
    failures: Mapped[int] = mapped_column(Integer)
    failing_since: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class WebhookDelivery(Base):
    """One message to a webhook, the same for every attempt; ``cause`` is the identity of what it tells.

    While it is pending, it is due at ``next_attempt_at``; whoever takes it for an attempt moves that ahead, so that
    nobody else does, and it lapses if they die.
    """

    __tablename__ = "webhook_deliveries"

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(Id, ForeignKey("webhooks.id"))
    event: Mapped[str]
    cause: Mapped[str]
    body: Mapped[str]
    state: Mapped[str]
    attempts: Mapped[int] = mapped_column(Integer)
    next_attempt_at: Mapped[datetime | None]
    last_status: Mapped[int | None] = mapped_column(Integer)
    last_error: Mapped[str | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
