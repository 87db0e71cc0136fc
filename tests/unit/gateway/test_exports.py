"""Lists as files: every row of every page, in CSV and XLSX that spreadsheets read as they should."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from contracts.billing import BillingApi, FinancialReport, FinancialRow, FinancialTotals
from contracts.errors import CommonCode, NotFound, ReferralCode
from contracts.inspection import InspectionApi, ReportView
from contracts.referral import FileInHand, FileView, PastFile, ReferralApi, TimelineEntry
from contracts.shapes import Page
from contracts.terms import Role
from gateway.app import create_app
from gateway.settings import Settings
from tests.fakes.rpc import Call, FakeRpc
from tests.fakes.samples import sample
from tests.fakes.tokens import TokenIssuer
from tests.unit.gateway.conftest import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
REGISTERED = datetime(2026, 11, 22, 21, 0, tzinfo=UTC)  # half past midnight of the next day in Tehran


def rows_of(answer: TestResponse) -> list[list[str]]:
    """A CSV answer as a spreadsheet reads it."""
    assert answer.status_code == 200, answer.get_json()
    assert answer.content_type == "text/csv; charset=utf-8"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def book_of(answer: TestResponse) -> Any:
    """An XLSX answer as a spreadsheet reads it."""
    assert answer.status_code == 200, answer.get_json()
    assert answer.content_type == XLSX
    return load_workbook(io.BytesIO(answer.data))


def one_page(item: object) -> Page[Any]:
    return Page(items=[item], next_cursor=None)


def many_pages(count: int) -> Callable[[Call], Page[FileView]]:
    """A service with so many files, which pages as it is asked."""

    def answer(call: Call) -> Page[FileView]:
        start, limit = int(call.arguments.get("cursor") or 0), call.arguments["limit"]
        numbers = range(start, min(start + limit, count))
        items = [sample(FileView, number=f"1405-{number:06d}") for number in numbers]
        return Page(items=items, next_cursor=str(start + limit) if start + limit < count else None)

    return answer


def test_without_a_format_it_is_json(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.list_files, one_page(sample(FileView)))
    for query in ("", "?format=json", "?format="):
        answer = office.ask("GET", f"/files{query}")
        assert answer.content_type == "application/json"
        assert "Content-Disposition" not in answer.headers
    assert rpc.calls_of(ReferralApi.list_files)[0].arguments == {}


@pytest.mark.parametrize("wrong", ["pdf", "CSV", "xls"])
def test_another_format_is_422(office: Person, wrong: str) -> None:
    answer = office.ask("GET", f"/files?format={wrong}")
    assert (answer.status_code, list(answer.get_json()["errors"])) == (422, ["format"])


def test_csv_has_the_whole_list(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.list_files, many_pages(450))
    answer = office.ask("GET", "/files?format=csv&status=referred&q=علي&limit=3&cursor=7&sort=owner")
    header, *rows = rows_of(answer)
    assert header[0] == "شماره"
    assert [row[0] for row in rows] == [f"1405-{number:06d}" for number in range(450)]
    calls = rpc.calls_of(ReferralApi.list_files)
    assert [call.arguments.get("cursor") for call in calls] == [None, "200", "400"]
    for call in calls:
        arguments = {name: call.arguments[name] for name in ("status", "q", "limit", "sort")}
        assert arguments == {"status": "referred", "q": "علی", "limit": 200, "sort": "owner"}
        assert call.idempotency_key is None
    deadlines = [call.deadline_seconds for call in calls]
    assert deadlines == sorted(deadlines, reverse=True)


@pytest.mark.parametrize(("count", "status"), [(400, 200), (401, 422)])
def test_a_list_that_is_too_long_is_refused(
    rpc: FakeRpc, issuer: TokenIssuer, count: int, status: int
) -> None:
    app: Flask = create_app(rpc, Settings(amqp_url="", access_log=False, export_rows=400))
    office = Person(app.test_client(), issuer.token(Role.OFFICE))
    rpc.answer(ReferralApi.list_files, many_pages(count))
    answer = office.ask("GET", "/files?format=xlsx")
    assert answer.status_code == status
    if status == 422:
        assert answer.get_json()["code"] == CommonCode.TOO_MANY_ROWS
        assert "۴۰۰" in answer.get_json()["detail"]


def test_a_refusal_is_a_problem_document(rpc: FakeRpc, office: Person, inspector: Person) -> None:
    rpc.answer(ReferralApi.get_timeline, NotFound(ReferralCode.FILE_NOT_FOUND))
    answer = office.ask("GET", "/files/f/timeline?format=csv")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    assert office.ask("GET", "/me/referrals?format=csv").status_code == 403
    assert inspector.ask("GET", "/me/referrals?format=xlsx").status_code == 503


def test_csv_is_persian_with_both_calendars(rpc: FakeRpc, office: Person) -> None:
    file = sample(FileView, registered_at=REGISTERED, debt_rials=1_725_000, debtor=True, inspector=None)
    rpc.answer(ReferralApi.list_files, one_page(file))
    header, row = rows_of(office.ask("GET", "/files?format=csv"))
    shown = dict(zip(header, row, strict=True))
    assert shown["نوع"] == "زیرکار"
    assert shown["وضعیت"] == "ارجاع‌شده"
    assert shown["بدهکار"] == "بله"
    assert shown["بدهی (ریال)"] == "1725000"
    assert (shown["تاریخ ثبت"], shown["تاریخ ثبت (میلادی)"]) == (
        "1405-09-02 00:30",
        "2026-11-23T00:30:00+03:30",
    )
    assert (shown["بازرس"], shown["تاریخ تکمیل"], shown["تاریخ تکمیل (میلادی)"]) == ("", "", "")


def test_csv_is_english_for_who_reads_english(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.list_files, one_page(sample(FileView, registered_at=REGISTERED)))
    answer = office.ask("GET", "/files?format=csv", Accept_Language="en")
    header, row = rows_of(answer)
    shown = dict(zip(header, row, strict=True))
    assert (shown["Kind"], shown["Status"], shown["Block"]) == ("concealed", "referred", "no")
    assert (shown["Registered (Jalali)"], shown["Registered"]) == (
        "1405-09-02 00:30",
        "2026-11-23T00:30:00+03:30",
    )
    assert (answer.headers["Content-Language"], answer.headers["Vary"]) == ("en", "Accept-Language")


@pytest.mark.parametrize(
    "owner",
    ["=1+1", "+98", "-5", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x")', "a,b", 'a"b', "a\nb", "علی"],
)
def test_no_cell_is_a_formula(rpc: FakeRpc, office: Person, owner: str) -> None:
    rpc.answer(ReferralApi.list_files, one_page(sample(FileView, owner_name=owner)))
    raw = office.ask("GET", "/files?format=csv")
    assert b"\r\n" in raw.data
    header, row = rows_of(raw)
    shown = dict(zip(header, row, strict=True))["مالک"]
    assert shown == (f"'{owner}" if owner[0] in "=+-@\t\r" else owner)
    sheet = book_of(office.ask("GET", "/files?format=xlsx")).worksheets[0]
    cell = sheet["B2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.hyperlink is None
    assert str(cell.value).strip() == owner.strip() or "\r" in owner


def test_xlsx_reads_from_the_right_with_real_numbers_and_days(rpc: FakeRpc, office: Person) -> None:
    file = sample(FileView, registered_at=REGISTERED, debt_rials=1_725_000)
    rpc.answer(ReferralApi.list_files, Page(items=[file] * 3, next_cursor=None))
    book = book_of(office.ask("GET", "/files?format=xlsx"))
    (sheet,) = book.worksheets
    assert sheet.title == book.properties.title == "پرونده‌ها"
    assert (book.properties.creator, book.properties.created is not None) == ("گازبان", True)
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, sheet.max_column).column_letter}4"
    header = [cell.value for cell in sheet[1]]
    assert all(cell.font.bold for cell in sheet[1])
    cells = dict(zip(header, sheet[2], strict=True))
    debt, day, jalali = cells["بدهی (ریال)"], cells["تاریخ ثبت (میلادی)"], cells["تاریخ ثبت"]
    assert (debt.value, debt.data_type, debt.number_format) == (1_725_000, "n", "#,##0")
    assert (day.value, day.is_date) == (datetime(2026, 11, 23, 0, 30), True)
    assert (jalali.value, jalali.data_type) == ("1405-09-02 00:30", "s")
    assert cells["تاریخ تکمیل"].value is None
    assert sheet.column_dimensions["C"].width > sheet.column_dimensions["F"].width


def test_xlsx_for_who_reads_english_reads_from_the_left(rpc: FakeRpc, office: Person) -> None:
    rpc.answer(ReferralApi.list_files, Page(items=[], next_cursor=None))
    (sheet,) = book_of(office.ask("GET", "/files?format=xlsx", Accept_Language="en")).worksheets
    assert not sheet.sheet_view.rightToLeft
    assert (sheet.title, sheet.max_row, sheet["A1"].value) == ("Files", 1, "Number")


@pytest.mark.parametrize(("excused", "shown"), [(True, "بله"), (False, "خیر"), (None, "")])
def test_withdrawals_say_what_the_office_ruled(
    rpc: FakeRpc, inspector: Person, excused: bool | None, shown: str
) -> None:
    reason = None if excused is None else "بیماری"
    rpc.answer(ReferralApi.list_my_files, one_page(sample(PastFile, excused=excused, ruling_reason=reason)))
    header, row = rows_of(inspector.ask("GET", "/me/files?result=withdrawn&format=csv"))
    cells = dict(zip(header, row, strict=True))
    assert (cells["انصراف موجه"], cells["دلیل رأی دفتر"]) == (shown, reason or "")


def test_files_say_since_when_they_wait(rpc: FakeRpc, office: Person, inspector: Person) -> None:
    waiting = sample(FileView, waiting_since=REGISTERED, referred_at=None, inspector=None)
    rpc.answer(ReferralApi.list_files, one_page(waiting))
    header, row = rows_of(office.ask("GET", "/files?format=csv"))
    cells = dict(zip(header, row, strict=True))
    assert (cells["آغاز انتظار برای ارجاع"], cells["تاریخ ارجاع"]) == ("1405-09-02 00:30", "")
    rpc.answer(ReferralApi.list_my_referrals, one_page(sample(FileInHand)))
    assert "آغاز انتظار برای ارجاع" not in rows_of(inspector.ask("GET", "/me/referrals?format=csv"))[0]


REPORT = FinancialReport(
    from_date=date(2026, 10, 23),
    to_date=date(2026, 11, 21),
    block=FinancialTotals(meters=4, stages={"defective_final": 1}, fee_rials=546_000),
    non_block=FinancialTotals(meters=2, stages={"concealed_stage_pre": 2}, fee_rials=2_415_000),
    total=FinancialTotals(
        meters=6, stages={"concealed_stage_pre": 2, "defective_final": 1}, fee_rials=2_961_000
    ),
    rows=[
        sample(FinancialRow, block=False, stages=["concealed_stage_pre"], fee_rials=1_207_500),
        sample(FinancialRow, block=False, stages=["concealed_stage_pre"], fee_rials=1_207_500),
        sample(FinancialRow, block=True, stages=["defective_final", "odd"], fee_rials=546_000),
    ],
)


def test_the_financial_report_is_a_sheet_of_rows_and_one_of_totals(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(BillingApi.get_financial_report, REPORT)
    answer = inspector.ask("GET", "/me/financial-report?from=1405-08-01&to=1405-08-30&format=xlsx")
    rows, totals = book_of(answer).worksheets
    header = [cell.value for cell in rows[1]]
    fee, block = header.index("حق‌الزحمه (ریال)"), header.index("بلوک")
    listed = [[cell.value for cell in row] for row in rows.iter_rows(min_row=2)]
    lines = {row[0].value: [cell.value for cell in row[1:]] for row in totals.iter_rows(min_row=2)}
    assert lines["حق‌الزحمه (ریال)"] == [
        sum(row[fee] for row in listed if row[block] == "بله"),
        sum(row[fee] for row in listed if row[block] == "خیر"),
        sum(row[fee] for row in listed),
    ]
    assert lines["شمار کنتورها"] == [4, 2, 6]
    assert lines["ثبت مرحلهٔ زیرکار (پیش‌بازرسی)"] == [0, 2, 2]
    assert [cell.value for cell in totals[1]] == ["شرح", "بلوک", "غیر بلوک", "جمع"]
    assert listed[2][header.index("کارها")] == "رد / دارای اشکال (بازرسی نهایی)، odd"
    assert rows.cell(2, len(header)).is_date
    assert "financial-report-1405-08-01_1405-08-30.xlsx" in answer.headers["Content-Disposition"]
    assert rpc.calls_of(BillingApi.get_financial_report)[0].arguments == {
        "from_date": date(2026, 10, 23),
        "to_date": date(2026, 11, 21),
    }


def test_the_financial_report_as_csv(rpc: FakeRpc, inspector: Person) -> None:
    rpc.answer(BillingApi.get_financial_report, REPORT)
    header, *rows = rows_of(
        inspector.ask("GET", "/me/financial-report?from=1405-08-01&to=1405-08-30&format=csv")
    )
    fees = [int(dict(zip(header, row, strict=True))["حق‌الزحمه (ریال)"]) for row in rows]
    assert sum(fees) == REPORT.total.fee_rials


@pytest.mark.parametrize(
    ("path", "verb", "item", "name", "role"),
    [
        ("/me/referrals", ReferralApi.list_my_referrals, FileInHand, "my-referrals", Role.INSPECTOR),
        ("/me/files?result=approved", ReferralApi.list_my_files, PastFile, "my-files", Role.INSPECTOR),
        ("/files/f/reports", InspectionApi.list_reports, ReportView, "reports", Role.CONTRACTOR),
        ("/files/f/timeline", ReferralApi.get_timeline, TimelineEntry, "timeline", Role.FINANCE),
    ],
)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_list_is_a_file_too(
    rpc: FakeRpc,
    somebody: Callable[..., Person],
    path: str,
    verb: Callable[..., object],
    item: type,
    name: str,
    role: Role,
    language: str,
) -> None:
    rpc.answer(verb, one_page(sample(item)))
    person = somebody(role)
    joint = "&" if "?" in path else "?"
    answer = person.ask("GET", f"{path}{joint}format=csv", Accept_Language=language)
    header, row = rows_of(answer)
    assert len(header) == len(set(header)) == len(row)
    assert any("\u0600" <= letter <= "\u06ff" for letter in "".join(header)) == (language == "fa")
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{name}-14')
    assert disposition.isascii()
    assert "; filename*=UTF-8''%D" in disposition
    assert disposition.endswith(".csv")
    (sheet,) = book_of(person.ask("GET", f"{path}{joint}format=xlsx", Accept_Language=language)).worksheets
    assert [cell.value for cell in sheet[1]] == header


def test_the_document_tells_of_files(office: Person) -> None:
    paths = office.ask("GET", "/openapi.json").get_json()["paths"]
    found = set()
    for path, operations in paths.items():
        for operation in operations.values():
            content = (
                operation["responses"].get("200", {}).get("content", {}) if "responses" in operation else {}
            )
            if XLSX in content and path != "/api/v1/accounting/export":
                found.add(path.removeprefix("/api/v1"))
                assert set(content) == {"application/json", "text/csv", XLSX}
                assert CommonCode.TOO_MANY_ROWS in operation["responses"]["422"]["description"]
                (wanted,) = [p for p in operation["parameters"] if p["name"] == "format"]
                assert set(wanted["schema"]["enum"]) == {"json", "csv", "xlsx"}
                assert wanted["schema"]["default"] == "json"
    assert found == {
        "/files",
        "/me/referrals",
        "/me/files",
        "/me/financial-report",
        "/files/{id}/reports",
        "/files/{id}/timeline",
        "/accounting/trial-balance",
        "/accounting/aging",
        "/accounting/statements/contractors/{id}",
        "/accounting/statements/inspectors/{id}",
        "/me/statement",
    }
