"""Jalali dates and Tehran time."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chassis.jalali import (
    TEHRAN,
    jalali_date,
    jalali_moment,
    jalali_month,
    jalali_month_bounds,
    jalali_year,
    jalali_year_bounds,
    parse_date,
    parse_moment,
    tehran_date,
)

# Jalali 1000 to 1699, which are the years that a Jalali date of four digits can mean.
days = st.dates(date(1621, 3, 21), date(2321, 3, 20))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2300, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=UTC)
)
LEAP_YEARS = {1375, 1379, 1383, 1387, 1391, 1395, 1399, 1403, 1408, 1412, 1416, 1420}
_PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
_ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ("1357-11-22", date(1979, 2, 11)),
        ("1399-12-30", date(2021, 3, 20)),
        ("1400-01-01", date(2021, 3, 21)),
        ("1403-12-30", date(2025, 3, 20)),
        ("1404-01-01", date(2025, 3, 21)),
        ("1405-01-01", date(2026, 3, 21)),
        ("1405-06-31", date(2026, 9, 22)),
        ("1405-09-01", date(2026, 11, 22)),
    ],
)
def test_known_days(jalali: str, gregorian: date) -> None:
    assert jalali_date(gregorian) == jalali
    assert parse_date(jalali) == gregorian


@given(days)
def test_a_day_comes_back_from_either_calendar(day: date) -> None:
    assert parse_date(jalali_date(day)) == day
    if day.year >= 1700:
        assert parse_date(day.isoformat()) == day


@given(days, st.sampled_from([_PERSIAN, _ARABIC]), st.sampled_from("-/"))
def test_a_day_in_any_script(day: date, digits: dict[int, int], separator: str) -> None:
    text = jalali_date(day).translate(digits).replace("-", separator)
    assert parse_date(f" {text} ") == day


def test_a_year_is_of_four_digits() -> None:
    assert jalali_date(date(1026, 10, 23)) == "0405-08-01"
    assert jalali_month_bounds(jalali_month(date(1026, 10, 23)))[0] == date(1026, 10, 23)


def test_leading_zeros_may_be_left_out() -> None:
    assert parse_date("1405-9-1") == parse_date("۱۴۰۵/۰۹/۰۱") == date(2026, 11, 22)


def test_the_year_decides_the_calendar() -> None:
    assert parse_date("1699-12-29") == date(2321, 3, 20)
    assert parse_date("1700-01-01") == date(1700, 1, 1)


@pytest.mark.parametrize("year", range(1375, 1424))
def test_leap_years(year: int) -> None:
    first, last = jalali_year_bounds(year)
    assert (last - first).days + 1 == (366 if year in LEAP_YEARS else 365)
    assert jalali_date(first) == f"{year}-01-01"
    assert jalali_date(last) == f"{year}-12-{30 if year in LEAP_YEARS else 29}"
    assert jalali_year_bounds(year + 1)[0] == last + timedelta(days=1)
    assert {jalali_year(first), jalali_year(last)} == {year}
    if year not in LEAP_YEARS:
        with pytest.raises(ValueError, match="day"):
            parse_date(f"{year}-12-30")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1405",
        "1405-09",
        "1405-13-01",
        "1405-00-01",
        "1405-07-31",
        "1404-12-30",
        "2026-02-29",
        "0000-01-01",
        "1405-09-01-01",
        "-1405-09-01",
        "1405–09–01",
        "1405-09-01 10:30",
        "امروز",
        "1405-09-٫1",
    ],
)
def test_what_is_no_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@given(st.text() | st.from_regex(r"\d{1,5}[-/]\d{1,3}[-/]\d{1,3}"))
def test_any_text_is_a_day_or_a_value_error(text: str) -> None:
    try:
        day = parse_date(text)
    except ValueError:
        return
    assert type(day) is date


# --------------------------------------------------------------------------------------------------------- moments


def test_a_moment_is_read_and_written_in_tehran() -> None:
    moment = parse_moment("1405-09-01 10:30")
    assert moment == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)
    assert moment.tzinfo is TEHRAN
    assert jalali_moment(moment.astimezone(UTC)) == "1405-09-01 10:30"


@pytest.mark.parametrize(
    "text",
    [
        "1405-09-01T10:30",
        "۱۴۰۵/۹/۱ ۱۰:۳۰",
        "2026-11-22 10:30:00",
        "2026-11-22T10:30:00+03:30",
        "2026-11-22T10:30:00+0330",
        "2026-11-22T07:00:00Z",
        "2026-11-22t7:00z",
        "2026-11-22T12:30:00.000+05:30",
        " 1405-09-01 10:30 +03:30 ",
    ],
)
def test_one_moment_in_many_ways(text: str) -> None:
    assert parse_moment(text) == datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def test_a_written_offset_counts_even_for_a_jalali_day() -> None:
    assert parse_moment("1405-09-01T10:30Z") == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def test_the_summers_when_tehran_changed_its_clocks() -> None:
    assert parse_moment("1400-05-01 12:00") == datetime(2021, 7, 23, 7, 30, tzinfo=UTC)
    assert parse_moment("1402-05-01 12:00") == datetime(2023, 7, 23, 8, 30, tzinfo=UTC)


def test_the_day_changes_at_midnight_in_tehran() -> None:
    before = datetime(2026, 3, 20, 20, 29, 59, tzinfo=UTC)
    after = before + timedelta(seconds=1)
    assert (tehran_date(before), tehran_date(after)) == (date(2026, 3, 20), date(2026, 3, 21))
    assert (jalali_moment(before), jalali_moment(after)) == ("1404-12-29 23:59", "1405-01-01 00:00")
    assert (jalali_year(tehran_date(before)), jalali_year(tehran_date(after))) == (1404, 1405)


@given(moments)
def test_a_moment_comes_back_to_the_minute(moment: datetime) -> None:
    # With the offset: an hour that Tehran's clocks went through twice is otherwise the first one.
    offset = moment.astimezone(TEHRAN).strftime("%z")
    again = parse_moment(f"{jalali_moment(moment)}{offset[:5]}")
    assert abs(again - moment) < timedelta(minutes=1)


@given(moments, st.integers(-14 * 60, 14 * 60))
def test_a_gregorian_moment_comes_back(moment: datetime, minutes: int) -> None:
    written = moment.astimezone(timezone(timedelta(minutes=minutes)))
    assert parse_moment(written.isoformat()) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1405-09-01",
        "10:30",
        "1405-09-01 24:00",
        "1405-09-01 10:60",
        "1405-09-01 10:30:61",
        "1405-09-01 10",
        "1405-09-01 10:30+99:00",
        "1405-09-01 10:30 Asia/Tehran",
        "2026-02-30T10:30Z",
    ],
)
def test_what_is_no_moment(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_moment(text)


@given(st.text() | st.from_regex(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d{1,2}:\d{2}(:\d{2})?([+-]\d{2}:?\d{2})?"))
def test_any_text_is_a_moment_or_a_value_error(text: str) -> None:
    try:
        moment = parse_moment(text)
    except ValueError:
        return
    assert moment.tzinfo is not None
