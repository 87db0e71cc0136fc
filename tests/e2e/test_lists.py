"""Lists as people use them: found whatever the keyboard, narrowed, sorted, turned page by page, and taken as files."""

import csv
import io
from typing import Any
from urllib.parse import quote

import pytest
import requests
from openpyxl import load_workbook

from tests.e2e.conftest import Town, User, until

OWNERS = {
    "karimi": ("علی‌اکبر کریمی", "کرمان، خیابان شریعتی، کوچهٔ ۱۲، پلاک ۳۴۵"),
    "rezaei": ("زهرا رضایی", "سیرجان، بلوار آزادی"),
    "formula": ("=1+1", "رفسنجان، مدرسهٔ آیة‌الله، پلاک ۳۴۵"),
}
Files = dict[str, Any]


def ids(page: Any) -> list[str]:
    return [item["id"] for item in page["items"]]


def numbers(rows: list[dict[str, str]], heading: str = "شماره") -> list[str]:
    return [row[heading] for row in rows]


def as_csv(user: User, path: str, language: str = "fa") -> list[dict[str, str]]:
    """A list as a CSV file."""
    answer = user.ask("GET", path, headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


def sheets_of(answer: requests.Response) -> Any:
    """The sheets of an XLSX file."""
    assert answer.headers["Content-Type"].endswith("spreadsheetml.sheet"), answer.text
    return load_workbook(io.BytesIO(answer.content)).worksheets


def refused(answer: requests.Response) -> tuple[int, str, set[str]]:
    problem = answer.json()
    return answer.status_code, problem["code"], set(problem.get("errors", {}))


@pytest.fixture(scope="module")
def files(town: Town) -> Files:
    """Three files: one referred in its final phase, one referred and a debtor, one that nobody paid."""
    made: Files = {}
    for name, (owner, address) in OWNERS.items():
        body = town.file_body("exposed" if name == "karimi" else "concealed")
        made[name] = town.contractor.post("/files", {**body, "owner_name": owner, "address": address})
    for name in ("karimi", "rezaei"):
        town.pay(made[name]["id"], made[name]["invoice"]["amount_rials"])
        town.wait_status(made[name]["id"], "referred")
    town.report(made["karimi"]["id"], "approved")
    town.report(made["rezaei"]["id"], "defective")
    until(lambda: [f["id"] for f in town.contractor.get("/files?debtor=true")["items"]], "the debt is known")
    until(lambda: town.contractor.get("/files?phase=final")["items"], "the phase is known")
    return {name: file["id"] for name, file in made.items()}


@pytest.fixture(scope="module")
def mine(town: Town, files: Files) -> User:
    """The contractor whose files these are, and nobody else's."""
    assert len(files) == 3
    return town.contractor


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("كريمي", ["karimi"]),
        ("علی اکبر", ["karimi"]),
        ("علي‌اكبر شريعتي", ["karimi"]),
        ("کوچه 12", ["karimi"]),
        ("۱۲ کریمی", ["karimi"]),
        ("٣٤٥", ["formula", "karimi"]),
        ("پلاک 345", ["formula", "karimi"]),
        ("ازادی", ["rezaei"]),
        ("ایه الله", ["formula"]),
        ("1405-", ["formula", "rezaei", "karimi"]),
        ("کریمی سیرجان", []),
        ("%", []),
    ],
)
def test_search(mine: User, files: Files, q: str, found: list[str]) -> None:
    assert ids(mine.get(f"/files?q={quote(q)}")) == [files[name] for name in found]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=concealed", ["formula", "rezaei"]),
        ("phase=final", ["karimi"]),
        ("status=awaiting_payment", ["formula"]),
        ("debtor=true", ["rezaei"]),
        ("area=nowhere", []),
        ("from=1405-01-01", ["formula", "rezaei", "karimi"]),
        ("from=2020-03-20&to=2099-01-01", ["formula", "rezaei", "karimi"]),
        ("to=۱۴۰۰/۰۱/۰۱", []),
        ("sort=newest", ["formula", "rezaei", "karimi"]),
        ("sort=oldest", ["karimi", "rezaei", "formula"]),
        ("sort=number", ["karimi", "rezaei", "formula"]),
        ("sort=owner", ["formula", "rezaei", "karimi"]),
        ("sort=debt&limit=1", ["rezaei"]),
        ("kind=concealed&sort=oldest&debtor=false", ["formula"]),
    ],
)
def test_filters_and_orders(town: Town, mine: User, files: Files, query: str, found: list[str]) -> None:
    expected = [files[name] for name in found]
    assert ids(mine.get(f"/files?{query}")) == expected
    if "area" not in query:
        assert ids(town.office.get(f"/files?{query}&area={town.area}")) == expected


@pytest.mark.parametrize("sort", ["newest", "oldest", "number", "owner", "debt", "waiting"])
def test_pages_of_every_order(mine: User, files: Files, sort: str) -> None:
    whole = ids(mine.get(f"/files?sort={sort}"))
    assert sorted(whole) == sorted(files.values())
    found: list[str] = []
    cursor = ""
    while True:
        page = mine.get(f"/files?sort={sort}&limit=1" + (f"&cursor={cursor}" if cursor else ""))
        found += ids(page)
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert found == whole


def test_work_in_hand(town: Town, files: Files) -> None:
    inspector = town.inspector
    listed = inspector.get("/me/referrals?phase=pre")["items"]
    assert [(item["id"], item["referred_days"], item["debtor"]) for item in listed] == [
        (files["rezaei"], 0, True)
    ]
    assert ids(inspector.get(f"/me/referrals?q={quote('كريمي')}&kind=exposed")) == [files["karimi"]]
    assert ids(inspector.get("/me/referrals?sort=owner")) == [files["rezaei"], files["karimi"]]
    assert ids(inspector.get("/me/referrals?to=1405-01-01")) == []
    assert ids(inspector.get("/me/files?result=approved")) == [files["karimi"]]
    assert ids(inspector.get("/me/files?result=approved&kind=concealed")) == []
    assert ids(inspector.get("/me/files?result=approved&sort=owner&from=1405-01-01")) == [files["karimi"]]


def test_what_is_refused(town: Town, mine: User, files: Files) -> None:
    assert len(files) == 3
    cursor = mine.get("/files?limit=1")["next_cursor"]
    for path in ("/files?", "/me/referrals?", "/me/files?result=approved&"):
        user = mine if path.startswith("/files") else town.inspector
        for query, field in (
            ("from=1405-09-02&to=1405-09-01", "to"),
            ("from=yesterday", "from"),
            ("to=1405-13-01", "to"),
            ("sort=colour", "sort"),
            ("area=کرمان", "area"),
            ("format=pdf", "format"),
            ("q=" + "x" * 201, "q"),
        ):
            assert refused(user.ask("GET", path + query)) == (422, "request.invalid", {field})
    for sort in ("oldest", "number", "owner", "debt", "waiting"):
        answer = mine.ask("GET", f"/files?sort={sort}&cursor={cursor}")
        assert refused(answer) == (422, "request.invalid_cursor", {"cursor"})
    assert refused(mine.ask("GET", "/me/referrals?format=csv"))[:2] == (403, "request.forbidden")
    assert refused(mine.ask("GET", "/files/nothing/timeline?format=xlsx"))[:2] == (
        404,
        "referral.file_not_found",
    )
    assert town.it.ask("GET", "/files?format=csv").status_code == 403


def test_lists_as_csv(town: Town, mine: User, files: Files) -> None:
    rows = as_csv(mine, "/files?format=csv&sort=oldest&limit=1")
    shown = [town.office.get(f"/files/{files[name]}") for name in OWNERS]
    assert numbers(rows) == [file["number"] for file in shown]
    assert [row["مالک"] for row in rows] == ["علی‌اکبر کریمی", "زهرا رضایی", "'=1+1"]
    assert [row["وضعیت"] for row in rows] == ["ارجاع‌شده", "ارجاع‌شده", "در انتظار پرداخت"]
    assert [row["مرحله"] for row in rows] == ["بازرسی نهایی", "پیش‌بازرسی", "پیش‌بازرسی"]
    assert [int(row["بدهی (ریال)"]) for row in rows] == [file["debt_rials"] for file in shown]
    assert [row["تاریخ ثبت"] for row in rows] == [file["registered_at_jalali"] for file in shown]
    assert all(row["تاریخ ثبت (میلادی)"].endswith("+03:30") for row in rows)
    english = as_csv(mine, f"/files?format=csv&q={quote('كريمي')}", "en")
    assert [row["Kind"] for row in english] == ["exposed"]
    assert numbers(as_csv(town.inspector, "/me/referrals?format=csv")) == [f["number"] for f in shown[:2]]
    past = as_csv(town.inspector, "/me/files?result=approved&format=csv")
    assert [(row["نتیجه"], row["مرحله"]) for row in past] == [("تأییدشده", "پیش‌بازرسی")]
    reports = as_csv(mine, f"/files/{files['rezaei']}/reports?format=csv")
    assert [row["نتیجه"] for row in reports] == ["رد / دارای اشکال"]
    timeline = as_csv(mine, f"/files/{files['rezaei']}/timeline?format=csv")
    entries = mine.get(f"/files/{files['rezaei']}/timeline?limit=200")["items"]
    assert [row["شرح"] for row in timeline] == [entry["summary"] for entry in entries]
    assert [row["اثر انگشت زنجیره"] for row in timeline] == [entry["hash"] for entry in entries]


def test_lists_as_xlsx(mine: User, files: Files) -> None:
    assert len(files) == 3
    answer = mine.ask("GET", "/files?format=xlsx&sort=debt", headers={"Accept-Language": "fa"})
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="files-14')
    assert "filename*=UTF-8''%D9%BE%D8%B1%D9%88%D9%86%D8%AF%D9%87" in disposition
    (sheet,) = sheets_of(answer)
    assert sheet.sheet_view.rightToLeft
    header = [cell.value for cell in sheet[1]]
    owner, debt = header.index("مالک") + 1, header.index("بدهی (ریال)") + 1
    assert sheet.cell(2, debt).value == mine.get("/files?sort=debt")["items"][0]["debt_rials"]
    assert "=1+1" in [sheet.cell(row, owner).value for row in range(2, 5)]
    assert all(sheet.cell(row, owner).data_type == "s" for row in range(2, 5))
    assert sheet.cell(2, header.index("تاریخ ثبت (میلادی)") + 1).is_date


def test_the_financial_report_as_a_workbook(town: Town, files: Files) -> None:
    assert len(files) == 3
    path = "/me/financial-report?from=1405-01-01&to=1410-01-01"
    report = until(
        lambda: (r := town.inspector.get(path))["total"]["fee_rials"] and r, "the fees are in the books"
    )
    answer = town.inspector.ask("GET", f"{path}&format=xlsx", headers={"Accept-Language": "fa"})
    rows, totals = sheets_of(answer)
    fee = [cell.value for cell in rows[1]].index("حق‌الزحمه (ریال)")
    lines = {line[0]: line[1:] for line in totals.iter_rows(min_row=2, values_only=True)}
    assert (
        sum(row[fee] for row in rows.iter_rows(min_row=2, values_only=True)) == report["total"]["fee_rials"]
    )
    assert lines["حق‌الزحمه (ریال)"] == (
        report["block"]["fee_rials"],
        report["non_block"]["fee_rials"],
        report["total"]["fee_rials"],
    )
    assert "financial-report-1405-01-01_1410-01-01.xlsx" in answer.headers["Content-Disposition"]
    listed = as_csv(town.inspector, f"{path}&format=csv")
    assert sum(int(row["حق‌الزحمه (ریال)"]) for row in listed) == report["total"]["fee_rials"]
