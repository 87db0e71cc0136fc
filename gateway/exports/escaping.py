"""Any text as part of one line of a journal, where it can end nothing and begin nothing.

Words that identify (keys, holders, numbers) are written so that they can be read back exactly; prose is only shown,
so what would be a sign to a program becomes its look-alike.
"""

import unicodedata
from urllib.parse import unquote

_PLAIN = frozenset("-._:/")
# They join letters, in Persian and in emoji.
_JOINERS = frozenset("\u200c\u200d")
_LOOK_ALIKES = str.maketrans({";": "؛", "|": "¦", '"': "”", "\\": "＼"})
_IN_COMMENTS = str.maketrans({",": "،", ":": "∶", "[": "(", "]": ")"})


def word(text: str) -> str:
    """An identifier: what is no letter, digit or plain sign stands as in an address, ``%20``; see ``read_word``."""
    return "".join(
        letter
        if letter.isalnum() or letter in _PLAIN
        else "".join(f"%{byte:02X}" for byte in letter.encode())
        for letter in text
    )


def read_word(written: str) -> str:
    """The identifier that was written."""
    return unquote(written)


def prose(text: str) -> str:
    """A description on one line: no control signs, no marks of direction, nothing that a journal takes for its own."""
    shown = "".join(_shown(letter) for letter in text.translate(_LOOK_ALIKES))
    return " ".join(shown.split())


def comment(text: str) -> str:
    """Prose where a program looks for tags and dates."""
    return prose(text).translate(_IN_COMMENTS)


def _shown(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs") and letter not in _JOINERS else letter
