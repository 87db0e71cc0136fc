"""Forms: the key that makes sending one twice harmless, what was typed, and the page again where it is refused."""

import functools
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, g, redirect, request, url_for
from uuid_utils import uuid7
from werkzeug.wrappers import Response

from portal.api import Problem
from portal.door import api
from portal.wording import latin

KEY_FIELD = "_key"
_TWIN_SECONDS = 8.0
_IN_PROGRESS = "idempotency.in_progress"
View = TypeVar("View", bound=Callable[..., Any])


def form_key(problem: Problem | None = None) -> str:
    """A new idempotency key; that of the form that was just sent, if nobody knows whether it was done."""
    sent = request.form.get(KEY_FIELD, "")
    return sent if sent and problem and problem.is_passing else str(uuid7())


def send(path: str, body: Any = None) -> Any:
    """POST what a form says, once however often it is sent: the key lies in the form.

    A second click waits for the answer to the first. Raises ``Problem``.
    """
    give_up_at = time.monotonic() + _TWIN_SECONDS
    while True:
        try:
            return api().post(path, body, key=request.form.get(KEY_FIELD, ""))
        except Problem as problem:
            if problem.code != _IN_PROGRESS or time.monotonic() > give_up_at:
                raise
        time.sleep(0.2)


def shown_again(page: Callable[..., Any]) -> Callable[[View], View]:
    """A view that takes a form: whatever refuses it, the API or the view itself, its page is shown again.

    ``page`` is called with the ``problem`` and, as the view was, with what its address says.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def taking(**address: Any) -> Any:
            try:
                return view(**address)
            except Problem as problem:
                return page(problem=problem, **address), problem.status

        return taking  # type: ignore[return-value]  # of the shape that it wraps

    return decorate


def incomplete(**missing: str) -> Problem:
    """A refusal before the API is asked: what is wrong, by field."""
    return Problem(422, "portal.incomplete", "", {name: [said] for name, said in missing.items()})


def done(said: str, endpoint: str, /, **address: Any) -> Response:
    """Tell that it is done, on the page that follows."""
    flash(said)
    return redirect(url_for(endpoint, **address))


def text(name: str) -> str:
    """What was typed into a field, without blanks around it."""
    return request.form.get(name, "").strip()


def text_or_none(name: str) -> str | None:
    """The same; None for an empty one."""
    return text(name) or None


def whole(name: str) -> Any:
    """A whole number, whatever its digits and separators; what is none goes to the API as typed, which says so."""
    typed = text(name)
    plain = latin(typed).translate(_SEPARATORS)
    return int(plain) if plain.removeprefix("-").isdecimal() else (typed or None)


def decimal(name: str) -> Any:
    """A number with a fraction, likewise."""
    typed = text(name)
    try:
        return float(latin(typed).replace("٫", ".").replace("/", ".").translate(_SEPARATORS))
    except ValueError:
        return typed or None


def ticked(name: str) -> bool:
    """Whether a box is ticked."""
    return name in request.form


def chosen(name: str) -> list[str]:
    """All the values chosen under a name."""
    return request.form.getlist(name)


def field_id(name: str) -> str:
    """The id of a field in its page, ``f-<name>``; the second of its name is ``f-<name>-2``, and so on."""
    seen: Counter[str] = g.setdefault("field_ids", Counter())
    seen[name] += 1
    return f"f-{name}" if seen[name] == 1 else f"f-{name}-{seen[name]}"


def errors_of(problem: Problem | None, name: str = "") -> list[str]:
    """What is wrong with a field and its parts (``days.0``), or without a name with the whole form; each thing once."""
    errors = problem.errors if problem else {}
    said = [
        each for field, each in errors.items() if not name or field == name or field.startswith(f"{name}.")
    ]
    return list(dict.fromkeys(sentence for sentences in said for sentence in sentences))


_SEPARATORS = str.maketrans("", "", ",٬، ")
