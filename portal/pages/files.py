"""A file's page: the same for everybody who may see it, and below it what their role can do with it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template

from portal.api import Problem
from portal.door import api, for_roles, me

pages = Blueprint("files", __name__, url_prefix="/files")

# What the actions of a role need besides the file: the module of each role adds its own.
# Its template is ``<role>/_file_actions.html``; what this returns is there, and ``problem``, ``failed``, ``values``.
MORE: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {}
READERS = ("inspector", "contractor", "office", "finance")


@pages.get("/<file_id>")
@for_roles(*READERS)
def show(file_id: str) -> str:
    """The file, and what one can do with it."""
    return file_page(file_id)


def file_page(file_id: str, *, problem: Problem | None = None, failed: str = "", values: Any = None) -> str:
    """A file's page; after a refused form with what was typed: ``failed`` is the form's name."""
    file = api().get(f"/files/{file_id}")
    more = MORE.get(me()["role"])
    return render_template(
        "files/file.html",
        file=file,
        reports=api().get(f"/files/{file_id}/reports", limit=50)["items"],
        problem=problem,
        failed=failed,
        values=values or {},
        **(more(file) if more else {}),
    )
