"""R7: who gets a file. The choice is a function of the worksheets, of what has been referred and of the declared
conflicts, nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from contracts.terms import FileKind, ReferralEnd
from services.referral.domain.wording import count, rials

_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Job:
    """What of a file decides who may have it."""

    area: str
    kind: FileKind
    block: bool


@dataclass(frozen=True, kw_only=True)
class Inspector:
    """An inspector with the own worksheet (R6) and load.

    ``value_rials`` is the worth of what was referred to them this Jalali year, less what they withdrew or were
    dismissed from (a withdrawal ruled unexcused may stay, by policy). Of the file in question, ``refusal`` says how
    an earlier referral to them ended, if it ended so, and ``connected`` whether they are declared to be connected
    with its contractor.
    """

    id: str
    membership_code: str
    full_name: str
    active: bool
    accepting: bool
    areas: frozenset[str]
    kinds: frozenset[FileKind]
    blocks: bool
    capacity: int
    active_referrals: int
    value_rials: int
    last_referred_at: datetime | None
    refusal: ReferralEnd | None
    connected: bool = False

    def admits(self, job: Job) -> bool:
        """Whether the worksheet names the file's area, its kind and, for a block, blocks."""
        return job.area in self.areas and job.kind in self.kinds and (self.blocks or not job.block)

    @property
    def score(self) -> int:
        """Load over capacity, in millionths, load counted in millions of rials: rials for each place of capacity."""
        return score_of(self.value_rials, self.capacity)

    def given(self, value_rials: int, at: datetime) -> "Inspector":
        """The same inspector with one more file in hand."""
        return replace(
            self,
            active_referrals=self.active_referrals + 1,
            value_rials=self.value_rials + value_rials,
            last_referred_at=at,
        )


def score_of(value_rials: int, capacity: int) -> int:
    """The score of whoever has been referred so much and has so much capacity; no capacity counts as one place."""
    return value_rials // max(capacity, 1)


class Obstacle(StrEnum):
    """What keeps an inspector from a file that their worksheet admits, in words."""

    INACTIVE = "حساب کاربری او فعال نیست"
    NOT_ACCEPTING = "در کاربرگ خود کار نمی‌پذیرد"
    FULL = "ظرفیت او پر است"
    WITHDRAWN = "پیش‌تر از این پرونده انصراف داده است"
    DISMISSED = "پیش‌تر از این پرونده عزل شده است"
    CONNECTED = "با مجری این پرونده ارتباط اعلام‌شده دارد"


@dataclass(frozen=True, kw_only=True)
class Past:
    """What bars inspectors from one file: who gave it up or lost it, and who is connected with its contractor."""

    refusals: Mapping[str, ReferralEnd]
    connected: frozenset[str]


@dataclass(frozen=True)
class Roster:
    """The inspectors, by id, while files are referred one after the other."""

    inspectors: Mapping[str, Inspector]

    @classmethod
    def of(cls, inspectors: Sequence[Inspector]) -> "Roster":
        """The roster before anything is referred."""
        return cls({inspector.id: inspector for inspector in inspectors})

    def facing(self, past: Past) -> list[Inspector]:
        """The inspectors as they stand towards one file."""
        barred = {
            inspector_id: replace(
                self.inspectors[inspector_id],
                refusal=past.refusals.get(inspector_id),
                connected=inspector_id in past.connected,
            )
            for inspector_id in {*past.refusals, *past.connected}
            if inspector_id in self.inspectors
        }
        return list({**self.inspectors, **barred}.values())

    def after(self, inspector_id: str, value_rials: int, at: datetime) -> "Roster":
        """The roster once an inspector was given a file of that worth."""
        given = self.inspectors[inspector_id].given(value_rials, at)
        return Roster({**self.inspectors, inspector_id: given})


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """An inspector whose worksheet admits the file, with the score and what speaks for or against them."""

    inspector: Inspector
    score: int
    eligible: bool
    why: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """The inspector chosen, or none; ``reason`` says why, for anyone who questions it."""

    inspector: Inspector | None
    reason: str
    candidates: list[Ranked]


def rank_candidates(job: Job, inspectors: Sequence[Inspector]) -> list[Ranked]:
    """Everyone whose worksheet admits the file: the eligible first, each group in the order of the choice."""
    ranked = [_rank(inspector) for inspector in inspectors if inspector.admits(job)]
    return sorted(ranked, key=lambda candidate: (not candidate.eligible, *_order(candidate.inspector)))


def choose_inspector(job: Job, inspectors: Sequence[Inspector]) -> Choice:
    """The eligible inspector with the least load for their capacity (R7).

    Equal loads go to the longest wait since the last referral, who never had one first, then to the lower
    membership code.
    """
    candidates = rank_candidates(job, inspectors)
    eligible = [candidate.inspector for candidate in candidates if candidate.eligible]
    if not eligible:
        return Choice(inspector=None, reason="هیچ بازرسی واجد شرایط این پرونده نیست.", candidates=candidates)
    return Choice(inspector=eligible[0], reason=_reason(eligible), candidates=candidates)


def _order(inspector: Inspector) -> tuple[int, datetime, str, str]:
    waited_since = inspector.last_referred_at or _NEVER
    return inspector.score, waited_since, inspector.membership_code, inspector.id


def _rank(inspector: Inspector) -> Ranked:
    obstacles = find_obstacles(inspector)
    standing = (
        f"{count(inspector.active_referrals)} پرونده در دست از ظرفیت {count(inspector.capacity)}؛ "
        f"کار ارجاع‌شدهٔ امسال: {rials(inspector.value_rials)}"
    )
    why = f"{'، '.join(obstacles)}؛ {standing}" if obstacles else f"واجد شرایط؛ {standing}"
    return Ranked(inspector=inspector, score=inspector.score, eligible=not obstacles, why=why)


def find_obstacles(inspector: Inspector) -> list[Obstacle]:
    """What keeps an inspector from the file; nothing, if they are eligible."""
    found = []
    if not inspector.active:
        found.append(Obstacle.INACTIVE)
    if not inspector.accepting:
        found.append(Obstacle.NOT_ACCEPTING)
    if inspector.active_referrals >= inspector.capacity:
        found.append(Obstacle.FULL)
    if inspector.refusal is ReferralEnd.WITHDRAWN:
        found.append(Obstacle.WITHDRAWN)
    elif inspector.refusal is ReferralEnd.DISMISSED:
        found.append(Obstacle.DISMISSED)
    if inspector.connected:
        found.append(Obstacle.CONNECTED)
    return found


def _reason(eligible: Sequence[Inspector]) -> str:
    """Why the first of them comes first; it names nobody else, since the file's contractor reads it too."""
    chosen = eligible[0]
    if len(eligible) == 1:
        return "تنها بازرس واجد شرایط این پرونده بود."
    equals = [other for other in eligible[1:] if other.score == chosen.score]
    if not equals:
        return f"از میان {count(len(eligible))} بازرس واجد شرایط، کمترین کار را نسبت به ظرفیت خود داشت."
    if all(other.last_referred_at != chosen.last_referred_at for other in equals):
        return (
            f"از میان {count(len(eligible))} بازرس واجد شرایط، کار او نسبت به ظرفیتش با {count(len(equals))} نفر "
            "دیگر برابر و کمترین بود و از آخرین ارجاع به او زمان بیشتری گذشته بود."
        )
    return (
        f"از میان {count(len(eligible))} بازرس واجد شرایط، کار او نسبت به ظرفیتش با {count(len(equals))} نفر "
        "دیگر برابر و کمترین بود، نوبت آنان نیز یکسان بود و به ترتیب کد عضویت برگزیده شد."
    )
