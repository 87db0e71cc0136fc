"""A whole Gazban with its portal and the demo's data, and people who use it with a browser."""

import re
import secrets
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

from launcher.backends import Backends
from launcher.ports import LOOPBACK, free_ports
from launcher.system import System
from tests.browser.chromium import chromium
from tests.e2e.conftest import CHEAP_PASSWORDS, DEMO_PASSWORD, User

PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 900}
DEMO = {
    "it": "19-9-00001",
    "office": "19-9-00002",
    "finance": "19-9-00003",
    "contractor": "19-7-00001",
    "inspector": "19-3-00003",
}
SignIn = Callable[[Page, str], None]
OpenPage = Callable[..., Page]
_REFUSED = re.compile(r"Failed to load resource: .* status of 4\d\d")


@pytest.fixture(scope="session")
def system(backends: Backends, tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """Five services, the gateway and the portal, with the demo's data."""
    gateway, sandbox, portal = free_ports(3)
    with System(
        backends,
        tmp_path_factory.mktemp("browsed"),
        gateway_port=gateway,
        demo=True,
        say=print,
        database_prefix=f"b{secrets.token_hex(3)}",
        environment=CHEAP_PASSWORDS,
        sandbox_port=sandbox,
        portal_port=portal,
    ) as running:
        running.start_all()
        yield running


@pytest.fixture(scope="session")
def portal_url(system: System) -> str:
    """Where the portal is."""
    return system.portal_url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def complaints() -> list[str]:
    """What browsers complained of: errors of scripts and of the console, and requests to another machine."""
    return []


@pytest.fixture
def open_page(browser: Browser, portal_url: str, complaints: list[str]) -> Iterator[OpenPage]:
    """A page of a new person's browser: ``open_page(**context options)``. At the end nothing was complained of."""
    contexts: list[BrowserContext] = []

    def opened(**options: object) -> Page:
        context = browser.new_context(base_url=portal_url, locale="fa-IR", **{"viewport": DESK, **options})  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        watch(page, complaints)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def sign_in(portal_url: str) -> SignIn:
    """``sign_in(page, membership_code)``, with the demo's password: up to the second step, if there is one."""

    def signed_in(page: Page, membership_code: str) -> None:
        page.goto(f"{portal_url}/login")
        page.fill("[name=membership_code]", membership_code)
        page.fill("[name=password]", DEMO_PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url(lambda url: urlsplit(url).path != "/login")

    return signed_in


@pytest.fixture
def ask(system: System) -> Callable[[str], User]:
    """Somebody of the demo over the API, for what happens beside the page: ``ask("finance")``."""

    def somebody(role_or_code: str) -> User:
        user = User(system.gateway_url, DEMO.get(role_or_code, role_or_code))
        tokens = user.post("/auth/login", {"membership_code": user.code, "password": DEMO_PASSWORD}, 200)
        user.token = tokens["access_token"]
        user.id = user.get("/me")["id"]
        return user

    return somebody


def watch(page: Page, complaints: list[str]) -> None:
    """Note every error of a page, and every request that leaves this machine.

    That a form was refused (a 4xx to what was posted) is no error of the page's.
    """
    posted: set[str] = set()

    def on_request(request: Request) -> None:
        if request.method == "POST":
            posted.add(request.url)
        if urlsplit(request.url).hostname not in (LOOPBACK, None):
            complaints.append(f"{page.url} asked {request.url}")

    def on_console(message: ConsoleMessage) -> None:
        refused = message.location["url"] in posted and _REFUSED.match(message.text)
        if message.type == "error" and not refused:
            complaints.append(f"{page.url}: {message.text}")

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
