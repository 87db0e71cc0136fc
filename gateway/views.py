"""The few answers that are made of more than one service's, or of less than one's."""

from dataclasses import dataclass
from datetime import datetime

from contracts.billing import InvoiceView
from contracts.inspection import DeadlineView
from contracts.referral import FileView
from contracts.terms import Role


@dataclass(frozen=True, kw_only=True)
class RegisteredFile(FileView):
    """A file just registered; ``invoice`` is null while billing is away, and is found in the file's account later."""

    invoice: InvoiceView | None


@dataclass(frozen=True, kw_only=True)
class CalendarAddress:
    """Where a calendar program reads one's visits: whoever has the address can, until it is revoked."""

    url: str
    path: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class CurrentFile(FileView):
    """A file on its own page; ``deadlines`` are empty for one that has ended, and while inspection is away."""

    deadlines: list[DeadlineView]


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """A person whom the office may refer a file or send a message to."""

    id: str
    membership_code: str
    full_name: str
    role: Role
    active: bool
