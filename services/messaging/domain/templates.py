"""Templates: what the system says of a fact to one kind of recipient, as data that the organization can reword.

A text may hold the names of its placeholders in braces, and nothing cleverer: no attributes, no indexes, no formats.
A brace itself is written twice.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from services.messaging.domain.persian import for_sms

_NAME = re.compile(r"[a-z][a-z_]*")
_SPACES = re.compile(r"[ \t]{2,}")
_ENDS_OF_LINES = re.compile(r"[ \t]+(?=\n)")
_EMPTY_LINES = re.compile(r"\n{3,}")
_LONGEST_SMS = 670  # ten parts of a text in Persian

BAD_BRACES = "Braces go around the name of a placeholder; a brace itself is written twice."
NOTHING_LEFT = "Nothing is left of this text when its placeholders are empty."
NO_PLACEHOLDERS = "This text has no placeholders."


class TemplateError(Exception):
    """A text that cannot be filled in; says why, for whoever wrote it."""


@dataclass(frozen=True)
class Placeholder:
    """A name that a text may use, what stands in its place, and an example."""

    name: str
    explanation: str
    example: str


@dataclass(frozen=True, kw_only=True)
class Wording:
    """The texts of a template; ``sms`` is what goes by SMS if ``send_sms``: the body itself when it is empty."""

    subject: str
    body: str
    sms: str = ""
    send_sms: bool = False


@dataclass(frozen=True, kw_only=True)
class Template:
    """A key ``fact.recipient``, a Persian title, the placeholders, and the wording that the system came with."""

    key: str
    title: str
    placeholders: tuple[Placeholder, ...]
    default: Wording

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its texts may use."""
        return tuple(placeholder.name for placeholder in self.placeholders)

    @property
    def examples(self) -> dict[str, str]:
        """An example of each placeholder's value."""
        return {placeholder.name: placeholder.example for placeholder in self.placeholders}


def render(wording: Wording, values: Mapping[str, str]) -> Wording:
    """The texts with the values in place. Raises :class:`TemplateError`."""
    subject, body = fill(wording.subject, values), fill(wording.body, values)
    if not subject or not body:
        raise TemplateError(NOTHING_LEFT)
    return Wording(
        subject=subject,
        body=body,
        sms=sms_text(fill(wording.sms, values) or body),
        send_sms=wording.send_sms,
    )


def fill(text: str, values: Mapping[str, str]) -> str:
    """One text with the values in place, without the gaps that empty ones leave. Raises :class:`TemplateError`."""
    filled = "".join(
        literal + ("" if name is None else _value(name, values)) for literal, name in _parts(text)
    )
    tidy = _EMPTY_LINES.sub("\n\n", _ENDS_OF_LINES.sub("", _SPACES.sub(" ", filled)))
    return tidy.strip()


def mistakes_in(wording: Wording, values: Mapping[str, str]) -> dict[str, list[str]]:
    """What is wrong with the texts of a wording, by field; nothing when each can be filled in."""
    found: dict[str, list[str]] = {}
    for field, text in (("subject", wording.subject), ("body", wording.body), ("sms", wording.sms)):
        try:
            fill(text, values)
        except TemplateError as error:
            found[field] = [str(error)]
    return found


def sms_text(text: str) -> str:
    """A text as it goes by SMS: no longer than ten parts, with marks that every telephone knows."""
    short = for_sms(text)
    return short if len(short) <= _LONGEST_SMS else f"{short[: _LONGEST_SMS - 1].rstrip()}…"


def _parts(text: str) -> Iterator[tuple[str, str | None]]:
    try:
        for literal, name, form, conversion in Formatter().parse(text):
            if form or conversion or (name is not None and not _NAME.fullmatch(name)):
                raise TemplateError(BAD_BRACES)
            yield literal, name
    except ValueError as error:
        raise TemplateError(BAD_BRACES) from error


def _value(name: str, values: Mapping[str, str]) -> str:
    if name in values:
        return values[name]
    if not values:
        raise TemplateError(NO_PLACEHOLDERS)
    raise TemplateError(f"Unknown placeholder {name}; use any of: {', '.join(values)}.")
