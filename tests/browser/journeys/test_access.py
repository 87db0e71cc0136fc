"""Coming in and going out: the first password, another one, other devices."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import (
    Enter,
    accept_next_question,
    choose,
    heading,
    menu,
    notice,
    sign_in,
)
from tests.e2e.conftest import OWN_PASSWORD, Town

NEWCOMER, FIRST = "19-3-00005", "3005"
NEW = "Sabz-Alborz-14"


def change_password(page: Page, current: str, new: str, repeated: str = "") -> None:
    """Fill the form and send it."""
    page.get_by_label("رمز کنونی").fill(current)
    page.get_by_label("رمز تازه", exact=True).fill(new)
    page.get_by_label("رمز تازه، بار دیگر").fill(repeated or new)
    page.get_by_role("button", name="تغییر رمز").click()


def test_nothing_is_had_before_the_first_password_is_changed(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/inspector/files/pre")
    sign_in(page, NEWCOMER, FIRST)
    heading(page, "تغییر رمز")
    expect(menu(page)).to_have_count(0)
    for elsewhere in ("/", "/inspector/", "/inspector/files/pre", "/messages/", "/sessions/"):
        page.goto(elsewhere)
        heading(page, "تغییر رمز")

    change_password(page, FIRST, NEW, "Sabz-Alborz-15")
    expect(page.get_by_role("alert")).to_contain_text("با رمز تازه یکی نیست.")
    change_password(page, FIRST, FIRST)
    expect(page.get_by_role("alert")).to_contain_text("کوتاه‌تر از ۸ نویسه است.")
    page.goto("/inspector/files/pre")
    heading(page, "تغییر رمز")

    change_password(page, FIRST, NEW)
    notice(page, "رمز شما تغییر کرد.")
    choose(page, "پیش‌بازرسی")
    expect(page.get_by_role("main")).to_contain_text("طاهره باقری")


def test_another_password_signs_the_other_devices_out(town: Town, enter: Enter) -> None:
    here, there = enter(town.contractor), enter(town.contractor)
    choose(here, "تغییر رمز")
    change_password(here, "not-this-one", NEW)
    expect(here.get_by_role("alert")).to_contain_text("کنونی")
    change_password(here, OWN_PASSWORD, OWN_PASSWORD)
    expect(here.get_by_role("alert")).to_contain_text("کنونی")
    change_password(here, OWN_PASSWORD, NEW)
    notice(here, "رمز شما تغییر کرد. دستگاه‌های دیگر خارج شدند.")

    choose(there, "پرونده‌های من")
    heading(there, "ورود به سامانهٔ بازرسی گاز")
    sign_in(there, town.contractor.code, OWN_PASSWORD)
    expect(there.get_by_role("alert")).to_be_visible()
    sign_in(there, town.contractor.code, NEW)
    heading(there, "پرونده‌های من")


def test_signing_out_everywhere(town: Town, enter: Enter) -> None:
    here, there = enter(town.inspector), enter(town.inspector)
    choose(here, "دستگاه‌های من")
    expect(here.get_by_text("همین دستگاه", exact=True)).to_have_count(1)
    accept_next_question(here)
    here.get_by_role("button", name="خروج از دستگاه‌های دیگر").click()
    notice(here, "از همهٔ دستگاه‌های دیگر خارج شدید.")
    assert town.inspector.ask("GET", "/me").status_code == 401
    choose(there, "پیش‌بازرسی")
    heading(there, "ورود به سامانهٔ بازرسی گاز")

    here.get_by_role("banner").get_by_text("آزمون").first.click()
    here.get_by_role("button", name="خروج", exact=True).click()
    notice(here, "خارج شدید.")
    here.go_back()
    heading(here, "ورود به سامانهٔ بازرسی گاز")
