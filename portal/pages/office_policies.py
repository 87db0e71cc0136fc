"""What the organization decides by itself: what each policy means, how it was before, and the form that changes it."""

import re
from datetime import date
from typing import Any

import jdatetime
from flask import Blueprint, render_template, request

from portal import areas
from portal.api import Problem
from portal.door import api, for_roles
from portal.forms import chosen, done, shown_again, text, ticked, whole
from portal.pages.office_policy_words import Field, fields_of, meaning_of, policy_name, topic_name
from portal.wording import _, digits, jalali, latin

pages = Blueprint("office_policies", __name__, url_prefix="/office/policies")

AREA_FIELDS = ("code", "name", "english_name")
_SPARE_ROWS = 3
_SPLIT = re.compile(r"[\s,،؛;]+")
# The topics in the order of the page, by the part of a policy's key before the dot.
_TOPICS = ("referral", "inspection", "messaging")


@pages.get("/")
@for_roles("office")
def index() -> str:
    """All of them by topic, with what each means."""
    topics: dict[str, list[dict[str, Any]]] = {topic: [] for topic in _TOPICS}
    for policy in api().get("/policies")["items"]:
        topics.setdefault(policy["key"].partition(".")[0], []).append(policy)
    return render_template(
        "office/policies.html",
        topics=topics,
        meaning_of=meaning_of,
        policy_name=policy_name,
        topic_name=topic_name,
    )


@pages.get("/<key>")
@for_roles("office")
def show(key: str) -> str:
    """One of them, its history, and the form that changes it."""
    return _page(key)


def _page(key: str, problem: Problem | None = None) -> str:
    versions = api().get(f"/policies/{key}")["items"]
    newest = versions[0]
    fields = fields_of(key)
    typed = {field.name: text(field.name) for field in fields}
    lists = {field.name: chosen(field.name) for field in fields}
    return render_template(
        "office/policy.html",
        versions=versions,
        newest=newest,
        fields=fields,
        values={**typed, "reason": text("reason")} if request.form else _shown(newest["value"], fields),
        ticks=lists if request.form else _ticks(newest["value"], fields),
        problem=problem.renamed(lambda name: name.removeprefix("value.")) if problem else None,
        overtaken=problem is not None and problem.code == "policy.changed_meanwhile",
        meaning_of=meaning_of,
        policy_name=policy_name,
        area_rows=_area_rows(newest["value"]),
    )


def _area_rows(value: dict[str, Any]) -> list[dict[str, str]]:
    """The areas as rows of a form, with a few empty ones."""
    there = _typed_areas() if request.form else value.get("areas", [])
    return [*there, *[dict.fromkeys(AREA_FIELDS, "")] * _SPARE_ROWS]


@pages.post("/<key>")
@for_roles("office")
@shown_again(_page)
def change(key: str) -> Any:
    """Make a new version of it, unless somebody else did meanwhile."""
    versions = api().get(f"/policies/{key}")["items"]
    value = {**versions[0]["value"], **{field.name: _typed(field) for field in fields_of(key)}}
    version = int(text("version")) if text("version").isdecimal() else None
    body = {"value": value, "reason": text("reason"), "version": version}
    api().put(f"/policies/{key}", body)
    areas.forget()  # it may have been theirs
    return done(_("سیاست تغییر کرد و از همین حالا اجرا می‌شود."), ".show", key=key)


def _typed(field: Field) -> Any:
    """What was typed into a field, as the API takes it; what is unreadable goes as it was typed, which the API says."""
    if field.kind == "yes":
        return ticked(field.name)
    if field.kind == "whole":
        return whole(field.name)
    if field.kind == "areas":
        return _typed_areas()
    if field.kind == "weekdays":
        return sorted(int(day) for day in chosen(field.name) if day.isdecimal())
    if field.kind == "time":
        return latin(text(field.name))
    if field.kind == "month_days":
        return [_month_day(each) for each in _listed(field.name)]
    if field.kind == "days":
        return [_day(each) for each in _listed(field.name)]
    return text(field.name)


def _typed_areas() -> list[dict[str, str]]:
    """The rows in which anything was typed."""
    columns = [[each.strip() for each in chosen(f"areas.{name}")] for name in AREA_FIELDS]
    rows = [dict(zip(AREA_FIELDS, row, strict=True)) for row in zip(*columns, strict=False)]
    return [{**row, "code": latin(row["code"]).lower()} for row in rows if any(row.values())]


def _listed(name: str) -> list[str]:
    return [each for each in _SPLIT.split(latin(text(name)).replace("/", "-")) if each]


def _month_day(typed: str) -> str:
    month, dash, day = typed.partition("-")
    return f"{month:0>2}-{day:0>2}" if dash else typed


def _day(typed: str) -> str:
    """A Jalali day as the API keeps it in a policy: in the Gregorian calendar."""
    try:
        year, month, day = (int(part) for part in typed.split("-"))
        return str(jdatetime.date(year, month, day).togregorian())
    except ValueError:
        return typed


def _shown(value: dict[str, Any], fields: list[Field]) -> dict[str, Any]:
    """A policy's values as a form shows them."""
    shown: dict[str, Any] = {}
    for field in fields:
        there = value[field.name]
        if field.kind == "days":
            there = "\n".join(digits(jalali(date.fromisoformat(day)).replace("-", "/")) for day in there)
        elif field.kind == "month_days":
            there = "\n".join(digits(day.replace("-", "/")) for day in there)
        elif field.kind in ("whole", "time"):
            there = digits(there)
        shown[field.name] = there
    return shown


def _ticks(value: dict[str, Any], fields: list[Field]) -> dict[str, list[str]]:
    """Which boxes are ticked, by field."""
    return {
        field.name: ["1"]
        if value[field.name] is True
        else [str(day) for day in value[field.name]]
        if field.kind == "weekdays"
        else []
        for field in fields
    }
