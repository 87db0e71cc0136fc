"""Webhooks: who is told that something happened to the books, by the Standard Webhooks specification."""

from typing import Any

from contracts.billing import BillingApi, NewWebhook, NewWebhookSecret, WebhookDeliveryView, WebhookView
from contracts.errors import BillingCode
from contracts.shapes import Page
from contracts.terms import Role
from gateway.ask import Ask
from gateway.routing import Routes

routes = Routes("webhooks", __name__, description="وب‌هوک‌ها · Webhooks")
FINANCE = frozenset({Role.FINANCE})
_NO_WEBHOOK = BillingCode.WEBHOOK_NOT_FOUND


@routes.serve("GET", "/webhooks", BillingApi.list_webhooks, fa="وب‌هوک‌ها", who=FINANCE)
def list_webhooks(ask: Ask, **query: Any) -> Page[WebhookView]:
    """The webhooks, newest first; never their secrets."""
    return ask.billing.list_webhooks(caller=ask.caller, **query)


@routes.serve(
    "POST",
    "/webhooks",
    BillingApi.create_webhook,
    fa="ساختن وب‌هوک",
    who=FINANCE,
    status=201,
    own_key=True,
    refuses=(
        BillingCode.WEBHOOK_ADDRESS_REFUSED,
        BillingCode.WEBHOOK_EXISTS,
        BillingCode.TOO_MANY_WEBHOOKS,
    ),
)
def create_webhook(ask: Ask, **body: Any) -> NewWebhook:
    """Tell a public https address of these events, or of all. The secret with which to verify them is shown once.

    Messages are thin, signed, and sent at least once, under the same `webhook-id`: `{type, timestamp, data}`. What
    happened is in the feed. Whoever does not answer 2xx is told again, ever more rarely, for three days.
    """
    return ask.billing.create_webhook(caller=ask.caller, **body)


@routes.serve(
    "DELETE", "/webhooks", BillingApi.delete_webhooks, fa="حذف همهٔ وب‌هوک‌ها", who=FINANCE, status=204
)
def delete_webhooks(ask: Ask, **query: Any) -> None:
    """Delete every webhook; only with `?all=true`, which says that this is what is meant."""
    ask.billing.delete_webhooks(caller=ask.caller, **query)


@routes.serve(
    "DELETE",
    "/webhooks/<id>",
    BillingApi.delete_webhook,
    fa="حذف وب‌هوک",
    who=FINANCE,
    status=204,
    refuses=(_NO_WEBHOOK,),
)
def delete_webhook(ask: Ask, webhook_id: str) -> None:
    """Tell it nothing any more; what it was told is forgotten with it."""
    ask.billing.delete_webhook(caller=ask.caller, webhook_id=webhook_id)


@routes.serve(
    "POST",
    "/webhooks/<id>/secret-rotation",
    BillingApi.rotate_webhook_secret,
    fa="تعویض رمز وب‌هوک",
    who=FINANCE,
    own_key=True,
    refuses=(_NO_WEBHOOK,),
)
def rotate_webhook_secret(ask: Ask, webhook_id: str) -> NewWebhookSecret:
    """Another secret, shown once. Until `old_secret_until` the one before it signs every message as well."""
    return ask.billing.rotate_webhook_secret(caller=ask.caller, webhook_id=webhook_id)


@routes.serve(
    "POST",
    "/webhooks/<id>/test",
    BillingApi.ping_webhook,
    fa="آزمودن وب‌هوک",
    who=FINANCE,
    status=201,
    refuses=(_NO_WEBHOOK,),
)
def ping_webhook(ask: Ask, webhook_id: str) -> WebhookDeliveryView:
    """Send a `ping`, once; its delivery says what came of it. A disabled webhook that answers is active again."""
    return ask.billing.ping_webhook(caller=ask.caller, webhook_id=webhook_id)


@routes.serve(
    "GET",
    "/webhooks/<id>/deliveries",
    BillingApi.list_webhook_deliveries,
    fa="پیام‌های یک وب‌هوک",
    who=FINANCE,
    refuses=(_NO_WEBHOOK,),
)
def list_webhook_deliveries(ask: Ask, webhook_id: str, **query: Any) -> Page[WebhookDeliveryView]:
    """What it was told in the last 30 days, or is to be told, newest first, and what came of it."""
    return ask.billing.list_webhook_deliveries(caller=ask.caller, webhook_id=webhook_id, **query)


@routes.serve(
    "POST",
    "/webhooks/<id>/deliveries/<delivery_id>/replay",
    BillingApi.replay_webhook_delivery,
    fa="فرستادن دوبارهٔ پیام وب‌هوک",
    who=FINANCE,
    refuses=(_NO_WEBHOOK, BillingCode.WEBHOOK_DELIVERY_NOT_FOUND, BillingCode.WEBHOOK_DELIVERY_PENDING),
)
def replay_webhook_delivery(ask: Ask, webhook_id: str, delivery_id: str) -> WebhookDeliveryView:
    """Send a message that has ended once more, at once, under its own id."""
    return ask.billing.replay_webhook_delivery(
        caller=ask.caller, webhook_id=webhook_id, delivery_id=delivery_id
    )
