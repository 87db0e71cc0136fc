"""Who inspects what: worksheets, referrals and how they end, and the files that wait for one."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from marshmallow import validate

from contracts.shapes import AreaCode, Person
from contracts.terms import BatchState, FileKind, Phase, ReferralEnd, ReferralKind

Weekday = Annotated[int, validate.Range(min=0, max=6)]


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One inspector considered for a referral; ``score`` is load over capacity in millionths, lower is chosen."""

    inspector: Person
    score: int
    eligible: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class ReferralView:
    """One handing-over of a file, with what it was decided on (R7)."""

    id: str
    inspector: Person
    kind: ReferralKind
    reason: str
    candidates: list[Candidate]
    referred_at: datetime
    referred_by: Person | None
    ended_at: datetime | None
    ended_by: ReferralEnd | None
    end_reason: str | None


@dataclass(frozen=True, kw_only=True)
class Worksheet:
    """What work an inspector is willing to take (R6); ``weekdays`` count from 0 = Saturday."""

    accepting: bool
    areas: Annotated[list[AreaCode], validate.Length(max=100)]
    kinds: Annotated[list[FileKind], validate.Length(max=2)]
    blocks: bool
    weekdays: Annotated[list[Weekday], validate.Length(max=7)]
    capacity: Annotated[int, validate.Range(min=0, max=1000)]


@dataclass(frozen=True, kw_only=True)
class InspectorView:
    """An inspector as the office sees them: the worksheet (R6) and the load that referrals go by (R7).

    ``worksheet_changed_at`` is null for a worksheet that was never filled in; it accepts nothing. ``value_rials`` is
    the worth of what was referred to them this Jalali year, and ``score`` that over the capacity, as in ``Candidate``.
    """

    inspector: Person
    active: bool
    worksheet: Worksheet
    worksheet_changed_at: datetime | None
    files_in_hand: int
    value_rials: int
    score: int
    last_referred_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WithdrawalView:
    """A withdrawal and what the office ruled of it; ``id`` is the referral's."""

    id: str
    file_id: str
    file_number: str
    contractor: Person
    inspector: Person
    phase: Phase
    reason: str | None
    referred_at: datetime
    withdrawn_at: datetime
    excused: bool | None
    ruling_reason: str | None
    ruled_by: Person | None
    ruled_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class WaitingFile:
    """A paid file that nobody has; ``why`` says in a sentence why nobody is eligible, as of now."""

    id: str
    number: str
    kind: FileKind
    block: bool
    area: str
    address: str
    owner_name: str
    phase: Phase
    contractor: Person
    registered_at: datetime
    waiting_since: datetime
    waiting_days: int
    why: str


@dataclass(frozen=True, kw_only=True)
class ReferralBatchView:
    """A try of all the files that waited when it was started: ``tried`` of ``total``.

    Each tried file was ``referred``, is ``still_waiting`` because nobody is eligible, was ``no_longer_waiting`` when
    its turn came, or ``failed`` by a fault of the system and waits on. The files that a stopped batch has not tried
    wait on too.
    """

    id: str
    state: BatchState
    total: int
    tried: int
    referred: int
    still_waiting: int
    no_longer_waiting: int
    percent: int
    started_by: Person
    started_at: datetime
    ended_at: datetime | None
    failed: int = 0
    stopped_by: Person | None = None
