"""The life of a file, and whether it is still what was written."""

from dataclasses import dataclass
from datetime import datetime

from contracts.terms import ChainFault


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event of a file's life; ``details`` is the event as its publisher told it, less what is private.

    ``hash`` is made of the whole entry and of the hash before it: whoever keeps it can tell later that nothing changed.
    """

    id: str
    position: int
    service: str
    event: str
    occurred_at: datetime
    summary: str
    details: dict[str, str]
    hash: str = ""


@dataclass(frozen=True, kw_only=True)
class TimelineProof:
    """Whether a timeline is still what was written: ``checked`` entries of ``length`` fit, up to ``first_broken``.

    ``head`` is the hash of the last entry, as the file itself remembers it.
    """

    intact: bool
    length: int
    head: str
    checked: int
    first_broken: int | None
    reason: ChainFault | None
