"""What the billing service tells of webhooks."""

from chassis.jalali import jalali_moment
from chassis.work import Work
from contracts.billing import WebhookDisabled
from services.messaging.domain.notices import webhooks
from services.messaging.use_cases.telling import tell


def tell_webhook_disabled(work: Work, event: WebhookDisabled) -> None:
    """Finance hears that another system is told nothing any more."""
    notices = webhooks.webhook_disabled(
        key=f"webhook_disabled:{event.id}:{event.disabled_at.isoformat()}",
        url=event.url,
        gone=event.gone,
        failing_since=jalali_moment(event.failing_since),
    )
    tell(work, notices)
