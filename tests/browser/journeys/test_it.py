"""The IT unit: lets people in, and lets them in again."""

import secrets

from playwright.sync_api import expect

from portal.wording import digits
from tests.browser.conftest import OpenPage
from tests.browser.journeys.conftest import (
    Enter,
    accept_next_question,
    choose,
    heading,
    notice,
    sign_in,
)
from tests.e2e.conftest import DEMO_PASSWORD, Town, User

WRONG_PASSWORDS = 10


def test_from_a_new_user_to_a_reset_password(town: Town, enter: Enter, open_page: OpenPage) -> None:
    person = User(town.it.url, f"19-7-{secrets.randbelow(90_000) + 10_000}")
    page = enter(town.it, DEMO_PASSWORD)
    choose(page, "کاربر تازه")
    page.get_by_label("نام و نام خانوادگی").fill("شرکت آذرگاز")
    page.get_by_label("نقش").select_option(label="مجری")
    page.get_by_label("کد عضویت").fill(person.code)
    page.get_by_label("شمارهٔ شناسنامه").fill("4321")
    page.get_by_role("button", name="ساختن کاربر").click()
    notice(page, "کاربر ساخته شد.")
    expect(page.get_by_role("main")).to_contain_text("هنوز باید تغییر دهد")
    assert person.sign_in("4321")["must_change_password"] is True

    for _ in range(WRONG_PASSWORDS):
        person.ask("POST", "/auth/login", {"membership_code": person.code, "password": "nope"})
    choose(page, "ورودهای قفل‌شده")
    locked = page.get_by_role("row").filter(has_text=digits(person.code))
    expect(locked).to_contain_text("شرکت آذرگاز")
    accept_next_question(page)
    locked.get_by_role("button", name="باز کردن قفل").click()
    notice(page, "دوباره می‌توان وارد شد")
    expect(locked).to_have_count(0)
    assert person.sign_in("4321")["access_token"]

    choose(page, "فهرست کاربران")
    page.get_by_label("نام یا کد عضویت").fill("آذرگاز")
    page.get_by_role("button", name="جست‌وجو").click()
    page.get_by_role("link", name=digits(person.code)).click()
    accept_next_question(page)
    page.get_by_role("button", name="ساختن رمز موقت").click()
    temporary = page.get_by_role("status").filter(has_text="رمز موقت").locator("bdi").inner_text()
    page.reload()
    heading(page, "شرکت آذرگاز")
    expect(page.get_by_text(temporary)).to_have_count(0)

    choose(page, "رویدادهای حساب‌ها")
    page.get_by_label("کد عضویت").fill(digits(person.code))
    page.get_by_role("button", name="نمایش").click()
    for said in ("ساخته شد", "با رمز یا کدهای نادرست قفل شد", "قفلش باز شد", "رمزش بازنشانی شد"):
        expect(page.get_by_role("cell", name=said)).to_have_count(1)

    theirs = open_page()
    theirs.goto("/login")
    sign_in(theirs, person.code, temporary)
    heading(theirs, "تغییر رمز")
