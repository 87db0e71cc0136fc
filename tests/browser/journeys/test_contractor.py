"""A contractor's way with a project: registered, paid, visited, owed for."""

import re

from playwright.sync_api import Page, expect

from portal.wording import digits
from tests.browser.conftest import PHONE
from tests.browser.journeys.conftest import Enter, account_of, choose, heading, notice, row
from tests.e2e.conftest import Town, until

G6_STAGE, G6_REVISIT = 730_000, 410_000


def test_from_a_registration_to_its_visit(town: Town, enter: Enter) -> None:
    page = enter(town.contractor, viewport=PHONE)
    register(page, town.area)
    heading(page, re.compile("^صورت‌حساب پروندهٔ"))
    (file,) = town.contractor.get("/files")["items"]
    assert [meter["meter_class"] for meter in file["meters"]] == ["G6"]
    until(lambda: town.contractor.ask("GET", f"/files/{file['id']}/account").ok, "the account is opened")
    page.reload()

    page.get_by_role("button", name="پرداخت اینترنتی ۱٬۴۶۰٬۰۰۰ ریال").click()
    heading(page, "پرداخت اینترنتی")
    pay_at_the_provider(page)
    expect(page.get_by_text("پرداخت انجام و در حساب پرونده ثبت شد.")).to_be_visible()
    (payment,) = account_of(town, file)["payments"]
    assert payment["amount_rials"] == 2 * G6_STAGE
    expect(page.get_by_role("main")).to_contain_text(digits(payment["reference"]))

    town.wait_status(file["id"], "referred")
    town.appoint(file["id"])
    choose(page, "صفحهٔ اصلی")
    expect(page.get_by_role("heading", name="تأیید زمان بازرسی")).to_be_visible()
    row(page, file).click()
    page.get_by_role("button", name="حضور در این زمان را تأیید می‌کنم").click()
    notice(page, "حضور شما تأیید شد")
    assert town.inspector.get(f"/files/{file['id']}/appointment")["confirmed_at"]


def register(page: Page, area: str) -> None:
    """Fill the form; the class of the meter follows what is typed."""
    choose(page, "ثبت پروژهٔ جدید")
    page.get_by_text("روکار", exact=True).click()
    page.get_by_label("نام مالک").fill("مینا صالحی")
    page.get_by_label("منطقه", exact=True).select_option(label="منطقهٔ دیگر")
    page.get_by_label("کد منطقهٔ دیگر").fill(area)
    page.get_by_label("نشانی").fill("خیابان سعدی، کوچهٔ ۳")
    meter = page.get_by_role("group", name="کنتور ۱")
    meter.get_by_label("نام کنتور").fill("طبقهٔ همکف")
    meter.get_by_label("زیربنا").fill("۱۱۰")
    meter.get_by_label("مصرف").fill("۴٫۵")
    expect(meter.get_by_role("status")).to_contain_text("ردهٔ کنتور: G4")
    meter.get_by_label("زیربنا").fill("۲۴۰")
    expect(meter.get_by_role("status")).to_contain_text("ردهٔ کنتور: G6")
    page.get_by_role("button", name="ثبت پروژه").click()


def pay_at_the_provider(page: Page) -> None:
    """In a tab of its own, which is closed afterwards."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="رفتن به درگاه پرداخت").click()
    provider = opened.value
    provider.get_by_role("button", name="پرداخت", exact=True).click()
    expect(provider.get_by_text("پرداخت انجام شد")).to_be_visible()
    provider.close()


def test_debts_line_by_line(town: Town, enter: Enter) -> None:
    meter = {"label": "همکف", "area_m2": 240, "consumption_m3h": 4.5}
    file = town.contractor.post("/files", {**town.file_body(), "meters": [meter]})
    town.pay(file["id"], 2 * G6_STAGE)
    town.wait_status(file["id"], "referred")
    town.report(file["id"], "defective")
    assert account_of(town, file)["debt_rials"] == G6_REVISIT

    page = enter(town.contractor)
    choose(page, "بدهی‌ها و پرداخت‌ها")
    debts = page.locator("section").filter(has=row(page, file))
    expect(debts).to_contain_text("۴۱۰٬۰۰۰ ریال")
    expect(debts).to_contain_text("(کنتور: همکف)")
    debts.get_by_role("link", name="گزارش ۱").click()
    heading(page, f"پروندهٔ {digits(file['number'])}")
    expect(page.locator("#report-1")).to_contain_text("بازرسی انجام شد.")
    expect(page.locator("#report-1")).to_contain_text("پرداخت‌نشده: ۴۱۰٬۰۰۰ ریال")

    page.get_by_text(re.compile("^گزارش ۱: دارای اشکال ·")).first.click()
    page.get_by_label("متن اعتراض").fill("دودکش همان روز درست بود.")
    page.get_by_role("button", name="ثبت اعتراض").click()
    notice(page, "اعتراض شما ثبت شد.")
    (report,) = town.contractor.get(f"/files/{file['id']}/reports")["items"]
    assert report["objection"]["state"] == "open"
