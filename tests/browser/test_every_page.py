"""Every page of every role, on a phone and on a desk: accessible, within its width, light, and without an error."""

import time
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from portal.assets import PACKAGES
from services.auth import totp
from tests.browser.conftest import DEMO, DESK, PHONE, OpenPage, SignIn
from tests.browser.crawl import Crawl, make_map
from tests.e2e.conftest import DEMO_PASSWORD

AXE = (PACKAGES / "axe-core" / "axe.min.js").read_text()
SERIOUS = {"serious", "critical"}
LOOKS = ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"]
NOBODY_ELSES = "19-3-00004"  # who signs in with it here has a second factor for a while
FIRST_VISIT_BYTES = 150 * 1024
LEAST_PAGES = {"inspector": 12, "contractor": 10, "office": 15, "finance": 15, "it": 4}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("role", sorted(DEMO))
def test_every_page(role: str, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page(viewport=DESK)
    sign_in(page, DEMO[role])
    crawl, faults = Crawl(make_map(), page), []
    for path in crawl.pages():
        faults += _faults(page, path)
    assert faults + crawl.broken == []
    assert len(crawl.seen) >= LEAST_PAGES[role], sorted(crawl.seen)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_pages_of_a_second_factor(language: str, open_page: OpenPage, sign_in: SignIn) -> None:
    """No link leads to them; whoever sets one up comes through them, and the IT unit takes it away again."""
    page, other, unit = (open_page(viewport=DESK) for _ in range(3))
    page.goto(f"/language/{language}")
    sign_in(page, NOBODY_ELSES)
    page.goto("/second-factor/")
    page.fill("[name=current_password]", DEMO_PASSWORD)
    page.click("main [value=begin]")
    page.wait_for_url("**/second-factor/set-up")
    faults = _faults(page, "set up")
    page.fill("[name=code]", _shown_by_the_phone(page.inner_text("main .once")))
    page.click("main button[type=submit]")
    page.wait_for_url("**/second-factor/recovery-codes")
    faults += _faults(page, "recovery codes")
    recovery_code = page.inner_text("main .once >> nth=0")
    page.goto("/second-factor/")
    faults += _faults(page, "second factor")
    other.goto(f"/language/{language}")
    sign_in(other, NOBODY_ELSES)
    faults += _faults(other, "second step")
    other.fill("[name=code]", recovery_code)
    other.click("main button[type=submit]")
    other.wait_for_url(lambda url: "/login" not in url)
    faults += _taken_away_by_the_it_unit(unit, language, sign_in)
    assert faults == []


def _taken_away_by_the_it_unit(page: Page, language: str, sign_in: SignIn) -> list[str]:
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"/language/{language}")
    sign_in(page, DEMO["it"])
    page.goto(f"/it/users/{NOBODY_ELSES}")
    faults = _faults(page, "a user with a second factor")
    for act in ("sessions/end", "second-factor/remove"):
        page.click(f"form[action$='{act}'] button")
        page.wait_for_selector(".alert-success")
    assert page.locator("form[action$='second-factor/remove']").count() == 0
    page.goto(f"/it/log/?membership_code={NOBODY_ELSES}")
    return faults + _faults(page, "account log")


def _shown_by_the_phone(key: str) -> str:
    return totp.code_of_step(key.replace(" ", "").replace("\n", ""), int(time.time()) // 30)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_pages_before_signing_in(language: str, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE)
    page.goto(f"/language/{language}")
    assert page.get_attribute("html", "dir") == {"fa": "rtl", "en": "ltr"}[language]
    assert [*_violations(page), *_sideways(page)] == []


@pytest.mark.parametrize("role", sorted(DEMO))
def test_a_first_visit_is_light(role: str, open_page: OpenPage, sign_in: SignIn) -> None:
    page = open_page()
    sign_in(page, DEMO[role])
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    sizes: dict[str, float] = {}
    fonts: list[str] = []
    session.on(
        "Network.responseReceived",
        lambda event: fonts.append(event["requestId"]) if event["type"] == "Font" else None,
    )
    session.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}),
    )
    page.goto("/")
    page.wait_for_load_state("networkidle")
    weight = sum(size for request, size in sizes.items() if request not in fonts)
    assert 20_000 < weight < FIRST_VISIT_BYTES


def _faults(page: Page, name: str) -> list[str]:
    """What is wrong with a page at the desk and on a phone."""
    _look_like(page, DESK, "light")
    faults = [f"{name}: {fault}" for fault in [*_violations(page), *_sideways(page), *_headings(page)]]
    _look_like(page, PHONE, "dark")
    return faults + [f"{name}, phone: {fault}" for fault in [*_violations(page, LOOKS), *_sideways(page)]]


def _look_like(page: Page, size: ViewportSize, colours: Literal["light", "dark"]) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # no colour half-way to another


def _violations(page: Page, rules: list[str] | None = None) -> list[str]:
    """What axe finds that is serious or critical, by all its rules or by these."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    only = {"runOnly": rules} if rules else {}
    found: dict[str, Any] = page.evaluate(
        "options => axe.run(document, options)", {"resultTypes": ["violations"], "preload": False, **only}
    )
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        if violation["impact"] in SERIOUS
        for node in violation["nodes"][:3]
    ]


def _sideways(page: Page) -> list[str]:
    over: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [f"{over} px too wide"] if over > 0 else []


def _headings(page: Page) -> list[str]:
    count = page.locator("h1").count()
    return [] if count == 1 else [f"{count} main headings"]


def test_axe_finds_what_it_should(open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page()
    page.set_content("<html lang=fa><title>x</title><main><h1>x</h1><button></button></main></html>")
    assert any(found.startswith("button-name") for found in _violations(page))
