"""Why a file waits: what its worksheets and their inspectors lack, in one Persian sentence for the office."""

from collections import Counter
from collections.abc import Sequence

from contracts.terms import FileKind
from services.referral.domain.engine import Inspector, Job, Obstacle, find_obstacles
from services.referral.domain.wording import KINDS, count

_BARRED = frozenset({Obstacle.WITHDRAWN, Obstacle.DISMISSED, Obstacle.CONNECTED})
# Whoever has several is counted under the one that lasts longest.
_LASTING = (
    Obstacle.CONNECTED,
    Obstacle.DISMISSED,
    Obstacle.WITHDRAWN,
    Obstacle.INACTIVE,
    Obstacle.NOT_ACCEPTING,
    Obstacle.FULL,
)
# Of one inspector, and of several.
_WORDS = {
    Obstacle.CONNECTED: ("با مجری آن ارتباط اعلام‌شده دارد", "با مجری آن ارتباط اعلام‌شده دارند"),
    Obstacle.DISMISSED: ("پیش‌تر از آن عزل شده است", "پیش‌تر از آن عزل شده‌اند"),
    Obstacle.WITHDRAWN: ("پیش‌تر از آن انصراف داده است", "پیش‌تر از آن انصراف داده‌اند"),
    Obstacle.INACTIVE: ("حساب کاربری فعال ندارد", "حساب کاربری فعال ندارند"),
    Obstacle.NOT_ACCEPTING: ("در کاربرگ خود کار نمی‌پذیرد", "در کاربرگ خود کار نمی‌پذیرند"),
    Obstacle.FULL: ("ظرفیتش پر است", "ظرفیتشان پر است"),
}


def explain_waiting(job: Job, inspectors: Sequence[Inspector]) -> str:
    """Why nobody has the file: whom the worksheets leave, and what keeps each of them from it.

    ``inspectors`` is everybody with a worksheet, as they stand towards this file.
    """
    nearby = [inspector for inspector in inspectors if job.area in inspector.areas]
    if not nearby:
        return "کاربرگ هیچ بازرسی شهر یا منطقهٔ این پرونده را در بر ندارد."
    of_kind = [inspector for inspector in nearby if job.kind in inspector.kinds]
    if not of_kind:
        return f"در این منطقه کاربرگ هیچ بازرسی پروندهٔ {KINDS[FileKind(job.kind)]} را نمی‌پذیرد."
    willing = [inspector for inspector in of_kind if inspector.admits(job)]
    if not willing:
        return "در این منطقه کاربرگ هیچ بازرسی بلوک (ساختمان چندواحدی) را نمی‌پذیرد."
    obstacles = [find_obstacles(inspector) for inspector in willing]
    if not all(obstacles):
        return "بازرس واجد شرایط پیدا شده است و پرونده به‌زودی ارجاع می‌شود."
    return _explain_obstacles(Counter(_lasting(found) for found in obstacles))


def _lasting(found: Sequence[Obstacle]) -> Obstacle:
    return next(obstacle for obstacle in _LASTING if obstacle in found)


def _explain_obstacles(counted: Counter[Obstacle]) -> str:
    present = [obstacle for obstacle in _LASTING if counted[obstacle]]
    if counted.total() == 1:
        return f"تنها بازرسی که کاربرگش این پرونده را می‌پذیرد {_words(present[0], 1)}."
    whole = f"{count(counted.total())} بازرسی که کاربرگشان این پرونده را می‌پذیرد"
    if len(present) == 1:
        return f"هر {whole} {_words(present[0], counted.total())}."
    parts = "، ".join(f"{count(counted[each])} نفر {_words(each, counted[each])}" for each in present)
    if _BARRED.issuperset(present):
        return f"هر {whole} از آن کنار گذاشته شده‌اند: {parts}."
    return f"هیچ‌یک از {whole} اکنون نمی‌تواند آن را بگیرد: {parts}."


def _words(obstacle: Obstacle, people: int) -> str:
    one, several = _WORDS[obstacle]
    return one if people == 1 else several
