"""What is said of a person's account (R4)."""

from services.messaging.domain.notices.notice import Notice
from services.messaging.domain.persian import moment


def password_reset(*, key: str, reset_at: str, user_id: str) -> list[Notice]:
    """To the user, who may not have asked for it; ``reset_at`` is a Jalali moment."""
    return [
        Notice(
            key=key, recipient_id=user_id, template="password_reset.user", values={"time": moment(reset_at)}
        )
    ]
