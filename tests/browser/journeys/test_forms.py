"""What goes wrong with forms, and does no harm: sent twice, gone back to, left lying, sent by nobody any more."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE
from tests.browser.journeys.conftest import (
    Enter,
    account_of,
    heading,
    sign_in,
    visited_file,
)
from tests.e2e.conftest import OWN_PASSWORD, Town, until

WORDS = "نشتی در اتصال شیر اصلی؛ پس از آب‌بندی دوباره آزموده شود."
SENT_BEFORE = "فرستاده و ثبت شد."


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_payment_that_is_clicked_twice_is_one(town: Town, enter: Enter, scripts: bool) -> None:
    file = town.file()
    until(lambda: town.contractor.ask("GET", f"/files/{file['id']}/account").ok, "the account is opened")
    page = enter(town.contractor, java_script_enabled=scripts)
    page.goto(f"/contractor/files/{file['id']}/invoice")
    page.get_by_role("button", name="پرداخت اینترنتی").dblclick()
    heading(page, "پرداخت اینترنتی")
    (payment,) = town.contractor.get(f"/files/{file['id']}/payments")["items"]
    assert payment["amount_rials"] == account_of(town, file)["invoice_due_rials"]


def write_report(page: Page, file_id: str) -> None:
    """As far as the page that shows what it costs."""
    page.goto(f"/files/{file_id}")
    page.get_by_label("متن گزارش").fill(WORDS)
    page.get_by_role("button", name="رد / دارای اشکال").click()
    heading(page, "پیش از ثبت گزارش")


def assert_filed_once(town: Town, file_id: str) -> None:
    """One report, and its cost once."""
    (report,) = town.inspector.get(f"/files/{file_id}/reports")["items"]
    town.settled(file_id, report["id"])
    assert report["text"] == WORDS
    assert town.contractor.get(f"/files/{file_id}/account")["debt_rials"] == 390_000


def test_a_report_that_is_sent_again_is_one(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    write_report(page, file["id"])
    page.get_by_role("button", name="ثبت نهایی").dblclick()
    heading(page, "گزارش ۱ ثبت شد")

    page.go_back()
    heading(page, "پیش از ثبت گزارش")
    expect(page.get_by_role("status").filter(has_text=SENT_BEFORE)).to_be_visible()
    closed = page.locator("form").filter(has=page.get_by_role("button", name="ثبت نهایی"))
    expect(closed).to_have_attribute("inert", "")
    page.get_by_role("link", name="دیدن پرونده").click()
    heading(page, "گزارش ۱ ثبت شد")
    page.go_back()
    page.go_back()
    heading(page, re.compile("^پروندهٔ"))
    expect(page.get_by_label("متن گزارش")).to_have_count(0)
    assert_filed_once(town, file["id"])


def test_a_report_that_is_sent_again_without_scripts_is_one(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector, java_script_enabled=False)
    write_report(page, file["id"])
    page.get_by_role("button", name="ثبت نهایی").dblclick()
    heading(page, "گزارش ۱ ثبت شد")
    page.go_back()
    page.get_by_role("button", name="ثبت نهایی").click()
    heading(page, "گزارش ۱ ثبت شد")
    assert_filed_once(town, file["id"])


def test_a_draft_outlives_its_page(town: Town, enter: Enter) -> None:
    file = visited_file(town, meters=2)
    page = enter(town.inspector, viewport=PHONE)
    page.goto(f"/files/{file['id']}")
    page.get_by_label("متن گزارش").fill(WORDS)
    page.get_by_label("نتیجهٔ واحد 2").select_option(label="عدم حضور با هزینه")
    page.reload()
    expect(page.get_by_label("متن گزارش")).to_have_value(WORDS)
    expect(page.get_by_label("نتیجهٔ واحد 2")).to_have_value("absent_charged")
    page.get_by_role("button", name="دور ریختن پیش‌نویس").click()
    page.reload()
    expect(page.get_by_label("متن گزارش")).to_have_value("")


def test_a_session_that_ends_while_a_report_is_written(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    page.goto(f"/files/{file['id']}")
    page.get_by_label("متن گزارش").fill(WORDS)
    end_sessions(town)
    page.get_by_role("button", name="رد / دارای اشکال").click()
    heading(page, "ورود به سامانهٔ بازرسی گاز")
    sign_in(page, town.inspector.code, OWN_PASSWORD)
    expect(page.get_by_label("متن گزارش")).to_have_value(WORDS)
    page.get_by_role("button", name="رد / دارای اشکال").click()
    page.get_by_role("button", name="ثبت نهایی").click()
    heading(page, "گزارش ۱ ثبت شد")
    assert_filed_once(town, file["id"])
    page.goto(f"/files/{file['id']}")
    assert WORDS not in str(page.evaluate("JSON.stringify(localStorage)")), "the draft is over"


def test_a_session_that_ends_before_a_report_is_confirmed(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    write_report(page, file["id"])
    end_sessions(town)
    page.get_by_role("button", name="ثبت نهایی").click()
    waits = page.get_by_role("status").filter(has_text="برای فرستادن، دوباره وارد شوید.")
    waits.get_by_role("link", name="ورود").click()
    sign_in(page, town.inspector.code, OWN_PASSWORD)
    expect(page.get_by_role("status").filter(has_text=SENT_BEFORE)).to_be_visible()
    assert_filed_once(town, file["id"])


def test_a_session_that_ends_while_a_project_is_registered(town: Town, enter: Enter) -> None:
    page = enter(town.contractor)
    page.goto("/contractor/new")
    page.get_by_text("زیرکار", exact=True).click()
    page.get_by_label("نام مالک").fill("پروانه رستمی")
    page.get_by_label("زیربنا").fill("۸۵")
    town.contractor.post("/me/sessions/end-others", status=204)
    page.get_by_role("button", name="ثبت پروژه").click()
    heading(page, "ورود به سامانهٔ بازرسی گاز")
    sign_in(page, town.contractor.code, OWN_PASSWORD)
    heading(page, "ثبت پروژهٔ جدید")
    expect(page.get_by_label("نام مالک")).to_have_value("پروانه رستمی")
    expect(page.get_by_label("زیربنا")).to_have_value("۸۵")
    expect(page.get_by_label("زیرکار")).to_be_checked()
    assert town.contractor.get("/files")["items"] == []


def end_sessions(town: Town) -> None:
    """All of the inspector's, but the one at the API."""
    town.inspector.post("/me/sessions/end-others", status=204)
