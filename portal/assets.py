"""What pages load besides themselves: our style sheet and scripts, and a few files of pinned npm packages.

Everything is read and compressed once, and served under one version, the hash of all of it: a browser keeps it for
ever, and a new version has new addresses.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from flask import Flask, Response, abort, request, url_for
from markupsafe import Markup

_HERE = Path(__file__).parent
OWN = _HERE / "static"
PACKAGES = _HERE / "node_modules"
VENDOR = {
    "bootstrap.rtl.css": "bootstrap/dist/css/bootstrap.rtl.min.css",
    "bootstrap.css": "bootstrap/dist/css/bootstrap.min.css",
    "htmx.js": "htmx.org/dist/htmx.min.js",
    "jalalidatepicker.js": "@majidh1/jalalidatepicker/dist/jalalidatepicker.min.js",
    "jalalidatepicker.css": "@majidh1/jalalidatepicker/dist/jalalidatepicker.min.css",
    "vazirmatn.woff2": "vazirmatn/fonts/webfonts/Vazirmatn[wght].woff2",
}
_ICONS = PACKAGES / "bootstrap-icons" / "icons"
_AS_IT_IS = {".woff2", ".png"}  # compressed already


class MissingAssets(Exception):
    """The npm packages are not there; ``make setup`` fetches them."""


@dataclass(frozen=True)
class Asset:
    """A file as it is served."""

    body: bytes
    compressed: bytes | None
    content_type: str


class Assets:
    """All that there is, by name."""

    def __init__(self) -> None:
        """Read everything; raises ``MissingAssets``."""
        paths = {path.name: path for path in sorted(OWN.iterdir()) if path.is_file()}
        paths |= {name: PACKAGES / path for name, path in VENDOR.items()}
        missing = [str(path.relative_to(_HERE)) for path in paths.values() if not path.is_file()]
        if missing:
            raise MissingAssets(f"run `make setup`: {', '.join(missing)} not found")
        self.by_name = {name: _read(path) for name, path in paths.items()}
        whole = hashlib.sha256()
        for name, asset in sorted(self.by_name.items()):
            whole.update(name.encode() + asset.body)
        self.version = whole.hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a page finds a file; raises ``KeyError`` for one that is not there."""
        self.by_name[name]
        return url_for("asset", version=self.version, name=name)

    def serve(self, version: str, name: str) -> Response:
        """A file, for ever; an older version's is gone."""
        asset = self.by_name.get(name)
        if asset is None or version != self.version:
            abort(404)
        response = self.plain(name)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response

    def plain(self, name: str) -> Response:
        """A file under an address that stays, such as the service worker's."""
        asset = self.by_name[name]
        wants_gzip = asset.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        response = Response(asset.compressed if wants_gzip else asset.body, content_type=asset.content_type)
        if wants_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        return response


@cache
def icon(name: str) -> Markup:
    """A Bootstrap icon as SVG, for eyes only: what it means is said beside it."""
    drawn = (_ICONS / f"{name}.svg").read_text()
    start = drawn.index(">") + 1
    inner = drawn[start : drawn.rindex("</svg>")]
    opening = '<svg class="icon" width="1em" height="1em" fill="currentColor" viewBox="0 0 16 16" '
    return Markup(f'{opening}aria-hidden="true" focusable="false">{inner}</svg>')  # from a pinned package


def install(app: Flask) -> Assets:
    """Serve them, and give templates ``asset(name)`` and ``icon(name)``."""
    assets = _assets()
    app.add_url_rule("/assets/<version>/<path:name>", "asset", assets.serve)
    app.jinja_env.globals.update(asset=assets.url, icon=icon, assets_version=assets.version)
    return assets


@cache
def _assets() -> Assets:
    """Read once in a process, however many applications it makes."""
    return Assets()


def _read(path: Path) -> Asset:
    body = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if path.suffix == ".woff2":
        kind = "font/woff2"
    if kind.startswith("text/") or kind.endswith(("javascript", "json")):
        kind += "; charset=utf-8"
    compressed = None if path.suffix in _AS_IT_IS else gzip.compress(body, 9, mtime=0)
    return Asset(body, compressed, kind)
