"""What is said of webhooks, by which other systems hear of the books."""

from contracts.terms import Role
from services.messaging.domain.notices.notice import Notice
from services.messaging.domain.persian import code, moment


def webhook_disabled(*, key: str, url: str, gone: bool, failing_since: str) -> list[Notice]:
    """To finance, which has it set right; ``failing_since`` is a Jalali moment."""
    why = (
        "گیرنده اعلام کرد که این نشانی دیگر وجود ندارد."
        if gone
        else f"پیام‌ها از {moment(failing_since)} به این نشانی نرسیده است."
    )
    return [
        Notice(
            key=key,
            role=Role.FINANCE,
            template="webhook_disabled.finance",
            values={"url": code(url), "why": why},
        )
    ]
