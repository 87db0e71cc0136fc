"""Writing numbers, amounts and times into Persian sentences."""

from collections.abc import Sequence

_DIGITS = {ord("0") + i: digit for i, digit in enumerate("۰۱۲۳۴۵۶۷۸۹")}
_THOUSANDS = "٬"
# Around a Latin code, so that its parts keep their order within a sentence that runs from right to left.
_ISOLATE, _POP = "\u2066", "\u2069"
_MARK = "\u200e"

# What happens to money that is given back; the amount stands in the sentence before.
GIVEN_BACK = (
    "این مبلغ نخست بابت آنچه پرونده بدهکار است منظور می‌شود و باقی‌ماندهٔ آن به اعتبار شما افزوده می‌شود."
)


def number(value: int | str) -> str:
    """A number in Persian digits."""
    return str(value).translate(_DIGITS)


def rials(amount: int) -> str:
    """``۱٬۷۲۵٬۰۰۰ ریال``."""
    return f"{number(f'{amount:,}'.replace(',', _THOUSANDS))} ریال"


def day(jalali_date: str) -> str:
    """``1405-09-01`` as ``۱۴۰۵/۰۹/۰۱``."""
    return number(jalali_date.replace("-", "/"))


def moment(jalali_moment: str) -> str:
    """``1405-09-01 10:30`` as ``۱۴۰۵/۰۹/۰۱ ساعت ۱۰:۳۰``."""
    date, _, clock = jalali_moment.partition(" ")
    return f"{day(date)} ساعت {number(clock)}"


def code(text: str) -> str:
    """A number of a file, an invoice or a bank, to be read and copied as it is."""
    return f"{_ISOLATE}{text}{_POP}"


def listing(items: Sequence[str]) -> str:
    """``الف، ب و پ``."""
    if len(items) < 2:  # one needs no "and"
        return "".join(items)
    return f"{'، '.join(items[:-1])} و {items[-1]}"


def for_sms(text: str) -> str:
    """The same text for telephones, older ones of which show isolates as boxes: with left-to-right marks instead."""
    return text.translate({ord(_ISOLATE): _MARK, ord(_POP): _MARK})
