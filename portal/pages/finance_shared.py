"""What finance's pages have in common: reading with filters, files passed on, and people to pick from."""

from typing import Any

from flask import request

from portal.api import Problem
from portal.door import api, for_roles
from portal.wording import digits, jalali, language, today

finance_only = for_roles("finance")
_PEOPLE = 30


def given(name: str) -> str:
    """A parameter of this page's address."""
    return request.args.get(name, "").strip()


def cursor() -> str:
    """Where the list goes on that this page shows."""
    return given("cursor")


def day_as_typed() -> str:
    """Today, as somebody would type it into a date field."""
    return digits(jalali(today()).replace("-", "/"))


def percent(basis_points: int) -> str:
    """Hundredths of a percent as percent, in the reader's digits and without the sign."""
    shown = f"{basis_points / 100:g}"
    return digits(shown.replace(".", "٫")) if language() == "fa" else shown


def read(path: str, **params: Any) -> tuple[Any, Problem | None]:
    """What is there, or the refusal of the filters that were typed; any other refusal is raised."""
    try:
        return api().get(path, **params), None
    except Problem as problem:
        if problem.status not in (400, 422):
            raise
        return None, problem


def people(role: str, words: str) -> tuple[list[dict[str, Any]], str | None]:
    """Contractors or inspectors whose code or name has these words, and where the list goes on."""
    page = api().get("/people", role=role, q=words, limit=_PEOPLE, cursor=cursor())
    return page["items"], page["next_cursor"]
