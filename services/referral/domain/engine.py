"""R7: who gets a file. The choice is a function of the worksheets and of what has been referred, nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

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
    dismissed from; ``refusal`` says how an earlier referral of the file in question ended, if it ended so.
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

    def admits(self, job: Job) -> bool:
        """Whether the worksheet names the file's area, its kind and, for a block, blocks."""
        return job.area in self.areas and job.kind in self.kinds and (self.blocks or not job.block)

    @property
    def score(self) -> int:
        """Load over capacity, in millionths, load counted in millions of rials: rials for each place of capacity."""
        return self.value_rials // max(self.capacity, 1)


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
    obstacles = _obstacles(inspector)
    standing = (
        f"{count(inspector.active_referrals)} پرونده در دست از ظرفیت {count(inspector.capacity)}؛ "
        f"کار ارجاع‌شدهٔ امسال: {rials(inspector.value_rials)}"
    )
    why = f"{'، '.join(obstacles)}؛ {standing}" if obstacles else f"واجد شرایط؛ {standing}"
    return Ranked(inspector=inspector, score=inspector.score, eligible=not obstacles, why=why)


def _obstacles(inspector: Inspector) -> list[str]:
    found = []
    if not inspector.active:
        found.append("حساب کاربری او فعال نیست")
    if not inspector.accepting:
        found.append("در کاربرگ خود کار نمی‌پذیرد")
    if inspector.active_referrals >= inspector.capacity:
        found.append("ظرفیت او پر است")
    if inspector.refusal is ReferralEnd.WITHDRAWN:
        found.append("پیش‌تر از این پرونده انصراف داده است")
    elif inspector.refusal is ReferralEnd.DISMISSED:
        found.append("پیش‌تر از این پرونده عزل شده است")
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
