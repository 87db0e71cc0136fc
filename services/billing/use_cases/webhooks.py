"""Webhooks: addresses that finance has told of what happens to the books."""

import base64
import secrets
from datetime import timedelta

from chassis.ids import is_id
from chassis.paging import decode_place, page
from chassis.telemetry import get_logger
from chassis.work import Look, Work
from contracts.billing import NewWebhook, NewWebhookSecret, WebhookDeliveryView, WebhookView
from contracts.errors import BillingCode, CommonCode, Conflict, InvalidRequest, NotFound
from contracts.shapes import Caller, Page
from contracts.terms import WebhookDeliveryState, WebhookEvent, WebhookState
from services.billing import store
from services.billing.domain import SECRET_PREFIX, message, mistake_in_url
from services.billing.settings import settings
from services.billing.tables import Webhook, WebhookDelivery
from services.billing.use_cases.permitting import require_finance

log = get_logger(__name__)

_MOST_WEBHOOKS = 20
_SECRET_BYTES = 32


def list_webhooks(
    look: Look, *, caller: Caller, limit: int = 50, cursor: str | None = None
) -> Page[WebhookView]:
    """Finance: the webhooks, newest first; never their secrets."""
    require_finance(caller)
    rows = store.list_webhooks(look.session, before=decode_place(cursor), count=limit + 1)
    return page(rows, limit, key=lambda row: (row.created_at.isoformat(), row.id), view=_view)


def create_webhook(
    work: Work, *, caller: Caller, url: str, events: list[WebhookEvent] | None = None, description: str = ""
) -> NewWebhook:
    """Finance: tell an address of what happens from now on. Its secret is kept as it is, for it must sign."""
    require_finance(caller)
    mistake = mistake_in_url(
        url, plain_allowed=settings().webhook_plain, private_allowed=settings().webhook_private
    )
    if mistake is not None:
        raise InvalidRequest(BillingCode.WEBHOOK_ADDRESS_REFUSED, errors={"url": [mistake]})
    if store.webhook_exists(work.session, url):
        raise Conflict(BillingCode.WEBHOOK_EXISTS)
    if store.count_webhooks(work.session) >= _MOST_WEBHOOKS:
        raise Conflict(BillingCode.TOO_MANY_WEBHOOKS, limit=_MOST_WEBHOOKS)
    wanted = sorted(set(WebhookEvent if events is None else events) - {WebhookEvent.PING})
    if not wanted:
        raise InvalidRequest(CommonCode.INVALID, errors={"events": ["Shorter than minimum length 1."]})
    webhook = Webhook(
        id=work.new_id(),
        url=url,
        description=description,
        events=[event.value for event in wanted],
        secret=_new_secret(),
        state=WebhookState.ACTIVE.value,
        told_sequence=store.end_of_feed(work.session)[0],
        failures=0,
        created_by=caller.id,
        created_at=work.now,
    )
    work.session.add(webhook)
    log.info("webhook_created", webhook_id=webhook.id, by=caller.id)
    return NewWebhook(
        id=webhook.id,
        url=url,
        description=description,
        events=wanted,
        state=WebhookState.ACTIVE,
        secret=webhook.secret,
        created_at=work.now,
    )


def delete_webhook(work: Work, *, caller: Caller, webhook_id: str) -> None:
    """Finance: tell it nothing any more; what it was told is forgotten with it."""
    require_finance(caller)
    if not (is_id(webhook_id) and store.delete_webhook(work.session, webhook_id)):
        raise NotFound(BillingCode.WEBHOOK_NOT_FOUND)
    log.info("webhook_deleted", webhook_id=webhook_id, by=caller.id)


def delete_webhooks(work: Work, *, caller: Caller, all: bool) -> None:
    """Finance: the same for every webhook; ``all`` says that this is what was meant."""
    require_finance(caller)
    if not all:
        raise InvalidRequest(CommonCode.INVALID, errors={"all": ["Must be true."]})
    log.info("webhooks_deleted", count=store.delete_webhooks(work.session), by=caller.id)


def rotate_webhook_secret(work: Work, *, caller: Caller, webhook_id: str) -> NewWebhookSecret:
    """Finance: another secret; the one before it signs beside it until the receiver has had time to change."""
    require_finance(caller)
    webhook = _locked(work, webhook_id)
    until = work.now + timedelta(hours=settings().webhook_rotation_hours)
    webhook.old_secret, webhook.old_secret_until, webhook.secret = webhook.secret, until, _new_secret()
    log.info("webhook_secret_rotated", webhook_id=webhook.id, by=caller.id)
    return NewWebhookSecret(id=webhook.id, secret=webhook.secret, old_secret_until=until)


def list_webhook_deliveries(
    look: Look,
    *,
    caller: Caller,
    webhook_id: str,
    state: WebhookDeliveryState | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[WebhookDeliveryView]:
    """Finance: what a webhook was told, or is to be told, newest first."""
    require_finance(caller)
    before = decode_place(cursor)
    if not is_id(webhook_id) or store.find_webhook(look.session, webhook_id) is None:
        raise NotFound(BillingCode.WEBHOOK_NOT_FOUND)
    rows = store.list_webhook_deliveries(
        look.session,
        webhook_id,
        state=None if state is None else state.value,
        before=before,
        count=limit + 1,
    )
    return page(rows, limit, key=lambda row: (row.created_at.isoformat(), row.id), view=_delivery_view)


def replay_webhook_delivery(
    work: Work, *, caller: Caller, webhook_id: str, delivery_id: str
) -> WebhookDeliveryView:
    """Finance: the same message once more, with all its attempts; at once, even to a webhook that is left alone."""
    require_finance(caller)
    webhook = _locked(work, webhook_id)
    delivery = store.lock_delivery(work.session, webhook.id, delivery_id) if is_id(delivery_id) else None
    if delivery is None:
        raise NotFound(BillingCode.WEBHOOK_DELIVERY_NOT_FOUND)
    if delivery.state == WebhookDeliveryState.PENDING.value:
        raise Conflict(BillingCode.WEBHOOK_DELIVERY_PENDING)
    webhook.held_until = None
    delivery.state, delivery.attempts = WebhookDeliveryState.PENDING.value, 0
    delivery.next_attempt_at, delivery.ended_at = work.now, None
    log.info("webhook_delivery_replayed", delivery_id=delivery.id, by=caller.id)
    return _delivery_view(delivery)


def ping_webhook(work: Work, *, caller: Caller, webhook_id: str) -> WebhookDeliveryView:
    """Finance: try a webhook, once."""
    require_finance(caller)
    webhook = _locked(work, webhook_id)
    webhook.held_until = None
    made = work.new_id()
    ping = WebhookDelivery(
        id=made,
        webhook_id=webhook.id,
        event=WebhookEvent.PING.value,
        cause=f"ping:{made}",
        body=message(WebhookEvent.PING, work.now, {"webhook_id": webhook.id}),
        state=WebhookDeliveryState.PENDING.value,
        attempts=0,
        next_attempt_at=work.now,
        created_at=work.now,
    )
    work.session.add(ping)
    return _delivery_view(ping)


def _locked(work: Work, webhook_id: str) -> Webhook:
    webhook = store.lock_webhook(work.session, webhook_id) if is_id(webhook_id) else None
    if webhook is None:
        raise NotFound(BillingCode.WEBHOOK_NOT_FOUND)
    return webhook


def _new_secret() -> str:
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def _view(webhook: Webhook) -> WebhookView:
    return WebhookView(
        id=webhook.id,
        url=webhook.url,
        description=webhook.description,
        events=[WebhookEvent(event) for event in webhook.events],
        state=WebhookState(webhook.state),
        failing_since=webhook.failing_since,
        disabled_at=webhook.disabled_at,
        disabled_why=webhook.disabled_why,
        old_secret_until=webhook.old_secret_until,
        created_at=webhook.created_at,
    )


def _delivery_view(delivery: WebhookDelivery) -> WebhookDeliveryView:
    return WebhookDeliveryView(
        id=delivery.id,
        webhook_id=delivery.webhook_id,
        event=WebhookEvent(delivery.event),
        body=delivery.body,
        state=WebhookDeliveryState(delivery.state),
        attempts=delivery.attempts,
        next_attempt_at=delivery.next_attempt_at,
        last_status=delivery.last_status,
        last_error=delivery.last_error,
        created_at=delivery.created_at,
        ended_at=delivery.ended_at,
    )
