"""Identifiers: time-ordered UUIDs, so that new rows stand together in an index."""

from uuid import UUID

import uuid_utils


def new_id() -> str:
    """A new identifier (UUID version 7, as text)."""
    return str(uuid_utils.uuid7())


def is_id(text: str) -> bool:
    """Whether the text is an identifier just as we write them; any other, upper case too, is simply not found."""
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
