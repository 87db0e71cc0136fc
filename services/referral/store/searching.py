"""The form in which text is searched: neither spaces nor letter forms nor marks nor case count."""

import unicodedata

# Letters that typists and keyboards exchange, after hamzas and diacritics are gone.
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ٱ": "ا", "ء": None, "ـ": None})
# Marks on letters; spaces, line ends and separators of all kinds; what is invisible, as the half-space is.
_IDLE = frozenset({"Mn", "Me", "Zs", "Zl", "Zp", "Cc", "Cf"})


def folded(text: str) -> str:
    """The text as it is searched: ``علي‌اكبر`` and ``علی اکبر`` are one, as are ``آ`` and ``ا``, ``۱۲`` and ``12``."""
    letters = unicodedata.normalize("NFKD", text).translate(_LETTERS)
    return "".join(
        _digit(letter) for letter in letters if unicodedata.category(letter) not in _IDLE
    ).casefold()


def searchable(*parts: str) -> str:
    """The text in which words are searched; no word runs from one part into the next."""
    return "\n".join(folded(part) for part in parts)


def words_of(q: str) -> list[str]:
    """The words of a query in the form of ``searchable``; all of them are to be found."""
    return [word for word in map(folded, q.split()) if word]


def _digit(letter: str) -> str:
    value = unicodedata.decimal(letter, None)
    return letter if value is None else str(value)
