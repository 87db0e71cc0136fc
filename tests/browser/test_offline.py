"""An inspector without a signal: pages stay readable, and a report waits until it is filed, once."""

import os
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, expect

from tests.browser.chromium import QUIET, program
from tests.browser.conftest import PHONE, SignIn
from tests.e2e.conftest import User

INSPECTOR, COLLEAGUE = "19-3-00001", "19-3-00002"
WORDS = "کسی در محل نبود؛ این گزارش بی‌ارتباط نوشته شد."
WAITING, RECORDED, CAME_BACK = "در صف", "ثبت‌شده", "برگشت‌خورده"
# A form that is queued is tried again every half minute.
RETRY_MS = 45_000
Visit = tuple[User, dict[str, Any]]


@pytest.fixture
def visit(ask: Callable[[str], User]) -> Visit:
    """An inspector, and a file that waits for their report: one after which it waits for the next."""
    inspector = ask(INSPECTOR)
    files = inspector.get("/files?status=referred&limit=50")["items"]
    file = next(each for each in files if not each["debtor"])
    if not file["appointment"]:
        make_appointment(inspector, file["id"])
    return inspector, file


@pytest.fixture
def context(browser: Browser, portal_url: str) -> Iterator[BrowserContext]:
    """A phone of its own."""
    made = browser.new_context(base_url=portal_url, locale="fa-IR", viewport=PHONE)
    made.set_default_timeout(15_000)
    yield made
    made.close()


def test_a_report_waits_for_a_signal_and_is_filed_once(
    context: BrowserContext, sign_in: SignIn, visit: Visit
) -> None:
    inspector, file = visit
    before = reports_of(inspector, file)
    page = begin(context, sign_in, file)
    context.set_offline(True)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-kept-at", re.compile(r"^\d+$"))
    write_report(page)
    expect(page.locator(".queue-note")).to_contain_text("در صف ارسال")

    page.close()
    again, twin = context.new_page(), context.new_page()
    again.goto(f"/files/{file['id']}")
    expect(again.locator(".queue-note")).to_contain_text("در صف ارسال")
    assert again.evaluate("document.querySelector('form[data-queue]').inert"), "nobody writes it twice"
    again.goto("/inspector/queue")
    twin.goto("/inspector/queue")
    expect(again.locator("[data-queue-rows] .tag")).to_have_text(WAITING)
    assert reports_of(inspector, file) == before

    context.set_offline(False)
    for each in (again, twin):
        expect(each.locator("[data-queue-rows] .tag")).to_have_text(RECORDED, timeout=RETRY_MS)
    (filed,) = [each for each in reports_of(inspector, file) if each not in before]
    assert (filed["text"], filed["outcome"]) == (WORDS, "absent_free")


def test_a_report_outlives_a_browser_that_is_killed(
    browser: Browser, portal_url: str, sign_in: SignIn, visit: Visit, tmp_path: Path
) -> None:
    inspector, file = visit
    before = reports_of(inspector, file)
    with kept_browser(browser, portal_url, tmp_path) as first:
        page = begin(first, sign_in, file)
        first.set_offline(True)
        write_report(page)
        expect(page.locator(".queue-note")).to_contain_text("در صف ارسال")
        kill_browser(tmp_path)
    with kept_browser(browser, portal_url, tmp_path) as second:
        page = second.new_page()
        page.goto("/inspector/")
        if "/login" in page.url:  # what the browser did not get to write down was its cookie
            sign_in(page, INSPECTOR)
        wait_until(lambda: len(reports_of(inspector, file)) == len(before) + 1)


def test_a_refused_report_comes_back_as_a_draft_with_the_reason(
    context: BrowserContext, sign_in: SignIn, visit: Visit
) -> None:
    inspector, file = visit
    page = begin(context, sign_in, file)
    context.set_offline(True)
    write_report(page)
    expect(page.locator(".queue-note")).to_contain_text("در صف ارسال")
    page.goto("/inspector/queue")
    inspector.post(f"/files/{file['id']}/appointment/cancellation", {"reason": "مالک خواست."}, 200)

    context.set_offline(False)
    row = page.locator("[data-queue-rows] > li")
    expect(row.locator(".tag")).to_have_text(CAME_BACK, timeout=RETRY_MS)
    expect(row.locator(".text-danger")).not_to_be_empty()
    page.goto("/inspector/")
    expect(page.locator("#queue-bar")).to_contain_text("برگشت خورده")
    make_appointment(inspector, file["id"])
    page.goto("/inspector/queue")
    page.get_by_role("button", name="بازگشت به فرم").click()
    expect(page.locator("form[data-queue] [name=text]")).to_have_value(WORDS)
    expect(page.locator(".queue-note")).to_contain_text("برگشت خورد")
    assert page.locator("button[value=approved]").count() == 1, "a draft leaves the buttons as they are"


def test_what_waits_is_its_authors_alone(context: BrowserContext, sign_in: SignIn, visit: Visit) -> None:
    inspector, file = visit
    before = reports_of(inspector, file)
    page = begin(context, sign_in, file)
    context.set_offline(True)
    write_report(page)
    expect(page.locator(".queue-note")).to_contain_text("در صف ارسال")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.locator("details.account summary").click()
        page.locator("[data-sign-out] button").click()
    assert "هنوز فرستاده نشده" in asked.value.message, "signing out says that something waits"
    expect(page.locator(".queue-note")).to_be_visible()

    context.clear_cookies()  # the session is over, in whichever way
    context.set_offline(False)
    sign_in(page, COLLEAGUE)
    page.goto("/inspector/queue")
    expect(page.locator("[data-queue-rows] > li")).to_contain_text("کاربری دیگر")
    assert WORDS not in page.content()
    assert reports_of(inspector, file) == before
    sign_out(page)

    sign_in(page, INSPECTOR)
    page.goto("/inspector/queue")
    expect(page.locator("[data-queue-rows] .tag")).to_have_text(RECORDED, timeout=RETRY_MS)
    assert len(reports_of(inspector, file)) == len(before) + 1


def test_a_form_that_fails_on_its_way_is_not_lost(
    context: BrowserContext, sign_in: SignIn, visit: Visit
) -> None:
    """The browser believes itself online, the cost was shown, and then nobody answers."""
    inspector, file = visit
    before = reports_of(inspector, file)
    page = begin(context, sign_in, file)
    page.locator("form[data-queue] [name=text]").fill(WORDS)
    page.locator("button[value=absent_free]").click()
    confirm = page.locator("button[name=step][value=file]")
    expect(confirm).to_be_visible()
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    context.set_offline(True)
    confirm.click()
    expect(page.locator(".queue-note")).to_contain_text("در صف ارسال")
    assert reports_of(inspector, file) == before
    context.set_offline(False)
    page.goto("/inspector/queue")
    expect(page.locator("[data-queue-rows] .tag")).to_have_text(RECORDED, timeout=RETRY_MS)
    assert len(reports_of(inspector, file)) == len(before) + 1


@pytest.mark.parametrize("code", ["19-9-00002", "19-7-00001"], ids=["office", "contractor"])
def test_nothing_is_kept_of_other_people(context: BrowserContext, sign_in: SignIn, code: str) -> None:
    page = context.new_page()
    sign_in(page, INSPECTOR)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.goto("/messages/")
    wait_until(lambda: "/messages/" in kept_pages(page))
    sign_out(page)
    sign_in(page, code)
    page.goto("/messages/")
    page.wait_for_load_state("networkidle")
    assert kept_pages(page) == []


# -- what a person does


def begin(context: BrowserContext, sign_in: SignIn, file: dict[str, Any]) -> Page:
    """Sign in, and open a file's page while there is a signal."""
    page = context.new_page()
    sign_in(page, INSPECTOR)
    page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    page.goto(f"/files/{file['id']}")
    wait_until(lambda: {f"/files/{file['id']}", "/inspector/queue"} <= set(kept_pages(page)))
    return page


def write_report(page: Page) -> None:
    """Write it, press an outcome, and agree that its cost cannot be seen now."""
    page.locator("form[data-queue] [name=text]").fill(WORDS)
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("button[value=absent_free]").click()


def sign_out(page: Page) -> None:
    """By the menu, as people do."""
    page.locator("details.account summary").click()
    page.locator("[data-sign-out] button").click()
    page.wait_for_url("**/login*")


def kept_pages(page: Page) -> list[str]:
    """The addresses that are kept on the device."""
    found: list[str] = page.evaluate(
        """async () => {
            const found = [];
            for (const name of (await caches.keys()).filter((name) => name.startsWith("kept:"))) {
                for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
            }
            return found;
        }"""
    )
    return found


def reports_of(inspector: User, file: dict[str, Any]) -> list[dict[str, Any]]:
    """The reports of a file, as the API has them."""
    found: list[dict[str, Any]] = inspector.get(f"/files/{file['id']}/reports?limit=50")["items"]
    return found


def make_appointment(inspector: User, file_id: str) -> None:
    """At the first time that is free."""
    days = inspector.get(f"/files/{file_id}/appointment-slots")["days"]
    starts_at = next(slot["starts_at"] for day in days for slot in day["slots"])
    inspector.put(f"/files/{file_id}/appointment", {"starts_at": starts_at, "duration_minutes": 60})


@contextmanager
def kept_browser(browser: Browser, portal_url: str, folder: Path) -> Iterator[BrowserContext]:
    """A browser that keeps its things in a folder, as people's do."""
    path, environment = program()
    opened = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=path,
        env=environment,
        chromium_sandbox=False,
        args=list(QUIET),
        base_url=portal_url,
        viewport=PHONE,
    )
    yield opened
    with suppress(Error):  # it may have been killed
        opened.close()


def kill_browser(folder: Path) -> None:
    """As when the battery is empty: every process of the browser that keeps its things there."""
    for process in Path("/proc").iterdir():
        if process.name.isdecimal() and int(process.name) != os.getpid():
            try:
                command = (process / "cmdline").read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={folder}".encode() in command:
                os.kill(int(process.name), signal.SIGKILL)


def wait_until(true: Callable[[], bool], seconds: float = 45) -> None:
    """Look again and again; fails when it does not come to be."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.3)
