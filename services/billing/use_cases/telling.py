"""Messages on their way to webhooks: taken, sent in no transaction, settled, tried again for three days.

A message is sent at least once: whoever dies between the receiver's yes and its being written down leaves it to be
sent again, under the same id, by which the receiver can tell.
"""

from dataclasses import dataclass
from datetime import timedelta

from chassis.telemetry import get_logger
from chassis.work import Services, Work
from contracts.billing import WebhookDisabled
from contracts.terms import WebhookDeliveryState, WebhookEvent, WebhookState
from services.billing import store
from services.billing.channels.webhook import Answer, Message, Teller
from services.billing.domain import PATIENCE, hold_after, pause_after
from services.billing.settings import settings
from services.billing.tables import Webhook, WebhookDelivery

log = get_logger(__name__)

# Longer than anybody's patience, after which somebody else takes over.
_LEASE = timedelta(minutes=2)
_KEPT = timedelta(days=30)
_FORGOTTEN_AT_ONCE = 1000
_GONE = 410


@dataclass(frozen=True, kw_only=True)
class Parcel:
    """A message that this process has taken for one attempt."""

    webhook_id: str
    attempt: int
    message: Message


def take_webhook_delivery(work: Work) -> Parcel | None:
    """Take one message that is due."""
    taken = store.take_delivery(work.session, now=work.now, until=work.now + _LEASE)
    if taken is None:
        return None
    delivery, webhook = taken
    secrets = [webhook.secret]
    if webhook.old_secret and webhook.old_secret_until and work.now < webhook.old_secret_until:
        secrets.append(webhook.old_secret)
    return Parcel(
        webhook_id=webhook.id,
        attempt=delivery.attempts,
        message=Message(
            message_id=delivery.id,
            url=webhook.url,
            body=delivery.body,
            secrets=tuple(secrets),
            sent_at=work.now,
        ),
    )


def tell_webhook(_services: Services, parcel: Parcel) -> Answer:
    """Send it, in no transaction."""
    teller = Teller(
        patience_seconds=settings().webhook_patience_seconds, private_allowed=settings().webhook_private
    )
    return teller.tell(parcel.message)


def settle_webhook_delivery(work: Work, parcel: Parcel, answer: Answer) -> None:
    """Write down what came of it, and when to try again; nothing, if it was deleted or taken over meanwhile."""
    webhook = store.lock_webhook(work.session, parcel.webhook_id)
    delivery = store.lock_delivery(work.session, parcel.webhook_id, parcel.message.message_id)
    if webhook is None or delivery is None or delivery.attempts != parcel.attempt:
        return
    webhook.tried_at = work.now
    delivery.last_status, delivery.last_error = answer.status, answer.error
    if answer.status is not None and 200 <= answer.status < 300:
        _arrived(work, webhook, delivery)
    elif delivery.state == WebhookDeliveryState.PENDING.value:
        _failed(work, webhook, delivery)


def forget_webhook_deliveries(work: Work) -> bool:
    """Forget messages that ended long ago; whether more are left."""
    ended_before = work.now - _KEPT
    gone = store.forget_deliveries(work.session, ended_before=ended_before, count=_FORGOTTEN_AT_ONCE)
    return gone == _FORGOTTEN_AT_ONCE


def _arrived(work: Work, webhook: Webhook, delivery: WebhookDelivery) -> None:
    """Whoever answers is there again, also after having been given up."""
    _end(work, delivery, WebhookDeliveryState.DELIVERED)
    webhook.failures, webhook.failing_since, webhook.held_until = 0, None, None
    if webhook.state == WebhookState.DISABLED.value:
        webhook.state, webhook.disabled_at, webhook.disabled_why = WebhookState.ACTIVE.value, None, None
        webhook.told_sequence = 0  # what it was told last was perhaps never heard


def _failed(work: Work, webhook: Webhook, delivery: WebhookDelivery) -> None:
    log.warning(
        "webhook_not_told",
        delivery_id=delivery.id,
        attempt=delivery.attempts,
        status=delivery.last_status,
        why=delivery.last_error,
    )
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or work.now
    webhook.held_until = work.now + hold_after(webhook.failures)
    pause = pause_after(delivery.attempts)
    gone = delivery.last_status == _GONE
    if gone or pause is None or delivery.event == WebhookEvent.PING.value:
        _end(work, delivery, WebhookDeliveryState.FAILED)
    else:
        delivery.next_attempt_at = work.now + pause
    tired = pause is None and work.now - webhook.failing_since >= PATIENCE
    if webhook.state == WebhookState.ACTIVE.value and (gone or tired):
        _disable(work, webhook, gone=gone)


def _disable(work: Work, webhook: Webhook, *, gone: bool) -> None:
    """Finance hears of it; what waited is wanted no more."""
    webhook.state, webhook.disabled_at = WebhookState.DISABLED.value, work.now
    webhook.disabled_why = "gone" if gone else "failed for three days"
    work.session.flush()
    store.cancel_deliveries(work.session, webhook.id, work.now)
    log.warning("webhook_disabled", webhook_id=webhook.id, why=webhook.disabled_why)
    work.emit(
        WebhookDisabled(
            id=webhook.id,
            url=webhook.url,
            gone=gone,
            failing_since=webhook.failing_since or work.now,
            disabled_at=work.now,
        )
    )


def _end(work: Work, delivery: WebhookDelivery, state: WebhookDeliveryState) -> None:
    delivery.state, delivery.next_attempt_at, delivery.ended_at = state.value, None, work.now
