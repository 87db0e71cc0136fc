"""Inspectors who are connected with contractors."""

from dataclasses import dataclass
from datetime import datetime

from contracts.shapes import Person


@dataclass(frozen=True, kw_only=True)
class HeldFile:
    """A file in an inspector's hands."""

    id: str
    number: str


@dataclass(frozen=True, kw_only=True)
class ConflictView:
    """A declared connection of an inspector with a contractor; while it lasts, neither rule nor office refers.

    ``held_files`` are those of this contractor that the inspector has nevertheless, at most 50 of
    ``held_file_count``: declaring takes none away, the office may dismiss.
    """

    id: str
    inspector: Person
    contractor: Person
    reason: str
    declared_by: Person
    declared_at: datetime
    ended_by: Person | None
    ended_at: datetime | None
    end_reason: str | None
    held_file_count: int
    held_files: list[HeldFile]
