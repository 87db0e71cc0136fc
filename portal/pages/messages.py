"""Everybody's messages: from the office, and from the system about what happened."""

from typing import Any

from flask import Blueprint, render_template, request, session

from portal.api import Problem, SignedOut
from portal.door import api, for_roles, me
from portal.pages.files import READERS

pages = Blueprint("messages", __name__, url_prefix="/messages")

_PAGE = 20


@pages.get("/")
@for_roles()
def inbox() -> str:
    """The messages, newest first; with ``unread`` only those that wait to be read."""
    unread = request.args.get("unread") == "1"
    shown = api().get(
        "/me/messages",
        unread="true" if unread else None,
        limit=_PAGE,
        cursor=request.args.get("cursor"),
    )
    waiting = api().get("/me/messages/unread-count")["unread"]
    return render_template("messages/inbox.html", shown=shown, unread=unread, waiting=waiting)


@pages.get("/<message_id>")
@for_roles()
def message(message_id: str) -> str:
    """One message, which is then read."""
    shown = api().get(f"/me/messages/{message_id}")
    if not shown["read_at"]:
        api().post(f"/me/messages/{message_id}/read")
    return render_template("messages/message.html", message=shown, reads_files=me().get("role") in READERS)


@pages.get("/unread")
def part_unread() -> Any:
    """How many wait to be read, for the bar at the top. It is asked again and again, and never sends anybody away."""
    if not session.get("access_token"):
        return "", 204
    try:
        waiting = api().get("/me/messages/unread-count")["unread"]
    except (Problem, SignedOut):
        return "", 204
    return render_template("messages/_unread.html", waiting=waiting)
