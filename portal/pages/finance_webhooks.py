"""Webhooks: other programs that are told what happened to the books."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from portal.api import Problem
from portal.door import api
from portal.forms import chosen, done, send, shown_again, text
from portal.pages.finance_shared import cursor, finance_only, given
from portal.wording import _

pages = Blueprint("finance_webhooks", __name__, url_prefix="/finance/webhooks")

EVENTS = ("entries.posted", "payment.received", "period.closed")
STATES = ("pending", "delivered", "failed", "cancelled")
_ONCE = "webhook_secret"  # in the session, from the answer that has it until the page that shows it


@pages.get("/")
@finance_only
def index() -> str:
    """All of them, and the form for another."""
    return _index()


def _index(problem: Problem | None = None) -> str:
    found = api().get("/webhooks", cursor=cursor())
    return render_template(
        "finance/webhooks.html",
        found=found,
        events=EVENTS,
        problem=problem,
        values=request.form,
        ticked=chosen("events") if problem else EVENTS,
    )


@pages.post("/")
@finance_only
@shown_again(_index)
def create() -> Any:
    """Tell an address; its secret is shown on the page that follows, and never again."""
    body: dict[str, Any] = {"url": text("url"), "description": text("description")}
    if chosen("events"):
        body["events"] = chosen("events")
    made = api().post("/webhooks", body)
    session[_ONCE] = {"id": made["id"], "secret": made["secret"]}
    return redirect(url_for(".show", webhook_id=made["id"]))


@pages.get("/<webhook_id>")
@finance_only
def show(webhook_id: str) -> str:
    """One of them, and what it was told; a new secret is shown this once."""
    return _show(webhook_id)


def _show(webhook_id: str, problem: Problem | None = None) -> str:
    state = given("state")
    once = session.pop(_ONCE, None) or {}
    deliveries = api().get(
        f"/webhooks/{webhook_id}/deliveries", state=state if state in STATES else "", cursor=cursor()
    )
    return render_template(
        "finance/webhook.html",
        webhook=_webhook(webhook_id),
        secret=once.get("secret") if once.get("id") == webhook_id else None,
        deliveries=deliveries,
        state=state,
        states=STATES,
        problem=problem,
    )


@pages.post("/<webhook_id>/test")
@finance_only
@shown_again(_show)
def test(webhook_id: str) -> Any:
    """Send a ping."""
    send(f"/webhooks/{webhook_id}/test")
    return done(_("پیام آزمایشی فرستاده شد. نتیجه‌اش در فهرست زیر می‌آید."), ".show", webhook_id=webhook_id)


@pages.post("/<webhook_id>/deliveries/<delivery_id>/replay")
@finance_only
@shown_again(lambda problem, webhook_id, **_delivery: _show(webhook_id, problem))
def replay(webhook_id: str, delivery_id: str) -> Any:
    """Tell it once more."""
    send(f"/webhooks/{webhook_id}/deliveries/{delivery_id}/replay")
    return done(_("پیام دوباره فرستاده شد."), ".show", webhook_id=webhook_id)


@pages.post("/<webhook_id>/secret-rotation")
@finance_only
@shown_again(_show)
def rotate(webhook_id: str) -> Any:
    """Another secret, shown on the page that follows."""
    made = api().post(f"/webhooks/{webhook_id}/secret-rotation")
    session[_ONCE] = {"id": webhook_id, "secret": made["secret"]}
    return redirect(url_for(".show", webhook_id=webhook_id))


@pages.post("/<webhook_id>/deletion")
@finance_only
def delete(webhook_id: str) -> Any:
    """Tell it nothing any more."""
    api().delete(f"/webhooks/{webhook_id}")
    return done(_("وب‌هوک حذف شد."), ".index")


def _webhook(webhook_id: str) -> dict[str, Any]:
    """The API has them in its list only."""
    following: str | None = ""
    while following is not None:
        page = api().get("/webhooks", limit=200, cursor=following)
        for each in page["items"]:
            if each["id"] == webhook_id:
                return dict(each)
        following = page["next_cursor"]
    raise Problem(404, "billing.webhook_not_found", "")
