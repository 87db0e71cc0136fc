"""Choosing a person in a form of the office: a field to search in, and who was found as choices below it.

Without scripts the field's own button shows the form again with them (``is_search``); with htmx they come as one types.
"""

from typing import Any

from flask import render_template, request

from portal.door import api

SEARCH = "_search"
_SHOWN = 8


def is_search() -> bool:
    """Whether the form was sent only to find somebody."""
    return SEARCH in request.form


def find_people(name: str, role: str = "") -> dict[str, Any]:
    """Whoever fits what was typed into the search of the field ``name``; nobody before anything was typed."""
    typed = request.values.get(f"{name}_q", "").strip()
    if not typed:
        return {"people": [], "more": False, "typed": ""}
    page = api().get("/people", q=typed[:200], role=role, limit=_SHOWN)
    return {
        "people": [each for each in page["items"] if each["active"]],
        "more": bool(page["next_cursor"]),
        "typed": typed,
    }


def people_fragment() -> str:
    """The choices alone, for the field and the role that the address names."""
    name = request.args.get("name", "")
    found = find_people(name, request.args.get("role", ""))
    return render_template("office/_people.html", name=name, found=found, chosen="")
