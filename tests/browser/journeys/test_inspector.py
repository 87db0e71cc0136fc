"""An inspector's day, and the whole of the menu that their guide describes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from launcher.system import System
from portal.wording import digits, jalali, jtime, latin, today
from tests.browser.conftest import DESK, PHONE, OpenPage
from tests.browser.journeys.conftest import (
    SLOT,
    Enter,
    card,
    choose,
    heading,
    menu,
    notice,
    reports_of,
    row,
    sign_in,
    visited_file,
)
from tests.e2e.conftest import OWN_PASSWORD, Town, User, new_town, until

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
WORDS = "علمک در جای خود است؛ دودکش واحد دوم کوتاه است."
# Of the guide: the menu's items and the page of each.
GUIDE = {
    "کاربرگ بازرسی گاز": "کاربرگ بازرسی گاز",
    "پیش‌بازرسی": "پرونده‌های پیش‌بازرسی",
    "بازرسی نهایی": "پرونده‌های بازرسی نهایی",
    "لیست پرونده‌های تأییدی": "لیست پرونده‌های تأییدی",
    "لیست پرونده‌های انصرافی": "لیست پرونده‌های انصرافی",
    "لیست پرونده‌های عزل‌شده": "لیست پرونده‌های عزل‌شده",
    "گزارش مالی": "گزارش مالی بازرسی‌های انجام‌شده",
    "پیام‌ها": "پیام‌ها",
    "تغییر رمز": "تغییر رمز",
}
GROUPS = {"پرونده‌های ارجاع‌شده", "گزارشات", "پیام‌ها", "امکانات"}
Walk = Callable[[Page, str], None]


def test_from_a_referral_to_a_report_that_makes_a_debt(town: Town, open_page: OpenPage) -> None:
    file = town.referred_file(meters=2)
    page = open_page(viewport=PHONE)
    page.goto("/")
    sign_in(page, digits(town.inspector.code.replace("-", "")), OWN_PASSWORD)
    heading(page, "صفحهٔ اصلی")

    choose(page, "پیش‌بازرسی")
    row(page, file).click()
    page.get_by_role("button", name=SLOT).first.click()
    notice(page, "زمان بازرسی تعیین و به مجری گفته شد")
    assert town.contractor.get(f"/files/{file['id']}/appointment")["cancelled_at"] is None

    page.get_by_label("متن گزارش").fill(WORDS)
    page.get_by_label("نتیجهٔ واحد 2").select_option(label="رد / دارای اشکال")
    page.get_by_role("button", name="تأیید می‌شود").click()
    heading(page, "پیش از ثبت گزارش")
    consequence = "این گزارش ۳۹۰٬۰۰۰ ریال بدهی ایجاد می‌کند و تا تسویه، گزارش بعدی بسته است."
    expect(page.get_by_text(consequence)).to_be_visible()
    assert reports_of(town, file) == [], "only looked at"

    page.get_by_role("button", name="ثبت نهایی").click()
    heading(page, "گزارش ۱ ثبت شد")
    expect(page.get_by_text("که ۳۹۰٬۰۰۰ ریال آن بدهی شد")).to_be_visible()
    (report,) = reports_of(town, file)
    first, second = (meter["id"] for meter in file["meters"])
    verdicts = {said["meter_id"]: said["outcome"] for said in report["verdicts"]}
    assert (report["text"], verdicts) == (WORDS, {first: "approved", second: "defective"})

    page.get_by_role("link", name="صفحهٔ پرونده").click()
    owed = town.inspector.get(f"/files/{file['id']}")["debt_rials"]
    assert owed == report["charge"]["debt_rials"] == 390_000
    expect(page.get_by_text("این پرونده ۳۹۰٬۰۰۰ ریال بدهی دارد").first).to_be_visible()
    expect(page.get_by_role("button", name="تأیید می‌شود")).to_have_count(0)
    see_timeline(page, town.inspector, file)


def see_timeline(page: Page, reader: User, file: Any) -> None:
    """What happened stands there, in the order and the words of the API, its days in words."""
    asked = reader.ask("GET", f"/files/{file['id']}/timeline?limit=30", headers={"Accept-Language": "fa"})
    said = [
        _MOMENT.sub(lambda found: jtime(latin(found[0])), entry["summary"]) for entry in asked.json()["items"]
    ]
    events = card(page, "رویدادها")
    events.scroll_into_view_if_needed()
    entries = events.get_by_role("listitem")
    expect(entries).to_have_count(len(said))
    shown = [text.splitlines()[0] for text in entries.all_inner_texts()]
    assert [latin(text) for text in shown] == [latin(text) for text in said]
    assert len(said) >= 4


@pytest.fixture(scope="module")
def busy(system: System, staff: dict[str, User]) -> tuple[Town, dict[str, Any]]:
    """An inspector with something in every list, and the file that is there."""
    town = new_town(system, {}, staff)
    files = {
        name: town.referred_file()
        for name in ("پیش‌بازرسی", "بازرسی نهایی", "لیست پرونده‌های انصرافی", "لیست پرونده‌های عزل‌شده")
    }
    files["لیست پرونده‌های تأییدی"] = files["بازرسی نهایی"]
    town.report(files["بازرسی نهایی"]["id"], "approved")
    reason = {"reason": "در استان نیستم."}
    town.inspector.post(f"/files/{files['لیست پرونده‌های انصرافی']['id']}/withdrawal", reason, 200)
    town.office.post(f"/files/{files['لیست پرونده‌های عزل‌شده']['id']}/dismissal", reason, 200)
    to_inspector = {"audience": "person", "recipient_id": town.inspector.id, "subject": "جلسهٔ شنبه"}
    town.office.post("/messages", {**to_inspector, "body": "ساعت نه."})
    until(lambda: town.inspector.get("/me/referrals?phase=final")["items"], "the file is in its final phase")
    return town, files


def by_keyboard(page: Page, name: str) -> None:
    """Choose an item of the menu without a mouse, from the top of the page on."""
    tab_to(page, "فهرست")
    page.keyboard.press("Enter")
    tab_to(page, name)
    page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    page.wait_for_load_state()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText.trim()") == name:
            return
    raise AssertionError(f"{name} is not reached by the keyboard")


@pytest.mark.parametrize(
    ("viewport", "walk"),
    [(DESK, choose), (PHONE, choose), (PHONE, by_keyboard)],
    ids=["desk", "phone", "keyboard"],
)
def test_the_menu_of_the_guide(
    viewport: Any, walk: Walk, busy: tuple[Town, dict[str, Any]], enter: Enter
) -> None:
    town, files = busy
    page = enter(town.inspector, viewport=viewport)
    assert set(menu(page).locator("h2").all_text_contents()) == GROUPS
    for item, title in GUIDE.items():
        walk(page, item)
        heading(page, title)
        if item in files:
            expect(row(page, files[item])).to_be_visible()
            others = [other for name, other in files.items() if other is not files[item]]
            assert all(row(page, other).count() == 0 for other in others), item
        current = menu(page).locator("[aria-current=page]")
        assert [text.strip() for text in current.all_text_contents()] == [item]


def test_what_the_lists_are_for(busy: tuple[Town, dict[str, Any]], enter: Enter) -> None:
    town, files = busy
    page = enter(town.inspector)
    choose(page, "کاربرگ بازرسی گاز")
    page.get_by_label("ظرفیت").fill("۱۵۰")
    page.get_by_role("button", name="ثبت کاربرگ").click()
    notice(page, "کاربرگ شما ثبت شد.")
    assert town.inspector.get("/me/worksheet")["capacity"] == 150

    choose(page, "لیست پرونده‌های تأییدی")
    page.get_by_role("navigation", name="مرحله").get_by_role("link", name="بازرسی نهایی").click()
    expect(page.get_by_text("با این جست‌وجو پرونده‌ای نیست.")).to_be_visible()
    page.get_by_role("navigation", name="مرحله").get_by_role("link", name="پیش‌بازرسی").click()
    expect(row(page, files["لیست پرونده‌های تأییدی"])).to_be_visible()

    choose(page, "گزارش مالی")
    day = jalali(today())
    earned = town.inspector.get(f"/me/financial-report?from={day}&to={day}")["total"]["fee_rials"]
    assert earned == 690_000 * 70 // 100
    expect(page.get_by_text("حق‌الزحمهٔ کل").locator("..")).to_contain_text("۴۸۳٬۰۰۰ ریال")

    choose(page, "پیام‌ها")
    page.get_by_role("link", name="جلسهٔ شنبه").click()
    expect(page.get_by_text("ساعت نه.")).to_be_visible()
    choose(page, "پیام‌ها")
    expect(page.get_by_role("link", name="جلسهٔ شنبه")).not_to_contain_text("نخوانده")


def test_a_withdrawal_asks_twice(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    page.goto(f"/files/{file['id']}")
    page.get_by_role("link", name="انصراف از این پرونده").click()
    expect(page.get_by_text("انصراف بازگشت ندارد.")).to_be_visible()
    page.get_by_label("دلیل انصراف").fill("در سفرم.")
    sure = page.get_by_role("button", name="انصراف قطعی از پرونده")
    sure.click()
    expect(page.get_by_role("alert")).to_contain_text("کادر «می‌دانم» را علامت بزنید")
    assert town.inspector.get(f"/files/{file['id']}")["status"] == "referred"

    page.get_by_label("می‌دانم که این انصراف بازگشت ندارد").check()
    sure.click()
    heading(page, "لیست پرونده‌های انصرافی")
    expect(row(page, file)).to_be_visible()
    expect(row(page, file)).to_contain_text("در سفرم.")
    choose(page, "پیش‌بازرسی")
    expect(row(page, file)).to_have_count(0)


def test_a_file_is_printed_without_what_is_pressed(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    page.goto(f"/files/{file['id']}")
    expect(menu(page)).to_be_visible()
    page.emulate_media(media="print")
    expect(menu(page)).to_be_hidden()
    expect(page.get_by_role("banner")).to_be_hidden()
    for name in ("چاپ", "تأیید می‌شود"):
        expect(page.get_by_role("button", name=name)).to_have_count(0)
    expect(page.get_by_role("heading", name="مشخصات پروژه")).to_be_visible()
    expect(page.get_by_role("cell", name="واحد 1")).to_be_visible()


def test_the_same_in_english(town: Town, enter: Enter) -> None:
    file = visited_file(town)
    page = enter(town.inspector)
    page.goto(f"/files/{file['id']}")
    page.get_by_role("link", name="English").click()
    heading(page, f"File {file['number']}")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    page.get_by_role("button", name="Approved").click()
    expect(page.get_by_role("alert")).to_contain_text("Write the report.")
    page.get_by_label("Report", exact=True).fill("Seen.")
    page.get_by_role("button", name="Approved").click()
    expect(page.get_by_text("costs the contractor nothing")).to_be_visible()
    page.get_by_role("link", name="فارسی").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
