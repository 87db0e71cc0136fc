"""What a table is made of, whichever file it becomes: columns with headings in two languages, and typed values."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

Read = Callable[[Any, str], Any]


class Kind(Enum):
    """What stands in a column. A day and a moment take two: in the Jalali calendar, and in the world's."""

    TEXT = auto()
    COUNT = auto()
    AMOUNT = auto()
    QUANTITY = auto()
    DAY = auto()
    MOMENT = auto()


@dataclass(frozen=True)
class Column:
    """A column: its headings, and how its value is read from a row for a reader of ``fa`` or ``en``."""

    fa: str
    en: str
    read: Read
    kind: Kind = Kind.TEXT

    def headings(self, language: str) -> list[str]:
        """One heading, or two for what stands in both calendars."""
        if self.kind not in (Kind.DAY, Kind.MOMENT):
            return [self.en if language == "en" else self.fa]
        return [f"{self.en} (Jalali)", self.en] if language == "en" else [self.fa, f"{self.fa} (میلادی)"]


@dataclass(frozen=True)
class Sheet:
    """A table with its title and its rows. A ``total`` stands below the rows of a workbook's sheet, and in no CSV."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Any]
    total: Any = None

    def headings(self, language: str) -> list[str]:
        """The first row."""
        return [heading for column in self.columns for heading in column.headings(language)]


@dataclass(frozen=True, kw_only=True)
class Export:
    """How a list becomes a file. ``name`` is the file's in ASCII; ``more`` makes further sheets of a workbook.

    ``rows`` finds the rows in what the verb answers, ``total`` adds them up, in one more row; ``period`` says of which
    days the list is, for the file's name.
    """

    name: str
    fa: str
    en: str
    columns: Sequence[Column]
    paged: bool = True
    rows: Callable[[Any], Sequence[Any]] = lambda answer: answer.items
    total: Callable[[Sequence[Any], str], Any] = lambda _rows, _language: None
    more: Callable[[Any, str], Iterable[Sheet]] = lambda _answer, _language: ()
    period: Callable[[Mapping[str, Any]], str | None] = lambda _arguments: None

    def title(self, language: str) -> str:
        """What the list is, for people."""
        return self.en if language == "en" else self.fa
