"""Proposals to dismiss an inspector who missed deadlines."""

from dataclasses import dataclass
from datetime import datetime

from contracts.shapes import Person
from contracts.terms import DeadlineKind, ProposalState


@dataclass(frozen=True, kw_only=True)
class MissedDeadline:
    """What a proposal rests on; ``made_good_at`` is when it was done after all."""

    deadline_id: str
    kind: DeadlineKind
    due_at: datetime
    missed_at: datetime
    made_good_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class DismissalProposal:
    """A proposal to take a file from an inspector who missed deadlines (R11); the office decides, nobody else does.

    It lapses when the referral ends otherwise. ``reason`` is the office's.
    """

    id: str
    file_id: str
    number: str
    inspector: Person
    referred_at: datetime
    state: ProposalState
    deadlines: list[MissedDeadline]
    proposed_at: datetime
    ended_at: datetime | None
    decided_by: Person | None
    reason: str | None
