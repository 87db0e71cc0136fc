"""The referral office: what waits is referred, taken back, and spoken of."""

import secrets

from playwright.sync_api import Page, expect

from portal.wording import digits
from tests.browser.journeys.conftest import (
    Enter,
    accept_next_question,
    card,
    choose,
    heading,
    notice,
    row,
)
from tests.e2e.conftest import DEMO_PASSWORD, Town

REASON = "نزدیک‌ترین بازرس است."


def test_from_the_queue_to_a_dismissal(town: Town, enter: Enter) -> None:
    town.inspector.put("/me/worksheet", {**town.inspector.get("/me/worksheet"), "accepting": False})
    name = f"بازرس {secrets.token_hex(4)}"
    colleague = town.user("inspector", name)
    file = town.file()
    town.pay(file["id"], file["invoice"]["amount_rials"])
    town.wait_status(file["id"], "awaiting_referral")

    page = enter(town.office, DEMO_PASSWORD)
    choose(page, "صف ارجاع")
    row(page, file).click()
    page.get_by_role("button", name="ارجاع به قاعده").click()
    expect(page.get_by_role("alert")).to_contain_text("اکنون هیچ بازرسی واجد شرایط این پرونده نیست")
    refer_by_hand(page, name)
    history = card(page, "سابقهٔ ارجاع")
    expect(history).to_contain_text(REASON)
    assert town.office.get(f"/files/{file['id']}")["inspector"]["id"] == colleague.id

    town.inspector.put("/me/worksheet", {**town.inspector.get("/me/worksheet"), "accepting": True})
    page.get_by_text("عزل بازرس", exact=True).first.click()
    page.get_by_label("دلیل عزل").fill("دو نوبت نرفت.")
    accept_next_question(page)
    page.get_by_role("button", name="عزل بازرس").click()
    notice(page, "بازرس از این پرونده عزل شد")
    (dismissed,) = colleague.get("/me/files?result=dismissed")["items"]
    assert (dismissed["id"], dismissed["reason"]) == (file["id"], "دو نوبت نرفت.")

    again = town.wait_status(file["id"], "referred")
    assert again["inspector"]["id"] == town.inspector.id, "the only one whom the rule finds"
    page.reload()
    history.get_by_text("یک بازرس سنجیده شد").first.click()  # the newest
    candidates = history.get_by_role("region", name="بازرسانی که سنجیده شدند")
    expect(candidates).to_contain_text("بله")


def refer_by_hand(page: Page, name: str) -> None:
    """Pick somebody by name, and say why."""
    whom = page.get_by_label("بازرس", exact=True)
    whom.select_option(value=whom.locator("option", has_text=name).get_attribute("value"))
    page.get_by_label("دلیل", exact=True).fill(REASON)
    page.get_by_role("button", name="ارجاع به این بازرس").click()
    notice(page, f"پرونده به {name} ارجاع شد.")


def test_a_message_to_one_person(town: Town, enter: Enter) -> None:
    page = enter(town.office, DEMO_PASSWORD)
    choose(page, "ارسال پیام")
    page.get_by_text("یک شخص", exact=True).click()
    page.get_by_label("بخشی از نام یا کد عضویت").fill(town.inspector.code)
    page.get_by_role("radio", name=digits(town.inspector.code)).check()
    page.get_by_label("موضوع").fill("کاربرگ تابستان")
    page.get_by_label("متن پیام").fill("تا شنبه\nبازنگری کنید.")
    page.get_by_role("button", name="فرستادن پیام").click()
    notice(page, "پیام فرستاده شد.")
    heading(page, "کاربرگ تابستان")
    expect(page.get_by_role("region", name="گیرندگان").get_by_role("row")).to_have_count(2)

    reader = enter(town.inspector)
    unread = town.inspector.get("/me/messages/unread-count")["unread"]
    waiting = reader.get_by_role("banner").get_by_role("link", name="پیام‌ها")
    expect(waiting).to_contain_text(f"نخوانده: {digits(unread)}")
    choose(reader, "پیام‌ها")
    reader.get_by_role("link", name="کاربرگ تابستان").click()
    expect(reader.get_by_role("main")).to_contain_text("بازنگری کنید.")
    page.reload()
    expect(page.get_by_role("region", name="گیرندگان")).not_to_contain_text("نخوانده")
