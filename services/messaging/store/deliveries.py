"""Deliveries: what waits to be sent, what is being sent, what became of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Uuid, and_, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from chassis.paging import Place
from contracts.terms import DeliveryState
from services.messaging.tables import Delivery, KnownPerson

_WAITING = (DeliveryState.QUEUED.value, DeliveryState.SENDING.value)


def add_deliveries(session: Session, deliveries: list[dict[str, Any]]) -> None:
    """Queue them, but for those of a message and person that are queued already."""
    if deliveries:
        session.execute(insert(Delivery).on_conflict_do_nothing(constraint="deliveries_once_key"), deliveries)


def take_due(
    session: Session, *, now: datetime, max_attempts: int, queued_after: datetime, until: datetime
) -> Delivery | None:
    """Take one that is due and not too old, which is then this process's until a moment; None when there is none.

    One whose taker died with the last attempt is not attempted again: see :func:`give_up_lost`.
    """
    due = (
        select(Delivery.id)
        .where(
            Delivery.state.in_(_WAITING),
            Delivery.next_attempt_at <= now,
            Delivery.attempts < max_attempts,
            Delivery.queued_at > queued_after,
        )
        .order_by(Delivery.next_attempt_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Delivery)
        .where(Delivery.id == due.scalar_subquery())
        .values(state=DeliveryState.SENDING.value, attempts=Delivery.attempts + 1, next_attempt_at=until)
        .returning(Delivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return session.scalar(taking)


def lock_taken(session: Session, delivery_id: str, *, attempt: int) -> Delivery | None:
    """A delivery that is being sent for the so-manieth time; None when it was settled or taken over meanwhile."""
    query = (
        select(Delivery)
        .where(
            Delivery.id == delivery_id,
            Delivery.state == DeliveryState.SENDING.value,
            Delivery.attempts == attempt,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return session.scalar(query)


def cancel_expired(session: Session, *, now: datetime, queued_before: datetime) -> int:
    """Cancel what has waited for too long, and is in nobody's hands; gives how many."""
    ended = session.execute(
        update(Delivery)
        .where(
            or_(
                Delivery.state == DeliveryState.QUEUED.value,
                and_(Delivery.state == DeliveryState.SENDING.value, Delivery.next_attempt_at <= now),
            ),
            Delivery.queued_at <= queued_before,
        )
        .values(state=DeliveryState.CANCELLED.value, next_attempt_at=None, error="expired", ended_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def give_up_lost(session: Session, *, now: datetime, max_attempts: int) -> int:
    """Fail those that have had every attempt and are due again: the last one never came back. Gives how many."""
    ended = session.execute(
        update(Delivery)
        .where(
            Delivery.state.in_(_WAITING),
            Delivery.next_attempt_at <= now,
            Delivery.attempts >= max_attempts,
        )
        .values(
            state=DeliveryState.FAILED.value,
            next_attempt_at=None,
            error=func.coalesce(Delivery.error, "no answer"),
            ended_at=now,
        )
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    )
    return len(ended.all())


def take_to_ask(session: Session, *, now: datetime, until: datetime, count: int) -> list[Delivery]:
    """Take some whose fate is to be asked about, the most overdue first; nobody else takes them until a moment."""
    due = (
        select(Delivery.id)
        .where(Delivery.state == DeliveryState.SENT.value, Delivery.next_attempt_at <= now)
        .order_by(Delivery.next_attempt_at)
        .limit(count)
        .with_for_update(skip_locked=True)
    )
    taking = (
        update(Delivery)
        .where(Delivery.id.in_(due))
        .values(next_attempt_at=until)
        .returning(Delivery)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return list(session.scalars(taking))


def lock_sent(session: Session, delivery_ids: list[str]) -> list[Delivery]:
    """Those of these that are sent and whose fate is not known."""
    query = (
        select(Delivery)
        .where(Delivery.id.in_(delivery_ids), Delivery.state == DeliveryState.SENT.value)
        .order_by(Delivery.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def lock_delivery(session: Session, delivery_id: str) -> tuple[Delivery, KnownPerson] | None:
    """A delivery and to whom it goes; nobody else changes it until this transaction ends."""
    query = (
        select(Delivery, KnownPerson)
        .join(KnownPerson, KnownPerson.id == Delivery.person_id)
        .where(Delivery.id == delivery_id)
        .with_for_update(of=Delivery)
        .execution_options(populate_existing=True)
    )
    found = session.execute(query).first()
    return None if found is None else (found[0], found[1])


def list_deliveries(
    session: Session,
    *,
    state: str | None,
    message_id: str | None,
    person_id: str | None,
    before: Place | None,
    count: int,
) -> list[tuple[Delivery, KnownPerson]]:
    """Deliveries and to whom each goes, newest first, those before a position."""
    query = select(Delivery, KnownPerson).join(KnownPerson, KnownPerson.id == Delivery.person_id)
    for column, value in (
        (Delivery.state, state),
        (Delivery.message_id, message_id),
        (Delivery.person_id, person_id),
    ):
        if value is not None:
            query = query.where(column == value)
    if before is not None:
        created_at, delivery_id = before
        query = query.where(
            tuple_(Delivery.created_at, Delivery.id)
            < tuple_(literal(created_at, DateTime(timezone=True)), literal(delivery_id, Uuid(as_uuid=False)))
        )
    query = query.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(count)
    return [(delivery, person) for delivery, person in session.execute(query)]
