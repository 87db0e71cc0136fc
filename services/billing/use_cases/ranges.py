"""Which days of the books may be asked about, and where among the entries a page begins."""

from datetime import date

from chassis.paging import decode_cursor, not_our_cursor
from contracts.errors import CommonCode, InvalidRequest

# Whatever was posted outside counts as before; inside, every program that reads our files can write the days.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
# A posting date, and an entry's number.
Place = tuple[date, int]
_LARGEST_NUMBER = 2**63 - 1


def possible_day(day: date, field: str) -> date:
    """The day, if it is one that may be asked about; ``field`` is its name in JSON."""
    if not FIRST_DAY <= day <= LAST_DAY:
        bounds = f"Must be greater than or equal to {FIRST_DAY} and less than or equal to {LAST_DAY}."
        raise InvalidRequest(CommonCode.INVALID, errors={field: [bounds]})
    return day


def require_order(first: date, last: date) -> None:
    """Refuse a range of days that ends before it begins."""
    if first > last:
        raise InvalidRequest(CommonCode.INVALID, errors={"to": ["Must not be before from."]})


def place_in(cursor: str | None) -> Place | None:
    """The place in a cursor; none for the first page. Raises on a cursor that is not ours."""
    values = decode_cursor(cursor, 2)
    return None if values is None else read_place(*values)


def read_place(day: str, number: str) -> Place:
    """A place among entries from two parts of a cursor. Raises on other ones."""
    return read_day(day), read_number(number)


def read_day(text: str) -> date:
    """A day from a part of a cursor. Raises on another one."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise not_our_cursor() from error


def read_number(text: str) -> int:
    """An entry's number from a part of a cursor. Raises on another one."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 19 and int(text) <= _LARGEST_NUMBER):
        raise not_our_cursor()
    return int(text)
