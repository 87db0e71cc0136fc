"""The English of what the pages say in Persian, a module for each part of the menu, and the glossary's words."""

from portal.texts import (
    access,
    common,
    contractor,
    files,
    finance,
    inspector,
    it,
    messages,
    office,
    office_messages,
    office_policies,
    offline,
    terms,
)

_PARTS = (
    common,
    access,
    contractor,
    files,
    finance,
    inspector,
    it,
    messages,
    office,
    office_messages,
    office_policies,
    offline,
)

ENGLISH: dict[str, str] = {text: english for part in _PARTS for text, english in part.ENGLISH.items()}
TERMS: dict[str, tuple[str, str]] = {
    **terms.TERMS,
    **{word: said for part in _PARTS for word, said in part.TERMS.items()},
}

__all__ = ["ENGLISH", "TERMS"]
