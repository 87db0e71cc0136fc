"""What the system itself says of what happened, in the office's words: templates with placeholders, in versions."""

from typing import Any

from flask import Blueprint, render_template, request

from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import done, shown_again, text, ticked
from portal.wording import _

pages = Blueprint("office_templates", __name__, url_prefix="/office/templates")


@pages.get("/")
@for_roles("office")
def index() -> str:
    """All of them, by whom they are for."""
    found = api().get("/message-templates", limit=100, cursor=request.args.get("cursor"))
    kinds: dict[str, list[dict[str, Any]]] = {}
    for template in found["items"]:
        kinds.setdefault(template["key"].partition(".")[2], []).append(template)
    return render_template("office/templates.html", templates=found, kinds=kinds)


@pages.get("/<key>")
@for_roles("office")
def show(key: str) -> str:
    """One of them: how it is worded, and how it was."""
    return _page(key)


def _page(key: str, problem: Problem | None = None, preview: dict[str, Any] | None = None) -> str:
    template = api().get(f"/message-templates/{key}")
    newest = template["versions"][0]
    values = {**request.form.to_dict(), "send_sms": ticked("send_sms")} if request.form else newest
    return render_template(
        "office/template.html",
        template=template,
        newest=newest,
        values=values,
        problem=problem,
        preview=preview,
        overtaken=problem is not None and problem.code == "messaging.template_changed",
    )


@pages.post("/<key>")
@for_roles("office")
@shown_again(_page)
def change(key: str) -> Any:
    """Word it otherwise; or show how people would read it."""
    if "_preview" in request.form:
        return _page(key, preview=_preview(key))
    body = {
        "subject": text("subject"),
        "body": text("body"),
        "sms": text("sms"),
        "send_sms": ticked("send_sms"),
        "reason": text("reason"),
        "version": int(text("version")) if text("version").isdecimal() else None,
    }
    api().put(f"/message-templates/{key}", body)
    return done(_("متن تازه ثبت شد؛ از این پس همین فرستاده می‌شود."), ".show", key=key)


@pages.post("/<key>/preview")
@for_roles("office")
def preview(key: str) -> Any:
    """The preview alone."""
    try:
        return render_template("office/_preview.html", preview=_preview(key))
    except Problem as problem:
        if problem.status != 422:
            raise
        return render_template("office/_preview.html", preview=None, problem=problem)


def _preview(key: str) -> dict[str, Any]:
    body = {name: text(name) for name in ("subject", "body", "sms")}
    said: dict[str, Any] = api().post(f"/message-templates/{key}/preview", body)
    return said
