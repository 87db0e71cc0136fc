"""Webhooks and their deliveries. Whoever changes what becomes of both locks the webhook first."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Uuid, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from contracts.terms import WebhookDeliveryState, WebhookEvent, WebhookState
from services.billing.tables import Webhook, WebhookDelivery

_PENDING = WebhookDeliveryState.PENDING.value


def list_webhooks(session: Session, *, before: Place | None, count: int) -> Sequence[Webhook]:
    """Webhooks, newest first, those before a place."""
    query = select(Webhook).order_by(Webhook.created_at.desc(), Webhook.id.desc()).limit(count)
    if before is not None:
        query = query.where(tuple_(Webhook.created_at, Webhook.id) < _place(before))
    return session.scalars(query).all()


def count_webhooks(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count()).select_from(Webhook)) or 0


def webhook_exists(session: Session, url: str) -> bool:
    """Whether an address is told already."""
    return session.scalar(select(Webhook.id).where(Webhook.url == url)) is not None


def find_webhook(session: Session, webhook_id: str) -> Webhook | None:
    """A webhook."""
    return session.get(Webhook, webhook_id)


def lock_webhook(session: Session, webhook_id: str) -> Webhook | None:
    """A webhook, held until the transaction ends."""
    query = select(Webhook).where(Webhook.id == webhook_id).with_for_update()
    return session.scalar(query.execution_options(populate_existing=True))


def delete_webhook(session: Session, webhook_id: str) -> bool:
    """Delete one with its deliveries; whether there was one."""
    return session.scalar(delete(Webhook).where(Webhook.id == webhook_id).returning(Webhook.id)) is not None


def delete_webhooks(session: Session) -> int:
    """Delete all with their deliveries; gives how many."""
    return len(session.scalars(delete(Webhook).returning(Webhook.id)).all())


def lock_listening(session: Session, event: WebhookEvent) -> Sequence[Webhook]:
    """The active webhooks that want to hear of an event; none is deleted before the transaction ends."""
    return session.scalars(
        select(Webhook)
        .where(Webhook.state == WebhookState.ACTIVE.value, Webhook.events.contains([event.value]))
        .order_by(Webhook.id)
        .with_for_update(read=True, key_share=True)
    ).all()


def lock_behind(session: Session, last: int) -> Sequence[Webhook]:
    """The active webhooks that were not told of this number of the feed, and are not just being told of another."""
    told = select(WebhookDelivery.id).where(
        WebhookDelivery.webhook_id == Webhook.id,
        WebhookDelivery.event == WebhookEvent.ENTRIES_POSTED.value,
        WebhookDelivery.state == _PENDING,
    )
    return session.scalars(
        select(Webhook)
        .where(
            Webhook.state == WebhookState.ACTIVE.value,
            Webhook.told_sequence < last,
            Webhook.events.contains([WebhookEvent.ENTRIES_POSTED.value]),
            ~told.exists(),
        )
        .order_by(Webhook.id)
        .with_for_update()
    ).all()


def add_delivery(session: Session, values: dict[str, Any]) -> None:
    """Queue a message, unless the webhook has one of the same cause."""
    session.execute(insert(WebhookDelivery).values(values).on_conflict_do_nothing())


def take_delivery(
    session: Session, *, now: datetime, until: datetime
) -> tuple[WebhookDelivery, Webhook] | None:
    """Take one that is due, and whose webhook is not left alone; it is this process's until a moment.

    Messages go out one at a time: so whoever answers goes before whoever fails, and of those the one whose turn was
    longest ago, however many messages another has.
    """
    due = (
        select(WebhookDelivery.id)
        .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
        .where(
            WebhookDelivery.state == _PENDING,
            WebhookDelivery.next_attempt_at <= now,
            or_(Webhook.held_until.is_(None), Webhook.held_until <= now),
        )
        .order_by(
            Webhook.failures > 0,
            Webhook.tried_at.asc().nulls_first(),
            WebhookDelivery.next_attempt_at,
            WebhookDelivery.id,
        )
        .limit(1)
        .with_for_update(of=WebhookDelivery, skip_locked=True)
    )
    taken = session.scalar(
        update(WebhookDelivery)
        .where(WebhookDelivery.id == due.scalar_subquery())
        .values(attempts=WebhookDelivery.attempts + 1, next_attempt_at=until)
        .returning(WebhookDelivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    webhook = find_webhook(session, taken.webhook_id) if taken else None
    return (taken, webhook) if taken and webhook else None


def lock_delivery(session: Session, webhook_id: str, delivery_id: str) -> WebhookDelivery | None:
    """A webhook's message; nobody else changes it until the transaction ends."""
    query = (
        select(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.webhook_id == webhook_id)
        .with_for_update()
    )
    return session.scalar(query.execution_options(populate_existing=True))


def cancel_deliveries(session: Session, webhook_id: str, now: datetime) -> None:
    """What waits for a webhook is wanted no more."""
    session.execute(
        update(WebhookDelivery)
        .where(WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.state == _PENDING)
        .values(state=WebhookDeliveryState.CANCELLED.value, next_attempt_at=None, ended_at=now)
        .execution_options(synchronize_session=False)
    )


def list_webhook_deliveries(
    session: Session, webhook_id: str, *, state: str | None, before: Place | None, count: int
) -> Sequence[WebhookDelivery]:
    """A webhook's messages, newest first, those before a place."""
    query = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    if state is not None:
        query = query.where(WebhookDelivery.state == state)
    if before is not None:
        query = query.where(tuple_(WebhookDelivery.created_at, WebhookDelivery.id) < _place(before))
    return session.scalars(
        query.order_by(WebhookDelivery.created_at.desc(), WebhookDelivery.id.desc()).limit(count)
    ).all()


def forget_deliveries(session: Session, *, ended_before: datetime, count: int) -> int:
    """Delete some that ended long ago; gives how many."""
    old = select(WebhookDelivery.id).where(WebhookDelivery.ended_at < ended_before).limit(count)
    gone = session.scalars(
        delete(WebhookDelivery).where(WebhookDelivery.id.in_(old)).returning(WebhookDelivery.id)
    )
    return len(gone.all())


def _place(before: Place) -> Any:
    moment, row_id = before
    return tuple_(literal(moment, DateTime(timezone=True)), literal(row_id, Uuid(as_uuid=False)))
