"""Every page that a role can reach: from its menu on, by links, one page of each kind."""

from collections import deque
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from playwright.sync_api import Page
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from portal.app import create_app
from portal.settings import Settings

# A file's page differs with the file's state.
SEVERAL = {"files.show": 4}
# Not pages: files, and what has no page of its own.
LEFT_OUT = {"access.choose_language", "access.favicon", "access.live", "asset", "files.receipt"}


def make_map() -> Flask:
    """The portal's application, for its map of addresses alone."""
    return create_app(Settings(gateway_url="http://127.0.0.1:1", secrets=("s" * 32,)))


class Crawl:
    """Walks the pages of whoever is signed in on a page."""

    def __init__(self, app: Flask, page: Page) -> None:
        self._page = page
        self._adapter = app.url_map.bind("portal")
        self.seen: dict[str, str] = {}  # endpoint and choice: the address that was opened
        self.broken: list[str] = []  # links that led to no page

    def pages(self, start: str = "/") -> Iterator[str]:
        """Open one page after another, and say where; whoever looks at it may not leave it."""
        waiting = deque([start])
        while waiting:
            path = waiting.popleft()
            kind = self._kind(path)
            if kind is None or kind in self.seen or path in self.seen.values():
                continue
            self.seen[kind] = path
            response = self._page.goto(path)
            assert response is not None
            if response.status != 200:
                self.broken.append(f"{path} answered {response.status}")
                continue
            waiting.extend(self._links())
            yield path

    def _links(self) -> list[str]:
        found: list[str] = self._page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(link => link.href)"
        )
        here = urlsplit(self._page.url)
        inside = [urlsplit(link) for link in found if urlsplit(link).netloc == here.netloc]
        return [f"{link.path}{'?' + link.query if link.query else ''}" for link in inside]

    def _kind(self, path: str) -> str | None:
        """Pages of one view are of a kind, told apart by what they filter by but not by values of no fixed choice."""
        parts = urlsplit(path)
        try:
            endpoint, _ = self._adapter.match(parts.path, method="GET")
        except (HTTPException, RequestRedirect):
            return None
        if endpoint in LEFT_OUT or endpoint.rpartition(".")[2].startswith(("download", "part_")):
            return None
        several = range(2, SEVERAL.get(endpoint, 1) + 1)
        for turn in several if endpoint in self.seen else ():
            if f"{endpoint}.{turn}" not in self.seen:
                return f"{endpoint}.{turn}"
        choices = "&".join(f"{k}={v}" for k, v in sorted(parse_qsl(parts.query)) if k in ("phase", "result"))
        return f"{endpoint}?{choices}" if choices else endpoint
