"""What the contractor and the inspector read of why a file was referred: the reason, without anybody else's name."""

import re
from collections.abc import Iterable

_SOMEBODY = "بازرس دیگری"
_GAPS = re.compile("[\\s\u200c]+")
_ANY_GAP = "[\\s\u200c]*"
_DIGITS = {
    latin: f"[{latin}{persian}{arabic}]"
    for latin, persian, arabic in zip("0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", strict=True)
}


def without_names(text: str, names: Iterable[str]) -> str:
    """The text with each of these names and membership codes, however it is spaced, replaced by «another inspector»."""
    for name in sorted(names, key=len, reverse=True):
        words = [word for word in _GAPS.split(name) if word]
        if words:
            pattern = _ANY_GAP.join(_as_written(word) for word in words)
            text = re.sub(rf"(?<!\w){pattern}(?!\w)", _SOMEBODY, text, flags=re.IGNORECASE)
    return text


def _as_written(word: str) -> str:
    return "".join(_DIGITS.get(letter, re.escape(letter)) for letter in word)
