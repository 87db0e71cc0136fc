"""What lets an inspector work without a signal: the service worker, what it asks, and the queue of what waits."""

import json
from typing import Any

from flask import Blueprint, Response, current_app, render_template, session, url_for
from flask_wtf.csrf import generate_csrf

from portal.assets import Assets
from portal.door import for_roles, me
from portal.wording import _

pages = Blueprint("offline", __name__)

_WORKER = "sw.js"


@pages.get("/sw.js")
def worker() -> Response:
    """The service worker, told which assets this version has: a new version is new bytes, so browsers take it."""
    assets: Assets = current_app.extensions["assets"]
    told = {
        "version": assets.version,
        "assets": [assets.url(name) for name in sorted(assets.by_name) if name != _WORKER],
        "queue": assets.url("queue.js"),
        "offline": url_for(".page"),
    }
    body = f"self.PORTAL = {json.dumps(told)};\n{assets.by_name[_WORKER].body.decode()}"
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """What the portal is called on a phone's home screen."""
    told = {
        "name": _("گازبان، بازرسی گاز"),
        "short_name": _("گازبان"),
        "lang": "fa",
        "dir": "rtl",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f4f6f7",
        "theme_color": "#0f5c6e",
        "icons": [{"src": url_for("access.favicon"), "sizes": "any", "type": "image/svg+xml"}],
    }
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, content_type="application/manifest+json; charset=utf-8")


@pages.get("/offline")
def page() -> str:
    """What is shown in place of a page that is not kept; the service worker asks for it as nobody in particular."""
    return render_template("offline/page.html")


@pages.get("/offline/session")
def session_now() -> Any:
    """Who is signed in now, and what guards their forms: the queue sends nothing in another person's name."""
    if not session.get("access_token"):
        return {"state": "signed_out"}
    return {"csrf_token": generate_csrf(), "user": me().get("id", "")}


@pages.get("/inspector/queue")
@for_roles("inspector")
def queue() -> str:
    """What waits to be sent, what was sent and what came back; a script fills it from this device's memory."""
    return render_template("offline/queue.html")
