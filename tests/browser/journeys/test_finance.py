"""The accountants: money comes in, is seen in the books, and goes out to inspectors."""

import secrets

from playwright.sync_api import Page, expect

from portal.wording import digits
from tests.browser.journeys.conftest import (
    Enter,
    accept_next_question,
    account_of,
    choose,
    heading,
    notice,
    row,
)
from tests.e2e.conftest import DEMO_PASSWORD, Town

IBAN = "IR062960000000100324200001"
G4_REVISIT = 390_000


def test_a_receipt_settles_a_debt(town: Town, enter: Enter) -> None:
    file = town.referred_file()
    town.report(file["id"], "defective")
    page = enter(town.finance, DEMO_PASSWORD)
    choose(page, "سن بدهی‌ها")
    expect(page.get_by_role("row").filter(has=row(page, file))).to_contain_text("۳۹۰٬۰۰۰")

    reference = record_receipt(page, file)
    account = account_of(town, file)
    assert account["debt_rials"] == 0
    assert [each["amount_rials"] for each in account["payments"] if each["reference"] == reference] == [
        G4_REVISIT
    ]
    choose(page, "سن بدهی‌ها")
    heading(page, "سن بدهی‌ها")
    expect(row(page, file)).to_have_count(0)

    choose(page, "اسناد")
    heading(page, "اسناد حسابداری")
    entry = page.locator("tbody").filter(has_text=reference)
    expect(entry).to_contain_text("۳۹۰٬۰۰۰")
    page.get_by_role("row").filter(has_text=reference).get_by_role("link").click()
    heading(page, f"پروندهٔ {digits(file['number'])}")


def record_receipt(page: Page, file: object) -> str:
    """Find the file by its number, and record what the bank's slip says; its reference."""
    reference = f"B{secrets.token_hex(6)}"
    row(page, file).click()
    page.get_by_text("ثبت فیش بانکی", exact=True).first.click()
    expect(page.get_by_label("مبلغ (ریال)").first).to_have_value("۳۹۰٬۰۰۰")
    page.get_by_label("شمارهٔ مرجع فیش").fill(reference)
    page.get_by_role("button", name="ثبت فیش بانکی").click()
    notice(page, "فیش بانکی ثبت شد.")
    return reference


def test_an_inspector_is_paid(town: Town, enter: Enter) -> None:
    file = town.referred_file()
    town.report(file["id"], "defective")
    page = enter(town.finance, DEMO_PASSWORD)
    choose(page, "دسته‌های پرداخت")
    page.get_by_role("link", name="شبای بازرسان").click()
    page.get_by_label("نام یا کد عضویت").fill(digits(town.inspector.code))
    page.get_by_role("button", name="جست‌وجو").click()
    page.get_by_role("link", name=digits(town.inspector.code)).click()
    page.get_by_label("شمارهٔ شبا").fill(IBAN)
    page.get_by_role("button", name="ثبت شبا").click()
    notice(page, "شبا ثبت شد.")

    choose(page, "دسته‌های پرداخت")
    page.get_by_role("button", name="ساختن پیش‌نویس").click()
    notice(page, "پیش‌نویس ساخته شد.")
    line = page.get_by_role("listitem").filter(has_text=digits(town.inspector.code))
    expect(line).to_contain_text("۲۷۳٬۰۰۰ ریال")
    page.get_by_text("نهایی کردن دسته", exact=True).first.click()
    accept_next_question(page)
    page.get_by_role("button", name="نهایی کردن دسته").click()
    notice(page, "دسته نهایی شد.")

    line.get_by_text("بانک واریز کرد").click()
    line.get_by_label("شمارهٔ مرجع بانک").fill("7788")
    line.get_by_role("button", name="ثبت واریز", exact=True).click()
    notice(page, "واریز ثبت شد.")
    (paid,) = town.inspector.get("/me/payouts")["items"]
    assert (paid["net_rials"], paid["state"], paid["reference"]) == (273_000, "confirmed", "7788")
