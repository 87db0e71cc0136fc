"""CSV as RFC 4180 has it, in UTF-8 with a byte order mark, by which Excel knows Persian."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from chassis.jalali import TEHRAN, jalali_date, jalali_moment
from gateway.exports.table import Column, Kind, Sheet

# A spreadsheet takes a cell that begins so for a formula, and would run what a stranger wrote.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(sheet: Sheet, language: str) -> bytes:
    """The table as a file; amounts are plain integers of rials, days stand in both calendars."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(sheet.headings(language))
    for row in sheet.rows:
        writer.writerow(
            [cell for column in sheet.columns for cell in _cells(column, column.read(row, language))]
        )
    return text.getvalue().encode("utf-8-sig")


def defused(text: str) -> str:
    """The text as a spreadsheet shows it rather than works it out."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _cells(column: Column, value: Any) -> list[str]:
    if column.kind is Kind.DAY:
        return ["", ""] if value is None else _day(value)
    if column.kind is Kind.MOMENT:
        return ["", ""] if value is None else _moment(value)
    if value is None:
        return [""]
    if isinstance(value, Decimal):
        return [f"{value.normalize():f}"]
    return [str(value) if column.kind is not Kind.TEXT else defused(str(value))]


def _day(value: date) -> list[str]:
    return [jalali_date(value), value.isoformat()]


def _moment(value: datetime) -> list[str]:
    return [jalali_moment(value), value.astimezone(TEHRAN).isoformat(timespec="seconds")]
