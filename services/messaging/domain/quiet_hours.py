"""When telephones are left alone. Times of day are Tehran's; the same time twice means never."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")


@dataclass(frozen=True)
class QuietHours:
    """From a time of day to another, over midnight if the second comes first; the end itself is not quiet."""

    begin: time
    end: time

    @classmethod
    def of(cls, begin: str, end: str) -> "QuietHours":
        """From ``22:00`` and ``07:00``."""
        return cls(time.fromisoformat(begin), time.fromisoformat(end))

    @property
    def length(self) -> timedelta:
        """How long they are."""
        return timedelta(minutes=(_minutes(self.end) - _minutes(self.begin)) % (24 * 60))

    def covers(self, moment: datetime) -> bool:
        """Whether it is quiet then."""
        clock = moment.astimezone(TEHRAN).time()
        if self.begin <= self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end

    def next_after(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the quiet hours that cover it."""
        if not self.covers(moment):
            return moment
        local = moment.astimezone(TEHRAN)
        days = 1 if local.time() >= self.end else 0
        return datetime.combine(local.date() + timedelta(days=days), self.end, TEHRAN).astimezone(
            moment.tzinfo
        )


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
