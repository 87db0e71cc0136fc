"""XLSX: sheets that read from the right, their headers frozen, with numbers and days that can be worked with."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from chassis import clock
from chassis.jalali import TEHRAN, jalali_date, jalali_moment
from gateway.exports.table import Column, Kind, Sheet

_NARROWEST, _WIDEST = 8, 60
_FIRST_YEAR = 1900  # a spreadsheet's calendar begins there
_ORGANIZATION = {"fa": "گازبان", "en": "Gazban"}


@dataclass(frozen=True)
class _Formats:
    heading: CellFormat
    text: CellFormat
    count: CellFormat
    quantity: CellFormat
    day: CellFormat
    moment: CellFormat
    total: CellFormat


def write_xlsx(sheets: Sequence[Sheet], language: str) -> bytes:
    """The tables as a workbook, one sheet each."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        organization = _ORGANIZATION["en" if language == "en" else "fa"]
        created = clock.now().astimezone(UTC).replace(tzinfo=None)
        workbook.set_properties(
            {"title": sheets[0].title, "author": organization, "company": organization, "created": created}
        )
        formats = _formats_of(workbook)
        for sheet in sheets:
            _write_sheet(workbook.add_worksheet(sheet.title), sheet, formats, language)
    return file.getvalue()


def _formats_of(workbook: Workbook) -> _Formats:
    def make(**properties: Any) -> CellFormat:
        return workbook.add_format({"valign": "top", **properties})

    return _Formats(
        heading=make(bold=True, bg_color="#D9E2F3", bottom=1, text_wrap=True),
        text=make(),
        count=make(num_format="#,##0"),
        quantity=make(num_format="#,##0.##"),
        day=make(num_format="yyyy-mm-dd"),
        moment=make(num_format="yyyy-mm-dd hh:mm"),
        total=make(num_format="#,##0", bold=True, top=1),
    )


def _write_sheet(worksheet: Worksheet, sheet: Sheet, formats: _Formats, language: str) -> None:
    if language != "en":
        worksheet.right_to_left()
    headings = sheet.headings(language)
    widths = [len(heading) for heading in headings]
    for index, heading in enumerate(headings):
        worksheet.write_string(0, index, heading, formats.heading)
    for number, row in enumerate(sheet.rows, start=1):
        _write_row(worksheet, number, sheet, row, widths, formats, language)
    if sheet.total is not None:
        in_bold = replace(formats, text=formats.total, count=formats.total)
        _write_row(worksheet, len(sheet.rows) + 1, sheet, sheet.total, widths, in_bold, language)
    for index, width in enumerate(widths):
        worksheet.set_column(index, index, min(max(width + 2, _NARROWEST), _WIDEST))
    worksheet.freeze_panes(1, 0)
    worksheet.autofilter(0, 0, len(sheet.rows), len(headings) - 1)


def _write_row(
    worksheet: Worksheet,
    number: int,
    sheet: Sheet,
    row: Any,
    widths: list[int],
    formats: _Formats,
    language: str,
) -> None:
    index = 0
    for column in sheet.columns:
        for text, write in _cells(column, column.read(row, language), formats):
            if write is not None:
                write(worksheet, number, index)
                widths[index] = max(widths[index], len(text))
            index += 1


_Write = Callable[[Worksheet, int, int], object]
_EMPTY: tuple[str, _Write | None] = ("", None)


def _cells(column: Column, value: Any, formats: _Formats) -> list[tuple[str, _Write | None]]:
    """What stands in the cells of a column, as text for the width, and how it is written; nothing for an empty cell."""
    if column.kind in (Kind.DAY, Kind.MOMENT):
        return [_EMPTY, _EMPTY] if value is None else _both_calendars(column.kind, value, formats)
    if value is None or value == "":
        return [_EMPTY]
    if column.kind is Kind.TEXT:
        return [_text(str(value), formats)]
    number_format = formats.quantity if column.kind is Kind.QUANTITY else formats.count
    return [(f"{value:,}", lambda sheet, row, index: sheet.write_number(row, index, value, number_format))]


def _text(text: str, formats: _Formats) -> tuple[str, _Write]:
    """Always as text: what looks like a formula or an address stays what it is."""
    return text, lambda sheet, row, index: sheet.write_string(row, index, text, formats.text)


def _both_calendars(kind: Kind, value: date | datetime, formats: _Formats) -> list[tuple[str, _Write | None]]:
    if isinstance(value, datetime):
        local, jalali = value.astimezone(TEHRAN).replace(tzinfo=None), jalali_moment(value)
    else:
        local, jalali = datetime(value.year, value.month, value.day), jalali_date(value)  # a day has no zone
    if value.year < _FIRST_YEAR:
        return [_text(jalali, formats), _text(value.isoformat(), formats)]
    own = formats.day if kind is Kind.DAY else formats.moment
    return [
        _text(jalali, formats),
        (jalali, lambda sheet, row, index: sheet.write_datetime(row, index, local, own)),
    ]
