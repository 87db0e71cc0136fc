"""The facts that the referral service tells."""

from dataclasses import dataclass
from datetime import datetime

from contracts.events import Event
from contracts.referral.files import FileSnapshot
from contracts.shapes import Person
from contracts.terms import DeadlineKind, ReferralKind


@dataclass(frozen=True, kw_only=True)
class FileEvent(Event):
    """Base of the facts about a file: each carries the whole file as of then."""

    file: FileSnapshot

    @property
    def lane(self) -> str:
        """The file's id."""
        return self.file.id


@dataclass(frozen=True, kw_only=True)
class FileRegistered(FileEvent):
    """A contractor registered a project."""


@dataclass(frozen=True, kw_only=True)
class FileReferred(FileEvent):
    """An inspector has the file."""

    kind: ReferralKind
    reason: str


@dataclass(frozen=True, kw_only=True)
class FileWaiting(FileEvent):
    """The file is paid and nobody is eligible for it."""


@dataclass(frozen=True, kw_only=True)
class FileWithdrawn(FileEvent):
    """The inspector gave the file up."""

    inspector: Person
    reason: str


@dataclass(frozen=True, kw_only=True)
class InspectorDismissed(FileEvent):
    """The office took the file from its inspector."""

    inspector: Person
    reason: str


@dataclass(frozen=True, kw_only=True)
class FilePhaseChanged(FileEvent):
    """Pre-inspection is over; the file is in final inspection."""


@dataclass(frozen=True, kw_only=True)
class FileCompleted(FileEvent):
    """Every meter is approved in final inspection."""


@dataclass(frozen=True, kw_only=True)
class FileCancelled(FileEvent):
    """The office ended the file."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class MeterCorrected(FileEvent):
    """The contractor corrected a meter's data; its class may have changed."""

    meter_id: str
    old_class: str
    new_class: str


@dataclass(frozen=True, kw_only=True)
class WithdrawalRuled(FileEvent):
    """The office ruled whether an inspector's withdrawal was excused."""

    referral_id: str
    inspector: Person
    excused: bool
    reason: str


@dataclass(frozen=True, kw_only=True)
class DismissalProposed(FileEvent):
    """An inspector missed a deadline: the office is to decide whether to take the file from them."""

    proposal_id: str
    inspector: Person
    deadline: DeadlineKind
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class DismissalDeclined(FileEvent):
    """The office leaves the file with the inspector who missed a deadline."""

    proposal_id: str
    inspector: Person
    deadline: DeadlineKind
    reason: str
