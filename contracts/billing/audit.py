"""The audit of the books: what must hold of them, and whether it does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.shapes import Caller, command, query


@dataclass(frozen=True, kw_only=True)
class InvariantView:
    """One thing that must hold of the books, by its English name and in Persian.

    ``holds`` is null if there was no time to find out. ``offending`` rows break it; ``rows`` shows the first of them,
    20 at most, each as JSON.
    """

    name: str
    name_fa: str
    holds: bool | None
    offending: int
    rows: list[str]
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class AuditRun:
    """An audit in the background, every night or on request, which takes its time; not done: no ``checked_at``."""

    id: str
    requested_by: str | None
    requested_at: datetime
    checked_at: datetime | None
    sound: bool | None
    milliseconds: int
    invariants: list[InvariantView]


@dataclass(frozen=True, kw_only=True)
class AuditView:
    """The books as they are now, all invariants asked of the same moment; and the newest audit in the background.

    ``sound`` is null if nothing was found wrong, but there was no time to ask everything.
    """

    checked_at: datetime
    sound: bool | None
    milliseconds: int
    invariants: list[InvariantView]
    newest_run: AuditRun | None


class AuditApi(Protocol):
    """The audit of the books."""

    @query
    def audit(self, *, caller: Caller) -> AuditView:
        """Finance: ask every invariant of the books now, as far as a few seconds go."""

    @command
    def request_audit(self, *, caller: Caller) -> AuditRun:
        """Finance: have the books audited in the background, however long it takes; one at a time."""
