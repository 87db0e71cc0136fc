"""Forms: the key that makes sending one twice harmless, and what was typed, as the API takes it."""

import time
from typing import Any

from flask import request
from uuid_utils import uuid7

from portal.api import Problem
from portal.door import api
from portal.wording import latin

KEY_FIELD = "_key"
_TWIN_SECONDS = 8.0
_IN_PROGRESS = "idempotency.in_progress"


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


def flat_errors(errors: Any) -> str:
    """What is wrong with a field, whose parts may have errors of their own, as one sentence."""
    if isinstance(errors, dict):
        return " ".join(flat_errors(each) for each in errors.values())
    return " ".join(errors) if isinstance(errors, list) else str(errors)


_SEPARATORS = str.maketrans("", "", ",٬، ")
