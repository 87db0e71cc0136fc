"""Announcements: what webhooks are told, queued for each that wants to hear of it."""

from collections.abc import Mapping, Sequence

from chassis.work import Work
from contracts.terms import WebhookDeliveryState, WebhookEvent
from services.billing import store
from services.billing.domain import PAYMENT_PREFIX, BookedEntry, message
from services.billing.tables import Webhook


def announce_entries(work: Work) -> None:
    """Tell those who are behind of the last number of the feed.

    It is compared, not counted: however many entries got numbers since, a webhook is told once, of the last; and not
    again before that has arrived.
    """
    last, _ = store.end_of_feed(work.session)
    for webhook in store.lock_behind(work.session, last):
        _queue(work, webhook, WebhookEvent.ENTRIES_POSTED, f"entries:{work.new_id()}", {"sequence": last})
        webhook.told_sequence = last


def announce_payments(work: Work, numbered: Sequence[tuple[int, BookedEntry]]) -> None:
    """Tell of those entries, just numbered, by which money came in: one message each."""
    paid = [(sequence, entry) for sequence, entry in numbered if entry.key.startswith(PAYMENT_PREFIX)]
    webhooks = store.lock_listening(work.session, WebhookEvent.PAYMENT_RECEIVED) if paid else []
    for sequence, entry in paid:
        data = {"sequence": sequence, "file_id": entry.file_id}
        for webhook in webhooks:
            _queue(work, webhook, WebhookEvent.PAYMENT_RECEIVED, f"payment:{sequence}", data)


def announce_period(work: Work, period: str) -> None:
    """A month takes no entry any more."""
    for webhook in store.lock_listening(work.session, WebhookEvent.PERIOD_CLOSED):
        cause, data = f"period:{period}", {"period": period}
        _queue(work, webhook, WebhookEvent.PERIOD_CLOSED, cause, data)


def _queue(work: Work, webhook: Webhook, event: WebhookEvent, cause: str, data: Mapping[str, object]) -> None:
    store.add_delivery(
        work.session,
        {
            "id": work.new_id(),
            "webhook_id": webhook.id,
            "event": event.value,
            "cause": cause,
            "body": message(event, work.now, data),
            "state": WebhookDeliveryState.PENDING.value,
            "attempts": 0,
            "next_attempt_at": work.now,
            "created_at": work.now,
        },
    )
