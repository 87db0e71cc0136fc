"""Gathers a whole list, page by page within the request's time, and answers with it as a file."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from flask import Response

from chassis import clock
from chassis.jalali import jalali_date, tehran_date
from contracts.errors import CommonCode, InvalidRequest
from gateway.errors import language
from gateway.exports.csv_file import write_csv
from gateway.exports.table import Export, Sheet
from gateway.exports.xlsx_file import write_xlsx

# What the longest list takes to be written, so that gathering it leaves time for that.
WRITING_SECONDS = 3.0
_PAGE = 200  # the most that a page may have


class Format(StrEnum):
    """As what a list is answered."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


CONTENT_TYPES = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(
    export: Export,
    wanted: Format,
    ask: Callable[[Mapping[str, Any]], Any],
    arguments: Mapping[str, Any],
    most_rows: int,
) -> Response:
    """The whole list as a file; ``ask`` calls the route's verb. Refuses a list of more than ``most_rows`` rows."""
    reader = language()
    answer, rows = _gather(export, ask, arguments, most_rows)
    sheet = Sheet(export.title(reader), export.columns, rows, export.total(rows, reader))
    if wanted is Format.CSV:
        content = write_csv(sheet, reader)
    else:
        content = write_xlsx([sheet, *export.more(answer, reader)], reader)
    return as_file(content, CONTENT_TYPES[wanted], disposition(export, wanted, arguments))


def as_file(content: bytes, content_type: str, disposition: str) -> Response:
    """The answer that is a file; ``disposition`` gives its name."""
    response = Response(content, content_type=content_type)
    response.headers["Content-Disposition"] = disposition
    response.headers["Content-Language"] = language()
    response.headers["Vary"] = "Accept-Language"
    return response


def disposition(export: Export, wanted: Format, arguments: Mapping[str, Any]) -> str:
    """The file's name, in ASCII and in Persian (RFC 6266), with the days that it is about or was made on."""
    days = export.period(arguments) or jalali_date(tehran_date(clock.now()))
    return named(f"{export.name}-{days}.{wanted}", f"{export.fa}-{days}.{wanted}")


def named(ascii_name: str, persian_name: str) -> str:
    """A Content-Disposition with both names."""
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(persian_name, safe='')}"


def _gather(
    export: Export, ask: Callable[[Mapping[str, Any]], Any], arguments: Mapping[str, Any], most_rows: int
) -> tuple[Any, list[Any]]:
    """The last answer, with the rows of every page; what has no pages comes at once."""
    asked = {name: value for name, value in arguments.items() if name not in ("limit", "cursor")}
    if export.paged:
        asked["limit"] = _PAGE
    answer = ask(asked)
    rows = _at_most(most_rows, list(export.rows(answer)))
    while export.paged and answer.next_cursor is not None:
        answer = ask({**asked, "cursor": answer.next_cursor})
        rows = _at_most(most_rows, [*rows, *export.rows(answer)])
    return answer, rows


def _at_most(most_rows: int, rows: list[Any]) -> list[Any]:
    if len(rows) > most_rows:
        raise InvalidRequest(CommonCode.TOO_MANY_ROWS, most=most_rows)
    return rows
