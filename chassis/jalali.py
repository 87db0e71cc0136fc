"""The calendar that people here read: Jalali dates, Tehran time."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import jdatetime

from contracts.codec import latin_digits

TEHRAN = ZoneInfo("Asia/Tehran")
_DATE = re.compile(r"^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$")
_MOMENT = re.compile(
    r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2})[T ](\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?$", re.I
)
_FIRST_GREGORIAN_YEAR = 1700


@lru_cache(maxsize=4096)  # a file of a month says the same thirty days a hundred thousand times
def jalali_date(day: date) -> str:
    """``1405-09-01``."""
    jalali = jdatetime.date.fromgregorian(date=day)
    return f"{jalali.year:04d}-{jalali.month:02d}-{jalali.day:02d}"


def jalali_moment(moment: datetime) -> str:
    """``1405-09-01 10:30``, Tehran time."""
    local = moment.astimezone(TEHRAN)
    return f"{jalali_date(local.date())} {local:%H:%M}"


def tehran_date(moment: datetime) -> date:
    """The day in Tehran at that moment."""
    return moment.astimezone(TEHRAN).date()


def tehran_midnight(day: date) -> datetime:
    """The moment at which a day begins in Tehran."""
    return datetime.combine(day, time.min, TEHRAN)


def jalali_year(day: date) -> int:
    """The Jalali year of a day."""
    return int(jdatetime.date.fromgregorian(date=day).year)


def jalali_year_bounds(year: int) -> tuple[date, date]:
    """First and last day of a Jalali year."""
    first: date = jdatetime.date(year, 1, 1).togregorian()
    following: date = jdatetime.date(year + 1, 1, 1).togregorian()
    return first, following - timedelta(days=1)


def add_jalali_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where it has no such day."""
    start = jdatetime.date.fromgregorian(date=day)
    years, month = divmod(start.month - 1 + months, 12)
    for last in range(start.day, 0, -1):
        try:
            later: date = jdatetime.date(start.year + years, month + 1, last).togregorian()
        except ValueError:
            continue
        return later
    raise ValueError(f"beyond the calendar: {months} months after {day}")


def jalali_holidays(month_days: Iterable[str], first: date, last: date) -> frozenset[date]:
    """The days between two days whose Jalali month and day are among these (``01-13``); 12-30 exists in leap years."""
    found = set()
    for year in range(jalali_year(first), jalali_year(last) + 1):
        for month_day in month_days:
            month, day = (int(part) for part in month_day.split("-"))
            try:
                gregorian: date = jdatetime.date(year, month, day).togregorian()
            except ValueError:
                continue
            if first <= gregorian <= last:
                found.add(gregorian)
    return frozenset(found)


def parse_date(text: str) -> date:
    """A Jalali or Gregorian date; a year under 1700 is Jalali. Raises ValueError."""
    match = _DATE.match(latin_digits(text).strip())
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = (int(part) for part in match.groups())
    if year < _FIRST_GREGORIAN_YEAR:
        gregorian: date = jdatetime.date(year, month, day).togregorian()
        return gregorian
    return date(year, month, day)


def parse_moment(text: str) -> datetime:
    """An RFC 3339 moment, or a Jalali one; without an offset it is Tehran time. Raises ValueError."""
    match = _MOMENT.match(latin_digits(text).strip())
    if match is None:
        raise ValueError(f"not a moment: {text!r}")
    day, clock, offset = match.groups()
    hours, _, rest = clock.partition(":")
    moment = datetime.fromisoformat(f"{parse_date(day).isoformat()}T{int(hours):02d}:{rest}")
    if offset is None:
        return moment.replace(tzinfo=TEHRAN)
    return datetime.fromisoformat(f"{moment.isoformat()}{offset.upper().replace('Z', '+00:00')}")


def jalali_month(day: date) -> str:
    """The Jalali month of a day: ``1405-08``."""
    return jalali_date(day)[:7]


def jalali_month_bounds(month: str) -> tuple[date, date]:
    """First and last day of a Jalali month such as ``1405-08``. Raises ValueError."""
    first = parse_date(f"{month}-01")
    return first, add_jalali_months(first, 1) - timedelta(days=1)


def jalali_months_before(month: str, count: int) -> list[str]:
    """So many Jalali months that end with this one, newest first."""
    first, _ = jalali_month_bounds(month)
    return [jalali_month(add_jalali_months(first, -back)) for back in range(count)]
