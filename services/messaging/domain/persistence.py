"""How stubbornly a delivery is attempted, and how long its fate is asked about."""

from datetime import datetime, timedelta

_FIRST_QUESTION = timedelta(seconds=15)
_LONGEST_PAUSE_BETWEEN_QUESTIONS = timedelta(hours=1)
# Providers forget what became of a text after two days.
_LAST_QUESTION = timedelta(hours=48)


def pause_after(attempts: int, *, first_minutes: int, longest_minutes: int) -> timedelta:
    """How long to wait after so many failed attempts: twice as long each time, up to a limit."""
    doubled: int = 2 ** min(max(attempts, 1) - 1, 30)
    return timedelta(minutes=min(first_minutes * doubled, longest_minutes))


def expired_since(now: datetime, hours: int) -> datetime:
    """What has waited since then or longer is wanted by nobody any more."""
    return now - timedelta(hours=hours)


def next_question(sent_at: datetime, now: datetime) -> datetime | None:
    """When to ask again what became of a delivery: the older, the later; None once it is too late to ask."""
    age = now - sent_at
    if age >= _LAST_QUESTION:
        return None
    return now + min(max(age, _FIRST_QUESTION), _LONGEST_PAUSE_BETWEEN_QUESTIONS)
