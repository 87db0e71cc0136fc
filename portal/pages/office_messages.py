"""What the office tells people, who has read it, and what went to their telephones."""

from typing import Any

from flask import Blueprint, render_template, request, url_for

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, incomplete, send, shown_again, text, ticked
from portal.pages.office_people import find_people, is_search
from portal.wording import _, latin, term

pages = Blueprint("office_messages", __name__, url_prefix="/office")

ROLES = ("inspector", "contractor", "finance", "office", "it")
STATES = ("scheduled", "sent", "cancelled")
DELIVERY_STATES = ("failed", "queued", "sending", "sent", "delivered", "cancelled")


@pages.get("/messages/new")
@for_roles("office")
def compose() -> str:
    """The form of a message."""
    return _compose_page()


def _compose_page(problem: Problem | None = None) -> str:
    values = request.form or {"audience": "all"}
    return render_template(
        "office/compose.html",
        problem=problem.renamed(lambda name: "date" if name == "send_at" else name) if problem else None,
        values=values,
        roles=[(role, term(role)) for role in ROLES],
        found=find_people("recipient_id"),
    )


@pages.post("/messages/new")
@for_roles("office")
@shown_again(_compose_page)
def send_message() -> Any:
    """Send it now or later; or show who was searched for."""
    if is_search():
        return _compose_page()
    audience = text("audience")
    if audience == "person" and not text("recipient_id"):
        raise incomplete(recipient_id=_("گیرنده را جست‌وجو و انتخاب کنید."))
    body = {
        "audience": audience,
        "role": text("role") if audience == "role" else None,
        "recipient_id": text("recipient_id") if audience == "person" else None,
        "subject": text("subject"),
        "body": text("body"),
        "send_at": _send_at(),
        "sms": ticked("sms"),
    }
    message = send("/messages", body)
    said = (
        _("پیام زمان‌بندی شد؛ تا پیش از زمانش می‌توانید لغوش کنید.")
        if message["state"] == "scheduled"
        else _("پیام فرستاده شد.")
    )
    return done(said, ".message", message_id=message["id"])


@pages.get("/messages")
@for_roles("office")
def sent() -> str:
    """What the office sent, will send or cancelled."""
    state = request.args.get("state", "")
    state = state if state in STATES else ""
    found = api().get(
        "/messages", state=state, q=request.args.get("q"), limit=25, cursor=request.args.get("cursor")
    )
    return render_template(
        "office/messages.html", messages=found, state=state, tabs=_tabs("message", STATES, state, "q")
    )


@pages.get("/messages/<message_id>")
@for_roles("office")
def message(message_id: str) -> str:
    """One message, and who of its people has read it."""
    return _message_page(message_id)


def _message_page(message_id: str, problem: Problem | None = None) -> str:
    read = {"read": "true", "unread": "false"}.get(request.args.get("read", ""))
    return render_template(
        "office/message.html",
        message=api().get(f"/messages/{message_id}"),
        readers=api().get(f"/messages/{message_id}/readers", read=read, cursor=request.args.get("cursor")),
        problem=problem,
    )


@pages.post("/messages/<message_id>/cancellation")
@for_roles("office")
@shown_again(_message_page)
def cancel(message_id: str) -> Any:
    """Do not send a scheduled one."""
    send(f"/messages/{message_id}/cancellation")
    return done(_("پیام لغو شد و فرستاده نمی‌شود."), ".message", message_id=message_id)


@pages.get("/deliveries")
@for_roles("office")
def deliveries() -> str:
    """What went, or is to go, by SMS."""
    return _deliveries_page()


@pages.post("/deliveries/<delivery_id>/retry")
@for_roles("office")
@shown_again(lambda problem, **_delivery: _deliveries_page(problem))
def retry(delivery_id: str) -> Any:
    """Try one again that failed for good."""
    send(f"/deliveries/{delivery_id}/retry")
    return done(_("پیامک دوباره در صف ارسال است."), ".deliveries", **request.args.to_dict())


def _deliveries_page(problem: Problem | None = None) -> str:
    state = request.args.get("state", "")
    state = state if state in DELIVERY_STATES else ""
    found = api().get(
        "/deliveries",
        state=state,
        message_id=request.args.get("message_id"),
        limit=25,
        cursor=request.args.get("cursor"),
    )
    return render_template(
        "office/deliveries.html",
        deliveries=found,
        state=state,
        tabs=_tabs("delivery", DELIVERY_STATES, state, "message_id"),
        problem=problem,
    )


def _tabs(words: str, states: tuple[str, ...], shown: str, kept: str) -> list[tuple[str, str, bool, None]]:
    """The states of a list as tabs, "all" first; a filter of the list stays as it is."""
    page = f".{'sent' if words == 'message' else 'deliveries'}"
    filtered: dict[str, Any] = {kept: request.args.get(kept) or None}
    return [(_("همه"), url_for(page, **filtered), not shown, None)] + [
        (term(f"{words}.{state}"), url_for(page, state=state, **filtered), state == shown, None)
        for state in states
    ]


def _send_at() -> str | None:
    """When it is to go out, as the API takes it: ``1405-09-01 10:30``; none for now."""
    if text("when") != "later":
        return None
    return f"{latin(text('date')).replace('/', '-')} {latin(text('time'))}".strip()
