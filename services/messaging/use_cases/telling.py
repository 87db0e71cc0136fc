"""How the notices of a fact become messages, each of them once, in the organization's words."""

from collections.abc import Iterable

from chassis.telemetry import get_logger
from chassis.work import Work
from services.messaging import domain, store
from services.messaging.domain import TEMPLATES, Notice, TemplateError, Wording
from services.messaging.use_cases.messages import announce
from services.messaging.use_cases.queueing import queue_sms
from services.messaging.use_cases.templates import wording_now

log = get_logger(__name__)


def tell(work: Work, notices: Iterable[Notice], *, file_id: str | None = None) -> None:
    """Send what has not been sent yet. Recipients need not be known here: their ids suffice."""
    for notice in notices:
        text = worded(work, notice)
        message = store.add_message(
            work.session,
            {
                "id": work.new_id(),
                "audience": str(notice.audience),
                "role": notice.role and str(notice.role),
                "recipient_id": notice.recipient_id,
                "subject": text.subject,
                "body": text.body,
                "file_id": file_id,
                "dedupe_key": notice.dedupe_key,
                "sms": text.send_sms,
                "sent_at": work.now,
            },
        )
        if message is None:
            continue
        announce(work, message)
        if text.send_sms:
            queue_sms(work, message, text.sms)


def worded(work: Work, notice: Notice) -> Wording:
    """What a notice says now. A wording that cannot be filled in loses no notice: the system's own says it then."""
    template = TEMPLATES[notice.template]
    try:
        return domain.render(wording_now(work, template), notice.values)
    except TemplateError as error:
        log.error("template_broken", key=template.key, why=str(error))
        return domain.render(template.default, notice.values)
