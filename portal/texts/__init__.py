"""The English of what the pages say in Persian, a module for each part of the menu, and the glossary's words."""

from importlib import import_module
from pkgutil import iter_modules

PARTS = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

ENGLISH: dict[str, str] = {
    text: english for part in PARTS for text, english in getattr(part, "ENGLISH", {}).items()
}
TERMS: dict[str, tuple[str, str]] = {word: said for part in PARTS for word, said in part.TERMS.items()}

__all__ = ["ENGLISH", "PARTS", "TERMS"]
