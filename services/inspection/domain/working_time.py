"""When people work: days off, hours, holidays. Days and hours are Tehran's."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TEHRAN = ZoneInfo("Asia/Tehran")
_SATURDAY = 5  # as Python counts; people here count from it
_LONGEST_SEARCH_DAYS = 3_660


def weekday_of(day: date) -> int:
    """The day of the week, from 0 = Saturday."""
    return (day.weekday() - _SATURDAY) % 7


@dataclass(frozen=True, kw_only=True)
class WorkingTime:
    """Which days people work, and from when to when; the holidays are those of the days that are asked about."""

    days_off: frozenset[int]
    opens_at: time
    closes_at: time
    holidays: frozenset[date]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on that day."""
        return weekday_of(day) not in self.days_off and day not in self.holidays

    def is_within_hours(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether it begins and ends on one day, within the hours."""
        first, last = starts_at.astimezone(TEHRAN), ends_at.astimezone(TEHRAN)
        return first.date() == last.date() and self.opens_at <= first.time() and last.time() <= self.closes_at

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that lies so many working days after a day."""
        for _ in range(_LONGEST_SEARCH_DAYS):
            if count <= 0:
                break
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day


def check_hours(opens_at: str, closes_at: str) -> dict[str, list[str]]:
    """What is wrong with the hours of a calendar, by field."""
    return {} if opens_at < closes_at else {"closes_at": ["Must be after opens_at."]}


def start_of_day(day: date) -> datetime:
    """The moment at which a day begins in Tehran."""
    return datetime.combine(day, time(), TEHRAN)


def end_of_day(day: date) -> datetime:
    """The moment at which a day is over in Tehran."""
    return datetime.combine(day + timedelta(days=1), time(), TEHRAN)
