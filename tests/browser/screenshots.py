"""``make screenshots``: every page of every role of a fresh demo, on a phone and on a desk, as PNG files."""

import secrets
import tempfile
from pathlib import Path

from launcher.backends import open_backends
from launcher.ports import free_ports
from launcher.system import PROJECT, System
from tests.browser.chromium import chromium
from tests.browser.conftest import DEMO, DESK, PHONE
from tests.browser.crawl import Crawl, make_map
from tests.e2e.conftest import CHEAP_PASSWORDS, DEMO_PASSWORD

FOLDER = PROJECT / "build" / "screenshots"


def main() -> None:
    """Start a demo, walk through it, and say where the pictures are."""
    with tempfile.TemporaryDirectory(prefix="gazban-") as folder:
        state = Path(folder)
        gateway, sandbox, portal = free_ports(3)
        with (
            open_backends(state, durable=False, say=print) as backends,
            System(
                backends,
                state,
                gateway_port=gateway,
                demo=True,
                database_prefix=f"s{secrets.token_hex(3)}",
                environment=CHEAP_PASSWORDS,
                sandbox_port=sandbox,
                portal_port=portal,
            ) as system,
        ):
            system.start_all()
            shoot(system.portal_url, FOLDER)


def shoot(portal_url: str, folder: Path) -> None:
    """A picture of each page, under ``<folder>/<role>-<phone or desk>/``."""
    app = make_map()
    with chromium() as browser:
        for role, code in DEMO.items():
            for looks, viewport in (("phone", PHONE), ("desk", DESK)):
                pictures = folder / f"{role}-{looks}"
                pictures.mkdir(parents=True, exist_ok=True)
                context = browser.new_context(
                    base_url=portal_url,
                    viewport=viewport,
                    locale="fa-IR",
                    color_scheme="dark" if looks == "phone" else "light",
                )
                page = context.new_page()
                page.goto("/login")
                page.screenshot(path=pictures / "login.png", full_page=True)
                page.fill("[name=membership_code]", code)
                page.fill("[name=password]", DEMO_PASSWORD)
                page.click("main button[type=submit]")
                page.wait_for_url(lambda url: "/login" not in url)
                crawl = Crawl(app, page)
                for _ in crawl.pages():
                    name = next(reversed(crawl.seen)).replace("?", "-").replace("=", "-")
                    page.screenshot(path=pictures / f"{name}.png", full_page=True)
                print(f"{role}, {looks}: {len(crawl.seen)} pages in {pictures}", *crawl.broken, flush=True)
                context.close()


if __name__ == "__main__":
    main()
