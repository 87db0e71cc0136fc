"""How the notices of a fact become messages, each of them once."""

from collections.abc import Iterable

from chassis.work import Work
from services.messaging import store
from services.messaging.domain import Notice
from services.messaging.use_cases.messages import announce


def tell(work: Work, notices: Iterable[Notice], *, file_id: str | None = None) -> None:
    """Send what has not been sent yet. Recipients need not be known here: their ids suffice."""
    for notice in notices:
        message = store.add_message(
            work.session,
            {
                "id": work.new_id(),
                "audience": str(notice.audience),
                "role": notice.role and str(notice.role),
                "recipient_id": notice.recipient_id,
                "subject": notice.subject,
                "body": notice.body,
                "file_id": file_id,
                "dedupe_key": notice.dedupe_key,
                "sent_at": work.now,
            },
        )
        if message is not None:
            announce(work, message)
