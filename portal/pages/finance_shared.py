"""What finance's pages have in common: reading with filters, files passed on, and people to pick from."""

from typing import Any

import requests
from flask import Response, request

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


def passed_on(path: str, **params: Any) -> Response:
    """A file of the gateway's, under its own name and type."""
    found: requests.Response = api().download(path, **params)
    response = Response(found.content, content_type=found.headers.get("Content-Type"))
    response.headers["Content-Disposition"] = found.headers.get("Content-Disposition", "attachment")
    return response


def people(role: str, words: str) -> tuple[list[dict[str, Any]], str | None]:
    """Contractors or inspectors whose code or name has these words, and where the list goes on.

    Where the list of people is not finance's to read, they are those of the files that have these words.
    """
    try:
        page = api().get("/people", role=role, q=words, limit=_PEOPLE, cursor=cursor())
        return page["items"], page["next_cursor"]
    except Problem as problem:
        if problem.status != 403:
            raise
    page = api().get("/files", q=words, limit=200, cursor=cursor())
    found = {file[role]["id"]: file[role] for file in page["items"] if file[role]}
    return sorted(found.values(), key=lambda person: person["membership_code"]), page["next_cursor"]
