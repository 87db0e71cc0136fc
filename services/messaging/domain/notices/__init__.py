"""What the system says to whom when something happened (R32), one function per fact.

Each takes plain values, dates and times as Jalali text, and gives a notice per recipient: which template, and what
the template's names stand for. The ``key`` of a notice is the identity of the fact, so that a fact which arrives twice
is told once.
"""

from services.messaging.domain.notices import (
    accounts,
    corrections,
    files,
    money,
    objections,
    payouts,
    visits,
    webhooks,
)
from services.messaging.domain.notices.notice import Notice

__all__ = ["Notice", "accounts", "corrections", "files", "money", "objections", "visits"]
__all__ = ["Notice", "accounts", "files", "money", "objections", "visits", "webhooks"]
__all__ = ["Notice", "accounts", "files", "money", "objections", "payouts", "visits"]
