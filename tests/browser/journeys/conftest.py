"""A town for each test, and its people at their browsers: they find things by what stands on the page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from launcher.system import System
from portal.wording import digits
from tests.browser.conftest import OpenPage
from tests.e2e.conftest import OWN_PASSWORD, Town, User, new_town, sign_staff_in

Enter = Callable[..., Page]
# A free time, as a button that is read aloud: its day, and its hour.
SLOT = re.compile("[۰-۹]{2}:[۰-۹]{2}$")


@pytest.fixture(scope="session")
def staff(system: System) -> dict[str, User]:
    """The demo's staff, signed in at the API."""
    return sign_staff_in(system)


@pytest.fixture
def town(system: System, staff: dict[str, User]) -> Town:
    """An inspector, a contractor and an area of this test's own, over the API."""
    return new_town(system, {}, staff)


@pytest.fixture
def enter(open_page: OpenPage) -> Enter:
    """``enter(user, password=…, **context options)``: their browser, where they have signed in."""

    def entered(user: User, password: str = OWN_PASSWORD, **options: object) -> Page:
        page = open_page(**options)
        page.goto("/login")
        sign_in(page, user.code, password)
        page.wait_for_url(lambda url: "/login" not in url)
        return page

    return entered


def sign_in(page: Page, code: str, password: str) -> None:
    """Fill the form that is on the page, and send it."""
    page.get_by_label("کد عضویت").fill(code)
    page.get_by_label("رمز عبور").fill(password)
    page.get_by_role("button", name="ورود").click()


def menu(page: Page) -> Locator:
    """The menu's place."""
    return page.get_by_role("navigation", name="فهرست", exact=True)


def choose(page: Page, name: str) -> None:
    """Click an item of the menu, which has to be opened first where there is little room."""
    page.wait_for_load_state()  # a script opens it where there is room
    item = menu(page).get_by_role("link", name=name, exact=True)
    if not item.is_visible():
        menu(page).get_by_text("فهرست", exact=True).click()
    item.click()


def heading(page: Page, text: str | re.Pattern[str]) -> None:
    """Wait until this is the page."""
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def row(page: Page, file: Any) -> Locator:
    """A file's row in a list: a link that names it."""
    return page.get_by_role("link", name=digits(file["number"]))


def card(page: Page, title: str) -> Locator:
    """The part of a page under this title."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=title, exact=True))


def notice(page: Page, text: str) -> None:
    """Wait until the page says that it is done."""
    expect(page.get_by_role("status").filter(has_text=text)).to_be_visible()


def accept_next_question(page: Page) -> None:
    """Say yes to what the browser asks next."""
    page.once("dialog", lambda dialog: dialog.accept())


def reports_of(town: Town, file: Any) -> list[Any]:
    """A file's reports, as the API has them."""
    found: list[Any] = town.inspector.get(f"/files/{file['id']}/reports")["items"]
    return found


def account_of(town: Town, file: Any) -> Any:
    """A file's account, likewise."""
    return town.contractor.get(f"/files/{file['id']}/account")


def visited_file(town: Town, **options: Any) -> Any:
    """A file in the inspector's hands, with its visit set."""
    file = town.referred_file(**options)
    town.appoint(file["id"])
    return file
