"""What a page says, in the reader's language, with the reader's digits and calendar.

Templates and views write Persian inside ``_("…")``; ``texts`` has the English of each. Persian is what is said where
the English is missing, which a test does not let happen.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import jdatetime
from flask import g, has_request_context, request
from markupsafe import Markup, escape

from portal.texts import ENGLISH, TERMS

LANGUAGES = ("fa", "en")
COOKIE = "language"
_TEHRAN = ZoneInfo("Asia/Tehran")
_TO_PERSIAN = str.maketrans("0123456789,", "۰۱۲۳۴۵۶۷۸۹٬")
_TO_LATIN = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_MONTHS = {
    "fa": (
        "فروردین",
        "اردیبهشت",
        "خرداد",
        "تیر",
        "مرداد",
        "شهریور",
        "مهر",
        "آبان",
        "آذر",
        "دی",
        "بهمن",
        "اسفند",
    ),
    "en": (
        "Farvardin",
        "Ordibehesht",
        "Khordad",
        "Tir",
        "Mordad",
        "Shahrivar",
        "Mehr",
        "Aban",
        "Azar",
        "Dey",
        "Bahman",
        "Esfand",
    ),
}
_WEEKDAYS = {  # from Saturday on
    "fa": ("شنبه", "یکشنبه", "دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه"),
    "en": ("Saturday", "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday"),
}
_DASHED = re.compile(r"^[\d/]+(-[\d/]+)+$")
_JALALI = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}:\d{2}))?")


def language() -> str:
    """``fa``, or ``en`` for whoever asked for it."""
    if not has_request_context():
        return "fa"
    if "language" not in g:
        wanted = request.cookies.get(COOKIE, "")
        g.language = wanted if wanted in LANGUAGES else "fa"
    return str(g.language)


def _(text: str, **values: Any) -> str:
    """A text in the reader's language; ``%(name)s`` is replaced by the value of that name, which may be markup."""
    said = ENGLISH.get(text, text) if language() == "en" else text
    if any(isinstance(value, Markup) for value in values.values()):
        return Markup(said) % values  # the text is ours; whatever is no markup is escaped
    return said % {name: _isolated(value) for name, value in values.items()} if values else said


def _isolated(value: Any) -> Any:
    """A number with dashes is read from left to right, also in the middle of a Persian sentence."""
    return f"\u2066{value}\u2069" if isinstance(value, str) and _DASHED.match(value) else value


def plural(one: str, many: str, count: int, **values: Any) -> str:
    """Persian has one form after a number; English has two."""
    return _(one if count == 1 else many, **values)


def term(value: str | None) -> str:
    """A word of the glossary (a status, a role, an outcome, …) as people say it; an unknown one as it is."""
    if value is None:
        return ""
    fa, en = TERMS.get(value, (value, value))
    return fa if language() == "fa" else en


def named(words: Iterable[str], kind: str = "") -> list[tuple[str, str]]:
    """Words of the glossary with what people say, to choose from; ``kind`` stands before each in the glossary."""
    return [(word, term(kind + word)) for word in words]


def digits(value: Any) -> str:
    """With the reader's digits; grouped only where it is so already."""
    text = "" if value is None else str(value)
    return text.translate(_TO_PERSIAN) if language() == "fa" else text


def latin(text: str) -> str:
    """What somebody typed, with Latin digits."""
    return text.translate(_TO_LATIN)


def number(value: float | None) -> str:
    """Grouped by thousands, in the reader's digits."""
    if value is None:
        return "–"
    shown = f"{value:,}" if isinstance(value, int) else f"{value:,.1f}".removesuffix(".0")
    return digits(shown.replace(".", "٫")) if language() == "fa" else shown


def rials(value: int | None) -> Markup:
    """An amount of money in rials: ``۳۹۰٬۰۰۰ ریال``."""
    if value is None:
        return Markup("–")
    unit = "ریال" if language() == "fa" else "rials"
    sign, amount = ("−" if value < 0 else ""), number(abs(value))
    return Markup('<span class="money"><bdi dir="ltr">{}{}</bdi> {}</span>').format(sign, amount, unit)


def code(value: Any) -> Markup:
    """A membership code, a file's number, a reference: read from left to right, never broken."""
    return Markup('<bdi dir="ltr" class="code">{}</bdi>').format(digits(value))


def jdate(value: str | None, *, weekday: bool = False) -> str:
    """A Jalali date (``1405-09-01``, or with a time, which is left out) in words: ``۱ آذر ۱۴۰۵``."""
    return _in_words(value, weekday=weekday, time=False)


def jtime(value: str | None, *, weekday: bool = False) -> str:
    """A Jalali time (``1405-09-01 10:30``) in words: ``۱ آذر ۱۴۰۵، ساعت ۱۰:۳۰``."""
    return _in_words(value, weekday=weekday, time=True)


def today() -> date:
    """The day in Tehran."""
    return datetime.now(_TEHRAN).date()


def jalali(day: date) -> str:
    """``1405-09-01``, as the API takes and gives it."""
    return str(jdatetime.date.fromgregorian(date=day).strftime("%Y-%m-%d"))


def month_name(month: int) -> str:
    """Of the Jalali months, 1 to 12."""
    return _MONTHS[language()][month - 1]


def weekday_name(day: int) -> str:
    """Of the days of a week, 0 = Saturday."""
    return _WEEKDAYS[language()][day]


def weekdays() -> list[tuple[int, str]]:
    """The days of a week with their names, 0 = Saturday."""
    return list(enumerate(_WEEKDAYS[language()]))


def lines(text: str | None) -> Markup:
    """What a person wrote, with its line breaks."""
    return Markup("<br>").join(escape(line) for line in (text or "").splitlines())


def _in_words(value: str | None, *, weekday: bool, time: bool) -> str:
    match = _JALALI.match(value or "")
    if not match:
        return "–" if not value else digits(value)
    year, month, day = (int(part) for part in match.groups()[:3])
    said = f"{digits(day)} {month_name(month)} {digits(year)}"
    if weekday:
        said = f"{weekday_name(jdatetime.date(year, month, day).weekday())} {said}"
    if time and match[4]:
        said = _("%(day)s، ساعت %(time)s", day=said, time=digits(match[4]))
    return said


FILTERS = {
    "digits": digits,
    "number": number,
    "rials": rials,
    "code": code,
    "jdate": jdate,
    "jtime": jtime,
    "term": term,
    "lines": lines,
}
