"""The English of the pages of ``pages/inspector.py``, and the glossary's words that only they use."""

ENGLISH: dict[str, str] = {}

TERMS: dict[str, tuple[str, str]] = {}
